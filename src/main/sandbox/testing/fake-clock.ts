/** Time that passes only when a test says so. */
import type { SandboxClock } from '../clock.ts';

export class FakeClock implements SandboxClock {
  private now = 0;
  private timers: { readonly at: number; readonly callback: () => void }[] = [];

  nowMs(): number {
    return this.now;
  }

  cpuMs(): number {
    return this.now;
  }

  after(delayMs: number, callback: () => void): () => void {
    const timer = { at: this.now + delayMs, callback };
    this.timers.push(timer);
    return () => {
      this.timers = this.timers.filter((other) => other !== timer);
    };
  }

  turn(): Promise<void> {
    return new Promise((resolve) => {
      setImmediate(resolve);
    });
  }

  get timersSet(): number {
    return this.timers.length;
  }

  /** Calls back what is due, in order. */
  advance(milliseconds: number): void {
    const until = this.now + milliseconds;
    for (;;) {
      const next = this.timers.filter(({ at }) => at <= until).sort((a, b) => a.at - b.at)[0];
      if (next === undefined) break;
      this.timers = this.timers.filter((other) => other !== next);
      this.now = Math.max(this.now, next.at);
      next.callback();
    }
    this.now = until;
  }
}
