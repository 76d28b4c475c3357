/** Built-in observers by name, in the order in which they are listed (docs/observers.md). */
export const CHAIN_NAMES = [
  'basic',
  'tcp',
  'udp',
  'icmp',
  'dns',
  'ecn',
  'dscp',
  'mss',
  'tcpopt',
  'tfo',
  'evil',
] as const;
export type ChainName = (typeof CHAIN_NAMES)[number];
