import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { OverviewFrame, OverviewParams } from '#contract/views/sums.ts';
import { END_FIN, STATE_CLOSE } from '#main/engine/flows/session-columns.ts';
import { DnsRing } from './dns-ring.ts';
import { DnsTable } from './dns-table.ts';
import { ManualClock, settle } from './manual-clock.ts';
import { overviewSums } from './overview-sums.ts';
import { SessionFixture } from './session-fixtures.ts';
import { Turns } from './slicer.ts';
import type { SumsOfCapture } from './sums-scope.ts';
import { SumsStream } from './sums-stream.ts';
import { TrafficLog } from './traffic-log.ts';

const plain: OverviewParams = {
  filter: '',
  range: null,
  redact: false,
  paused: false,
  by: 'talker',
  points: 60,
  top: 5,
};
const START = 1_700_000_000;
const sum = (numbers: readonly number[]): number => numbers.reduce((all, number) => all + number, 0);

class World {
  readonly clock = new ManualClock(START * 1e6);
  readonly fixture = new SessionFixture();
  readonly log: TrafficLog;
  readonly capture: SumsOfCapture;
  latestUs = START * 1e6;

  constructor(entries: number = 4096) {
    const { columns, table } = this.fixture;
    this.log = new TrafficLog((slot) => columns.serial(slot), { entries, chunk: entries / 8 });
    const dns = new DnsTable(new DnsRing(16));
    this.capture = {
      columns,
      cells: table.records.cells,
      log: this.log,
      sessions: () => table,
      dns: () => dns,
      frozenDns: () => () => dns,
      shownAs: () => (_column, text) => text,
    };
  }

  packet(slot: number, second: number, bytes: number, inward: boolean): void {
    const { columns, table } = this.fixture;
    this.latestUs = Math.max(this.latestUs, (START + second) * 1e6);
    this.log.add(slot, columns.serial(slot), (START + second) * 1e6, bytes, inward);
    table.touched();
  }

  stream(params: Partial<OverviewParams> = {}): SumsStream<OverviewParams, OverviewFrame> {
    const source = { capture: () => this.capture, latestUs: () => this.latestUs };
    const compute = (
      ...[job, asked]: [Parameters<typeof overviewSums>[0], OverviewParams]
    ): ReturnType<typeof overviewSums> => overviewSums(job, asked, []);
    return new SumsStream(source, { ...plain, ...params }, compute, new Turns(this.clock), () => {});
  }
}

const packets = fc.array(
  fc.record({
    session: fc.integer({ min: 0, max: 20 }),
    step: fc.integer({ min: 0, max: 3 }),
    bytes: fc.integer({ min: 1, max: 1500 }),
    inward: fc.boolean(),
  }),
  { minLength: 1, maxLength: 400 },
);

