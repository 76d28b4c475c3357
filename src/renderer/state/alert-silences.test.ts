import { describe, expect, it } from 'vitest';
import {
  isSilenced,
  isSilences,
  MAX_SILENCES,
  titleAmong,
  tomorrowMs,
  withSilence,
  type Silence,
} from './alert-silences.ts';
import { alertOf } from './pipeline-fixtures.ts';

const alert = alertOf(1, { title: 'Beacon', topic: 'beacon', source: 'pipeline', name: 'watch' });
const muted: Silence = { source: 'pipeline:watch', topic: 'beacon', title: 'Beacon', untilMs: null };

describe('a silence', () => {
  it('is about one kind of alert of one source, or about all of it', () => {
    expect(isSilenced(alert, [muted], 0)).toBe(true);
    expect(isSilenced({ ...alert, topic: 'scan' }, [muted], 0)).toBe(false);
    expect(isSilenced({ ...alert, source: 'plugin' }, [muted], 0)).toBe(false);
    expect(isSilenced({ ...alert, topic: 'scan' }, [{ ...muted, topic: null }], 0)).toBe(true);
    expect(isSilenced({ ...alert, name: 'other' }, [{ source: null, topic: null, title: null, untilMs: 10 }], 0)).toBe(
      true,
    );
  });

  it('holds however the title is shown, and is called as alerts are shown now', () => {
    const redacted = { ...alert, title: 'Bdkqwx' };
    expect(isSilenced(redacted, [muted], 0)).toBe(true);
    expect(titleAmong([alertOf(2), redacted], muted)).toBe('Bdkqwx');
    expect(titleAmong([{ ...redacted, name: 'other' }], muted)).toBeNull();
  });

  it('is over when its time has come', () => {
    const snoozed: Silence = { source: null, topic: null, title: null, untilMs: 1000 };
    expect(isSilenced(alert, [snoozed], 999)).toBe(true);
    expect(isSilenced(alert, [snoozed], 1000)).toBe(false);
  });

  it('takes the place of one about the same, and drops those that are over', () => {
    const over: Silence = { source: 'plugin:a', topic: null, title: null, untilMs: 5 };
    const again: Silence = { ...muted, untilMs: 100 };
    expect(withSilence([over, muted], again, 10)).toEqual([again]);
    const many = Array.from({ length: MAX_SILENCES }, (_, at): Silence => ({ ...muted, topic: String(at) }));
    expect(withSilence(many, muted, 0)).toHaveLength(MAX_SILENCES);
    expect(withSilence(many, muted, 0).at(-1)).toEqual(muted);
  });
});

it('tomorrow begins at midnight here, also across a month', () => {
  expect(tomorrowMs(new Date(2026, 10, 30, 23, 59).getTime())).toBe(new Date(2026, 11, 1).getTime());
});

it('what was kept is read only if it is what it should be', () => {
  expect(isSilences([muted, { source: null, topic: null, title: null, untilMs: 3 }])).toBe(true);
  expect(isSilences([{ source: 1, topic: null, title: null, untilMs: null }])).toBe(false);
  expect(isSilences({})).toBe(false);
});
