/** How much of what the operating system counted on the captured interfaces was captured. */
import type { InterfaceReading } from './ports.ts';

/**
 * Adds up what interfaces counted between readings. Where a counter went backwards, that interval counts nothing. A
 * loopback interface counts every packet twice, once each way, and is captured once: only its receive side counts.
 */
export class CountedBytes {
  private readonly names: ReadonlySet<string>;
  private readonly last = new Map<string, number>();
  private counted = 0;

  constructor(interfaces: readonly string[]) {
    this.names = new Set(interfaces);
  }

  get bytes(): number {
    return this.counted;
  }

  update(readings: readonly InterfaceReading[]): void {
    for (const reading of readings) {
      const name = reading.info.name;
      if (!this.names.has(name) && !this.names.has('any')) continue;
      const total = reading.info.loopback ? reading.rxBytes : reading.rxBytes + reading.txBytes;
      const before = this.last.get(name);
      if (before !== undefined) this.counted += Math.max(0, total - before);
      this.last.set(name, total);
    }
  }

  /** Null while the system counted nothing. */
  coverage(capturedBytes: number): number | null {
    return this.counted === 0 ? null : capturedBytes / this.counted;
  }
}
