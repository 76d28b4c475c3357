/** What the two threads say to each other. */
import type { Problem } from './campaign.ts';

/** Serial of the input at hand (0: none), position of its target, its length; then its bytes. */
export const SHARED_HEAD_BYTES = 12;
export const SHARED_INPUT_BYTES = 256 * 1024;
export type SharedHead = Int32Array<SharedArrayBuffer>;

export interface Order {
  readonly root: string;
  readonly shared: SharedArrayBuffer;
  /** By name; none: all. */
  readonly targets: readonly string[];
  readonly seed: number;
  readonly seconds: number;
  /** Just this one, instead. */
  readonly input: Uint8Array | null;
}

export type Report =
  | { readonly kind: 'problem'; readonly problem: Problem }
  | {
      readonly kind: 'turn';
      readonly target: string;
      readonly runs: number;
      readonly ms: number;
      /** Kinds of outcome seen so far. */
      readonly kinds: number;
    }
  | { readonly kind: 'done' };
