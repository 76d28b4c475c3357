import { describe, expect, it } from 'vitest';
import { failure } from '#base/result.ts';
import { historyCheck } from './history-check.ts';

const ready = { state: 'ready', failure: null, path: '/data/history', bytes: 2_500_000, setAside: null } as const;

describe('the check of the history', () => {
  it('is well where it is written, empty, or switched off', () => {
    expect(historyCheck(ready)).toMatchObject({ state: 'ok', says: 'kept in /data/history, 2.5 MB', remedy: null });
    expect(historyCheck({ ...ready, bytes: null })).toMatchObject({ state: 'ok' });
    expect(historyCheck({ ...ready, state: 'off' })).toMatchObject({ state: 'ok', remedy: null });
  });

  it('says what is wrong and what to do, in the words of who found out where there are any', () => {
    const { failure: found } = failure('in-use', 'It is open elsewhere', { remedy: 'Close that' });
    expect(historyCheck({ ...ready, state: 'locked', failure: found })).toMatchObject({
      state: 'warning',
      says: 'It is open elsewhere',
      remedy: 'Close that',
    });
    for (const state of ['full', 'unwritable', 'newer', 'gone', 'starting'] as const) {
      const check = historyCheck({ ...ready, state });
      expect(check.state, state).not.toBe('ok');
      expect(check.remedy, state).not.toBeNull();
    }
  });

  it('tells of a damaged one that was set aside', () => {
    const check = historyCheck({ ...ready, setAside: '/data/history/damaged.duckdb' });
    expect(check).toMatchObject({
      state: 'warning',
      says: expect.stringContaining('/data/history/damaged.duckdb') as string,
    });
  });
});
