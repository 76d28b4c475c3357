/** What an error of DuckDB means: it has no codes, so its sentences are read. Those of the system inside of them are Linux's, macOS' and Windows'. */
import { failure, type Failure } from '#base/result.ts';

export type ProblemKind =
  /** Another process has the file. */
  | 'locked'
  | 'full'
  | 'unwritable'
  /** Written by a later version of DuckDB. */
  | 'newer'
  /** The log beside the file cannot be replayed; the file itself may well be whole. */
  | 'damaged-log'
  | 'damaged'
  /** The instance is of no more use until it is opened anew. */
  | 'invalidated'
  /** All queries together have more than they may: another time. */
  | 'memory'
  | 'other';

export interface Problem {
  readonly kind: ProblemKind;
  /** A full disk in a checkpoint takes the instance along. */
  readonly endsInstance: boolean;
  readonly text: string;
}

/** In this order: a sentence may quote another one. */
const SENTENCES: readonly (readonly [ProblemKind, RegExp])[] = [
  ['memory', /^out of memory/i],
  ['locked', /could not set lock|conflicting lock|used by another process/i],
  ['full', /no space left|disk quota exceeded|not enough space|disk full/i],
  ['newer', /can only read versions? between|newer duckdb version/i],
  [
    'unwritable',
    /permission denied|read-only (?:file system|mode)|operation not permitted|access is denied|no such file or directory/i,
  ],
  ['damaged-log', /replaying wal|wal file|this wal was created|wal does not match/i],
  [
    'damaged',
    /not a valid duckdb|corrupt|could not read enough bytes|checksum|failed to deserialize|serialization error/i,
  ],
  ['invalidated', /has been invalidated|^fatal error|^internal error/i],
];

export function problemOf(error: unknown): Problem {
  const text = error instanceof Error ? error.message : String(error);
  const kind = SENTENCES.find(([, sentence]) => sentence.test(text))?.[0] ?? 'other';
  return {
    kind,
    endsInstance: /^(?:fatal|internal) error/i.test(text) || kind === 'damaged' || kind === 'invalidated',
    text,
  };
}

export function failureOf(problem: Problem, path: string): Failure {
  const [first = ''] = problem.text.split('\n');
  switch (problem.kind) {
    case 'locked':
      return failed(
        'in-use',
        `${path} is in use by another program`,
        'Close the other one; history is kept again by itself',
      );
    case 'full':
      return failed(
        'no-space',
        `There is no room left for ${path}`,
        'Free some space; history is kept again by itself',
      );
    case 'unwritable':
      return failed(
        'unwritable',
        `${path} cannot be written: ${first}`,
        'Give yourself the right to write it and its folder',
      );
    case 'newer':
      return failed(
        'unsupported',
        `${path} was written by a later version of Netloupe`,
        'Use that version, or move the file away',
      );
    case 'damaged':
    case 'damaged-log':
      return failed('damaged', `${path} is damaged: ${first}`, 'It is set aside, and a new one is begun');
    case 'memory':
      return failed(
        'unavailable',
        `${path} has no memory left: ${first}`,
        'It goes on once what is being asked has its answer',
      );
    case 'invalidated':
    case 'other':
      return failed('unavailable', `${path} cannot be used: ${first}`, 'It is opened anew by itself');
  }
}

function failed(code: Failure['code'], message: string, remedy: string): Failure {
  return failure(code, message, { remedy }).failure;
}
