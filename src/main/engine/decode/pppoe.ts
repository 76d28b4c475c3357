/** PPPoE sessions (RFC 2516 §4), which hold PPP. */
import { noteLinkTunnel } from './inner-layer.ts';
import { markUndecoded } from './outcome.ts';
import type { DecodedPacket } from './packet.ts';
import { decodePpp } from './ppp.ts';
import { REASON_LINK_TRUNCATED } from './reasons.ts';
import { TUNNEL_PPPOE } from './tunnel-kinds.ts';

const SESSION_AT = 2;
const LENGTH_AT = 4;
const HEADER_LENGTH = 6;

export function decodePppoe(bytes: Uint8Array, at: number, end: number, wireEnd: number, packet: DecodedPacket): void {
  if (end - at <= HEADER_LENGTH) {
    markUndecoded(packet, REASON_LINK_TRUNCATED);
    return;
  }
  noteLinkTunnel(packet, TUNNEL_PPPOE, (bytes[at + SESSION_AT]! << 8) | bytes[at + SESSION_AT + 1]!);
  const position = at + HEADER_LENGTH;
  const length = (bytes[at + LENGTH_AT]! << 8) | bytes[at + LENGTH_AT + 1]!;
  const packetEnd = position + length < wireEnd ? position + length : wireEnd;
  decodePpp(bytes, position, packetEnd < end ? packetEnd : end, packetEnd, packet);
}
