import { describe, expect, it } from 'vitest';
import { DEFAULT_SETTINGS, settingAt } from '#contract/settings.ts';
import {
  differingPaths,
  draftOf,
  isDefault,
  pendingPaths,
  problemWith,
  SETTING_FIELDS,
  SETTING_PATHS,
  valueOf,
  type SettingField,
} from './settings-form.ts';
import { withSetting } from './settings-store.ts';

function leaves(value: unknown, path: string): string[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [path];
  return Object.entries(value).flatMap(([key, inner]) => leaves(inner, path === '' ? key : `${path}.${key}`));
}

function fieldAt(path: string): SettingField {
  return SETTING_FIELDS.find((field) => field.path === path)!;
}

describe('fields of the settings', () => {
  it('are there for every setting there is, and for nothing else', () => {
    expect(SETTING_PATHS.toSorted()).toEqual(leaves(DEFAULT_SETTINGS, '').toSorted());
  });

  it('give back every default as it was', () => {
    for (const field of SETTING_FIELDS) {
      const value = settingAt(DEFAULT_SETTINGS, field.path);
      expect(valueOf(field, draftOf(field, value)), field.path).toEqual(value);
      expect(problemWith(DEFAULT_SETTINGS, field.path, value), field.path).toBeNull();
    }
  });

  it.each([
    ['timeouts.udp', '12.5', 12.5],
    ['filter.bpf', '  port 53 ', 'port 53'],
    ['filter.bpf', '', null],
    ['filter.source', ['192.0.2.0/24'], ['192.0.2.0/24']],
    ['filter.source', [], null],
    ['filter.protocol', ['tcp', '89'], ['tcp', 89]],
    ['filter.payload.tls.ports', [], 'any'],
    ['filter.payload.tls.ports', ['443', '8443'], [443, 8443]],
    ['observers.chains', [], []],
  ])('read %s from what was typed', (path, typed, value) => {
    expect(valueOf(fieldAt(path), typed)).toEqual(value);
    expect(problemWith(DEFAULT_SETTINGS, path, value)).toBeNull();
  });

  it.each([
    ['timeouts.udp', '0', 'too_small', 0.001],
    ['timeouts.udp', 'soon', 'type', null],
    ['timeouts.udp', '', 'type', null],
    ['max_sessions', '99999999', 'too_big', 4_000_000],
    ['capture.snaplen', '64.5', 'type', null],
    ['filter.payload.dns.ports', [], 'other', null],
    ['filter.payload.dns.ports', ['dns'], 'type', null],
    ['filter.source', ['192.0.2.0/99'], 'other', null],
  ])('say what is wrong with %s as %j', (path, typed, kind, bound) => {
    const problem = problemWith(DEFAULT_SETTINGS, path, valueOf(fieldAt(path), typed));
    expect(problem).toMatchObject({ kind, bound });
  });

  it('know what is no longer the default', () => {
    const changed = withSetting(DEFAULT_SETTINGS, 'filter.payload.dns.ports', [53, 5300]) as typeof DEFAULT_SETTINGS;
    expect(differingPaths(changed, DEFAULT_SETTINGS)).toEqual(['filter.payload.dns.ports']);
    expect(isDefault(changed, DEFAULT_SETTINGS, 'filter.payload.dns.ports')).toBe(false);
    expect(DEFAULT_SETTINGS.filter.payload.dns.ports).toEqual([53]);
  });

  it('wait for the next capture, but for those of the history', () => {
    const kept = withSetting(DEFAULT_SETTINGS, 'history.days', 7) as typeof DEFAULT_SETTINGS;
    const changed = withSetting(kept, 'timeouts.udp', 7) as typeof DEFAULT_SETTINGS;
    expect(differingPaths(changed, DEFAULT_SETTINGS).toSorted()).toEqual(['history.days', 'timeouts.udp']);
    expect(pendingPaths(changed, DEFAULT_SETTINGS)).toEqual(['timeouts.udp']);
  });
});
