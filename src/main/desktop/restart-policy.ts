/** How often and how soon the engine's process is started again after it died. */
import type { Milliseconds } from '#base/units.ts';

const FIRST_DELAY_MS = 250;
const LONGEST_DELAY_MS = 8_000;
const DEATHS_ALLOWED = 5;
const WINDOW_MS = 60_000;

/** Counts deaths in the last minute; time is monotonic and comes in as an argument. */
export class RestartPolicy {
  #deaths: Milliseconds[] = [];

  /** The delay before the next start, or null where it dies so often that starting again is of no use. */
  died(nowMs: Milliseconds): Milliseconds | null {
    this.#deaths = [...this.#deaths.filter((at) => nowMs - at < WINDOW_MS), nowMs];
    const count = this.#deaths.length;
    return count > DEATHS_ALLOWED ? null : Math.min(FIRST_DELAY_MS * 2 ** (count - 1), LONGEST_DELAY_MS);
  }

  /** Somebody asked to try again. */
  forgive(): void {
    this.#deaths = [];
  }
}
