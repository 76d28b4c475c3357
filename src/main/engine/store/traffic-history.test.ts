import { describe, expect, it } from 'vitest';
import { TrafficBuckets } from './traffic-history.ts';

const START = 1_700_000_000_000_000;

describe('traffic history', () => {
  it('puts bytes into seconds, by direction', () => {
    const traffic = new TrafficBuckets();
    traffic.add(START, 100, false);
    traffic.add(START + 2_500_000, 40, true);
    const history = traffic.history();
    expect(history).toEqual({ bucketSeconds: 1, firstBucketUs: START, bytesIn: [0, 0, 40], bytesOut: [100, 0, 0] });
  });

  it('keeps a long capture whole by coarser buckets', () => {
    const traffic = new TrafficBuckets();
    for (let second = 0; second < 5000; second++) traffic.add(START + second * 1_000_000, 1, second % 2 === 0);
    const { bucketSeconds, bytesIn, bytesOut } = traffic.history();
    expect(bytesIn.length).toBeLessThanOrEqual(600);
    expect(bucketSeconds).toBe(16);
    expect([...bytesIn, ...bytesOut].reduce((sum, value) => sum + value, 0)).toBe(5000);
  });

  it('counts packets from before the first into the first bucket', () => {
    const traffic = new TrafficBuckets();
    traffic.add(START, 1, false);
    traffic.add(START - 9_000_000, 2, false);
    expect(traffic.history().bytesOut).toEqual([3]);
  });

  it('answers an absurd jump in time at once', () => {
    const traffic = new TrafficBuckets();
    traffic.add(0, 1, false);
    traffic.add(1e18, 1, false);
    expect(traffic.history().bytesOut).toEqual([2]);
  });

  it('sums rates over the last second only', () => {
    const traffic = new TrafficBuckets();
    traffic.add(START, 1000, false);
    traffic.add(START + 1_500_000, 10, false);
    traffic.add(START + 2_000_000, 5, true);
    expect(traffic.rates(START + 2_000_000)).toEqual({ bytes_in: 5, bytes_out: 10, packets: 2 });
    expect(traffic.rates(START + 4_000_000)).toEqual({ bytes_in: 0, bytes_out: 0, packets: 0 });
  });
});
