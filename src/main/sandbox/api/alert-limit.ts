/** No more than so many alerts a second: what is above is counted and told in the plugin's log. A trial run has them all. */
import type { PluginAlert } from '#contract/plugins/status.ts';
import type { SandboxClock } from '../clock.ts';

const WINDOW_MS = 1000;
const ALERTS_A_WINDOW = 100;

export class AlertLimit {
  private readonly clock: SandboxClock;
  private readonly raise: (alert: PluginAlert) => void;
  private readonly warn: (text: string) => void;
  private readonly unlimited: boolean;
  private windowStart = Number.NEGATIVE_INFINITY;
  private inWindow = 0;
  private left = 0;

  constructor(
    clock: SandboxClock,
    raise: (alert: PluginAlert) => void,
    warn: (text: string) => void,
    unlimited: boolean,
  ) {
    this.clock = clock;
    this.unlimited = unlimited;
    this.raise = raise;
    this.warn = warn;
  }

  add(alert: PluginAlert): void {
    const now = this.clock.nowMs();
    if (now - this.windowStart >= WINDOW_MS) {
      this.windowStart = now;
      this.inWindow = 0;
    }
    if (++this.inWindow <= ALERTS_A_WINDOW || this.unlimited) {
      this.raise(alert);
      return;
    }
    if (this.left++ > 0) return;
    this.clock.after(WINDOW_MS, () => {
      this.warn(`${this.left} alerts were left out: more than ${ALERTS_A_WINDOW} a second`);
      this.left = 0;
    });
  }
}
