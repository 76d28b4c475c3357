/** How a session begins: which end is the initiator, and what its columns hold before its first packet is counted. */
import {
  type DecodedPacket,
  PROTOCOL_TCP,
  TCP_ACK,
  TCP_SYN,
  WORD_DESTINATION,
  WORD_SOURCE,
} from '#main/engine/decode/packet.ts';
import { FLAG_HAS_PORTS, FLAG_IPV6, FLAG_MIDSTREAM, FLAG_TURNED } from './flow-flags.ts';
import { looksLikeAnswer } from './service.ts';
import { END_OPEN, HISTORY_WORDS, IN, OUT, type SessionColumns, type Slot, STATE_NEW } from './session-columns.ts';

/** Whether a first packet comes from the responder: a SYN+ACK, or judged by the ports. `segment`: TCP with its header. */
export function isAnswer(packet: DecodedPacket, segment: boolean): boolean {
  if (packet.sourcePort < 0) return false;
  // A SYN comes from the initiator, a SYN+ACK from the responder: no guess.
  if (segment && (packet.tcpFlags & TCP_SYN) !== 0) return (packet.tcpFlags & TCP_ACK) !== 0;
  return looksLikeAnswer(packet.protocol, packet.sourcePort, packet.destinationPort);
}

/** Writes every column but serial, flags and host name, over whatever the slot held. Answers the flags. */
export function writeNewSession(columns: SessionColumns, slot: Slot, packet: DecodedPacket, direction: number): number {
  const out = direction === OUT;
  const source = slot * 8 + (out ? 0 : 4);
  const destination = slot * 8 + (out ? 4 : 0);
  for (let word = 0; word < 4; word++) {
    columns.addresses[source + word] = packet.words[WORD_SOURCE + word]!;
    columns.addresses[destination + word] = packet.words[WORD_DESTINATION + word]!;
  }
  const hasPorts = packet.sourcePort >= 0;
  const sourcePort = hasPorts ? packet.sourcePort : 0;
  const destinationPort = hasPorts ? packet.destinationPort : 0;
  columns.initiatorPort[slot] = out ? sourcePort : destinationPort;
  columns.responderPort[slot] = out ? destinationPort : sourcePort;
  columns.protocol[slot] = packet.protocol;
  columns.interfaceId[slot] = packet.interfaceId;
  columns.outerVlan[slot] = packet.outerVlan + 1;
  columns.innerVlan[slot] = packet.innerVlan + 1;
  columns.startTime[slot] = packet.time;
  columns.lastTime[slot] = packet.time;
  columns.state[slot] = STATE_NEW;
  columns.endReason[slot] = END_OPEN;
  columns.icmpErrors[slot] = 0;
  columns.roundTripMs[slot] = Number.NaN;
  for (let side = slot * 2; side < slot * 2 + 2; side++) {
    columns.packets[side] = 0;
    columns.wireBytes[side] = 0;
    columns.payloadBytes[side] = 0;
    columns.tcpFlags[side] = 0;
  }
  for (let word = slot * HISTORY_WORDS; word < (slot + 1) * HISTORY_WORDS; word++) columns.history[word] = 0;
  let flags = (hasPorts ? FLAG_HAS_PORTS : 0) | (packet.ipVersion === 6 ? FLAG_IPV6 : 0);
  if (direction === IN) flags |= FLAG_TURNED | FLAG_MIDSTREAM;
  else if (packet.protocol === PROTOCOL_TCP && hasPorts) flags |= FLAG_MIDSTREAM;
  return flags;
}
