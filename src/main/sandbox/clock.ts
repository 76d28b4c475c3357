/** Time inside a plugin's process; tests have their own. */
import { performance } from 'node:perf_hooks';

export interface SandboxClock {
  /** Monotonic, milliseconds. */
  nowMs(): number;
  /** CPU time of this process, milliseconds: on a busy machine code that runs may take long through no fault of its own. */
  cpuMs(): number;
  /** Never keeps the process alive. Returns how to cancel. */
  after(delayMs: number, callback: () => void): () => void;
  /** Resolves once everything that was waiting in the event loop had its turn. */
  turn(): Promise<void>;
}

export const systemClock: SandboxClock = {
  nowMs: () => performance.now(),
  cpuMs: () => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1000;
  },
  after: (delayMs, callback) => {
    const timer = setTimeout(callback, delayMs).unref();
    return () => clearTimeout(timer);
  },
  turn: () =>
    new Promise((resolve) => {
      setImmediate(resolve);
    }),
};
