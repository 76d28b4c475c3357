/** Where somebody is in a filter that is being written. */
import { filterTokens, type FilterToken } from './filter-tokens.ts';
import { expectedAfter, type Expected } from './token-roles.ts';

export interface TypingPlace {
  /** The piece that the cursor is in or right behind; both are the cursor's place where it is in none. */
  readonly from: number;
  readonly to: number;
  /** Of that piece, what stands before the cursor, without its quote. */
  readonly typed: string;
  readonly expected: Expected;
}

/** `cursor`: an offset in UTF-16 units; any other number is brought into the text. */
export function typingPlace(source: string, cursor: number): TypingPlace {
  const at = Math.max(0, Math.min(source.length, Math.floor(cursor) || 0));
  const tokens = filterTokens(source).filter(({ kind }) => kind !== 'end');
  const current = tokens.find((token) => isWritten(token) && token.at < at && at <= token.at + token.length);
  const from = current?.at ?? at;
  const expected = expectedAfter(tokens.filter((token) => token.at + token.length <= from));
  if (current === undefined) return { from, to: at, typed: '', expected };
  const typed = source.slice(from, at);
  return { from, to: from + current.length, typed: current.kind === 'text' ? typed.slice(1) : typed, expected };
}

/** Letters, not signs: what somebody may be in the middle of. */
function isWritten({ kind, text }: FilterToken): boolean {
  if (kind === 'word' || kind === 'text') return true;
  return (kind === 'and' || kind === 'or' || kind === 'not') && /^\w+$/.test(text);
}
