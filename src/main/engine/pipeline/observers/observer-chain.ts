/**
 * What a built-in chain is: it notes something about every flow from the headers of its packets. Flows are small numbers,
 * by which a chain keeps its values in columns; the number of a flow that is over is used again.
 */
import type { HeaderView } from './header-view.ts';

/** In the direction of the flow's first packet (of a session: from the initiator), or against it. */
export const FORWARD = 0;
export const REVERSE = 1;

export type ObservedValue = string | number | boolean | null;

export interface ObservedKey {
  /** Of the record, and the column's. */
  readonly name: string;
  readonly initial: ObservedValue;
  readonly meaning: string;
  /** Its values are text. */
  readonly text?: true;
}

export interface ObserverChain {
  /** Room for flows below `capacity`, which is more than before. */
  grow(capacity: number): void;
  /** Values are the initial ones again. `header`: of the first packet, which is not noted yet. */
  begin(flow: number, header: HeaderView, direction: number): void;
  /** Notes one packet. False: as far as this chain goes the flow is complete. */
  packet(flow: number, header: HeaderView, direction: number): boolean;
  /** `position` among the keys. */
  value(flow: number, position: number): ObservedValue;
}

export interface ChainKind {
  readonly name: string;
  readonly summary: string;
  readonly keys: readonly ObservedKey[];
  create(): ObserverChain;
}

/** The same key once for each direction, `NAME_fwd` and `NAME_rev`. */
export function bothWays(name: string, initial: ObservedValue, meaning: string): ObservedKey[] {
  return [
    { name: `${name}_fwd`, initial, meaning: `${meaning}, forward` },
    { name: `${name}_rev`, initial, meaning: `${meaning}, reverse` },
  ];
}
