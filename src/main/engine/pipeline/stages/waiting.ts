/** Waiting, of several kinds. */
import type { PluginClock } from '../plugins/ports.ts';

/** Wakes one waiter; a call that nobody waits for is kept for the next wait. */
export class Signal {
  private pending = false;
  private wake: (() => void) | null = null;

  notify(): void {
    if (this.wake === null) this.pending = true;
    else {
      const { wake } = this;
      this.wake = null;
      wake();
    }
  }

  wait(): Promise<void> {
    if (this.pending) {
      this.pending = false;
      return Promise.resolve();
    }
    return new Promise((resolve) => {
      this.wake = resolve;
    });
  }
}

/** Something that happens once. */
export class Latch {
  readonly promise: Promise<void>;
  private open: () => void = () => undefined;
  isOpen = false;

  constructor() {
    this.promise = new Promise((resolve) => {
      this.open = resolve;
    });
  }

  release(): void {
    this.isOpen = true;
    this.open();
  }
}

/** The answer, or null where it is not there after `milliseconds`. What comes later is not looked at. */
export async function within<T>(clock: PluginClock, milliseconds: number, answer: Promise<T>): Promise<T | null> {
  let cancel: () => void = () => undefined;
  const late = new Promise<null>((resolve) => {
    cancel = clock.after(milliseconds, () => resolve(null));
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    cancel();
  }
}
