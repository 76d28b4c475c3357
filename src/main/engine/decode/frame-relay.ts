/** Frame relay: RFC 2427's encapsulation (§3, §4), and Cisco's, which has an EtherType after the address. */
import { continueWith, LAYER_ETHER_TYPE } from './inner-layer.ts';
import { decodeSnap } from './llc.ts';
import { decodeNetworkId } from './network-id.ts';
import { markUndecoded } from './outcome.ts';
import type { DecodedPacket } from './packet.ts';
import { REASON_LINK_TRUNCATED } from './reasons.ts';

/** Q.922: the low bit is set in the address's last byte, which is the second, third or fourth one. */
const MIN_ADDRESS_LENGTH = 2;
const MAX_ADDRESS_LENGTH = 4;
const ADDRESS_ENDS = 0x01;

const UNNUMBERED_INFORMATION = 0x03;
const PADDING = 0x00;
const ID_SNAP = 0x80;

export function decodeFrameRelay(
  bytes: Uint8Array,
  at: number,
  end: number,
  wireEnd: number,
  packet: DecodedPacket,
): void {
  let length = MIN_ADDRESS_LENGTH;
  while (length < MAX_ADDRESS_LENGTH && (bytes[at + length - 1]! & ADDRESS_ENDS) === 0) length++;
  let position = at + length;
  if (end - position < 2) {
    markUndecoded(packet, REASON_LINK_TRUNCATED);
    return;
  }
  if (bytes[position] !== UNNUMBERED_INFORMATION) {
    const etherType = (bytes[position]! << 8) | bytes[position + 1]!;
    continueWith(LAYER_ETHER_TYPE, position + 2, end, wireEnd, etherType);
    return;
  }
  position++;
  if (bytes[position] === PADDING) position++;
  if (position >= end) markUndecoded(packet, REASON_LINK_TRUNCATED);
  else if (bytes[position] === ID_SNAP) decodeSnap(bytes, position + 1, end, wireEnd, packet);
  else decodeNetworkId(bytes, position, end, wireEnd, packet);
}
