/** TCP (RFC 9293 §3.1). */
import { type DecodedPacket, WORD_TCP_ACKNOWLEDGEMENT, WORD_TCP_SEQUENCE } from './packet.ts';
import { decodePorts, setPayload } from './ports.ts';
import { read32 } from './words.ts';

const SEQUENCE_AT = 4;
const ACKNOWLEDGEMENT_AT = 8;
const DATA_OFFSET_AT = 12;
const FLAGS_AT = 13;
const WINDOW_AT = 14;
const MIN_HEADER_LENGTH = 20;

/** A header that was cut keeps what was captured; without its length the payload is unknown and taken as none. */
export function decodeTcp(
  bytes: Uint8Array,
  at: number,
  limit: number,
  packetEnd: number,
  packet: DecodedPacket,
): void {
  if (!decodePorts(bytes, at, limit, packet)) return;
  const captured = limit - at;
  const words = packet.words;
  if (captured < MIN_HEADER_LENGTH) {
    if (captured >= SEQUENCE_AT + 4) words[WORD_TCP_SEQUENCE] = read32(bytes, at + SEQUENCE_AT);
    if (captured >= ACKNOWLEDGEMENT_AT + 4) words[WORD_TCP_ACKNOWLEDGEMENT] = read32(bytes, at + ACKNOWLEDGEMENT_AT);
    if (captured > FLAGS_AT) packet.tcpFlags = bytes[at + FLAGS_AT]!;
    if (captured > DATA_OFFSET_AT) decodePayload(bytes, at, limit, packetEnd, packet);
    else packet.payloadOffset = limit;
    return;
  }
  words[WORD_TCP_SEQUENCE] = read32(bytes, at + SEQUENCE_AT);
  words[WORD_TCP_ACKNOWLEDGEMENT] = read32(bytes, at + ACKNOWLEDGEMENT_AT);
  packet.tcpFlags = bytes[at + FLAGS_AT]!;
  packet.tcpWindow = (bytes[at + WINDOW_AT]! << 8) | bytes[at + WINDOW_AT + 1]!;
  decodePayload(bytes, at, limit, packetEnd, packet);
}

function decodePayload(bytes: Uint8Array, at: number, limit: number, packetEnd: number, packet: DecodedPacket): void {
  const headerLength = (bytes[at + DATA_OFFSET_AT]! >> 4) << 2;
  // A length below the minimum: where the payload begins is not to be known.
  if (headerLength < MIN_HEADER_LENGTH) packet.payloadOffset = limit;
  else setPayload(packet, at + headerLength, packetEnd, limit);
}
