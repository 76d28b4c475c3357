/**
 * Bytes over packet time for the strip above every view. The whole capture fits in at most 600 buckets: when it grows
 * beyond, neighbours are added up and the bucket doubles. Also the rates over the last second.
 */
import { MICROSECONDS_PER_SECOND, type Microseconds } from '#base/units.ts';
import type { TrafficHistory } from '#contract/protocol.ts';

const MAX_BUCKETS = 600;
/** Slots of the ring that the rates are summed over: the last second in tenths. */
const RATE_SLOTS = 10;
const RATE_SLOT_US = MICROSECONDS_PER_SECOND / RATE_SLOTS;
/** A jump in time beyond this many buckets is a broken clock, not traffic; it is put into the last bucket. */
const MAX_SPAN_SECONDS = 50 * 366 * 86_400;

export interface Rates {
  readonly bytes_in: number;
  readonly bytes_out: number;
  readonly packets: number;
}

export class TrafficBuckets {
  private bucketSeconds = 1;
  private firstSecond = Number.NaN;
  private count = 0;
  private readonly bytesIn = new Float64Array(MAX_BUCKETS);
  private readonly bytesOut = new Float64Array(MAX_BUCKETS);
  private readonly rateIn = new Float64Array(RATE_SLOTS);
  private readonly rateOut = new Float64Array(RATE_SLOTS);
  private readonly ratePackets = new Float64Array(RATE_SLOTS);
  private rateSlot = Number.NEGATIVE_INFINITY;

  /** Packets older than the first (out of order) count into the first bucket. */
  add(time: Microseconds, bytes: number, towardsInitiator: boolean): void {
    const index = this.bucketOf(time);
    if (towardsInitiator) this.bytesIn[index]! += bytes;
    else this.bytesOut[index]! += bytes;
    const slot = Math.floor(time / RATE_SLOT_US);
    if (slot > this.rateSlot) this.advanceRates(slot);
    if (slot <= this.rateSlot - RATE_SLOTS) return;
    const at = slot % RATE_SLOTS;
    if (towardsInitiator) this.rateIn[at]! += bytes;
    else this.rateOut[at]! += bytes;
    this.ratePackets[at]! += 1;
  }

  /** Sums over the second that ends at `now`: wall time live, the last packet's time for a file. */
  rates(now: Microseconds): Rates {
    const slot = Math.floor(now / RATE_SLOT_US);
    if (slot > this.rateSlot) this.advanceRates(slot);
    const sum = (values: Float64Array): number => values.reduce((total, value) => total + value, 0);
    return { bytes_in: sum(this.rateIn), bytes_out: sum(this.rateOut), packets: sum(this.ratePackets) };
  }

  history(): TrafficHistory {
    return {
      bucketSeconds: this.bucketSeconds,
      firstBucketUs: Number.isNaN(this.firstSecond) ? 0 : this.firstSecond * MICROSECONDS_PER_SECOND,
      bytesIn: Array.from(this.bytesIn.subarray(0, this.count)),
      bytesOut: Array.from(this.bytesOut.subarray(0, this.count)),
    };
  }

  private bucketOf(time: Microseconds): number {
    const second = Math.floor(time / MICROSECONDS_PER_SECOND);
    if (Number.isNaN(this.firstSecond)) this.firstSecond = second;
    const elapsed = second - this.firstSecond;
    if (elapsed < 0 || elapsed > MAX_SPAN_SECONDS) return elapsed < 0 ? this.ensure(0) : this.ensure(this.count - 1);
    while (elapsed / this.bucketSeconds >= MAX_BUCKETS) this.coarsen();
    return this.ensure(Math.floor(elapsed / this.bucketSeconds));
  }

  private ensure(index: number): number {
    const at = Math.max(index, 0);
    if (at >= this.count) this.count = at + 1;
    return at;
  }

  private coarsen(): void {
    for (const values of [this.bytesIn, this.bytesOut]) {
      for (let i = 0; i < MAX_BUCKETS / 2; i++) values[i] = values[i * 2]! + values[i * 2 + 1]!;
      values.fill(0, MAX_BUCKETS / 2);
    }
    this.count = Math.ceil(this.count / 2);
    this.bucketSeconds *= 2;
  }

  private advanceRates(slot: number): void {
    if (!Number.isFinite(slot)) return;
    const from = Math.max(this.rateSlot + 1, slot - RATE_SLOTS + 1);
    for (let next = from; next <= slot; next++) {
      const at = ((next % RATE_SLOTS) + RATE_SLOTS) % RATE_SLOTS;
      this.rateIn[at] = 0;
      this.rateOut[at] = 0;
      this.ratePackets[at] = 0;
    }
    this.rateSlot = slot;
  }
}
