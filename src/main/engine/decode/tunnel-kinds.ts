/** Kinds of tunnels. The numbers are kept in keys and rows while a capture lasts, never in files; the names are stable. */

export const TUNNEL_NONE = 0;
export const TUNNEL_IP = 1;
export const TUNNEL_GRE = 2;
export const TUNNEL_PPTP = 3;
export const TUNNEL_ERSPAN = 4;
export const TUNNEL_ETHERIP = 5;
export const TUNNEL_VXLAN = 6;
export const TUNNEL_GENEVE = 7;
export const TUNNEL_GTP = 8;
export const TUNNEL_TEREDO = 9;
export const TUNNEL_L2TP = 10;
export const TUNNEL_WCCP = 11;
export const TUNNEL_MPLS_IN_IP = 12;
export const TUNNEL_AYIYA = 13;
export const TUNNEL_LISP = 14;
export const TUNNEL_TZSP = 15;
export const TUNNEL_CAPWAP = 16;
export const TUNNEL_MPLS = 17;
export const TUNNEL_PPPOE = 18;
export const TUNNEL_PBB = 19;
export const TUNNEL_NSH = 20;

/** By kind. */
export const TUNNEL_NAMES: readonly string[] = [
  '',
  'ip',
  'gre',
  'pptp',
  'erspan',
  'etherip',
  'vxlan',
  'geneve',
  'gtp',
  'teredo',
  'l2tp',
  'wccp',
  'mpls-in-ip',
  'ayiya',
  'lisp',
  'tzsp',
  'capwap',
  'mpls',
  'pppoe',
  'pbb',
  'nsh',
];
