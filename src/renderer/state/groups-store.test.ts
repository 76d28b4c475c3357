import { beforeEach, describe, expect, it } from 'vitest';
import type { GroupRow, GroupsFrame } from '#contract/views/sums.ts';
import { createGroupsStore, groupAt, sameGroup } from './groups-store.ts';
import { NotedLink } from './noted-link.ts';
import { createPauseStore } from './pause-store.ts';
import { createPreferencesStore } from './preferences-store.ts';
import { createScopeStore } from './scope-store.ts';

const tls: GroupRow = {
  key: 'tls',
  label: 'tls',
  filter: 'service = tls',
  sessions: 3,
  open: 1,
  packets: 30,
  bytes_in: 3000,
  bytes_out: 300,
  last_us: 1,
  traffic: [],
};
const frame = (by: GroupsFrame['by']): GroupsFrame => ({ by, groups: 1, offset: 0, rows: [tls], mistake: null });

let noted: NotedLink;
let scope: ReturnType<typeof createScopeStore>;
let pause: ReturnType<typeof createPauseStore>;
let store: ReturnType<typeof createGroupsStore>;
beforeEach(() => {
  noted = new NotedLink();
  scope = createScopeStore();
  pause = createPauseStore();
  store = createGroupsStore(noted.link, { scope, pause, preferences: createPreferencesStore() });
});

describe('groups', () => {
  it('are asked for only while they are on screen', () => {
    const detach = store.getState().attach();
    expect(noted.open('groups')).toEqual([]);
    store.getState().groupBy('service');
    expect(noted.open('groups')).toEqual([
      expect.objectContaining({ by: 'service', filter: '', range: null, offset: 0, paused: false }),
    ]);
    noted.give('groups', frame('service'));
    expect(store.getState().frame?.rows).toEqual([tls]);
    detach();
    expect(noted.open('groups')).toEqual([]);
  });

  it('follow the filter, the pause and the order', () => {
    store.getState().attach();
    store.getState().groupBy('host');
    scope.getState().setFilter('tls');
    pause.getState().toggle();
    store.getState().cycleSort('sessions', true);
    store.getState().cycleSort('sessions', true);
    const updates = noted.updates('groups');
    expect(updates).toContainEqual(expect.objectContaining({ filter: 'tls', paused: false }));
    expect(updates).toContainEqual(expect.objectContaining({ paused: true }));
    expect(updates.at(-2)).toMatchObject({ sort: { column: 'sessions', descending: true } });
    expect(updates.at(-1)).toMatchObject({ sort: { column: 'sessions', descending: false } });
  });

  it('of another kind that arrive late are not shown', () => {
    store.getState().attach();
    store.getState().groupBy('host');
    store.getState().groupBy('service');
    noted.give('groups', frame('host'));
    expect(store.getState().frame).toBeNull();
  });

  it('ask for more rows when more are on screen', () => {
    store.getState().attach();
    store.getState().groupBy('host');
    store.getState().show(200, 240);
    expect(noted.updates('groups').at(-1)).toMatchObject({ offset: 150 });
  });
});

describe('a group that is opened', () => {
  beforeEach(() => {
    store.getState().attach();
    store.getState().groupBy('service');
    scope.getState().setFilter('a or b');
    store.getState().open(tls);
  });

  it('becomes a filter, and the sessions are no longer grouped', () => {
    expect(scope.getState().filter).toBe('(a or b) and service = tls');
    expect(store.getState()).toMatchObject({ by: null, opened: { by: 'service', label: 'tls' } });
    expect(noted.open('groups')).toEqual([]);
  });

  it('leads back to the groups and to the filter before', () => {
    store.getState().back();
    expect(scope.getState().filter).toBe('a or b');
    expect(store.getState()).toMatchObject({ by: 'service', opened: null });
    expect(noted.open('groups')).toHaveLength(1);
    expect(scope.getState().past.at(-1)?.filter).toBe('');
  });

  it('is left when the filter becomes another one', () => {
    scope.getState().setFilter('c');
    expect(store.getState().opened).toBeNull();
    store.getState().back();
    expect(scope.getState().filter).toBe('c');
  });
});

it('opens nothing where no filter tells the sessions', () => {
  store.getState().groupBy('process');
  store.getState().open({ ...tls, filter: null });
  expect(scope.getState().filter).toBe('');
  expect(store.getState().by).toBe('process');
});

it('finds groups by their place, and knows those that are as they were', () => {
  expect(groupAt({ ...frame('service'), offset: 5 }, 5)).toBe(tls);
  expect(groupAt({ ...frame('service'), offset: 5 }, 4)).toBeUndefined();
  expect(sameGroup(tls, { ...tls })).toBe(true);
  expect(sameGroup(tls, { ...tls, packets: 31 })).toBe(false);
});
