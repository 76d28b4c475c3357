/**
 * What each TCP segment is to its stream: the next one, one sent before, one that comes late, one after a gap. Counts that
 * per direction, and tells it and the rest of a segment's course to history and connection state.
 *
 * The record holds per direction the sequence number after the highest one seen (`next`); from a direction's RST on, which
 * ends its stream, the number of its latest RST. A routine segment that continues its stream costs a few integer operations
 * on the two lines of the record that are at hand.
 */
import {
  type DecodedPacket,
  TCP_ACK,
  TCP_FIN,
  TCP_RST,
  TCP_SYN,
  WORD_TCP_ACKNOWLEDGEMENT,
  WORD_TCP_SEQUENCE,
} from '#main/engine/decode/packet.ts';
import { advanceEnds, END_INACTIVE, endOf, isClean, isClosed, isReset } from './connection-state.ts';
import { FLAG_GAPS, FLAG_MIDSTREAM } from './flow-flags.ts';
import type { FlowCounters } from './flow-options.ts';
import * as history from './history.ts';
import {
  RECORD_WORDS,
  type SessionColumns,
  type Slot,
  STATE_ESTABLISHED,
  WORD_FLAGS,
  WORD_NEXT_SEQUENCE,
  WORD_OUT_OF_ORDER,
  WORD_RETRANSMISSIONS,
  WORD_SEQUENCES,
} from './session-columns.ts';
import { FILLS_ACKNOWLEDGED, FILLS_NOTHING, TcpGaps } from './tcp-gaps.ts';

/** A sequence number that is farther off than the largest window (RFC 7323 §2.3) belongs to another stream. */
const LARGEST_WINDOW = 1 << 30;
/** A SYN this little below what was seen is the same connection's again; else it brings other numbers. */
const SAME_CONNECTION = 1 << 20;
/** How late a segment is at most that was only overtaken, where no round trip was measured. */
const OVERTAKEN_US = 3000;
const CONTROL = TCP_SYN | TCP_FIN | TCP_RST;

export class TcpSegments {
  readonly #columns: SessionColumns;
  readonly #counters: FlowCounters;
  readonly #gaps: TcpGaps;

  constructor(columns: SessionColumns, counters: FlowCounters) {
    this.#columns = columns;
    this.#counters = counters;
    this.#gaps = new TcpGaps(columns);
  }

  /** A routine segment: without SYN, FIN and RST, and one like it was examined before. */
  continue(slot: Slot, packet: DecodedPacket, direction: number): void {
    const { words } = this.#columns;
    const at = slot * RECORD_WORDS;
    const next = at + WORD_NEXT_SEQUENCE;
    const sequence = packet.words[WORD_TCP_SEQUENCE]! | 0;
    if (
      words[next + direction] === sequence &&
      ((packet.words[WORD_TCP_ACKNOWLEDGEMENT]! - words[next + 1 - direction]!) | 0) <= 0 &&
      packet.tcpWindow !== 0 &&
      (words[at + WORD_FLAGS]! & FLAG_GAPS) === 0
    ) {
      words[next + direction] = sequence + packet.payloadLength;
      return;
    }
    this.examine(slot, packet, direction);
  }

  /** Any segment, after the TCP states took it and after it was counted. */
  examine(slot: Slot, packet: DecodedPacket, direction: number): void {
    const columns = this.#columns;
    const { words } = columns;
    const { tcpFlags } = packet;
    const end = endOf(columns, slot, direction);
    const unseen = (tcpFlags & TCP_SYN) !== 0 && !history.isNoted(columns, slot, history.KIND_SYN, direction);
    if ((tcpFlags & CONTROL) === 0) this.#noteOrdinary(slot, packet, direction);
    else this.#noteControl(slot, packet, direction);
    if (packet.tcpWindow === 0) this.#noteZeroWindow(slot, packet, direction, end);
    // The first segment of a direction says where its stream is.
    if (end === END_INACTIVE) this.#setNext(slot, direction, endSequence(packet));
    else if (!isReset(end)) this.#follow(slot, packet, direction, unseen);
    if (end === END_INACTIVE || (tcpFlags & CONTROL) !== 0) {
      advanceEnds(columns, slot, direction, tcpFlags, packet.payloadLength);
    }
    if ((tcpFlags & TCP_RST) !== 0) this.#setNext(slot, direction, packet.words[WORD_TCP_SEQUENCE]!);
    // What a SYN acknowledges is a SYN at most (RFC 9293 §3.5).
    else if ((tcpFlags & (TCP_ACK | TCP_SYN)) === TCP_ACK) {
      const next = words[slot * RECORD_WORDS + WORD_NEXT_SEQUENCE + 1 - direction]!;
      const ahead = (packet.words[WORD_TCP_ACKNOWLEDGEMENT]! - next) | 0;
      if (ahead > 0 || (columns.flags(slot) & FLAG_GAPS) !== 0) this.#acknowledge(slot, packet, 1 - direction);
    }
  }

