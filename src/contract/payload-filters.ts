/** Protocols that names are taken out of: the names of the filters, and their numbers (from 1) in packet frames. */
export const PAYLOAD_FILTERS = ['dns', 'mdns', 'llmnr', 'nbns', 'tls', 'quic', 'http', 'dhcp', 'ssdp'] as const;
export type PayloadFilterName = (typeof PAYLOAD_FILTERS)[number];
