import { describe, expect, it } from 'vitest';
import type { StreamFrames, StreamName, StreamParams, TableName, ViewFrame, ViewParams } from '#contract/protocol.ts';
import type { EngineLink } from './engine-link.ts';
import { createPauseStore } from './pause-store.ts';
import { createPreferencesStore } from './preferences-store.ts';
import { createScopeStore } from './scope-store.ts';
import { createTableStore, nextSort } from './table-store.ts';

/** A link that notes what is asked and lets the test answer. */
class NotedLink {
  readonly asked: ViewParams[] = [];
  closed = 0;
  answer: ((frame: ViewFrame) => void) | null = null;

  subscribe<K extends StreamName>(_stream: K, params: StreamParams<K>, onFrame: (frame: StreamFrames[K]) => void) {
    this.asked.push(params as ViewParams);
    this.answer = onFrame as (frame: ViewFrame) => void;
    return {
      update: (next: StreamParams<K>): void => void this.asked.push(next as ViewParams),
      close: (): void => {
        this.closed += 1;
      },
    };
  }
}

function setUp(mayFollow: boolean, table: TableName = 'packets') {
  const link = new NotedLink();
  const pause = createPauseStore();
  const scope = createScopeStore();
  const surroundings = { pause, scope, preferences: createPreferencesStore() };
  const store = createTableStore(table, link as unknown as EngineLink, surroundings, { mayFollow });
  return { link, pause, scope, store };
}

const FRAME: ViewFrame = {
  table: 'packets',
  matching: 900,
  newer: 0,
  held: 900,
  offset: 700,
  keys: [],
  columns: {},
  totals: null,
  sparklines: null,
  mistake: null,
  coalesced: 0,
  paused: false,
};

describe('a table', () => {
  it('asks only while it is on screen', () => {
    const { link, scope, store } = setUp(true);
    scope.getState().setFilter('tcp');
    expect(link.asked).toEqual([]);
    const detach = store.getState().attach();
    expect(link.asked.at(-1)).toMatchObject({ filter: 'tcp', offset: 0 });
    detach();
    expect(link.closed).toBe(1);
  });

  it('keeps its rows while the answer to a new filter is on its way', () => {
    const { link, scope, store } = setUp(true);
    store.getState().attach();
    link.answer?.(FRAME);
    expect(store.getState().pending).toBe(false);
    scope.getState().setFilter('udp');
    expect(store.getState().frame).toBe(FRAME);
    expect(store.getState().pending).toBe(true);
  });

  it('stays the same frozen rows when it leaves the screen paused and comes back', () => {
    const { link, pause, store } = setUp(true);
    const detach = store.getState().attach();
    pause.getState().toggle();
    expect(link.asked.at(-1)).toMatchObject({ paused: true });
    detach();
    expect(link.closed).toBe(0);
    store.getState().attach()();
    expect(link.closed).toBe(0);
    pause.getState().resume();
    expect(link.closed).toBe(1);
  });

  it('stays where it is when following ends', () => {
    const { link, store } = setUp(true);
    store.getState().attach();
    store.getState().setFollow(true);
    expect(link.asked.at(-1)).toMatchObject({ follow: true });
    link.answer?.(FRAME);
    store.getState().setFollow(false);
    expect(link.asked.at(-1)).toMatchObject({ follow: false, offset: 700 });
  });

  it('stops following when it is sorted', () => {
    const { link, store } = setUp(true);
    store.getState().attach();
    store.getState().setFollow(true);
    store.getState().cycleSort('length', true);
    expect(link.asked.at(-1)).toMatchObject({ follow: false, sort: { column: 'length', descending: true } });
  });

  it('asks for nothing new while the visible rows are covered', () => {
    const { link, store } = setUp(false);
    store.getState().attach();
    const before = link.asked.length;
    store.getState().show(0, 29);
    expect(link.asked.length).toBe(before);
    store.getState().show(400, 429);
    expect(link.asked.at(-1)?.offset).toBe(350);
  });
});

describe('nextSort', () => {
  it('goes one way, the other way, then back to the own order', () => {
    const first = nextSort(null, 'bytes_in', true);
    expect(first).toEqual({ column: 'bytes_in', descending: true });
    const second = nextSort(first, 'bytes_in', true);
    expect(second).toEqual({ column: 'bytes_in', descending: false });
    expect(nextSort(second, 'bytes_in', true)).toBeNull();
  });

  it('starts anew at another column', () => {
    expect(nextSort({ column: 'a', descending: true }, 'b', false)).toEqual({ column: 'b', descending: false });
  });

  it('holds sessions in their places while one reads further down, and lets the list grow only', () => {
    const { link, store } = setUp(false, 'sessions');
    store.getState().attach();
    expect(link.asked.at(-1)).toMatchObject({ hold: false });
    store.getState().show(3, 30);
    expect(link.asked.at(-1)).toMatchObject({ hold: true });
    link.answer?.({ ...FRAME, table: 'sessions', matching: 900 });
    link.answer?.({ ...FRAME, table: 'sessions', matching: 880, newer: 40 });
    expect(store.getState().rowCount).toBe(900);
    store.getState().show(0, 27);
    expect(link.asked.at(-1)).toMatchObject({ hold: false });
    link.answer?.({ ...FRAME, table: 'sessions', matching: 920 });
    expect(store.getState().rowCount).toBe(920);
    store.getState().show(3, 30);
    store.getState().cycleSort('bytes_in', true);
    expect(link.asked.at(-1)).toMatchObject({ hold: false, offset: 0 });
  });

  it('does not hold packets, which come at the end', () => {
    const { link, store } = setUp(true);
    store.getState().attach();
    store.getState().show(300, 330);
    expect(link.asked.at(-1)).toMatchObject({ hold: false });
  });
});
