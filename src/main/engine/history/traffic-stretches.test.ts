import { describe, expect, it } from 'vitest';
import type { HistoryRows } from '#contract/history/rows.ts';
import { ManualClock } from '../store/manual-clock.ts';
import { Slicer, Turns } from '../store/slicer.ts';
import { TrafficLog } from '../store/traffic-log.ts';
import { TrafficStretches } from './traffic-stretches.ts';

const SECOND = 1_000_000;
/** A whole stretch. */
const BEGIN = 1_700_000_000;

function recorded(sizes?: ConstructorParameters<typeof TrafficLog>[1]) {
  const log = new TrafficLog((slot) => slot + 1, sizes);
  const stretches = new TrafficStretches(log);
  return {
    log,
    stretches,
    /** Of the session with serial `slot + 1`, so many seconds after BEGIN. */
    packet: (slot: number, seconds: number, bytes: number, inward = false) =>
      log.add(slot, slot + 1, (BEGIN + seconds) * SECOND, bytes, inward),
    take: (seconds: number | null) =>
      stretches.take(
        seconds === null ? null : (BEGIN + seconds) * SECOND,
        () => 1000,
        (serial) => 500 + serial,
        new Slicer(new Turns(new ManualClock(0, 1))),
      ),
  };
}

/** Seconds after BEGIN, session, in, out, packets. */
function rowsOf(rows: HistoryRows | undefined): number[][] {
  const columns = (rows?.columns ?? []) as number[][];
  return Array.from({ length: rows?.rows ?? 0 }, (_, row) => {
    const [time, seconds, ...rest] = columns.map((column) => column[row]!);
    expect(seconds).toBe(10);
    return [time! / SECOND - BEGIN, ...rest];
  });
}

describe('traffic by stretches', () => {
  it('is one row for each session and stretch, once the stretch is over', async () => {
    const { packet, take } = recorded();
    packet(0, 0, 100);
    packet(0, 0.5, 50, true);
    packet(1, 3, 7);
    packet(0, 9.9, 100);
    expect(await take(9)).toBeUndefined();
    packet(0, 10, 1);
    expect(await take(12.9)).toBeUndefined();
    expect(rowsOf(await take(13))).toEqual([
      [0, 501, 50, 200, 3],
      [0, 502, 0, 7, 1],
    ]);
    expect(await take(22)).toBeUndefined();
    expect(rowsOf(await take(33))).toEqual([[10, 501, 0, 1, 1]]);
  });

  it('counts what comes late in the next stretch, to the byte', async () => {
    const { packet, take } = recorded();
    packet(0, 5, 100);
    packet(1, 5, 10);
    expect(rowsOf(await take(13))).toHaveLength(2);
    // The same second as an entry that was read.
    packet(0, 5, 30);
    packet(1, 14, 10);
    expect(rowsOf(await take(23))).toEqual([
      [10, 501, 0, 30, 1],
      [10, 502, 0, 10, 1],
    ]);
  });

  it('gives what there is at the end', async () => {
    const { packet, take } = recorded();
    packet(0, 5, 100);
    packet(0, 14, 100);
    expect(rowsOf(await take(null))).toEqual([
      [0, 501, 0, 100, 1],
      [10, 501, 0, 100, 1],
    ]);
    expect(await take(null)).toBeUndefined();
  });

  it('is what came between its beginning and its end', async () => {
    const { packet, stretches, take } = recorded();
    packet(0, 1, 1);
    stretches.begin();
    packet(0, 1, 20);
    stretches.stop();
    packet(0, 1, 300);
    expect(rowsOf(await take(null))).toEqual([[0, 501, 0, 20, 1]]);
    stretches.begin();
    packet(0, 11, 4000);
    expect(rowsOf(await take(null))).toEqual([[10, 501, 0, 4000, 1]]);
  });

  it('is whole over many chunks of the log, and counts what the log had made coarser before', async () => {
    const many = recorded({ entries: 100_000, chunk: 64 });
    for (let slot = 0; slot < 1000; slot++) many.packet(slot, slot / 200, 1000 + slot);
    const rows = rowsOf(await many.take(13));
    expect(rows).toEqual(Array.from({ length: 1000 }, (_, slot) => [0, 501 + slot, 0, 1000 + slot, 1]));
    expect(many.stretches.lost).toBe(0);

    const few = recorded({ entries: 512, chunk: 64 });
    for (let i = 0; i < 4000; i++) few.packet(i % 10, i, 1);
    const kept = rowsOf(await few.take(null)).reduce((sum, [, , , , packets]) => sum + packets!, 0);
    expect(few.stretches.lost).toBeGreaterThan(0);
    expect(kept + few.stretches.lost).toBe(4000);
  });
});
