/** How many notices there may be: a page that was tricked, or a flood of alerts, must not cover the screen. Pure. */

export const MOST_A_MINUTE = 15;
const MINUTE_MS = 60_000;

export class NoticeBudget {
  readonly #nowMs: () => number;
  #shown: number[] = [];

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  /** Whether there may be one more now; it counts if so. */
  take(): boolean {
    const now = this.#nowMs();
    this.#shown = this.#shown.filter((at) => now - at < MINUTE_MS);
    if (this.#shown.length >= MOST_A_MINUTE) return false;
    this.#shown.push(now);
    return true;
  }
}
