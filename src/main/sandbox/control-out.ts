/**
 * Control messages on their way to the engine. The engine ends a process that floods it, so this one counts what it sends:
 * whoever sends for the plugin's sake asks `pace` first, and waits where it answers a promise.
 */
import type { FromPlugin } from '#contract/plugins/process.ts';
import type { SandboxClock } from './clock.ts';

const WINDOW_MS = 1000;
/** Well below what the engine takes as a flood. */
const MOST_IN_WINDOW = 2000;

export class ControlOut {
  private readonly clock: SandboxClock;
  private readonly sendNow: (message: FromPlugin) => void;
  private windowStart = Number.NEGATIVE_INFINITY;
  private sent = 0;

  constructor(clock: SandboxClock, send: (message: FromPlugin) => void) {
    this.clock = clock;
    this.sendNow = send;
  }

  send(message: FromPlugin): void {
    this.count();
    this.sent++;
    this.sendNow(message);
  }

  /** What the engine asked for is no flood, however fast it asks. */
  answer(message: FromPlugin): void {
    this.sendNow(message);
  }

  /** Null: go on; else resolves when it is time to. */
  pace(): Promise<void> | null {
    const now = this.count();
    if (this.sent < MOST_IN_WINDOW) return null;
    return new Promise((resolve) => {
      this.clock.after(Math.max(1, this.windowStart + WINDOW_MS - now), resolve);
    });
  }

  private count(): number {
    const now = this.clock.nowMs();
    if (now - this.windowStart >= WINDOW_MS) {
      this.windowStart = now;
      this.sent = 0;
    }
    return now;
  }
}
