/**
 * MPLS label stacks (RFC 3032 §2.1). Nothing in the stack names what follows it: as routers and tools do, an IP version in
 * the first four bits is believed (RFC 4928 §3), unless only an Ethernet frame makes sense there. Pseudowires carry
 * Ethernet with or without a control word whose first four bits are 0 (RFC 4448 §4.6). The rest is counted as MPLS.
 */
import { continueWith, LAYER_ETHERNET, noteLinkTunnel } from './inner-layer.ts';
import { decodeIp } from './ip.ts';
import { looksLikeEthernet, looksLikeIp } from './looks-like.ts';
import { markNonIp, markUndecoded } from './outcome.ts';
import type { DecodedPacket } from './packet.ts';
import { REASON_LINK_TRUNCATED } from './reasons.ts';
import { TUNNEL_MPLS } from './tunnel-kinds.ts';
import { read32 } from './words.ts';

const ENTRY_LENGTH = 4;
const BOTTOM_OF_STACK_AT = 2;
const BOTTOM_OF_STACK = 0x01;
const LABEL_SHIFT = 12;

const CONTROL_WORD_LENGTH = 4;

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
  noteLinkTunnel(packet, TUNNEL_MPLS, read32(bytes, position - ENTRY_LENGTH) >>> LABEL_SHIFT);
  const version = position < end ? bytes[position]! >> 4 : 0;
  const ip = version === 4 || version === 6;
  if (ip && looksLikeIp(bytes, position, end, wireEnd)) decodeIp(bytes, position, end, wireEnd, packet);
  else if (version === 0 && looksLikeEthernet(bytes, position + CONTROL_WORD_LENGTH, end))
    continueWith(LAYER_ETHERNET, position + CONTROL_WORD_LENGTH, end, wireEnd);
  else if (looksLikeEthernet(bytes, position, end)) continueWith(LAYER_ETHERNET, position, end, wireEnd);
  else if (ip) decodeIp(bytes, position, end, wireEnd, packet);
  else markNonIp(packet, etherType);
}
