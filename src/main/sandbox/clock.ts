/** Time inside a plugin's process; tests have their own. */
import { performance } from 'node:perf_hooks';

export interface SandboxClock {
  /** Monotonic, milliseconds. */
  nowMs(): number;
  /** Never keeps the process alive. Returns how to cancel. */
  after(delayMs: number, callback: () => void): () => void;
  /** Resolves once everything that was waiting in the event loop had its turn. */
  turn(): Promise<void>;
}

export const systemClock: SandboxClock = {
  nowMs: () => performance.now(),
  after: (delayMs, callback) => {
    const timer = setTimeout(callback, delayMs).unref();
    return () => clearTimeout(timer);
  },
  turn: () =>
    new Promise((resolve) => {
      setImmediate(resolve);
    }),
};
