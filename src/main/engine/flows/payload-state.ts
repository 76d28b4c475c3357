/**
 * What a session's record keeps of its payload, in one half word: which protocol was decoded in it, and how far the search
 * for names is. All zero at the beginning.
 */
import { HALF_PAYLOAD, RECORD_HALVES, type SessionColumns, type Slot } from './session-columns.ts';

/** Code of the first protocol that was decoded, plus 1. */
const SERVICE_MASK = 0x000f;
const MODE_SHIFT = 4;
const MODE_MASK = 0x0070;
/** DNS over TCP: directions that were given up, one bit each. Other sessions: a count. */
const COUNT_SHIFT = 8;
const MOST_COUNT = 0xff;
const ANY_PROTOCOL = 0x0080;

/** TCP: nothing of the initiator's stream was looked at. */
export const MODE_FRESH = 0;
/** Its beginning is put together. */
export const MODE_HEAD = 1;
/** It is HTTP, followed from request to request. */
export const MODE_REQUESTS = 2;
/** A ClientHello may begin with one of the next segments, after something else; with ANY_PROTOCOL a request, too. */
export const MODE_LATE = 3;

/** Position in PAYLOAD_FILTER_NAMES of what was decoded, or -1. */
export function decodedProtocol(columns: SessionColumns, slot: Slot): number {
  return (columns.halves[slot * RECORD_HALVES + HALF_PAYLOAD]! & SERVICE_MASK) - 1;
}

/** The first one stays. */
export function setDecodedProtocol(columns: SessionColumns, slot: Slot, code: number): void {
  const at = slot * RECORD_HALVES + HALF_PAYLOAD;
  if ((columns.halves[at]! & SERVICE_MASK) === 0) columns.halves[at]! |= code + 1;
}

export function searchMode(columns: SessionColumns, slot: Slot): number {
  return (columns.halves[slot * RECORD_HALVES + HALF_PAYLOAD]! & MODE_MASK) >> MODE_SHIFT;
}

export function seeksAnyProtocol(columns: SessionColumns, slot: Slot): boolean {
  return (columns.halves[slot * RECORD_HALVES + HALF_PAYLOAD]! & ANY_PROTOCOL) !== 0;
}

/** `count`: packets that may still be looked at in this mode. */
export function setSearchMode(columns: SessionColumns, slot: Slot, mode: number, count = 0, anyProtocol = false): void {
  const at = slot * RECORD_HALVES + HALF_PAYLOAD;
  const service = columns.halves[at]! & SERVICE_MASK;
  columns.halves[at] = service | (mode << MODE_SHIFT) | (count << COUNT_SHIFT) | (anyProtocol ? ANY_PROTOCOL : 0);
}

export function searchCount(columns: SessionColumns, slot: Slot): number {
  return columns.halves[slot * RECORD_HALVES + HALF_PAYLOAD]! >> COUNT_SHIFT;
}

/** Stays at its most. */
export function addSearchCount(columns: SessionColumns, slot: Slot, change: number): void {
  const at = slot * RECORD_HALVES + HALF_PAYLOAD;
  const count = Math.max(0, Math.min(MOST_COUNT, (columns.halves[at]! >> COUNT_SHIFT) + change));
  columns.halves[at] = (columns.halves[at]! & MOST_COUNT) | (count << COUNT_SHIFT);
}

/** That something is kept outside of the record until the session ends or the search is over. */
export function noteKept(columns: SessionColumns, slot: Slot): void {
  columns.halves[slot * RECORD_HALVES + HALF_PAYLOAD]! |= MODE_HEAD << MODE_SHIFT;
}

/** DNS over TCP. */
export function isStreamGivenUp(columns: SessionColumns, slot: Slot, direction: number): boolean {
  return (searchCount(columns, slot) & (1 << direction)) !== 0;
}

export function setStreamGivenUp(columns: SessionColumns, slot: Slot, direction: number): void {
  columns.halves[slot * RECORD_HALVES + HALF_PAYLOAD]! |= 1 << (COUNT_SHIFT + direction);
}