describe('the overview', () => {
  it('has what the packets had, in whole and in a range, told apart by who began', async () => {
    await fc.assert(
      fc.asyncProperty(
        packets,
        fc.integer({ min: 0, max: 300 }),
        fc.integer({ min: 1, max: 200 }),
        async (list, from, length) => {
          const world = new World();
          // Three sessions of each of seven talkers.
          const slots = Array.from({ length: 21 }, (_, i) =>
            world.fixture.start({
              source: 0x0a000001 + (i % 7),
              startTime: START * 1e6,
              lastTime: (START + 2000) * 1e6,
            }),
          );
          let second = 0;
          const seen = list.map(({ session, step, bytes, inward }) => {
            second += step;
            world.packet(slots[session]!, second, bytes, inward);
            return { talker: `10.0.0.${1 + (session % 7)}`, second, bytes, inward };
          });
          const stream = world.stream();
          await settle();
          const whole = stream.take()!;
          stream.update({
            ...plain,
            range: { kind: 'between', fromUs: (START + from) * 1e6, toUs: (START + from + length) * 1e6 },
          });
          await settle();
          const part = stream.take()!;
          const expected = (packet: (typeof seen)[number], start: number, end: number): boolean =>
            packet.second >= start && packet.second <= end;
          for (const [frame, start, end] of [
            [whole, 0, Number.POSITIVE_INFINITY],
            [part, from, from + length],
          ] as const) {
            const inside = seen.filter((packet) => expected(packet, start, end));
            expect(frame.totals.bytes_in).toBe(sum(inside.map(({ inward, bytes }) => (inward ? bytes : 0))));
            expect(frame.totals.bytes_out).toBe(sum(inside.map(({ inward, bytes }) => (inward ? 0 : bytes))));
            expect(frame.bytesNotHeld).toBe(0);
            expect(frame.buckets).toBeLessThanOrEqual(60);
            for (const series of frame.series) {
              expect(series.in).toHaveLength(frame.buckets);
              series.in.forEach((bytes, bucket) => {
                const first = frame.firstBucketUs / 1e6 + bucket * frame.bucketSeconds - START;
                const own = inside.filter(
                  (packet) =>
                    packet.talker === series.label &&
                    packet.inward &&
                    packet.second >= first &&
                    packet.second < first + frame.bucketSeconds,
                );
                expect(bytes).toBe(sum(own.map((packet) => packet.bytes)));
              });
            }
            const shown = new Set(frame.series.map(({ label }) => label));
            expect(shown).toEqual(new Set(inside.map(({ talker }) => talker)));
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it('loses nothing of what was coarsened, nor of sessions that are gone', async () => {
    const world = new World(64);
    const [kept, gone] = [world.fixture.start({ source: 1 }), world.fixture.start({ source: 2 })];
    for (let second = 0; second < 1000; second++) {
      world.packet(kept, second, 10, true);
      if (second < 500) world.packet(gone, second, 7, false);
      if (second === 500) {
        world.fixture.end(gone, STATE_CLOSE, END_FIN);
        world.fixture.forget(gone);
      }
    }
    const stream = world.stream();
    await settle();
    const frame = stream.take()!;
    expect(frame.series).toMatchObject([{ label: '0.0.0.1', bytes_in: 10_000, bytes_out: 0 }]);
    expect(frame.bytesNotHeld).toBe(3500);
    expect(frame.bucketSeconds).toBeGreaterThan(1);
    expect(sum(frame.series[0]!.in)).toBe(10_000);
  });

  it('takes more than seven together', async () => {
    const world = new World();
    for (let talker = 1; talker <= 10; talker++) {
      world.packet(world.fixture.start({ source: talker }), 0, talker * 100, true);
    }
    const stream = world.stream({ top: 3 });
    await settle();
    const { series, tops, totals } = stream.take()!;
    expect(series.map(({ label, bytes_in: bytes }) => [label, bytes])).toEqual([
      ...[10, 9, 8, 7, 6, 5, 4].map((talker) => [`0.0.0.${talker}`, talker * 100]),
      [null, 600],
    ]);
    expect(series.map(({ isOther }) => isOther)).toEqual([...Array.from({ length: 7 }, () => false), true]);
    expect(tops.talker.map(({ label }) => label)).toEqual(['0.0.0.10', '0.0.0.9', '0.0.0.8']);
    expect(totals).toMatchObject({ sessions: 10, hosts: 1, bytes_in: 5500 });
  });

  it('stays as it was while it is paused, whatever is asked', async () => {
    const world = new World();
    const slot = world.fixture.start({ source: 1 });
    world.packet(slot, 0, 100, true);
    const stream = world.stream({ paused: true });
    await settle();
    expect(stream.take()?.totals.bytes_in).toBe(100);
    world.packet(slot, 0, 900, true);
    world.packet(world.fixture.start({ source: 2 }), 5, 50, true);
    stream.tick();
    await world.clock.advance(5000);
    expect(stream.take()).toBeNull();
    stream.update({ ...plain, paused: true, by: 'protocol' });
    await settle();
    expect(stream.take()).toMatchObject({ by: 'protocol', totals: { sessions: 1, bytes_in: 100 } });
    stream.update(plain);
    await settle();
    expect(stream.take()?.totals).toMatchObject({ sessions: 2, bytes_in: 1050 });
  });

  it('comes again when something came, at most twice a second, and says what is wrong with a filter', async () => {
    const world = new World();
    const slot = world.fixture.start();
    world.packet(slot, 0, 100, true);
    const stream = world.stream();
    await settle();
    expect(stream.take()).not.toBeNull();
    stream.tick();
    await world.clock.advance(2000);
    expect(stream.take()).toBeNull();
    world.packet(slot, 1, 100, true);
    stream.tick();
    await settle();
    expect(stream.take()?.totals.bytes_in).toBe(200);
    world.packet(slot, 1, 100, true);
    stream.tick();
    await world.clock.advance(400);
    expect(stream.take()).toBeNull();
    await world.clock.advance(200);
    expect(stream.take()?.totals.bytes_in).toBe(300);
    stream.update({ ...plain, filter: 'nothing = 3' });
    await settle();
    expect(stream.take()).toMatchObject({ totals: { sessions: 0 }, series: [], mistake: { at: 0 } });
  });

  it('has no span before there is anything', async () => {
    const stream = new World().stream();
    await settle();
    expect(stream.take()).toMatchObject({ span: null, buckets: 0, series: [], names: [] });
  });
});
