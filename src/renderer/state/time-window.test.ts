import { expect, it } from 'vitest';
import { captureSpan, isMoving, panned, spanOf, zoomed } from './time-window.ts';

const second = 1e6;
const whole = { fromUs: 0, toUs: 100 * second };
const between = (from: number, to: number) => ({ kind: 'between', fromUs: from * second, toUs: to * second }) as const;

it('knows what a range is at the moment', () => {
  expect(captureSpan(null, 5)).toBeNull();
  expect(spanOf(null, whole)).toEqual(whole);
  expect(spanOf({ kind: 'last', seconds: 10 }, whole)).toEqual({ fromUs: 90 * second, toUs: 100 * second });
  expect(spanOf({ kind: 'last', seconds: 500 }, whole)).toEqual(whole);
  expect(spanOf(between(-5, 20), whole)).toEqual({ fromUs: 0, toUs: 20 * second });
});

it('zooms around the middle, and no further than the capture', () => {
  expect(zoomed(between(40, 60), whole, 0.5, false)).toEqual(between(45, 55));
  expect(zoomed(between(0, 20), whole, 2, false)).toEqual(between(0, 40));
  expect(zoomed(between(20, 80), whole, 2, false)).toBeNull();
  expect(zoomed(between(50, 51), whole, 0.5, false)).toEqual(between(50, 51));
  expect(zoomed(null, whole, 0.5, false)).toEqual(between(25, 75));
});

it('stays at the edge of a live capture while it is zoomed', () => {
  expect(zoomed(null, whole, 0.5, true)).toEqual({ kind: 'last', seconds: 50 });
  expect(zoomed({ kind: 'last', seconds: 50 }, whole, 0.5, true)).toEqual({ kind: 'last', seconds: 25 });
  expect(zoomed(between(40, 60), whole, 0.5, true)).toEqual(between(45, 55));
});

it('moves by half its length, and moves on with a live capture once it is at its end', () => {
  expect(panned(null, whole, -1, true)).toBeNull();
  const earlier = panned({ kind: 'last', seconds: 20 }, whole, -1, true);
  expect(earlier).toEqual(between(70, 90));
  expect(isMoving(earlier)).toBe(false);
  expect(panned(earlier, whole, 1, true)).toEqual({ kind: 'last', seconds: 20 });
  expect(panned(between(85, 95), whole, 1, false)).toEqual(between(90, 100));
  expect(panned(between(0, 10), whole, -1, false)).toEqual(between(0, 10));
});
