/** What the system counted on its interfaces in each stretch of time, from samples about once a second. Bounded: what nobody takes is counted as lost. */
import { HISTORY_TABLES } from '#contract/history/schema.ts';
import type { HistoryRows } from '#contract/history/rows.ts';
import type { InterfaceSample } from '#contract/protocol.ts';
import { MICROSECONDS_PER_SECOND } from '#base/units.ts';
import { RowColumns } from './row-columns.ts';
import { STRETCH_SECONDS } from './traffic-stretches.ts';

const MOST_ROWS = 20_000;

export class InterfaceStretches {
  lost: number = 0;
  #rows: RowColumns = new RowColumns(HISTORY_TABLES.interfaces.length);
  #stretch: number | null = null;
  #before: ReadonlyMap<string, InterfaceSample> = new Map();
  #latest: readonly InterfaceSample[] = [];

  sample(samples: readonly InterfaceSample[], nowUs: number): void {
    const stretch = Math.floor(nowUs / MICROSECONDS_PER_SECOND / STRETCH_SECONDS);
    this.#latest = samples;
    if (stretch === this.#stretch) return;
    this.finish();
    this.#stretch = stretch;
    this.#before = new Map(samples.map((sample) => [sample.info.name, sample]));
  }

  /** The stretch under way is over. */
  finish(): void {
    const { lost } = this;
    if (this.#stretch === null) return;
    const time = this.#stretch * STRETCH_SECONDS * MICROSECONDS_PER_SECOND;
    for (const after of this.#latest) {
      const before = this.#before.get(after.info.name);
      const counts = before === undefined || !after.present ? null : difference(before, after);
      if (counts === null) continue;
      if (this.#rows.rows >= MOST_ROWS) this.lost++;
      else this.#rows.add([time, STRETCH_SECONDS, after.info.name, ...counts]);
    }
    this.#stretch = null;
    if (this.lost > lost) this.#latest = [];
  }

  take(): HistoryRows | undefined {
    return this.#rows.take();
  }
}

/** Null where nothing moved, or where a counter went backwards: then none of them can be trusted. */
function difference(before: InterfaceSample, after: InterfaceSample): number[] | null {
  const counts = [
    after.rx_bytes - before.rx_bytes,
    after.tx_bytes - before.tx_bytes,
    after.rx_packets - before.rx_packets,
    after.tx_packets - before.tx_packets,
    after.rx_errors - before.rx_errors,
    after.tx_errors - before.tx_errors,
    after.rx_dropped - before.rx_dropped,
    after.tx_dropped - before.tx_dropped,
  ];
  return counts.some((count) => count < 0) || counts.every((count) => count === 0) ? null : counts;
}
