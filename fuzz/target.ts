/** What is fuzzed, and how a target says that something is wrong. */
import type { Corpus } from './corpus.ts';
import type { Random } from './random.ts';

export interface Outcome {
  /** What kind of result it was, in a few words: an input that gives a new kind is worth keeping and changing further. */
  readonly kind: string;
  /** The whole result; the same input must give the same again. */
  readonly result: string;
}

export interface Target {
  readonly name: string;
  /** Longest input in bytes. */
  readonly longest: number;
  /** Inputs that all others are made from; at least one. */
  seeds(corpus: Corpus): readonly Uint8Array[];
  /** Throws where a promise is broken: a `Finding`, or whatever the code under test threw. */
  run(input: Uint8Array): Outcome | Promise<Outcome>;
  /** Where inputs have a structure, changes that keep it. */
  mutate?(input: Uint8Array, other: Uint8Array, random: Random): Uint8Array;
}

/** A promise that was broken without anything having thrown. */
export class Finding extends Error {
  override name: string = 'Finding';
}

export function check(held: boolean, promise: string): asserts held {
  if (!held) throw new Finding(promise);
}

/** Bytes around an input that a decoder must not see: results may not depend on them. */
export const SURROUNDINGS = 0x45;

/** A copy of `input` amid other bytes, and where it begins. */
export function embedded(input: Uint8Array, before: number): { readonly bytes: Uint8Array; readonly start: number } {
  const bytes = new Uint8Array(before + input.length + 37).fill(SURROUNDINGS);
  bytes.set(input, before);
  return { bytes, start: before };
}
