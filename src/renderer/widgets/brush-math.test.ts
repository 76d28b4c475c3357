import { expect, it } from 'vitest';
import { dragged, moved, placeOf, timeAt } from './brush-math.ts';

const domain = { from: 1000, to: 11_000 };

it('knows which moment is where, and stays inside', () => {
  expect([-5, 0, 50, 100, 140].map((x) => timeAt(x, 100, domain))).toEqual([1000, 1000, 6000, 11_000, 11_000]);
  expect([0, 1000, 6000, 11_000, 99_000].map((time) => placeOf(time, domain))).toEqual([0, 0, 0.5, 1, 1]);
  expect(timeAt(10, 0, domain)).toBe(1000);
  expect(placeOf(5, { from: 5, to: 5 })).toBe(0);
});

it('drags out a range whichever way, at whole steps and never shorter than one', () => {
  expect(dragged('new', null, 2300, 4100, domain, 1000)).toEqual({ from: 2000, to: 5000 });
  expect(dragged('new', null, 4100, 2300, domain, 1000)).toEqual({ from: 2000, to: 5000 });
  expect(dragged('new', null, 4000, 4000, domain, 1000)).toEqual({ from: 4000, to: 5000 });
  expect(dragged('new', null, 11_000, 11_000, domain, 1000)).toEqual({ from: 10_000, to: 11_000 });
});

it('stretches one end, also past the other, and moves the whole within the domain', () => {
  const before = { from: 3000, to: 5000 };
  expect(dragged('start', before, 3000, 4200, domain, 1000)).toEqual({ from: 4000, to: 5000 });
  expect(dragged('start', before, 3000, 7000, domain, 1000)).toEqual({ from: 5000, to: 7000 });
  expect(dragged('end', before, 5000, 50_000, domain, 1000)).toEqual({ from: 3000, to: 11_000 });
  expect(dragged('whole', before, 4000, 6400, domain, 1000)).toEqual({ from: 5000, to: 7000 });
  expect(dragged('whole', before, 4000, 99_000, domain, 1000)).toEqual({ from: 9000, to: 11_000 });
});

it('moves ends by keys, which stop at each other and at the domain', () => {
  const stretch = { from: 3000, to: 5000 };
  expect(moved('start', stretch, 'ArrowRight', false, domain, 1000)).toEqual({ from: 4000, to: 5000 });
  expect(moved('start', stretch, 'ArrowRight', true, domain, 1000)).toEqual({ from: 4000, to: 5000 });
  expect(moved('start', stretch, 'ArrowLeft', true, domain, 1000)).toEqual({ from: 1000, to: 5000 });
  expect(moved('end', stretch, 'PageUp', false, domain, 1000)).toEqual({ from: 3000, to: 6000 });
  expect(moved('end', stretch, 'Home', false, domain, 1000)).toEqual({ from: 3000, to: 4000 });
  expect(moved('end', stretch, 'End', false, domain, 1000)).toEqual({ from: 3000, to: 11_000 });
  expect(moved('end', stretch, 'x', false, domain, 1000)).toBeNull();
});
