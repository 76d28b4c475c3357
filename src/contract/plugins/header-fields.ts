/**
 * What observers of plugins may see of a packet: the chains they may have, the fields of a header, and the columns of a
 * header frame (header-frame.ts) that each field needs. Field names are those that plugins use.
 */
import type { Json } from './json.ts';

/** Functions of the export `observers`, in the order in which they are called for a packet. */
export const OBSERVER_CHAINS = ['new_flow', 'ip4', 'ip6', 'icmp4', 'icmp6', 'tcp', 'udp', 'l4', 'flow_end'] as const;
export type ObserverChain = (typeof OBSERVER_CHAINS)[number];

/** What `loaded` says of a chain that was found: `observers.tcp`. */
export const OBSERVERS_EXPORT = 'observers';

/** Columns in the order of their bits in a frame's selection. */
export const HEADER_COLUMNS = [
  'source',
  'destination',
  'ports',
  'ttl',
  'traffic_class',
  'octets',
  'length',
  'ip_id',
  'ip_fragment',
  'flow_label',
  'tcp_flags',
  'tcp_seq',
  'tcp_ack',
  'tcp_window',
  'tcp_urgent',
  'checksum',
  'icmp',
  'payload_length',
  'tcp_options',
  'payload',
  'quoted',
] as const;
export type HeaderColumn = (typeof HEADER_COLUMNS)[number];

/** Fields that may be asked for (`observers.fields` in the manifest), and the column that each is taken from. */
export const HEADER_FIELDS = {
  src_ip: 'source',
  dst_ip: 'destination',
  src_port: 'ports',
  dst_port: 'ports',
  ttl: 'ttl',
  dscp: 'traffic_class',
  ecn: 'traffic_class',
  octets: 'octets',
  length: 'length',
  ip_id: 'ip_id',
  ip_flags: 'ip_fragment',
  fragment_offset: 'ip_fragment',
  flow_label: 'flow_label',
  tcp_flags: 'tcp_flags',
  tcp_seq: 'tcp_seq',
  tcp_ack: 'tcp_ack',
  tcp_window: 'tcp_window',
  tcp_urgent: 'tcp_urgent',
  tcp_options: 'tcp_options',
  checksum: 'checksum',
  icmp_type: 'icmp',
  icmp_code: 'icmp',
  payload_length: 'payload_length',
  payload: 'payload',
} as const;
export type HeaderField = keyof typeof HEADER_FIELDS;
export const HEADER_FIELD_NAMES: readonly HeaderField[] = Object.keys(HEADER_FIELDS) as HeaderField[];

/** Fields that only a packet with such a header has: without their chain they are not given unless they are asked for. */
const OF_CHAIN: readonly (readonly [HeaderField, readonly ObserverChain[]])[] = [
  ['tcp_seq', ['tcp']],
  ['tcp_ack', ['tcp']],
  ['tcp_window', ['tcp']],
  ['tcp_urgent', ['tcp']],
  ['tcp_options', ['tcp']],
  ['checksum', ['tcp', 'udp']],
  ['icmp_type', ['icmp4', 'icmp6']],
  ['icmp_code', ['icmp4', 'icmp6']],
];

/** Who is given the packet that an ICMP error quotes. */
const QUOTED_FOR: readonly ObserverChain[] = ['new_flow', 'icmp4', 'icmp6'];

/** In the frame's own order of columns: bit 0 is the first. */
export function columnBit(column: HeaderColumn): number {
  return 1 << HEADER_COLUMNS.indexOf(column);
}

/** What one plugin is given. */
export interface HeaderSelection {
  /** Columns of its frames, as bits. */
  readonly columns: number;
  /** Fields of its headers, in the order of HEADER_FIELD_NAMES. */
  readonly fields: readonly HeaderField[];
}

/**
 * `asked`: the manifest's `observers.fields`; null: everything that its chains are about, but for the bytes of the payload,
 * which cost most.
 */
export function headerSelection(
  chains: readonly ObserverChain[],
  asked: readonly HeaderField[] | null,
): HeaderSelection {
  const fields = HEADER_FIELD_NAMES.filter((field) => {
    if (asked !== null) return asked.includes(field);
    if (field === 'payload') return false;
    const about = OF_CHAIN.find(([name]) => name === field)?.[1] ?? null;
    return about === null || about.some((chain) => chains.includes(chain));
  });
  let columns = 0;
  for (const field of fields) columns |= columnBit(HEADER_FIELDS[field]);
  if (QUOTED_FOR.some((chain) => chains.includes(chain))) columns |= columnBit('quoted');
  return { columns, fields };
}

/** Chains among the exports that a process said it found. */
export function chainsAmong(exports: readonly string[]): readonly ObserverChain[] {
  return OBSERVER_CHAINS.filter((chain) => exports.includes(`${OBSERVERS_EXPORT}.${chain}`));
}

/** Columns for a plugin with these exports; null: it observes nothing. */
export function observedColumns(exports: readonly string[], asked: readonly HeaderField[] | null): number | null {
  const chains = chainsAmong(exports);
  return chains.length === 0 ? null : headerSelection(chains, asked).columns;
}

/** A flow as the observers of a plugin left it: `pkt_first`, `pkt_last` and what they added. */
export interface FlowRecord {
  readonly [key: string]: Json;
}
