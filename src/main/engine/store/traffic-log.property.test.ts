import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  ENTRY_IN,
  ENTRY_OUT,
  ENTRY_PACKETS,
  ENTRY_SECOND,
  ENTRY_SERIAL,
  ENTRY_SLOT,
  ENTRY_WORDS,
  NOBODY,
  type TrafficChunk,
} from './traffic-entries.ts';
import { TrafficLog } from './traffic-log.ts';

interface Entry {
  readonly second: number;
  readonly width: number;
  readonly serial: number;
  readonly slot: number;
  readonly out: number;
  readonly in: number;
  readonly packets: number;
}

function entriesOf(chunks: readonly TrafficChunk[]): Entry[] {
  return chunks.flatMap(({ words, count, width }) =>
    Array.from({ length: count }, (_, position) => {
      const at = position * ENTRY_WORDS;
      return {
        second: words[at + ENTRY_SECOND]!,
        width,
        serial: words[at + ENTRY_SERIAL]!,
        slot: words[at + ENTRY_SLOT]!,
        out: words[at + ENTRY_OUT]!,
        in: words[at + ENTRY_IN]!,
        packets: words[at + ENTRY_PACKETS]!,
      };
    }),
  );
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

/** The session in each slot, as in the flow table: a slot gets another one now and then. */
const packets = fc.array(
  fc.record({
    slot: fc.integer({ min: 0, max: 12 }),
    replace: fc.integer({ min: 0, max: 30 }).map((chance) => chance === 0),
    step: fc.oneof(
      { weight: 20, arbitrary: fc.integer({ min: 0, max: 900_000 }) },
      { weight: 1, arbitrary: fc.integer({ min: -60_000_000, max: 90_000_000 }) },
    ),
    bytes: fc.integer({ min: 1, max: 70_000 }),
    inward: fc.boolean(),
  }),
  { minLength: 1, maxLength: 1500 },
);

describe('the traffic log', () => {
  it('keeps every byte, of whom and when, whatever has to be coarsened', () => {
    fc.assert(
      fc.property(packets, fc.constantFrom(8, 16, 64, 4096), (list, entries) => {
        const serials = Array.from({ length: 13 }, (_, slot) => slot + 1);
        let latest = 13;
        const log = new TrafficLog((slot) => serials[slot]!, { entries, chunk: Math.max(2, entries / 8) });
        let time = 1_700_000_000_000_000;
        const seen: { serial: number; second: number; bytes: number; inward: boolean }[] = [];
        for (const { slot, replace, step, bytes, inward } of list) {
          if (replace) serials[slot] = ++latest;
          time += step;
          log.add(slot, serials[slot]!, time, bytes, inward);
          seen.push({ serial: serials[slot]!, second: Math.floor(time / 1e6), bytes, inward });
        }
        const found = entriesOf(log.chunks());
        expect(found).toHaveLength(log.entries);
        expect(found.length).toBeLessThanOrEqual(entries + entries / 4 + 2);
        expect(sum(found.map((entry) => entry.in))).toBe(sum(seen.map((packet) => (packet.inward ? packet.bytes : 0))));
        expect(sum(found.map((entry) => entry.out))).toBe(
          sum(seen.map((packet) => (packet.inward ? 0 : packet.bytes))),
        );
        expect(sum(found.map((entry) => entry.packets))).toBe(list.length);
        // What is said of a session is true: it never has more in a stretch of time than it had.
        for (const entry of found) {
          expect(entry.second % entry.width).toBe(0);
          const had = seen.filter(
            ({ serial, second }) =>
              (entry.slot === NOBODY || serial === entry.serial) &&
              second >= entry.second &&
              second < entry.second + entry.width,
          );
          expect(entry.in + entry.out).toBeLessThanOrEqual(sum(had.map(({ bytes }) => bytes)));
        }
        if (entries < 4096) return;
        // Nothing had to be coarsened: each session has exactly what it had.
        for (const serial of new Set(seen.map((packet) => packet.serial))) {
          const own = seen.filter((packet) => packet.serial === serial);
          const kept = found.filter((entry) => entry.serial === serial);
          expect(sum(kept.map((entry) => entry.in + entry.out))).toBe(sum(own.map(({ bytes }) => bytes)));
          expect(new Set(kept.map(({ second }) => second))).toEqual(new Set(own.map(({ second }) => second)));
        }
      }),
      { numRuns: 60 },
    );
  });
});

it('coarsens the oldest and leaves the newest their seconds', () => {
  const log = new TrafficLog(() => 1, { entries: 1024, chunk: 64 });
  for (let second = 0; second < 20_000; second++) log.add(0, 1, second * 1e6, 100, true);
  const chunks = log.chunks();
  const widths = chunks.map(({ width }) => width);
  expect(widths).toEqual(widths.toSorted((left, right) => right - left));
  expect(widths.at(-1)).toBe(1);
  expect(entriesOf(chunks).filter(({ width }) => width === 1).length).toBeGreaterThanOrEqual(256);
  // As few seconds as would do: half as wide, it would not have fitted.
  expect(widths[0]).toBeLessThanOrEqual(64);
  expect(sum(entriesOf(chunks).map((entry) => entry.in))).toBe(2_000_000);
});

it('has nobody for what it cannot keep apart, and none of it is lost', () => {
  const log = new TrafficLog(() => 7, { entries: 100, chunk: 10 });
  for (let slot = 0; slot < 1000; slot++) log.add(slot, 7, 5e6, 10, false);
  const found = entriesOf(log.chunks());
  expect(found.length).toBeLessThanOrEqual(110);
  expect(sum(found.map(({ out }) => out))).toBe(10_000);
  expect(sum(found.filter(({ slot }) => slot === NOBODY).map(({ out }) => out))).toBeGreaterThan(8000);
});

it('takes what was frozen as it was', () => {
  const log = new TrafficLog(() => 1, { entries: 64, chunk: 8 });
  log.add(0, 1, 1e6, 10, true);
  const frozen = log.frozenChunks();
  const before = entriesOf(frozen);
  for (let second = 1; second < 500; second++) log.add(0, 1, second * 1e6, 10, true);
  expect(entriesOf(frozen)).toEqual(before);
  expect(before).toMatchObject([{ second: 1, in: 10, packets: 1 }]);
  expect(sum(entriesOf(log.chunks()).map((entry) => entry.in))).toBe(5000);
});

it('counts what has no time, or none that can be, as the latest', () => {
  const log = new TrafficLog(() => 1);
  for (const time of [Number.NaN, 5e6, -1, 1e300, Number.NaN]) log.add(0, 1, time, 1, true);
  expect(entriesOf(log.chunks()).map(({ second, in: bytes }) => [second, bytes])).toEqual([
    [0, 1],
    [5, 4],
  ]);
  expect([log.firstTime, log.lastTime]).toEqual([5e6, 5e6]);
});

it('begins another entry where a sum would not fit', () => {
  const log = new TrafficLog(() => 1);
  for (let i = 0; i < 3; i++) log.add(0, 1, 1e6, 3_000_000_000, true);
  expect(entriesOf(log.chunks()).map((entry) => entry.in)).toEqual([3e9, 3e9, 3e9]);
});
