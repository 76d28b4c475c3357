/**
 * The course of a conversation as Zeek's history letters: upper case from the initiator, lower case from the responder,
 * each kind once per direction, in order of first appearance; `^`: the first packet was turned around.
 *
 * Four words a session: three of six 5-bit codes each, then the set of kinds already noted (16 bits) and the number of
 * codes. Eight kinds, two directions and `^` are 17 codes at most, so nothing overflows.
 */
import { TCP_ACK, TCP_FIN, TCP_RST, TCP_SYN } from '#main/engine/decode/packet.ts';
import type { SessionColumns, Slot } from './session-columns.ts';

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
const CODE_TURNED = 31;
const CODES_PER_WORD = 6;

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
export function isHistorySettled(history: Uint32Array, at: number): boolean {
  return (history[at + 3]! & SETTLED) === SETTLED;
}

/** Notes `kinds` of a packet in `direction` (OUT 0, IN 1) in the session's four words from `at` on. */
export function noteHistory(history: Uint32Array, at: number, kinds: number, direction: number): void {
  const fresh = kinds & ~(history[at + 3]! >>> (direction << 3));
  if (fresh === 0) return;
  for (let kind = 0; kind < 8; kind++) {
    if ((fresh & (1 << kind)) === 0) continue;
    append(history, at, 1 + kind * 2 + direction);
    history[at + 3]! |= 1 << (kind + direction * 8);
  }
}

export function noteTurned(history: Uint32Array, at: number): void {
  append(history, at, CODE_TURNED);
}

function append(history: Uint32Array, at: number, code: number): void {
  const count = history[at + 3]! >>> 16;
  history[at + ((count / CODES_PER_WORD) | 0)]! |= code << ((count % CODES_PER_WORD) * 5);
  history[at + 3]! += 0x10000;
}

/** The session's letters; null where nothing was noted (neither TCP nor UDP). */
export function historyText(columns: SessionColumns, slot: Slot): string | null {
  const history = columns.history;
  const at = slot * 4;
  const count = history[at + 3]! >>> 16;
  if (count === 0) return null;
  let text = '';
  for (let index = 0; index < count; index++) {
    const code = (history[at + ((index / CODES_PER_WORD) | 0)]! >>> ((index % CODES_PER_WORD) * 5)) & 31;
    if (code === CODE_TURNED) text += '^';
    else {
      const letter = KINDS[(code - 1) >> 1]!;
      text += ((code - 1) & 1) === 0 ? letter : letter.toLowerCase();
    }
  }
  return text;
}
