/** What TCP segments do to a session: states, handshake, reuse of the 5-tuple. */
import {
  type DecodedPacket,
  TCP_ACK,
  TCP_FIN,
  TCP_RST,
  TCP_SYN,
  WORD_TCP_ACKNOWLEDGEMENT,
  WORD_TCP_SEQUENCE,
} from '#main/engine/decode/packet.ts';
import { CLASS_LINGER, CLASS_TCP_ATTEMPT, CLASS_TCP_IDLE } from './expiry.ts';
import {
  FLAG_ANSWERED,
  FLAG_FIN_IN,
  FLAG_FIN_OUT,
  FLAG_MIDSTREAM,
  FLAG_SYN,
  FLAG_SYN_ACK,
  FLAG_UNDER_WAY,
} from './flow-flags.ts';
import {
  END_FIN,
  END_RST,
  FLOAT_ROUND_TRIP,
  IN,
  OUT,
  RECORD_WORDS,
  type SessionColumns,
  type Slot,
  STATE_ABORT,
  STATE_CLOSE,
  STATE_ESTABLISHED,
  STATE_NEW,
  WORD_NEXT_SEQUENCE,
  WORD_SEQUENCES,
} from './session-columns.ts';

/** A SYN whose sequence number is this little below the first one seen is the same connection's, captured late. */
const REORDERING_WINDOW = 65_536;

export class TcpStates {
  /**
   * Of a record, the initial sequence number per direction: of the SYN, else one below the first sequence number seen, or
   * acknowledged by the other side. Once the session is closed the first is its number in the order of closing.
   */
  readonly #columns: SessionColumns;
  #closings = 0;

  constructor(columns: SessionColumns) {
    this.#columns = columns;
  }

