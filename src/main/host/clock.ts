import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Clock } from '#main/engine/store/ports.ts';

export function createClock(): Clock {
  return {
    nowUs: () => Date.now() * 1000,
    monotonicMs: () => performance.now(),
    after(delayMs: number, callback: () => void): () => void {
      const timer = setTimeout(callback, delayMs);
      return () => clearTimeout(timer);
    },
    yieldTurn: () => nextTurn(),
  };
}
