/**
 * Where each end of a TCP connection stands in Zeek's eyes, and Zeek's summary of a conversation (conn.log `conn_state`) made
 * from that. The two ends are the upper eight bits of the history's third word (history.ts).
 */
import { PROTOCOL_TCP, PROTOCOL_UDP, TCP_ACK, TCP_FIN, TCP_RST, TCP_SYN } from '#main/engine/decode/packet.ts';
import { historyLetters } from './history.ts';
import { IN, OUT, RECORD_BYTES, type SessionColumns, type Slot, WORD_HISTORY } from './session-columns.ts';

export type ConnectionState =
  | 'S0'
  | 'S1'
  | 'SF'
  | 'REJ'
  | 'S2'
  | 'S3'
  | 'RSTO'
  | 'RSTR'
  | 'RSTOS0'
  | 'RSTRH'
  | 'SH'
  | 'SHR'
  | 'OTH';

/** Nothing was heard of it, or nothing that counts. */
export const END_INACTIVE = 0;
const END_SYN_SENT = 1;
const END_SYN_ACK_SENT = 2;
/** Its beginning was not captured. */
const END_PARTIAL = 3;
const END_ESTABLISHED = 4;
/** It sent FIN; cleanly: it had been established. */
const END_CLOSED_CLEANLY = 5;
const END_CLOSED = 6;
/** It sent RST; the latter after its FIN. */
export const END_RESET = 7;
const END_RESET_CLOSED = 8;

const BYTE_ENDS = (WORD_HISTORY + 2) * 4 + 3;

export function endOf(columns: SessionColumns, slot: Slot, direction: number): number {
  return (columns.bytes[slot * RECORD_BYTES + BYTE_ENDS]! >>> (direction * 4)) & 15;
}

function setEnd(columns: SessionColumns, slot: Slot, direction: number, end: number): void {
  const ends = columns.bytes[slot * RECORD_BYTES + BYTE_ENDS]!;
  const shift = direction * 4;
  columns.bytes[slot * RECORD_BYTES + BYTE_ENDS] = (ends & ~(15 << shift)) | (end << shift);
}

export function isReset(end: number): boolean {
  return end >= END_RESET;
}

export function isClosed(end: number): boolean {
  return end === END_CLOSED || end === END_CLOSED_CLEANLY;
}

/** Both ends were established, and closed by FIN if at all: what is missing between them was lost by the capture. */
export function isClean(columns: SessionColumns, slot: Slot): boolean {
  const out = endOf(columns, slot, OUT);
  const into = endOf(columns, slot, IN);
  return (
    (out === END_ESTABLISHED || out === END_CLOSED_CLEANLY) && (into === END_ESTABLISHED || into === END_CLOSED_CLEANLY)
  );
}

/** Moves the sender of a segment on. Only the first segments, SYN, FIN and RST do that. */
export function advanceEnds(
  columns: SessionColumns,
  slot: Slot,
  direction: number,
  tcpFlags: number,
  payloadLength: number,
): void {
  const end = endOf(columns, slot, direction);
  const control = tcpFlags & (TCP_SYN | TCP_FIN | TCP_RST);
  const peer = endOf(columns, slot, 1 - direction);
  let next = end;
  if (end === END_INACTIVE) next = firstHeard(columns, slot, direction, tcpFlags, payloadLength, peer);
  else if (end === END_PARTIAL && peer === END_INACTIVE && (tcpFlags & (TCP_SYN | TCP_ACK)) === TCP_SYN)
    next = END_SYN_SENT;
  if ((control & TCP_FIN) !== 0 && next < END_CLOSED_CLEANLY) {
    const opening = end === END_SYN_SENT || end === END_SYN_ACK_SENT || end === END_INACTIVE;
    if (opening || (control & TCP_RST) === 0) {
      next = next === END_ESTABLISHED ? END_CLOSED_CLEANLY : END_CLOSED;
      // FIN, RST, FIN from the other side: an orderly end after all.
      if (!opening && peer === END_RESET_CLOSED) setEnd(columns, slot, 1 - direction, END_CLOSED);
    }
  }
  if ((control & TCP_RST) !== 0) {
    if (next < END_CLOSED_CLEANLY) next = END_RESET;
    else if (isClosed(next) && !(isClosed(end) && isClosed(peer))) next = END_RESET_CLOSED;
  }
  if (next !== end) setEnd(columns, slot, direction, next);
}

/** Where an end is after its first segment, but for FIN and RST. */
function firstHeard(
  columns: SessionColumns,
  slot: Slot,
  direction: number,
  tcpFlags: number,
  payloadLength: number,
  peer: number,
): number {
  if ((tcpFlags & TCP_SYN) !== 0) {
    if (direction === OUT) return (tcpFlags & TCP_ACK) === 0 ? END_SYN_SENT : END_SYN_ACK_SENT;
    if (peer === END_SYN_SENT) setEnd(columns, slot, OUT, END_ESTABLISHED);
    return END_ESTABLISHED;
  }
  if ((tcpFlags & (TCP_FIN | TCP_RST)) !== 0) return END_INACTIVE;
  // Some acknowledge a SYN before they answer it.
  if (direction === IN && payloadLength === 0 && peer === END_SYN_SENT) return END_INACTIVE;
  return (tcpFlags & TCP_ACK) !== 0 && peer === END_ESTABLISHED ? END_ESTABLISHED : END_PARTIAL;
}

export function connectionState(columns: SessionColumns, slot: Slot): ConnectionState {
  const protocol = columns.protocol(slot);
  if (protocol === PROTOCOL_TCP) return tcpConnectionState(columns, slot);
  if (protocol !== PROTOCOL_UDP) return 'OTH';
  const answered = columns.packets(slot, IN) > 0;
  if (columns.packets(slot, OUT) > 0) return answered ? 'SF' : 'S0';
  return answered ? 'SHR' : 'OTH';
}

function tcpConnectionState(columns: SessionColumns, slot: Slot): ConnectionState {
  const initiator = endOf(columns, slot, OUT);
  const responder = endOf(columns, slot, IN);
  const initiatorUnheard = initiator === END_INACTIVE || initiator === END_PARTIAL;
  const responderUnheard = responder === END_INACTIVE || responder === END_PARTIAL;
  if (isReset(responder)) {
    if (initiator === END_SYN_SENT || initiator === END_SYN_ACK_SENT) return 'REJ';
    const silent = columns.payloadBytes(slot, OUT) === 0 && columns.payloadBytes(slot, IN) === 0;
    if (isReset(initiator) && silent) return 'REJ';
    return initiatorUnheard ? 'RSTRH' : 'RSTR';
  }
  if (isReset(initiator)) {
    if (!responderUnheard) return 'RSTO';
    return isAbandonedAttempt(historyLetters(columns, slot)) ? 'RSTOS0' : 'OTH';
  }
  if (isClosed(initiator) && isClosed(responder)) return 'SF';
  if (isClosed(initiator)) return responderUnheard ? 'SH' : 'S2';
  if (isClosed(responder)) return initiatorUnheard ? 'SHR' : 'S3';
  if (initiator === END_SYN_SENT && responder === END_INACTIVE) return 'S0';
  return initiator === END_ESTABLISHED && responder === END_ESTABLISHED ? 'S1' : 'OTH';
}

/** SYN, then RST without anything between that a connection begins with. */
function isAbandonedAttempt(letters: string): boolean {
  return letters.startsWith('S') && /^S[^HAFGIQ]*R/.test(letters);
}
