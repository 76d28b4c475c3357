/** What observers add to the columns of sessions. */
import type { Slot } from '#main/engine/flows/session-columns.ts';

export interface ObservedColumns {
  readonly names: readonly string[];
  /** `position` among the names; so below. */
  isText(position: number): boolean;
  value(slot: Slot, position: number): string | number | boolean | null;
}
