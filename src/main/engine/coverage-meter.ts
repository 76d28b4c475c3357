/** Measures, while a live capture runs, what the operating system counted on the captured interfaces. */
import { CountedBytes } from './store/coverage.ts';
import type { Clock, InterfaceProbe } from './store/ports.ts';

const INTERVAL_MS = 1000;

export class CoverageMeter {
  private readonly probe: InterfaceProbe;
  private readonly clock: Clock;
  private readonly counted: CountedBytes;
  private cancelTimer: (() => void) | null = null;
  private stopping: Promise<void> | null = null;

  constructor(probe: InterfaceProbe, clock: Clock, interfaces: readonly string[]) {
    this.probe = probe;
    this.clock = clock;
    this.counted = new CountedBytes(interfaces);
  }

  /** Answers after the first reading, from which on everything counts. */
  async start(): Promise<void> {
    await this.read();
    this.schedule();
  }

  /** Answers after the last reading. Idempotent. */
  stop(): Promise<void> {
    this.cancelTimer?.();
    this.stopping ??= this.read();
    return this.stopping;
  }

  coverage(capturedBytes: number): number | null {
    return this.counted.coverage(capturedBytes);
  }

  private async read(): Promise<void> {
    this.counted.update(await this.probe.read());
  }

  private schedule(): void {
    if (this.stopping !== null) return;
    this.cancelTimer = this.clock.after(INTERVAL_MS, () => {
      void this.read().then(() => this.schedule());
    });
  }
}
