import { describe, expect, it } from 'vitest';
import type { HistoryStatusFrame } from '#contract/history/commands.ts';
import { historyFacts } from './history-facts.ts';

const ready = {
  state: 'ready',
  failure: null,
  path: '/data/history',
  bytes: 12_000_000,
  savedUntilUs: null,
  rowsLost: 0,
  setAside: null,
  saved: [],
  packets: null,
  dataset: null,
} as unknown as HistoryStatusFrame;

const levels = (status: HistoryStatusFrame | null): string[] =>
  historyFacts(status).map(({ id, level }) => `${id} ${level}`);

describe('what is said of the history', () => {
  it('is its size where it is well, and nothing where it is off', () => {
    expect(historyFacts(ready)).toMatchObject([{ id: 'history', text: 'History 12 MB', level: 'quiet' }]);
    expect(levels({ ...ready, state: 'off' })).toEqual([]);
    expect(levels({ ...ready, state: 'starting', bytes: null })).toEqual([]);
    expect(levels(null)).toEqual([]);
  });

  it('is how many packets the disk did not take', () => {
    const packets = { state: 'on', failure: null, packetsLost: 12 } as HistoryStatusFrame['packets'];
    expect(levels({ ...ready, packets })).toEqual(['history quiet', 'packets-lost warning']);
    expect(historyFacts({ ...ready, packets })[1]).toMatchObject({ text: '12 packets not on disk' });
  });

  it.each([
    ['full', 'trouble'],
    ['unwritable', 'trouble'],
    ['locked', 'warning'],
    ['newer', 'warning'],
    ['gone', 'warning'],
  ] as const)('is that it is %s', (state, level) => {
    expect(levels({ ...ready, state })).toEqual([`history ${level}`]);
  });

  it('is how much it does not have', () => {
    expect(levels({ ...ready, rowsLost: 7 })).toEqual(['history quiet', 'history-lost warning']);
  });
});
