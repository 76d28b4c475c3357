/** How chains keep their values: typed arrays by flow, with a code for what is not known yet. */
import type { ObservedValue } from './observer-chain.ts';

type Column = Uint8Array | Uint16Array | Int16Array | Int32Array | Uint32Array | Float64Array;

/** A longer copy. */
export function grown<C extends Column>(column: C, length: number): C {
  const larger = new (column.constructor as new (length: number) => C)(length);
  larger.set(column as never);
  return larger;
}

/** Code of null in columns of numbers that are never negative. */
export const UNKNOWN = -1;

export function numberOrNull(code: number): ObservedValue {
  return code === UNKNOWN ? null : code;
}

/** Codes of true and false in columns where 0 is null. */
const CODE_FALSE = 1;
const CODE_TRUE = 2;

export function codeOf(value: boolean): number {
  return value ? CODE_TRUE : CODE_FALSE;
}

export function booleanOrNull(code: number): ObservedValue {
  return code === 0 ? null : code === CODE_TRUE;
}
