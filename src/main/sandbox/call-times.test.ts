import { describe, expect, it } from 'vitest';
import { CallTimes } from './call-times.ts';

describe('call times', () => {
  it('have no percentiles before the first call', () => {
    expect(new CallTimes().percentile(0.5)).toBeNull();
  });

  it.each([0.002, 0.05, 1, 17, 900, 59_000])('tell %d ms to within 7 %%', (milliseconds) => {
    const times = new CallTimes();
    times.add(milliseconds);
    const told = times.percentile(0.5)!;
    expect(Math.abs(told - milliseconds) / milliseconds).toBeLessThan(0.07);
  });

  it('tell the slow hundredth from the rest', () => {
    const times = new CallTimes();
    times.add(1, 985);
    times.add(100, 15);
    expect(times.percentile(0.5)).toBeCloseTo(1, 0);
    expect(times.percentile(0.99)! / 100).toBeCloseTo(1, 0);
  });

  it('forget what was long ago', () => {
    const times = new CallTimes();
    times.add(1000, 10_000);
    for (let n = 0; n < 40; n++) times.add(1, 10_000);
    expect(times.percentile(0.99)).toBeLessThan(2);
  });

  it('take any number', () => {
    const times = new CallTimes();
    for (const odd of [0, -1, Number.NaN, Number.POSITIVE_INFINITY, 1e300]) times.add(odd);
    expect(times.percentile(0.99)).toBeGreaterThan(1000);
  });
});
