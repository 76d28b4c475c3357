/** Cisco's HDLC framing: an address, a zero byte, an EtherType (https://www.tcpdump.org/linktypes.html, C_HDLC). */
import { continueWith, LAYER_ETHER_TYPE } from './inner-layer.ts';
import { markUndecoded } from './outcome.ts';
import type { DecodedPacket } from './packet.ts';
import { REASON_LINK_TRUNCATED } from './reasons.ts';

const UNICAST = 0x0f;
const MULTICAST = 0x8f;
const ETHER_TYPE_AT = 2;
const HEADER_LENGTH = 4;

/** Its addresses, which PPP's first byte never is. */
export function isCiscoHdlc(bytes: Uint8Array, at: number, end: number): boolean {
  return end - at >= 2 && (bytes[at] === UNICAST || bytes[at] === MULTICAST) && bytes[at + 1] === 0;
}

export function decodeCiscoHdlc(
  bytes: Uint8Array,
  at: number,
  end: number,
  wireEnd: number,
  packet: DecodedPacket,
): void {
  if (end - at < HEADER_LENGTH) {
    markUndecoded(packet, REASON_LINK_TRUNCATED);
    return;
  }
  const etherType = (bytes[at + ETHER_TYPE_AT]! << 8) | bytes[at + ETHER_TYPE_AT + 1]!;
  continueWith(LAYER_ETHER_TYPE, at + HEADER_LENGTH, end, wireEnd, etherType);
}
