import { expect, it } from 'vitest';
import { nextRun, type Run } from './next-run.ts';
import { pieceLengths, type PieceKind } from './piece-kinds.ts';

const HOUR_US = 3600e6;
const hours = (from: number, to: number) => ({ fromUs: from * HOUR_US, toUs: to * HOUR_US });
const lengths = pieceLengths(3600);

/** What is made, one run after another, at most so many. */
function made(
  kinds: readonly PieceKind[],
  span: ReturnType<typeof hours> | null,
  bounds: ReturnType<typeof hours>,
  most = 9,
): Run[] {
  const there = new Set<string>();
  const runs: Run[] = [];
  while (runs.length < most) {
    const run = nextRun({ kinds, span, bounds, lengths, most: 4 }, (kind, index) => !there.has(`${kind} ${index}`));
    if (run === null) break;
    runs.push(run);
    for (let at = 0; at < run.count; at++) there.add(`${run.kind} ${run.index + at}`);
  }
  return runs;
}

it('makes what was asked about first, the newest first', () => {
  expect(made(['dns'], hours(2, 7.5), hours(0, 9.5))).toEqual([
    { kind: 'dns', index: 4, count: 4 },
    { kind: 'dns', index: 2, count: 2 },
    { kind: 'dns', index: 8, count: 2 },
    { kind: 'dns', index: 0, count: 2 },
  ]);
});

it('makes each kind of what was asked about before anything else', () => {
  expect(made(['dns', 'sessions'], hours(6, 7.5), hours(4, 7.9)).map(({ kind, index }) => `${kind} ${index}`)).toEqual([
    'dns 6',
    'sessions 6',
    'dns 4',
    'sessions 4',
  ]);
});

it('goes back a month by itself, and as far as it is asked', () => {
  const month = 31 * 24;
  const all = made(['dns'], hours(1000, 1000.5), hours(0, 1000.5), 1000);
  expect(Math.min(...all.map(({ index }) => index))).toBe(1000 - month);
  const asked = made(['dns'], hours(3, 4), hours(0, 1000.5), 1000);
  expect(asked[0]).toEqual({ kind: 'dns', index: 3, count: 2 });
});
