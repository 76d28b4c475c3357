/** What DuckDB says against a query, as something that the user can read, with its place in the text. */
import { failure, type Failure } from '#base/result.ts';
import type { SqlMistake } from '#contract/history/answers.ts';
import type { StopReason } from './query-watch.ts';

/** DuckDB's messages are `Class Error: text`, and below it the line and a caret. */
const CLASS = /^(?:Failed to \w+ \w+: )?([A-Za-z ]+?) Error: /;
const PLACE = /\n\s*LINE (\d+): (.*)\n(\s*)\^/;

const STOPPED: Readonly<Record<StopReason, Failure>> = {
  time: failure('cancelled', 'The query took longer than it may', {
    remedy: 'Ask about a shorter time or for less, or allow it more time',
  }).failure,
  memory: failure('cancelled', 'The query took more memory than it may', {
    remedy: 'Ask about a shorter time, or for fewer columns and rows',
  }).failure,
  cancelled: failure('cancelled', 'The query was cancelled').failure,
};

export function stoppedFailure(reason: StopReason): Failure {
  return STOPPED[reason];
}

/** Throws where the database itself is gone: the process begins anew. */
export function queryFailure(error: unknown): Failure {
  const text = messageOf(error);
  const kind = CLASS.exec(text)?.[1] ?? '';
  if (kind === 'FATAL') throw error;
  if (kind === 'Out of Memory') return STOPPED.memory;
  if (kind === 'INTERRUPT') return STOPPED.cancelled;
  if (kind === 'IO') return failure('unreadable', `The history cannot be read: ${plain(text)}`).failure;
  if (kind === 'INTERNAL') return failure('internal', `DuckDB failed at this query: ${plain(text)}`).failure;
  return failure('invalid', plain(text)).failure;
}

/** `at` in UTF-16, by the line and the caret. */
export function queryMistake(error: unknown, sql: string): SqlMistake {
  const text = messageOf(error);
  return { at: placeOf(text, sql), message: plain(text) };
}

/** From UTF-8 bytes. */
export function fromBytes(sql: string, bytes: number): number {
  return Buffer.from(sql).subarray(0, bytes).toString().length;
}

/** From code points. */
export function fromLetters(sql: string, letters: number): number {
  return [...sql].slice(0, letters).join('').length;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Without the class and the picture of the place. */
function plain(message: string): string {
  const text = message.replace(CLASS, '').replace(/\n+\s*LINE \d+: [^]*$/, '');
  const lines = text.split('\n').flatMap((line) => (line.trim() === '' ? [] : [line.trim()]));
  return lines
    .map((line, at) => (at === lines.length - 1 || /[.!?:;,(]$/.test(line) ? line : `${line}.`))
    .join(' ')
    .replaceAll(': : ', ': ');
}

function placeOf(message: string, sql: string): number | null {
  const found = PLACE.exec(message);
  if (found === null) return null;
  const [, number = '', shown = '', spaces = ''] = found;
  const lines = sql.split('\n');
  const line = lines[Number(number) - 1];
  if (line === undefined) return null;
  // Long lines are shown in part; the caret stands where a terminal would show the letter.
  const isCut = shown.startsWith('...');
  const begin = `LINE ${number}: `.length + (isCut ? 3 : 0);
  const part = shown.slice(isCut ? 3 : 0).replace(/\.\.\.$/, '');
  const inLine = isCut ? line.indexOf(part) : 0;
  const columns = spaces.length - begin;
  if (inLine < 0 || columns < 0) return null;
  const before = lines.slice(0, Number(number) - 1).reduce((sum, text) => sum + text.length + 1, 0);
  return Math.min(sql.length, before + inLine + fromColumns(line.slice(inLine), columns));
}

/** Letters that take two columns of a terminal. */
const WIDE =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u;
const NO_WIDTH = /\p{M}/u;

function fromColumns(text: string, columns: number): number {
  let units = 0;
  let passed = 0;
  for (const letter of text) {
    if (passed >= columns) break;
    passed += WIDE.test(letter) ? 2 : NO_WIDTH.test(letter) ? 0 : 1;
    units += letter.length;
  }
  return units;
}
