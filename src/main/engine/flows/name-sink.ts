/** Where readers of payloads put what they found in the session at hand. */
import type { Slot } from './session-columns.ts';

export interface NameSink {
  /**
   * The protocol of the filter with this code was recognised, `name` in it, or null. `isService`: what the session is for, not
   * what it happens to be wrapped in.
   */
  decoded(slot: Slot, code: number, name: string | null, isService: boolean): void;
}
