/**
 * Why a frame is KIND_UNDECODED. The names are stable: they are keys in summaries (`undecoded{reason: n}`) and on
 * screen. `DecodedPacket.reason` is a position in UNDECODED_REASONS; new reasons go to the end.
 */
export interface UndecodedReason {
  readonly name: string;
  /** One sentence for the user. */
  readonly sentence: string;
}

export const REASON_UNSUPPORTED_LINK_TYPE = 0;
export const REASON_LINK_TRUNCATED = 1;
export const REASON_IP_BAD_VERSION = 2;
export const REASON_IPV4_TRUNCATED = 3;
export const REASON_IPV4_BAD_HEADER_LENGTH = 4;
export const REASON_IPV4_BAD_TOTAL_LENGTH = 5;
export const REASON_IPV6_TRUNCATED = 6;
export const REASON_IPV6_EXTENSION_TRUNCATED = 7;
export const REASON_IPV6_EXTENSION_OVERRUN = 8;
export const REASON_TOO_MANY_LAYERS = 9;

export const UNDECODED_REASONS: readonly UndecodedReason[] = [
  { name: 'unsupported_link_type', sentence: 'The frame is of a link type that is not decoded.' },
  { name: 'link_truncated', sentence: 'The frame ends inside its link-layer header.' },
  { name: 'ip_bad_version', sentence: 'The frame announces IP, but its IP version is neither 4 nor 6.' },
  { name: 'ipv4_truncated', sentence: 'The frame ends inside its IPv4 header.' },
  { name: 'ipv4_bad_header_length', sentence: 'The IPv4 header length is below 20 bytes.' },
  { name: 'ipv4_bad_total_length', sentence: 'The IPv4 total length is below the header length.' },
  { name: 'ipv6_truncated', sentence: 'The frame ends inside its IPv6 header.' },
  {
    name: 'ipv6_extension_truncated',
    sentence: 'The captured part ends inside the IPv6 extension headers, before the transport protocol is known.',
  },
  {
    name: 'ipv6_extension_overrun',
    sentence: 'The IPv6 extension headers run past the end of the packet.',
  },
  {
    name: 'too_many_layers',
    sentence: 'More encapsulations are nested in the frame than are followed, without IP so far.',
  },
];
