/** TCP (RFC 9293 §3.1). */
import { type DecodedPacket, WORD_TCP_ACKNOWLEDGEMENT, WORD_TCP_SEQUENCE } from './packet.ts';
import { decodePorts, setPayload } from './ports.ts';
import { read32 } from './words.ts';

const DESTINATION_PORT_AT = 2;
const SEQUENCE_AT = 4;
const ACKNOWLEDGEMENT_AT = 8;
const DATA_OFFSET_AT = 12;
const FLAGS_AT = 13;
const WINDOW_AT = 14;
const MIN_HEADER_LENGTH = 20;

export function decodeTcp(
  bytes: Uint8Array,
  at: number,
  limit: number,
  packetEnd: number,
  packet: DecodedPacket,
): void {
  if (limit - at < MIN_HEADER_LENGTH) {
    decodeCutHeader(bytes, at, limit, packetEnd, packet);
    return;
  }
  // Most packets come by here: written out, it saves a tenth of the time of decoding a frame.
  packet.sourcePort = (bytes[at]! << 8) | bytes[at + 1]!;
  packet.destinationPort = (bytes[at + DESTINATION_PORT_AT]! << 8) | bytes[at + DESTINATION_PORT_AT + 1]!;
  packet.words[WORD_TCP_SEQUENCE] = read32(bytes, at + SEQUENCE_AT);
  packet.words[WORD_TCP_ACKNOWLEDGEMENT] = read32(bytes, at + ACKNOWLEDGEMENT_AT);
  packet.tcpFlags = bytes[at + FLAGS_AT]!;
  packet.tcpWindow = (bytes[at + WINDOW_AT]! << 8) | bytes[at + WINDOW_AT + 1]!;
  const payloadAt = at + ((bytes[at + DATA_OFFSET_AT]! >> 4) << 2);
  if (payloadAt < at + MIN_HEADER_LENGTH || payloadAt > limit) {
    decodePayload(bytes, at, limit, packetEnd, packet);
    return;
  }
  packet.payloadOffset = payloadAt;
  packet.payloadCaptured = limit - payloadAt;
  packet.payloadLength = packetEnd - payloadAt;
}

/** What was captured of a header that was cut; without its length the payload is unknown and taken as none. */
function decodeCutHeader(bytes: Uint8Array, at: number, limit: number, packetEnd: number, packet: DecodedPacket): void {
  if (!decodePorts(bytes, at, limit, packet)) return;
  const captured = limit - at;
  const words = packet.words;
  if (captured >= SEQUENCE_AT + 4) words[WORD_TCP_SEQUENCE] = read32(bytes, at + SEQUENCE_AT);
  if (captured >= ACKNOWLEDGEMENT_AT + 4) words[WORD_TCP_ACKNOWLEDGEMENT] = read32(bytes, at + ACKNOWLEDGEMENT_AT);
  if (captured > FLAGS_AT) packet.tcpFlags = bytes[at + FLAGS_AT]!;
  if (captured > DATA_OFFSET_AT) decodePayload(bytes, at, limit, packetEnd, packet);
  else packet.payloadOffset = limit;
}

function decodePayload(bytes: Uint8Array, at: number, limit: number, packetEnd: number, packet: DecodedPacket): void {
  const headerLength = (bytes[at + DATA_OFFSET_AT]! >> 4) << 2;
  // A length below the minimum: where the payload begins is not to be known.
  if (headerLength < MIN_HEADER_LENGTH) packet.payloadOffset = limit;
  else setPayload(packet, at + headerLength, packetEnd, limit);
}
