/** Whether bytes that nothing names could be the beginning of an IP packet or of an Ethernet frame. */

const IPV4_MIN_HEADER_LENGTH = 20;
const IPV4_TOTAL_LENGTH_AT = 2;
const IPV6_HEADER_LENGTH = 40;
const IPV6_PAYLOAD_LENGTH_AT = 4;

const ETHER_TYPE_AT = 12;
const ETHERNET_HEADER_LENGTH = 14;

/** The version and a length that fits; what was cut off is given the benefit of the doubt. */
export function looksLikeIp(bytes: Uint8Array, at: number, end: number, wireEnd: number): boolean {
  if (at >= end) return false;
  const version = bytes[at]! >> 4;
  if (version === 4) {
    const headerLength = (bytes[at]! & 0x0f) << 2;
    if (headerLength < IPV4_MIN_HEADER_LENGTH) return false;
    if (end - at < IPV4_TOTAL_LENGTH_AT + 2) return true;
    const length = (bytes[at + IPV4_TOTAL_LENGTH_AT]! << 8) | bytes[at + IPV4_TOTAL_LENGTH_AT + 1]!;
    return length === 0 || (length >= headerLength && length <= wireEnd - at);
  }
  if (version !== 6) return false;
  if (end - at < IPV6_PAYLOAD_LENGTH_AT + 2) return true;
  const length = (bytes[at + IPV6_PAYLOAD_LENGTH_AT]! << 8) | bytes[at + IPV6_PAYLOAD_LENGTH_AT + 1]!;
  return IPV6_HEADER_LENGTH + length <= wireEnd - at;
}

/** An EtherType that is common, IP's followed by its version; or a length followed by LLC. */
export function looksLikeEthernet(bytes: Uint8Array, at: number, end: number): boolean {
  if (end - at <= ETHERNET_HEADER_LENGTH) return false;
  const etherType = (bytes[at + ETHER_TYPE_AT]! << 8) | bytes[at + ETHER_TYPE_AT + 1]!;
  const next = bytes[at + ETHERNET_HEADER_LENGTH]!;
  switch (etherType) {
    case 0x0800:
      return next >> 4 === 4;
    case 0x86dd:
      return next >> 4 === 6;
    case 0x0806: // ARP
    case 0x8035: // RARP
    case 0x8100: // VLAN tags
    case 0x88a8:
    case 0x9100:
    case 0x8847: // MPLS
    case 0x8848:
    case 0x8863: // PPPoE
    case 0x8864:
    case 0x888e: // EAPOL
    case 0x88cc: // LLDP
    case 0x88e7: // provider backbone bridge
    case 0x9000: // loopback test
      return true;
    default:
      // SNAP, spanning tree, ISO
      return etherType >= 3 && etherType <= 1500 && (next === 0xaa || next === 0x42 || next === 0xfe);
  }
}
