/** How a session begins: which end is the initiator, and what its columns hold before its first packet is counted. */
import {
  type DecodedPacket,
  PROTOCOL_TCP,
  TCP_ACK,
  TCP_SYN,
  WORD_DESTINATION,
  WORD_SOURCE,
} from '#main/engine/decode/packet.ts';
import { TUNNEL_NONE } from '#main/engine/decode/tunnel-kinds.ts';
import { FLAG_HAS_PORTS, FLAG_IPV6, FLAG_MIDSTREAM, FLAG_TURNED } from './flow-flags.ts';
import { looksLikeAnswer } from './service.ts';
import {
  DOUBLE_ACTIVITY,
  DOUBLE_LAST_TIME,
  DOUBLE_START_TIME,
  FLOAT_ROUND_TRIP,
  HALF_TUNNEL,
  IN,
  OUT,
  RECORD_DOUBLES,
  RECORD_HALVES,
  RECORD_WORDS,
  type SessionColumns,
  type Slot,
  STATE_NEW,
  WORD_INITIATOR,
  WORD_RESPONDER,
} from './session-columns.ts';

/** Whether a first packet comes from the responder: a SYN+ACK, or judged by the ports. `segment`: TCP with its header. */
export function isAnswer(packet: DecodedPacket, segment: boolean): boolean {
  if (packet.sourcePort < 0) return false;
  // A SYN comes from the initiator, a SYN+ACK from the responder: no guess.
  if (segment && (packet.tcpFlags & TCP_SYN) !== 0) return (packet.tcpFlags & TCP_ACK) !== 0;
  return looksLikeAnswer(packet.protocol, packet.sourcePort, packet.destinationPort) && !isToMany(packet);
}

/** Multicast, or everybody: nobody there asked. */
function isToMany({ words, ipVersion }: DecodedPacket): boolean {
  if (ipVersion === 6) return words[WORD_DESTINATION]! >>> 24 === 0xff;
  const address = words[WORD_DESTINATION + 3]!;
  return address >>> 28 === 0xe || address === 0xffff_ffff;
}

/**
 * Writes every column but key, serial, flags and host name, over whatever the slot held; `now`: the first packet's time on
 * the table's clock. Answers the flags.
 */
export function writeNewSession(
  columns: SessionColumns,
  slot: Slot,
  packet: DecodedPacket,
  direction: number,
  now: number,
): number {
  const { words, doubles } = columns;
  const out = direction === OUT;
  const at = slot * RECORD_WORDS;
  const double = slot * RECORD_DOUBLES;
  for (let index = double; index < double + RECORD_DOUBLES; index++) doubles[index] = 0;
  const source = at + (out ? WORD_INITIATOR : WORD_RESPONDER);
  const destination = at + (out ? WORD_RESPONDER : WORD_INITIATOR);
  for (let word = 0; word < 4; word++) {
    words[source + word] = packet.words[WORD_SOURCE + word]!;
    words[destination + word] = packet.words[WORD_DESTINATION + word]!;
  }
  doubles[double + DOUBLE_START_TIME] = packet.time;
  doubles[double + DOUBLE_LAST_TIME] = packet.time;
  doubles[double + DOUBLE_ACTIVITY] = now;
  columns.floats[at + FLOAT_ROUND_TRIP] = -1;
  if (packet.tunnelKind !== TUNNEL_NONE)
    columns.halves[slot * RECORD_HALVES + HALF_TUNNEL] = columns.tunnels.hold(packet, out);
  columns.setState(slot, STATE_NEW);
  const hasPorts = packet.sourcePort >= 0;
  let flags = (hasPorts ? FLAG_HAS_PORTS : 0) | (packet.ipVersion === 6 ? FLAG_IPV6 : 0);
  if (direction === IN) flags |= FLAG_TURNED | FLAG_MIDSTREAM;
  else if (packet.protocol === PROTOCOL_TCP && hasPorts) flags |= FLAG_MIDSTREAM;
  return flags;
}
