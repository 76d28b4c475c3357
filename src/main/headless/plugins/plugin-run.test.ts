import { describe, expect, it } from 'vitest';
import { testPlatform, testStatus } from '#main/host/api/test-platform.ts';
import { createPluginRun, troubleText } from './plugin-run.ts';

const { counters } = testStatus('a');

describe('what is said of a plugin at the end', () => {
  it.each([
    ['nothing, where all went well', {}, null],
    ['lost logs', { counters: { ...counters, logs_in: 7, dropped: 2 } }, '2 of 7 packet logs lost'],
    ['one failure', { counters: { ...counters, errors: 1 } }, '1 call failed'],
    [
      'all at once',
      {
        state: 'crashed',
        cause: 'It ended',
        counters: { ...counters, logs_in: 9, dropped: 9, errors: 2, restarts: 3 },
      },
      'crashed: It ended; 9 of 9 packet logs lost; 2 calls failed; started again 3 times',
    ],
  ] as const)('%s', (_what, changed, expected) => {
    expect(troubleText({ ...testStatus('a'), ...changed })).toBe(expected);
  });
});

describe('a run', () => {
  const options = { stdoutTaken: false, onReaderGone: () => undefined };
  const plugin = { endpoint: null, request: () => Promise.reject(new Error('not for this test')) };

  it('fails at the start where one that was asked for does not run, and looks at no other', async () => {
    const platform = testPlatform({ good: plugin, other: plugin });
    const bad = { ...testStatus('bad'), state: 'quarantined', cause: 'It never starts' } as const;
    const platformWithBad = { ...platform, onOutput: () => () => undefined, status: () => [...platform.status(), bad] };
    expect(await createPluginRun(platformWithBad, { ...options, shown: ['good'] }).start()).toMatchObject({ ok: true });
    expect(await createPluginRun(platformWithBad, { ...options, shown: ['good', 'bad'] }).start()).toMatchObject({
      ok: false,
      failure: { code: 'unavailable', message: 'The plugin bad does not start: It never starts' },
    });
  });
});