  #noteOrdinary(slot: Slot, packet: DecodedPacket, direction: number): void {
    if (packet.payloadLength > 0) history.noteOnce(this.#columns, slot, history.KIND_DATA, direction);
    else if ((packet.tcpFlags & TCP_ACK) !== 0) history.noteOnce(this.#columns, slot, history.KIND_ACK, direction);
  }

  #noteControl(slot: Slot, packet: DecodedPacket, direction: number): void {
    const columns = this.#columns;
    const control = packet.tcpFlags & CONTROL;
    if (control === TCP_SYN) {
      const letter = (packet.tcpFlags & TCP_ACK) === 0 ? history.KIND_SYN : history.KIND_SYN_ACK;
      history.noteOnce(columns, slot, history.KIND_SYN, direction, letter);
    } else if (control === TCP_FIN) this.#noteAgain(slot, history.KIND_FIN, direction, endSequence(packet));
    else if (control === TCP_RST) this.#noteAgain(slot, history.KIND_RST, direction, packet.words[WORD_TCP_SEQUENCE]!);
    else {
      const kind =
        (control & (TCP_FIN | TCP_RST)) === (TCP_FIN | TCP_RST) ? history.KIND_INCONSISTENT : history.KIND_MULTIPLE;
      if (history.lettersOf(columns, slot, kind, direction) === 0) history.addLetter(columns, slot, kind, direction);
    }
  }

  /** F and R: again only where they are elsewhere in the stream than the last one. */
  #noteAgain(slot: Slot, kind: number, direction: number, position: number): void {
    const columns = this.#columns;
    if (!history.isNoted(columns, slot, kind, direction)) history.noteOnce(columns, slot, kind, direction);
    else if (this.#next(slot, direction) !== (position | 0)) history.addLetter(columns, slot, kind, direction);
  }

