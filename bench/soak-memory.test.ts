import { describe, expect, it } from 'vitest';
import { judgeMemory } from './soak-memory.mjs';

const MIB = 1 << 20;
const samples = (rss: (second: number) => number): { seconds: number; rss: number }[] =>
  Array.from({ length: 600 }, (_, seconds) => ({ seconds, rss: rss(seconds) }));

describe('the soak', () => {
  it('forgives growth of the warm-up and the teeth of garbage collection', () => {
    const saw = samples((second) => (second < 200 ? second * MIB : 200 * MIB + (second % 20) * MIB));
    expect(judgeMemory(saw, 600, 1 / 3).flat).toBe(true);
  });

  it('sees a leak of 1.5 MiB a minute under those teeth', () => {
    const leak = samples((second) => 100 * MIB + (second % 20) * MIB + (second / 60) * 1.5 * MIB);
    const { flat, perHour } = judgeMemory(leak, 600, 1 / 3);
    expect(flat).toBe(false);
    expect(perHour / MIB).toBeGreaterThan(80);
    expect(perHour / MIB).toBeLessThan(100);
  });

  it('refuses to judge what it has not seen', () => {
    expect(() => judgeMemory([{ seconds: 1, rss: 1 }], 600, 1 / 3)).toThrow('too short');
  });
});
