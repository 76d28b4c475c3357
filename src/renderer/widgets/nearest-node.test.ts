import { expect, it } from 'vitest';
import { isArrowKey, nearestNode } from './nearest-node.ts';

/** One above, two below it side by side, one below the right one. */
const boxes = [
  { x: 100, y: 0 },
  { x: 0, y: 100 },
  { x: 200, y: 100 },
  { x: 200, y: 200 },
];

it.each([
  [0, 'ArrowDown', 1],
  [1, 'ArrowRight', 2],
  [2, 'ArrowLeft', 1],
  [2, 'ArrowUp', 0],
  [2, 'ArrowDown', 3],
  [3, 'ArrowUp', 2],
  [3, 'ArrowDown', null],
  [9, 'ArrowDown', null],
] as const)('from %i %s leads to %s', (from, key, to) => {
  expect(nearestNode(boxes, from, key)).toBe(to);
});

it('only arrows lead anywhere', () => {
  expect(isArrowKey('ArrowUp')).toBe(true);
  expect(isArrowKey('Enter')).toBe(false);
});
