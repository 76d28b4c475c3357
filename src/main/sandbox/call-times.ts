/**
 * How long calls take: counts in buckets that grow by an eighth, so any memory of it is bounded and a percentile is off by
 * 6 % at most. Older calls fade: when many were counted, every count is halved.
 */
const BUCKETS_PER_OCTAVE = 8;
/** The first bucket ends at 2^-10 ms, about a microsecond; the last holds everything above an hour. */
const FIRST_OCTAVE = -10;
const OCTAVES = 33;
const FADE_AT = 20_000;

export class CallTimes {
  private readonly counts = new Float64Array(BUCKETS_PER_OCTAVE * OCTAVES + 1);
  private total = 0;

  /** `calls` calls that took `milliseconds` each. */
  add(milliseconds: number, calls: number = 1): void {
    const index = Math.floor((Math.log2(milliseconds) - FIRST_OCTAVE) * BUCKETS_PER_OCTAVE) + 1;
    this.counts[Number.isNaN(index) ? 0 : Math.max(0, Math.min(this.counts.length - 1, index))]! += calls;
    this.total += calls;
    if (this.total >= FADE_AT) this.fade();
  }

  /** Milliseconds that this share of calls does not exceed; null before the first. */
  percentile(share: number): number | null {
    if (this.total === 0) return null;
    const wanted = this.total * share;
    let seen = 0;
    for (let index = 0; index < this.counts.length; index++) {
      seen += this.counts[index]!;
      if (seen >= wanted && seen > 0) return middleOf(index);
    }
    return middleOf(this.counts.length - 1);
  }

  private fade(): void {
    this.total = 0;
    for (let index = 0; index < this.counts.length; index++) {
      const half = this.counts[index]! / 2;
      // What happened once long ago is forgotten.
      this.counts[index] = half < 0.01 ? 0 : half;
      this.total += this.counts[index]!;
    }
  }
}

/** Of a bucket, milliseconds, three significant digits. */
function middleOf(index: number): number {
  const value = 2 ** (FIRST_OCTAVE + (index - 0.5) / BUCKETS_PER_OCTAVE);
  return Number(value.toPrecision(3));
}