  /** Whether this segment, in `direction` of the session, begins another connection on the same 5-tuple. */
  begins(slot: Slot, packet: DecodedPacket, direction: number): boolean {
    if ((packet.tcpFlags & (TCP_SYN | TCP_ACK | TCP_RST)) !== TCP_SYN) return false;
    const columns = this.#columns;
    const state = columns.state(slot);
    if (state === STATE_CLOSE || state === STATE_ABORT) return true;
    const midstream = (columns.flags(slot) & FLAG_MIDSTREAM) !== 0;
    if (state === STATE_NEW && !midstream) return false;
    const unknown = columns.packets(slot, direction) === 0 && (columns.tcpFlags(slot, 1 - direction) & TCP_ACK) === 0;
    if (unknown) return midstream;
    const below = (this.#sequence(slot, direction) - packet.words[WORD_TCP_SEQUENCE]!) | 0;
    return below < 0 || below >= REORDERING_WINDOW;
  }

  /**
   * Applies one segment, before it is counted in `packets`. Answers the state entered by it, 0 where none was.
   */
  update(slot: Slot, packet: DecodedPacket, direction: number): number {
    const columns = this.#columns;
    const tcpFlags = packet.tcpFlags;
    let flags = columns.flags(slot);
    const state = columns.state(slot);
    if (state === STATE_CLOSE || state === STATE_ABORT) return 0;
    // Nearly every segment: no flag that changes anything, in a conversation whose beginning is over.
    if ((flags & FLAG_UNDER_WAY) !== 0 && (tcpFlags & (TCP_SYN | TCP_FIN | TCP_RST)) === 0) return 0;
    const sequence = packet.words[WORD_TCP_SEQUENCE]!;
    const first = columns.packets(slot, direction) === 0;
    if ((tcpFlags & TCP_SYN) !== 0) {
      this.#setSequence(slot, direction, sequence);
      if ((tcpFlags & TCP_ACK) !== 0) {
        if (direction === IN) flags |= FLAG_SYN_ACK;
      } else if (direction === OUT) {
        flags = (flags | FLAG_SYN) & ~FLAG_MIDSTREAM;
        columns.floats[slot * RECORD_WORDS + FLOAT_ROUND_TRIP] = -1 - (packet.time - columns.startTime(slot));
      }
    } else {
      if (first) this.#setSequence(slot, direction, sequence - 1);
      if (direction === OUT && (tcpFlags & TCP_ACK) !== 0) this.#measureRoundTrip(slot, packet, flags);
    }
    if (first && (tcpFlags & TCP_ACK) !== 0 && columns.packets(slot, 1 - direction) === 0) {
      this.#setSequence(slot, 1 - direction, packet.words[WORD_TCP_ACKNOWLEDGEMENT]! - 1);
    }
    let entered = state;
    if (state === STATE_NEW && direction === IN && isAnswer(packet)) {
      entered = STATE_ESTABLISHED;
      flags |= FLAG_ANSWERED;
    }
    if ((tcpFlags & TCP_RST) !== 0) {
      entered = STATE_ABORT;
      columns.setEndReason(slot, END_RST);
    } else if ((tcpFlags & TCP_FIN) !== 0) {
      flags |= direction === OUT ? FLAG_FIN_OUT : FLAG_FIN_IN;
      if ((flags & FLAG_FIN_OUT) !== 0 && (flags & FLAG_FIN_IN) !== 0) {
        entered = STATE_CLOSE;
        columns.setEndReason(slot, END_FIN);
      }
    }
    if (entered === STATE_ESTABLISHED && !first && columns.packets(slot, 1 - direction) > 0) {
      const measured = (flags & FLAG_SYN_ACK) === 0 || !Number.isNaN(columns.roundTripMs(slot));
      if (measured) flags |= FLAG_UNDER_WAY;
    }
    columns.setFlags(slot, flags);
    if (entered === state) return 0;
    columns.setState(slot, entered);
    if (entered === STATE_CLOSE || entered === STATE_ABORT) this.#setSequence(slot, OUT, this.#closings++);
    return entered;
  }

  /**
   * The initial round trip: from the (latest) SYN to the initiator's acknowledgement of the SYN+ACK, or of the responder's first
   * bytes with it; to its first acknowledgement where the responder's side is not captured at all.
   */
  #measureRoundTrip(slot: Slot, packet: DecodedPacket, flags: number): void {
    const columns = this.#columns;
    if ((flags & FLAG_SYN) === 0 || !Number.isNaN(columns.roundTripMs(slot))) return;
    const acknowledged = (packet.words[WORD_TCP_ACKNOWLEDGEMENT]! - this.#sequence(slot, IN)) | 0;
    // Else only where the initiator has sent nothing but its SYN, or this would be the time of something later.
    if ((flags & FLAG_SYN_ACK) === 0 || acknowledged !== 1) {
      if (((packet.words[WORD_TCP_SEQUENCE]! - this.#sequence(slot, OUT)) | 0) !== 1) return;
      if ((flags & FLAG_SYN_ACK) !== 0) {
        const next = columns.words[slot * RECORD_WORDS + WORD_NEXT_SEQUENCE + IN]!;
        if (acknowledged <= 0 || ((packet.words[WORD_TCP_ACKNOWLEDGEMENT]! - next) | 0) > 0) return;
      } else if (columns.packets(slot, IN) > 0 || (packet.tcpFlags & TCP_RST) !== 0) return;
    }
    const elapsed = packet.time - columns.startTime(slot) + 1 + columns.floats[slot * RECORD_WORDS + FLOAT_ROUND_TRIP]!;
    if (elapsed >= 0) columns.floats[slot * RECORD_WORDS + FLOAT_ROUND_TRIP] = elapsed / 1000;
  }

  timeoutClass(slot: Slot): number {
    const columns = this.#columns;
    const state = columns.state(slot);
    if (state > STATE_ESTABLISHED || (columns.flags(slot) & (FLAG_FIN_OUT | FLAG_FIN_IN)) !== 0) return CLASS_LINGER;
    return state === STATE_NEW ? CLASS_TCP_ATTEMPT : CLASS_TCP_IDLE;
  }

  #sequence(slot: Slot, direction: number): number {
    return this.#columns.words[slot * RECORD_WORDS + WORD_SEQUENCES + direction]!;
  }

  #setSequence(slot: Slot, direction: number, sequence: number): void {
    this.#columns.words[slot * RECORD_WORDS + WORD_SEQUENCES + direction] = sequence;
  }

  /** Sorts closed sessions by when they closed. */
  sortByClosing(slots: Slot[]): void {
    slots.sort((one, other) => this.#sequence(one, OUT) - this.#sequence(other, OUT));
  }
}

/** SYN+ACK, or data where that was not seen. A reset never counts. */
function isAnswer(packet: DecodedPacket): boolean {
  if ((packet.tcpFlags & TCP_RST) !== 0) return false;
  return (packet.tcpFlags & (TCP_SYN | TCP_ACK)) === (TCP_SYN | TCP_ACK) || packet.payloadLength > 0;
}