  /** Of no interest from who has reset the connection, or where the other side has nothing more to send. */
  #noteZeroWindow(slot: Slot, packet: DecodedPacket, direction: number, end: number): void {
    const columns = this.#columns;
    if ((packet.tcpFlags & TCP_RST) !== 0 || isReset(end) || isClosed(endOf(columns, slot, 1 - direction))) return;
    const count = this.#gaps.count(slot, 1, direction);
    history.noteScaled(columns, slot, history.KIND_ZERO_WINDOW, direction, count);
  }

  /** `unseen`: the direction's first SYN, after other segments. */
  #follow(slot: Slot, packet: DecodedPacket, direction: number, unseen: boolean): void {
    const columns = this.#columns;
    const begin = packet.words[WORD_TCP_SEQUENCE]! | 0;
    const end = endSequence(packet);
    const next = this.#next(slot, direction);
    const ahead = (begin - next) | 0;
    if (ahead === 0 && (packet.tcpFlags & TCP_RST) === 0 && (columns.flags(slot) & FLAG_GAPS) === 0) {
      this.#setNext(slot, direction, end);
      return;
    }
    const syn = (packet.tcpFlags & TCP_SYN) !== 0;
    const reset = (packet.tcpFlags & TCP_RST) !== 0;
    const other = syn
      ? ((end - next) | 0) > 0 || ((next - end) | 0) > SAME_CONNECTION
      : ahead > LARGEST_WINDOW || ahead < -LARGEST_WINDOW;
    if (other) {
      if (!reset) this.#setNext(slot, direction, end);
      return;
    }
    const beyond = ((end - next) | 0) > 0;
    if (!reset && begin !== end && ahead < 0) this.#late(slot, packet, direction, unseen);
    if (packet.payloadLength > 0 && !beyond) {
      const count = columns.retransmissions(slot, direction) + columns.outOfOrder(slot, direction);
      history.noteScaled(columns, slot, history.KIND_RETRANSMISSION, direction, count);
    }
    if (reset || !beyond) return;
    if (ahead > 0 || (columns.flags(slot) & FLAG_GAPS) !== 0)
      this.#gaps.goesOn(slot, direction, next, begin, end, packet.time);
    this.#setNext(slot, direction, end);
  }

  /** A segment that begins below the highest one: sent before, or overtaken. */
  #late(slot: Slot, packet: DecodedPacket, direction: number, unseen: boolean): void {
    const columns = this.#columns;
    const begin = packet.words[WORD_TCP_SEQUENCE]! | 0;
    // A keep-alive, or a probe of a closed window that was probed before (RFC 9293 §3.8.4, §3.8.6.1).
    const short = packet.payloadLength <= 1 && (packet.tcpFlags & CONTROL) === 0;
    if (short && ((begin + 1) | 0) === this.#next(slot, direction)) return;
    const since = unseen ? columns.startTime(slot) : this.#unseenSince(slot, direction, begin, endSequence(packet));
    if (since === FILLS_ACKNOWLEDGED) return;
    const roundTrip = columns.roundTripMs(slot);
    // What was lost and is sent again comes a round trip later, or more.
    const overtaken = Number.isNaN(roundTrip) ? OVERTAKEN_US : roundTrip * 500;
    const counter =
      since !== FILLS_NOTHING && packet.time - since <= overtaken ? WORD_OUT_OF_ORDER : WORD_RETRANSMISSIONS;
    columns.words[slot * RECORD_WORDS + counter + direction]!++;
  }

  /** Since when the segment was missing; FILLS_NOTHING where it was seen, FILLS_ACKNOWLEDGED where it was given up. */
  #unseenSince(slot: Slot, direction: number, begin: number, end: number): number {
    const columns = this.#columns;
    // Before the first segment of a conversation that was already under way nothing was seen.
    if ((columns.flags(slot) & FLAG_MIDSTREAM) !== 0 && columns.state(slot) <= STATE_ESTABLISHED) {
      const first = columns.words[slot * RECORD_WORDS + WORD_SEQUENCES + direction]! + 1;
      if (((begin - first) | 0) < 0) return columns.startTime(slot);
    }
    return this.#gaps.fill(slot, direction, begin, end);
  }

  /** What `direction` sent is acknowledged: gaps below that are the capture's. */
  #acknowledge(slot: Slot, packet: DecodedPacket, direction: number): void {
    const columns = this.#columns;
    const end = endOf(columns, slot, direction);
    if (end === END_INACTIVE || isReset(end)) return;
    const acknowledged = packet.words[WORD_TCP_ACKNOWLEDGEMENT]! | 0;
    let lost = this.#gaps.acknowledge(slot, direction, acknowledged);
    const next = this.#next(slot, direction);
    const ahead = (acknowledged - next) | 0;
    const within = ahead > 0 && ahead <= LARGEST_WINDOW;
    if (within && this.#gaps.miss(slot, direction, next, acknowledged, packet.time)) lost++;
    if (columns.serial(slot) > 0) this.#counters.tcpGaps += lost;
    if (lost === 0 || !isClean(columns, slot)) return;
    for (let gap = 0; gap < lost; gap++) {
      history.noteScaled(columns, slot, history.KIND_GAP, direction, this.#gaps.count(slot, 0, direction));
    }
  }

  #next(slot: Slot, direction: number): number {
    return this.#columns.words[slot * RECORD_WORDS + WORD_NEXT_SEQUENCE + direction]!;
  }

  #setNext(slot: Slot, direction: number, sequence: number): void {
    this.#columns.words[slot * RECORD_WORDS + WORD_NEXT_SEQUENCE + direction] = sequence;
  }
}

/** The sequence number after a segment. What a RST carries is no part of the stream. */
function endSequence(packet: DecodedPacket): number {
  const control = packet.tcpFlags & CONTROL;
  let length = (control & TCP_RST) === 0 ? packet.payloadLength : 0;
  if ((control & TCP_SYN) !== 0) length++;
  if ((control & TCP_FIN) !== 0) length++;
  return (packet.words[WORD_TCP_SEQUENCE]! + length) | 0;
}
