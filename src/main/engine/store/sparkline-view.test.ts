import { expect, it } from 'vitest';
import { sessionId } from '#base/session-id.ts';
import type { StreamProducer, ViewFrame, ViewParams } from '#contract/protocol.ts';
import { ManualClock, settle } from './manual-clock.ts';
import { Turns } from './slicer.ts';
import { SparklineView, type SparklineSource } from './sparkline-view.ts';
import { TrafficLog } from './traffic-log.ts';

const START = 1_700_000_000;
const id = (serial: number): string => sessionId(START * 1e6, serial, new Uint8Array(4));
const params: ViewParams = {
  table: 'sessions',
  filter: '',
  range: null,
  redact: false,
  sparklines: true,
  sort: null,
  offset: 0,
  limit: 10,
  follow: false,
  hold: false,
  packetLogs: 'state',
  paused: false,
};

class World {
  readonly clock = new ManualClock();
  readonly log = new TrafficLog((slot) => slot + 1);
  latestUs: number | null = null;
  isLive = false;
  next: ViewFrame | null = null;
  notified = 0;
  readonly view: SparklineView;

  constructor() {
    const inner: StreamProducer<'view'> = {
      take: () => {
        const frame = this.next;
        this.next = null;
        return frame;
      },
      update() {},
      close() {},
    };
    const source = (): SparklineSource => ({
      log: this.log,
      slotOf: (serial) => serial - 1,
      isLive: this.isLive,
      latestUs: this.latestUs,
    });
    this.view = new SparklineView(inner, params, source, new Turns(this.clock), () => this.notified++);
  }

  packet(serial: number, second: number, bytes: number): void {
    this.log.add(serial - 1, serial, (START + second) * 1e6, bytes, second % 2 === 0);
    this.latestUs = (START + second) * 1e6;
  }

  give(...serials: number[]): void {
    const frame = { table: 'sessions', keys: serials.map(id), sparklines: null, columns: {} };
    this.next = frame as unknown as ViewFrame;
  }
}

it('gives rows at once and their traffic when it is known', async () => {
  const world = new World();
  for (let second = 0; second < 240; second++) world.packet(1 + (second % 2), second, 10);
  world.packet(3, 239, 7);
  world.give(1, 3);
  expect(world.view.take()?.sparklines).toEqual([[], []]);
  await settle();
  expect(world.notified).toBe(1);
  const lines = world.view.take()?.sparklines;
  expect(lines?.[0]).toEqual(Array.from({ length: 24 }, () => 50));
  expect(lines?.[1]).toEqual([...Array.from({ length: 23 }, () => 0), 7]);
  expect(world.view.take()).toBeNull();
});

it('works out others at once, and the same ones at most once a second', async () => {
  const world = new World();
  world.packet(1, 0, 10);
  world.give(1);
  world.view.take();
  await settle();
  world.view.take();
  world.packet(1, 0, 90);
  world.give(1);
  world.view.take();
  await settle();
  expect(world.notified).toBe(1);
  await world.clock.advance(1001);
  world.give(1);
  expect(world.view.take()?.sparklines).toEqual([[10]]);
  await settle();
  expect(world.view.take()?.sparklines).toEqual([[100]]);
  world.packet(2, 0, 5);
  world.give(2, 1);
  expect(world.view.take()?.sparklines).toEqual([[], [100]]);
  await settle();
  expect(world.view.take()?.sparklines).toEqual([[5], [100]]);
});

it('is about the range, or the last minute of what goes on', async () => {
  const world = new World();
  world.isLive = true;
  for (let second = 0; second < 300; second++) world.packet(1, second, 1);
  world.give(1);
  world.view.take();
  await settle();
  const minute = world.view.take()!.sparklines![0]!;
  expect(minute.reduce((sum, bytes) => sum + bytes, 0)).toBe(61);
  world.view.update({ ...params, range: { kind: 'between', fromUs: START * 1e6, toUs: (START + 9) * 1e6 } });
  world.give(1);
  expect(world.view.take()?.sparklines).toEqual([[]]);
  await settle();
  expect(world.view.take()?.sparklines).toEqual([Array.from({ length: 10 }, () => 1)]);
});

it('leaves alone what did not ask for it', async () => {
  const world = new World();
  world.packet(1, 0, 1);
  world.view.update({ ...params, sparklines: false });
  world.give(1);
  expect(world.view.take()?.sparklines).toBeNull();
  await settle();
  expect(world.notified).toBe(0);
});
