import { describe, expect, it } from 'vitest';
import { windowAround } from './window-math.ts';

describe('windowAround', () => {
  it('asks for a screen more on either side, in whole blocks', () => {
    expect(windowAround(500, 529, { offset: 0, limit: 100 })).toEqual({ offset: 450, limit: 150 });
  });

  it('never begins before the first row', () => {
    expect(windowAround(0, 29, { offset: 400, limit: 100 })).toEqual({ offset: 0, limit: 100 });
  });

  it('keeps the same window while it still covers the rows and half a screen around them', () => {
    const current = { offset: 450, limit: 150 };
    expect(windowAround(500, 529, current)).toBe(current);
    expect(windowAround(520, 549, current)).toBe(current);
  });

  it('moves on before the edge is on screen', () => {
    const current = { offset: 450, limit: 150 };
    const next = windowAround(575, 604, current);
    expect(next).not.toBe(current);
    expect(next.offset).toBeLessThanOrEqual(545);
    expect(next.offset + next.limit).toBeGreaterThan(634);
  });

  it('covers what is visible wherever that is, within the limit of a request', () => {
    for (let first = 0; first < 3000; first += 37) {
      const { offset, limit } = windowAround(first, first + 45, { offset: 0, limit: 100 });
      expect(offset).toBeLessThanOrEqual(first);
      expect(offset + limit).toBeGreaterThan(first + 45);
      expect(limit).toBeLessThanOrEqual(500);
    }
  });

  it('reaches further to the side to which one scrolls fast, and asks sooner', () => {
    const still = windowAround(500, 529, { offset: 0, limit: 50 });
    const down = windowAround(500, 529, { offset: 0, limit: 50 }, 5);
    expect(down.offset).toBe(still.offset);
    expect(down.offset + down.limit).toBeGreaterThanOrEqual(529 + 30 * 6);
    const up = windowAround(500, 529, { offset: 900, limit: 50 }, -5);
    expect(up.offset).toBeLessThanOrEqual(500 - 30 * 6);
    // 50 rows are left, and 60 pass until an answer can be there.
    expect(windowAround(500, 529, { offset: 450, limit: 130 }, 5)).not.toEqual({ offset: 450, limit: 130 });
    expect(windowAround(500, 529, { offset: 450, limit: 130 })).toEqual({ offset: 450, limit: 130 });
    const wide = { offset: 450, limit: 300 };
    expect(windowAround(500, 529, wide, 5)).toBe(wide);
  });
});
