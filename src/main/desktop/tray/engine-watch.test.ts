import { afterEach, expect, it, vi } from 'vitest';
import { createMemoryPair } from '#channel/memory-pair.ts';
import type { Transport } from '#channel/transport.ts';
import type { ClientEnvelope } from '#contract/envelope.ts';
import { EngineWatch, FRAME_PAUSE_MS, RETRY_PAUSE_MS } from './engine-watch.ts';

/** The engine's ends of all connections, what arrived there, and timers that only the test lets run. */
class World {
  readonly ends: Transport[] = [];
  readonly received: ClientEnvelope[] = [];
  readonly timers: { delayMs: number; call: () => void }[] = [];
  changes = 0;
  readonly watch: EngineWatch = new EngineWatch({
    connect: () => {
      const [server, client] = createMemoryPair();
      server.onMessage((message) => this.received.push(message as ClientEnvelope));
      this.ends.push(server);
      return client;
    },
    after: (delayMs, call) => {
      const timer = { delayMs, call };
      this.timers.push(timer);
      return () => {
        const at = this.timers.indexOf(timer);
        if (at >= 0) this.timers.splice(at, 1);
      };
    },
    changed: () => this.changes++,
  });

  get acks(): number {
    return this.received.filter(({ t }) => t === 'ack').length;
  }

  async frame(seq: number, title: string): Promise<void> {
    const opened = this.received.findLast((each) => each.t === 'open');
    const id = opened !== undefined && 'id' in opened ? opened.id : -1;
    this.ends.at(-1)!.send({ t: 'frame', id, seq, coalesced: 0, frame: { capture: { title } } });
    await vi.waitFor(() => expect(this.watch.now.status?.capture.title).toBe(title));
  }

  runTimer(): void {
    this.timers.shift()?.call();
  }
}

let world: World;
afterEach(() => world.watch.close());

it('asks for the next frame a second after the last one', async () => {
  world = new World();
  await vi.waitFor(() => expect(world.received.some(({ t }) => t === 'open')).toBe(true));
  await world.frame(1, 'eth0');
  expect(world.watch.now.phase).toBe('open');
  expect(world.acks).toBe(0);
  expect(world.timers.map(({ delayMs }) => delayMs)).toEqual([FRAME_PAUSE_MS]);
  world.runTimer();
  await vi.waitFor(() => expect(world.acks).toBe(1));
});

it('looks for the engine again soon after it died, and seldom after it was given up', async () => {
  world = new World();
  await vi.waitFor(() => expect(world.received.some(({ t }) => t === 'open')).toBe(true));
  await world.frame(1, 'eth0');
  world.ends[0]!.close();
  await vi.waitFor(() => expect(world.watch.now).toEqual({ phase: 'lost', status: null }));
  expect(world.timers.map(({ delayMs }) => delayMs)).toEqual([FRAME_PAUSE_MS]);
  world.runTimer();
  expect(world.ends).toHaveLength(2);
  await vi.waitFor(() => expect(world.received.filter(({ t }) => t === 'open')).toHaveLength(2));
  await world.frame(1, 'eth1');
  expect(world.watch.now.phase).toBe('open');

  world.ends[1]!.close();
  await vi.waitFor(() => expect(world.watch.now.phase).toBe('lost'));
  world.runTimer();
  const failure = { code: 'unavailable', message: 'not started again' };
  world.ends[2]!.send({ t: 'bye', failure });
  await vi.waitFor(() => expect(world.timers.map(({ delayMs }) => delayMs)).toEqual([RETRY_PAUSE_MS]));
  expect(world.watch.now).toEqual({ phase: 'lost', status: null });
});

it('says nothing more once it is closed', async () => {
  world = new World();
  await vi.waitFor(() => expect(world.received.some(({ t }) => t === 'open')).toBe(true));
  world.watch.close();
  const { changes } = world;
  world.ends[0]!.close();
  await Promise.resolve();
  expect(world.changes).toBe(changes);
  expect(world.timers).toEqual([]);
});
