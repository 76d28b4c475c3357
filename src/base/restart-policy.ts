/** How often and how soon a process is started again after it died. */
import type { Milliseconds } from './units.ts';

export interface RestartRules {
  readonly firstDelayMs: Milliseconds;
  readonly longestDelayMs: Milliseconds;
  /** Deaths within `windowMs` after which starting again is of no use. */
  readonly deathsAllowed: number;
  readonly windowMs: Milliseconds;
}

export const DEFAULT_RESTART_RULES: RestartRules = {
  firstDelayMs: 250,
  longestDelayMs: 8_000,
  deathsAllowed: 5,
  windowMs: 60_000,
};

/** Part of a delay that chance decides, so that what died together does not start together. */
const JITTER = 0.4;

/** Counts recent deaths; time is monotonic and comes in as an argument, as chance does. */
export class RestartPolicy {
  readonly #rules: RestartRules;
  #deaths: Milliseconds[] = [];

  constructor(rules: RestartRules = DEFAULT_RESTART_RULES) {
    this.#rules = rules;
  }

  /**
   * The delay before the next start, or null where it dies so often that starting again is of no use. `chance` (0 … 1)
   * spreads the delay by a fifth to either side; 0.5 leaves it as it is.
   */
  died(nowMs: Milliseconds, chance: number = 0.5): Milliseconds | null {
    const { firstDelayMs, longestDelayMs, deathsAllowed, windowMs } = this.#rules;
    this.#deaths = [...this.#deaths.filter((at) => nowMs - at < windowMs), nowMs];
    const count = this.#deaths.length;
    if (count > deathsAllowed) return null;
    const delay = Math.min(firstDelayMs * 2 ** (count - 1), longestDelayMs);
    return Math.round(delay * (1 + JITTER * (chance - 0.5)));
  }

  /** Somebody asked to try again. */
  forgive(): void {
    this.#deaths = [];
  }
}
