/** A broken invariant: a programmer's error, never a user's. It ends the process, which its parent restarts and reports. */
export class AssertionFailure extends Error {
  override readonly name: string = 'AssertionFailure';
}

export function assert(condition: boolean, message: string): asserts condition {
  if (!condition) throw new AssertionFailure(message);
}

export function assertDefined<T>(value: T | null | undefined, message: string): T {
  if (value === null || value === undefined) throw new AssertionFailure(message);
  return value;
}
