/**
 * The course of a conversation as Zeek's history letters: upper case from the initiator, lower case from the responder, in
 * order; `^`: the first packet was turned around. What each letter means and when it comes again is Zeek's (documentation of
 * its conn.log): A, D, Q and I once a direction; S or H once; F and R again where their sequence number is another one; T, G
 * and W at the first, tenth, hundredth time. C is never there: checksums are not checked, see docs/spec/flows.md.
 *
 * Three words a session: fourteen letters of five bits; how many there are; the kinds that ordinary segments have, noted per
 * direction so that most segments need no look at the letters; and where each end stands (connection-state.ts). Repeats of
 * T, G and W leave the last four letters to others, and what is beyond fourteen is not told. `^` is a flag.
 */
import { FLAG_TURNED } from './flow-flags.ts';
import { RECORD_WORDS, type SessionColumns, type Slot, WORD_HISTORY } from './session-columns.ts';

/**
 * S: SYN, A: pure acknowledgement, D: payload, F: FIN, R: RST, H: SYN+ACK, Q: SYN with FIN or RST, I: FIN with RST, T:
 * payload that was sent before, G: payload that the capture misses, W: zero window.
 */
const KINDS = 'SADFRHQITGW';
const LETTERS: string = KINDS + KINDS.toLowerCase();
export const KIND_SYN = 0;
export const KIND_ACK = 1;
export const KIND_DATA = 2;
export const KIND_FIN = 3;
export const KIND_RST = 4;
export const KIND_SYN_ACK = 5;
export const KIND_MULTIPLE = 6;
export const KIND_INCONSISTENT = 7;
export const KIND_RETRANSMISSION = 8;
export const KIND_GAP = 9;
export const KIND_ZERO_WINDOW = 10;

const LETTER_BITS = 5;
const LETTER_MASK = 0x1f;
const LETTERS_A_WORD = 6;
const MOST_LETTERS = 14;
/** Beyond so many letters T, G and W do not come again. */
const MOST_WITH_REPEATS = 10;
/** Of the third word: two letters, their number, five noted kinds a direction, eight bits of connection-state.ts. */
const STATUS = 2;
const COUNT_SHIFT = 10;
const NOTED_SHIFT = 14;
const NOTED_KINDS = 5;

function notedBit(kind: number, direction: number): number {
  return 1 << (NOTED_SHIFT + kind + direction * NOTED_KINDS);
}

/** Whether one of the first five kinds is noted in `direction`. */
export function isNoted(columns: SessionColumns, slot: Slot, kind: number, direction: number): boolean {
  return (columns.words[slot * RECORD_WORDS + WORD_HISTORY + STATUS]! & notedBit(kind, direction)) !== 0;
}

/** Notes one of the first five kinds, as `letter`, unless it is. */
export function noteOnce(
  columns: SessionColumns,
  slot: Slot,
  kind: number,
  direction: number,
  letter: number = kind,
): void {
  if (isNoted(columns, slot, kind, direction)) return;
  columns.words[slot * RECORD_WORDS + WORD_HISTORY + STATUS]! |= notedBit(kind, direction);
  addLetter(columns, slot, letter, direction);
}

/** Notes T, G or W, which happened `count` times by now: at the first time, the tenth, the hundredth. */
export function noteScaled(columns: SessionColumns, slot: Slot, kind: number, direction: number, count: number): void {
  const told = lettersOf(columns, slot, kind, direction);
  if (told > 0 && (count < 10 ** told || letterCount(columns, slot) >= MOST_WITH_REPEATS)) return;
  addLetter(columns, slot, kind, direction);
}

/** How often the letter is there. */
export function lettersOf(columns: SessionColumns, slot: Slot, kind: number, direction: number): number {
  const code = codeOf(kind, direction);
  let found = 0;
  for (let index = letterCount(columns, slot) - 1; index >= 0; index--) {
    if (codeAt(columns, slot, index) === code) found++;
  }
  return found;
}

/** Adds a letter whether or not it is there. */
export function addLetter(columns: SessionColumns, slot: Slot, kind: number, direction: number): void {
  const count = letterCount(columns, slot);
  if (count === MOST_LETTERS) return;
  const at = slot * RECORD_WORDS + WORD_HISTORY;
  const index = wordOf(count);
  columns.words[at + index]! |= codeOf(kind, direction) << ((count - index * LETTERS_A_WORD) * LETTER_BITS);
  columns.words[at + STATUS]! += 1 << COUNT_SHIFT;
}

function wordOf(index: number): number {
  return index < LETTERS_A_WORD ? 0 : index < 2 * LETTERS_A_WORD ? 1 : 2;
}

function codeOf(kind: number, direction: number): number {
  return kind + direction * KINDS.length;
}

function letterCount(columns: SessionColumns, slot: Slot): number {
  return (columns.words[slot * RECORD_WORDS + WORD_HISTORY + STATUS]! >>> COUNT_SHIFT) & 15;
}

function codeAt(columns: SessionColumns, slot: Slot, index: number): number {
  const word = wordOf(index);
  const letters = columns.words[slot * RECORD_WORDS + WORD_HISTORY + word]!;
  return (letters >>> ((index - word * LETTERS_A_WORD) * LETTER_BITS)) & LETTER_MASK;
}

/** The session's letters without `^`. */
export function historyLetters(columns: SessionColumns, slot: Slot): string {
  let text = '';
  for (let index = 0; index < letterCount(columns, slot); index++) {
    text += LETTERS.charAt(codeAt(columns, slot, index));
  }
  return text;
}

/** The session's letters; null where it has no history (neither TCP nor UDP). */
export function historyText(columns: SessionColumns, slot: Slot): string | null {
  const letters = historyLetters(columns, slot);
  if (letters === '') return null;
  return (columns.flags(slot) & FLAG_TURNED) === 0 ? letters : `^${letters}`;
}
