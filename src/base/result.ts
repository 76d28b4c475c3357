/**
 * Expected failures are values. A `Failure` always says what happened, to what, and what to do about it, because
 * its text reaches the user unchanged; `code` is what programs branch on.
 */
export type FailureCode =
  | 'usage'
  | 'not-found'
  | 'unreadable'
  | 'unsupported'
  | 'damaged'
  | 'not-permitted'
  | 'unavailable'
  | 'invalid'
  | 'no-space'
  | 'unwritable'
  | 'in-use'
  | 'vanished'
  | 'cancelled'
  | 'disconnected'
  | 'internal';

export interface Failure {
  readonly code: FailureCode;
  /** What happened and to what: one sentence, sentence case, no trailing period needed. */
  readonly message: string;
  /** What the user can do about it, or undefined where nothing can be done. May be an exact command. */
  readonly remedy?: string;
  /** Byte offset in the input where the damage begins (`damaged` only). */
  readonly offset?: number;
}

export type Result<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly failure: Failure };

export function success<T>(value: T): Result<T> {
  return { ok: true, value };
}

export function failure(
  code: FailureCode,
  message: string,
  extra: { readonly remedy?: string; readonly offset?: number } = {},
): { readonly ok: false; readonly failure: Failure } {
  return { ok: false, failure: { code, message, ...extra } };
}
