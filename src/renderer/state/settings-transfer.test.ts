import { describe, expect, it } from 'vitest';
import { DEFAULT_PREFERENCES, type Preferences } from '#contract/preferences.ts';
import { DEFAULT_SETTINGS, type Settings } from '#contract/settings.ts';
import { changesBetween, keepingPaths, readTransfer, transferText } from './settings-transfer.ts';

const settings: Settings = {
  ...DEFAULT_SETTINGS,
  timeouts: { ...DEFAULT_SETTINGS.timeouts, udp: 7 },
  geo: { country: '/data/country.mmdb', asn: null },
};
const preferences: Preferences = {
  ...DEFAULT_PREFERENCES,
  theme: 'dark',
  savedFilters: [{ name: 'Names', text: 'port 53' }],
};

describe('a file of settings', () => {
  it('gives back what was written', () => {
    expect(readTransfer(transferText({ settings, preferences }))).toEqual({ settings, preferences, mistakes: [] });
  });

  it('may hold one part only', () => {
    expect(readTransfer('{"netloupe_settings":1,"preferences":{"theme":"light"}}')).toEqual({
      settings: null,
      preferences: { ...DEFAULT_PREFERENCES, theme: 'light' },
      mistakes: [],
    });
  });

  it.each([
    ['not JSON', '{', ''],
    ['something else', '{"version":1}', ''],
    ['a list', '[]', ''],
    ['another version', '{"netloupe_settings":2}', 'netloupe_settings'],
  ])('is refused where it is %s', (_what, text, path) => {
    const read = readTransfer(text);
    expect(read.mistakes).toHaveLength(1);
    expect(read.mistakes[0]?.path).toBe(path);
    expect(read.settings).toBeNull();
  });

  it('names every mistake at its path', () => {
    const wrong = {
      netloupe_settings: 1,
      colour: 'teal',
      settings: { timeouts: { udp: 'soon', tcpp: 1 }, max_sessions: 0 },
      preferences: { theme: 'pink', shoe: 41 },
    };
    expect(readTransfer(JSON.stringify(wrong)).mistakes.map(({ path }) => path)).toEqual([
      'colour',
      'settings.timeouts.udp',
      'settings.timeouts.tcpp',
      'settings.max_sessions',
      'preferences.theme',
      'preferences.shoe',
    ]);
  });
});

it('compares key by key', () => {
  const before = { settings: DEFAULT_SETTINGS, preferences: DEFAULT_PREFERENCES };
  expect(changesBetween(before, { settings, preferences })).toEqual([
    { path: 'settings.timeouts.udp', before: 120, after: 7 },
    { path: 'settings.geo.country', before: null, after: '/data/country.mmdb' },
    { path: 'preferences.theme', before: 'system', after: 'dark' },
    { path: 'preferences.savedFilters', before: [], after: preferences.savedFilters },
  ]);
});

it('keeps the paths of this machine', () => {
  expect(keepingPaths(settings, DEFAULT_SETTINGS)).toEqual({ ...settings, geo: DEFAULT_SETTINGS.geo });
});
