import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createMemoryPair } from '#channel/memory-pair.ts';
import type { Transport } from '#channel/transport.ts';
import { createEngineLink, reconnectDelayMs } from './engine-link.ts';

const HELLO = { protocol: 1, version: '1.2.3', host: 'headless', platform: 'linux', samplePath: null };

/** An engine that only knows `hello`; notes the streams that were opened. */
function answerHello(engine: Transport, opened: unknown[]): void {
  engine.onMessage((message) => {
    const envelope = message as { t: string; id: number; stream?: string; params?: unknown };
    if (envelope.t === 'req') engine.send({ t: 'res', id: envelope.id, result: { ok: true, value: HELLO } });
    if (envelope.t === 'open') opened.push(envelope.params);
  });
}

describe('the link', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  function setUp() {
    const opened: unknown[] = [];
    const engines: Transport[] = [];
    let refuse = false;
    const link = createEngineLink(() => {
      if (refuse) return Promise.reject(new Error('Nobody listens'));
      const [view, engine] = createMemoryPair();
      engines.push(engine);
      answerHello(engine, opened);
      return Promise.resolve(view);
    });
    return { link, opened, engines, refuse: (value: boolean) => void (refuse = value) };
  }

  it('says hello and opens what was subscribed before', async () => {
    const { link, opened } = setUp();
    link.subscribe('interfaces', { redact: false }, () => undefined);
    expect(link.state.getState().phase).toBe('connecting');
    await vi.advanceTimersByTimeAsync(0);
    expect(link.state.getState()).toMatchObject({ phase: 'open', hello: { version: '1.2.3' } });
    expect(opened).toHaveLength(1);
  });

  it('comes back with a growing delay and opens its streams with their last params', async () => {
    const { link, opened, engines, refuse } = setUp();
    await vi.advanceTimersByTimeAsync(0);
    const subscription = link.subscribe('status', {}, () => undefined);
    subscription.update({});
    await vi.advanceTimersByTimeAsync(0);
    refuse(true);
    engines[0]?.close();
    await vi.advanceTimersByTimeAsync(0);
    expect(link.state.getState()).toMatchObject({ phase: 'lost', attempts: 1 });
    await vi.advanceTimersByTimeAsync(500);
    expect(link.state.getState()).toMatchObject({ phase: 'lost', attempts: 2, failure: { message: 'Nobody listens' } });
    refuse(false);
    await vi.advanceTimersByTimeAsync(1000);
    expect(link.state.getState()).toMatchObject({ phase: 'open', attempts: 0, failure: null });
    expect(opened).toHaveLength(2);
  });

  it('answers a call as disconnected while there is no connection', async () => {
    const { link, engines, refuse } = setUp();
    await vi.advanceTimersByTimeAsync(0);
    refuse(true);
    engines[0]?.close();
    await vi.advanceTimersByTimeAsync(0);
    const result = await link.call('capture.stop', {});
    expect(result).toMatchObject({ ok: false, failure: { code: 'disconnected' } });
  });

  it('waits half a second first and eight at most', () => {
    expect([1, 2, 3, 4, 5, 6, 50].map(reconnectDelayMs)).toEqual([500, 1000, 2000, 4000, 8000, 8000, 8000]);
  });
});
