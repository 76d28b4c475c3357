/** Samples every interface once a second while somebody watches. */
import type { InterfaceSample } from '#contract/protocol.ts';
import { InterfaceRates } from './store/interface-rates.ts';
import type { Clock, InterfaceProbe } from './store/ports.ts';

const INTERVAL_MS = 1000;

export class InterfaceMonitor {
  private readonly probe: InterfaceProbe;
  private readonly clock: Clock;
  private readonly rates = new InterfaceRates();
  private readonly watchers = new Set<() => void>();
  private cancelTimer: (() => void) | null = null;
  private reading = false;
  private sampled = false;

  constructor(probe: InterfaceProbe, clock: Clock) {
    this.probe = probe;
    this.clock = clock;
  }

  /** Null before the first sample. */
  samples(): InterfaceSample[] | null {
    return this.sampled ? this.rates.samples() : null;
  }

  /** Calls back after each sample; returns how to stop that. */
  watch(watcher: () => void): () => void {
    this.watchers.add(watcher);
    if (this.cancelTimer === null && !this.reading) void this.sample();
    return () => {
      this.watchers.delete(watcher);
      if (this.watchers.size === 0) this.pause();
    };
  }

  close(): void {
    this.watchers.clear();
    this.pause();
  }

  private pause(): void {
    this.cancelTimer?.();
    this.cancelTimer = null;
  }

  private async sample(): Promise<void> {
    this.reading = true;
    const readings = await this.probe.read();
    this.reading = false;
    this.rates.update(readings, this.clock.monotonicMs(), this.clock.nowUs() / 1000);
    this.sampled = true;
    for (const watcher of this.watchers) watcher();
    if (this.watchers.size === 0) return;
    this.cancelTimer = this.clock.after(INTERVAL_MS, () => {
      this.cancelTimer = null;
      void this.sample();
    });
  }
}
