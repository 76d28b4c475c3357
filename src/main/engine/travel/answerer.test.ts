import { describe, expect, it } from 'vitest';
import { answererOf, type Circumstances } from './answerer.ts';

const NOW = 1_800_000_000_000_000;
const HOUR = 3_600_000_000;
const live: Circumstances = {
  range: null,
  latestUs: NOW,
  memory: { kind: 'live', completeFromUs: NOW - HOUR },
  hasHistory: true,
  dataset: null,
};
const between = (fromUs: number, toUs: number): Circumstances['range'] => ({ kind: 'between', fromUs, toUs });

describe('who answers', () => {
  it.each<[string, Partial<Circumstances>, string | null]>([
    ['the capture on view', {}, null],
    ['a moving range within it', { range: { kind: 'last', seconds: 3599 } }, null],
    ['a moving range as long as it', { range: { kind: 'last', seconds: 3600 } }, null],
    ['a moving range that is longer', { range: { kind: 'last', seconds: 3601 } }, 'history'],
    ['a stretch within it', { range: between(NOW - HOUR, NOW) }, null],
    ['a stretch that begins before it and ends in it', { range: between(NOW - HOUR - 1, NOW) }, 'history'],
    ['a stretch before it', { range: between(NOW - 3 * HOUR, NOW - 2 * HOUR) }, 'history'],
    ['the same without a history', { range: between(NOW - 3 * HOUR, NOW), hasHistory: false }, null],
    [
      'a stretch of which rows were forgotten',
      { range: { kind: 'last', seconds: 60 }, memory: { kind: 'live', completeFromUs: NOW - HOUR / 120 } },
      'history',
    ],
    [
      'any range while a file is on view',
      { range: between(0, NOW), memory: { kind: 'file', completeFromUs: Number.NEGATIVE_INFINITY } },
      null,
    ],
    ['no range where nothing is on view', { memory: { kind: 'nothing', completeFromUs: Infinity } }, null],
    [
      'a moving range where nothing is on view',
      { range: { kind: 'last', seconds: 60 }, memory: { kind: 'nothing', completeFromUs: Infinity } },
      'history',
    ],
    ['all of an import', { dataset: 'import-1' }, 'import-1'],
    ['a stretch of an import', { dataset: 'import-1', range: between(0, 1), hasHistory: false }, 'import-1'],
  ])('for %s', (_what, changes, expected) => expect(answererOf({ ...live, ...changes })).toBe(expected));
});
