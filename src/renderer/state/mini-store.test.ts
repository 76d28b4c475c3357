import { describe, expect, it } from 'vitest';
import { createStore } from 'zustand/vanilla';
import type { OverviewFrame, OverviewParams } from '#contract/views/sums.ts';
import type { EngineLink, LinkState } from './engine-link.ts';
import { createMiniStore, totalsOf } from './mini-store.ts';
import { createPreferencesStore } from './preferences-store.ts';

interface Bench {
  readonly asked: OverviewParams[];
  readonly frames: Map<string, (frame: never) => void>;
  readonly link: Pick<EngineLink, 'subscribe' | 'state'>;
}

function bench(): Bench {
  const asked: OverviewParams[] = [];
  const frames = new Map<string, (frame: never) => void>();
  const state = createStore<LinkState>(() => ({
    phase: 'open',
    hello: null,
    failure: null,
    attempts: 0,
    retryAtMs: null,
  }));
  const subscribe: EngineLink['subscribe'] = (stream, params, onFrame) => {
    frames.set(stream, onFrame as (frame: never) => void);
    if (stream === 'overview') asked.push(params as OverviewParams);
    return { update: (next) => void asked.push(next as unknown as OverviewParams), close: () => undefined };
  };
  return { asked, frames, link: { subscribe, state } };
}

describe('the small window', () => {
  it('asks for the last five minutes by host, and stands still while it is paused', () => {
    const { asked, frames, link } = bench();
    const store = createMiniStore(link, createPreferencesStore());
    expect(asked[0]).toMatchObject({ range: { kind: 'last', seconds: 300 }, by: 'host', paused: false });
    const status = frames.get('status') as (frame: unknown) => void;
    status({ first: true });
    store.getState().togglePause();
    status({ second: true });
    expect(asked.at(-1)).toMatchObject({ paused: true });
    expect(store.getState().status).toEqual({ first: true });
    store.getState().togglePause();
    expect(asked.at(-1)).toMatchObject({ paused: false });
  });

  it('hides names as soon as that is preferred, in whichever window', () => {
    const { asked, link } = bench();
    const preferences = createPreferencesStore();
    createMiniStore(link, preferences);
    preferences.getState().change({ redact: true });
    expect(asked.at(-1)).toMatchObject({ redact: true });
  });

  it('shows nothing of an engine that is gone', () => {
    const { frames, link } = bench();
    const store = createMiniStore(link, createPreferencesStore());
    (frames.get('overview') as (frame: unknown) => void)({ buckets: 1 });
    link.state.setState({ phase: 'lost' });
    expect(store.getState().overview).toBeNull();
  });
});

describe('the shape of the last minutes', () => {
  const series = [
    { in: [1, 2], out: [10, 0] },
    { in: [3, 4], out: [0, 5] },
  ] as unknown as OverviewFrame['series'];
  const frame = { series, buckets: 2, bucketSeconds: 100 } as OverviewFrame;

  it('adds all series up', () => {
    expect(totalsOf(frame, false)).toEqual({ in: [4, 6], out: [10, 5] });
  });

  it('has silence before the beginning of what goes on', () => {
    expect(totalsOf(frame, true)).toEqual({ in: [0, 4, 6], out: [0, 10, 5] });
  });
});
