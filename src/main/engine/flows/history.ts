/**
 * The course of a conversation as Zeek's history letters: upper case from the initiator, lower case from the responder,
 * each kind once per direction, in order of first appearance; `^`: the first packet was turned around.
 *
 * Three words a session: two of eight 4-bit codes each, then the set of codes already noted. Eight kinds in two directions
 * are 16 codes, each noted once, so nothing overflows; how many there are is the size of the set. `^` is a flag.
 */
import { TCP_ACK, TCP_FIN, TCP_RST, TCP_SYN } from '#main/engine/decode/packet.ts';
import { FLAG_TURNED } from './flow-flags.ts';
import { RECORD_WORDS, type SessionColumns, type Slot, WORD_HISTORY } from './session-columns.ts';

/** S: SYN, H: SYN+ACK, Q: SYN with FIN or RST, I: FIN with RST, F: FIN, R: RST, D: payload, A: pure ACK. */
const KINDS = 'SHQIFRDA';
const KIND_SYN = 0;
const KIND_SYN_ACK = 1;
const KIND_MULTIPLE = 2;
const KIND_INCONSISTENT = 3;
const KIND_FIN = 4;
const KIND_RST = 5;
const KIND_DATA = 6;
const KIND_ACK = 7;
const SETTLED = ((1 << KIND_DATA) | (1 << KIND_ACK)) * 0x101;
const NOTED = 2;

/** The kinds of every combination of FIN, SYN, RST and ACK, without and with payload: `[flags of the four, payload]`. */
const kindsOfFlags: Uint8Array = new Uint8Array(64).map((_, index) => kindsOf(index & 0x1f & ~0x08, index >= 32));

function kindsOf(flags: number, payload: boolean): number {
  const syn = (flags & TCP_SYN) !== 0;
  const fin = (flags & TCP_FIN) !== 0;
  const rst = (flags & TCP_RST) !== 0;
  const ack = (flags & TCP_ACK) !== 0;
  let kinds = 0;
  if (syn && (fin || rst)) kinds |= 1 << KIND_MULTIPLE;
  else if (syn) kinds |= 1 << (ack ? KIND_SYN_ACK : KIND_SYN);
  if (!syn && fin && rst) kinds |= 1 << KIND_INCONSISTENT;
  else if (!syn && fin) kinds |= 1 << KIND_FIN;
  else if (!syn && rst) kinds |= 1 << KIND_RST;
  if (payload) kinds |= 1 << KIND_DATA;
  else if (ack && !syn && !fin && !rst) kinds |= 1 << KIND_ACK;
  return kinds;
}

/** Kinds (bit set) of a TCP segment with these flags. */
export function tcpKinds(flags: number, payloadLength: number): number {
  return kindsOfFlags[(flags & 0x1f) | (payloadLength > 0 ? 32 : 0)]!;
}

/** Kinds of a datagram. */
export const DATAGRAM_KINDS: number = 1 << KIND_DATA;

/** True once payload and pure acknowledgements are noted in both directions. */
export function isHistorySettled(columns: SessionColumns, slot: Slot): boolean {
  return (columns.words[slot * RECORD_WORDS + WORD_HISTORY + NOTED]! & SETTLED) === SETTLED;
}

/** Notes `kinds` of a packet in `direction` (OUT 0, IN 1). */
export function noteHistory(columns: SessionColumns, slot: Slot, kinds: number, direction: number): void {
  const history = columns.words;
  const at = slot * RECORD_WORDS + WORD_HISTORY;
  let noted = history[at + NOTED]!;
  const fresh = (kinds << (direction * KINDS.length)) & ~noted;
  if (fresh === 0) return;
  let count = bitCount(noted);
  for (let code = 0; code < 16; code++) {
    if ((fresh & (1 << code)) === 0) continue;
    history[at + (count >> 3)]! |= code << ((count & 7) * 4);
    noted |= 1 << code;
    count++;
  }
  history[at + NOTED] = noted;
}

function bitCount(bits: number): number {
  let count = 0;
  for (let rest = bits; rest !== 0; rest &= rest - 1) count++;
  return count;
}

/** The session's letters; null where it has no history (neither TCP nor UDP). */
export function historyText(columns: SessionColumns, slot: Slot): string | null {
  const history = columns.words;
  const at = slot * RECORD_WORDS + WORD_HISTORY;
  const count = bitCount(history[at + NOTED]!);
  if (count === 0) return null;
  let text = (columns.flags(slot) & FLAG_TURNED) === 0 ? '' : '^';
  for (let index = 0; index < count; index++) {
    const code = (history[at + (index >> 3)]! >>> ((index & 7) * 4)) & 15;
    const letter = KINDS[code & 7]!;
    text += code < KINDS.length ? letter : letter.toLowerCase();
  }
  return text;
}
