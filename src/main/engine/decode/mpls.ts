/**
 * MPLS label stacks (RFC 3032 §2.1). Nothing in the stack names what follows it; as routers and tools do, an IP version in
 * the first four bits is believed (RFC 4928 §3), and anything else is counted as MPLS.
 */
import { decodeIp } from './ip.ts';
import { markNonIp, markUndecoded } from './outcome.ts';
import type { DecodedPacket } from './packet.ts';
import { REASON_LINK_TRUNCATED } from './reasons.ts';

const ENTRY_LENGTH = 4;
const BOTTOM_OF_STACK_AT = 2;
const BOTTOM_OF_STACK = 0x01;

export function decodeMpls(
  bytes: Uint8Array,
  at: number,
  end: number,
  wireEnd: number,
  etherType: number,
  packet: DecodedPacket,
): void {
  let position = at;
  let bottom = false;
  while (!bottom) {
    if (end - position < ENTRY_LENGTH) {
      markUndecoded(packet, REASON_LINK_TRUNCATED);
      return;
    }
    bottom = (bytes[position + BOTTOM_OF_STACK_AT]! & BOTTOM_OF_STACK) !== 0;
    position += ENTRY_LENGTH;
  }
  const version = position < end ? bytes[position]! >> 4 : 0;
  if (version === 4 || version === 6) decodeIp(bytes, position, end, wireEnd, packet);
  else markNonIp(packet, etherType);
}
