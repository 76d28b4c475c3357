import { beforeEach, expect, it, vi } from 'vitest';
import type { OverviewFrame } from '#contract/views/sums.ts';
import { NotedLink } from './noted-link.ts';
import { createOverviewStore } from './overview-store.ts';
import { createPauseStore } from './pause-store.ts';
import { createPreferencesStore } from './preferences-store.ts';
import { createScopeStore } from './scope-store.ts';

const kept = new Map<string, string>();
beforeEach(() => {
  kept.clear();
  vi.stubGlobal('localStorage', {
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, text: string) => kept.set(name, text),
  });
});

function world() {
  const surroundings = { pause: createPauseStore(), scope: createScopeStore(), preferences: createPreferencesStore() };
  const noted = new NotedLink();
  return { ...surroundings, noted, overview: createOverviewStore(noted.link, surroundings) };
}

it('asks for what the scope, the pause and the preferences say, whenever they change', () => {
  const { overview, noted, scope, pause, preferences } = world();
  scope.getState().setFilter('service = dns');
  overview.getState().attach();
  expect(noted.open('overview')).toMatchObject([
    { filter: 'service = dns', range: null, by: 'service', redact: false },
  ]);
  scope.getState().setRange({ kind: 'last', seconds: 60 });
  overview.getState().setBy('host');
  preferences.getState().change({ redact: true });
  pause.getState().toggle();
  expect(noted.updates('overview').at(-1)).toMatchObject({
    filter: 'service = dns',
    range: { kind: 'last', seconds: 60 },
    by: 'host',
    redact: true,
    paused: true,
  });
});

it('keeps what it shows until the answer is there, and the dimension for the next time', () => {
  const { overview, noted } = world();
  overview.getState().attach();
  expect(overview.getState().pending).toBe(true);
  noted.give('overview', { by: 'service' } as OverviewFrame);
  expect(overview.getState()).toMatchObject({ pending: false, frame: { by: 'service' } });
  overview.getState().setBy('country');
  expect(overview.getState()).toMatchObject({ pending: true, frame: { by: 'service' }, by: 'country' });
  expect(world().overview.getState().by).toBe('country');
});

it('listens while it is on screen, and on while it is paused', () => {
  const { overview, noted, pause } = world();
  const leave = overview.getState().attach();
  leave();
  expect(noted.open('overview')).toEqual([]);
  const again = overview.getState().attach();
  pause.getState().toggle();
  again();
  expect(noted.open('overview')).toHaveLength(1);
  pause.getState().toggle();
  expect(noted.open('overview')).toEqual([]);
});
