import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PipelineRecord } from '#contract/pipelines/record.ts';
import { dns, session } from '#main/engine/filter/test-records.ts';
import { judged, rulesOf } from '../test-rules.ts';
import { MAX_KEYS } from './compile-window.ts';

function rule(condition: string): string {
  return `- rule: it\n  condition: ${JSON.stringify(condition)}\n`;
}

/** Positions of the records for which the condition holds. */
function hits(condition: string, records: readonly PipelineRecord[]): number[] {
  const set = rulesOf(rule(condition));
  return records.flatMap((record, index) => (judged(set, record)!.length > 0 ? [index] : []));
}

describe('count and sum', () => {
  it('count the records of each key within the time, to a sixtieth of it', () => {
    const records = [0, 10, 20, 61, 75, 200].map((seconds) => session({}, seconds));
    records.push(session({ src_ip: '192.0.2.9' }, 200));
    expect(hits('count() by (src_ip) within 60s >= 3', records)).toEqual([2, 3, 4]);
    expect(hits('count() within 60s = 2', records)).toEqual([1, 6]);
  });

  it('take in only what reaches them', () => {
    const records = [80, 443, 80, 443, 80].map((dst_port, index) => session({ dst_port }, index));
    expect(hits('dst_port = 80 and count() within 60s > 1', records)).toEqual([2, 4]);
    expect(hits('count() within 60s > 1 and dst_port = 80', records)).toEqual([2, 4]);
    expect(hits('count() within 60s > 3 and dst_port = 80', records)).toEqual([4]);
    expect(hits('dst_port = 80 and count() within 60s > 3', records)).toEqual([]);
  });

  it('add up what a field says, with its units', () => {
    const records = [1, 2, 3].map((index) => session({ bytes_out: 400_000 * index }, index));
    expect(hits('sum(bytes_out) by src_ip within 1m > 1MB', records)).toEqual([1, 2]);
  });

  it('agree with counting by hand', () => {
    const times = fc.array(fc.integer({ min: 0, max: 600 }), { maxLength: 60 });
    fc.assert(
      fc.property(times, fc.integer({ min: 1, max: 5 }), (seconds, threshold) => {
        const sorted = seconds.toSorted((a, b) => a - b);
        const byHand = sorted.flatMap((now, index) => {
          const seen = sorted.slice(0, index + 1).filter((time) => time > now - 60).length;
          return seen >= threshold ? [index] : [];
        });
        const records = sorted.map((time) => session({}, time));
        expect(hits(`count() within 60s >= ${threshold}`, records)).toEqual(byHand);
        const distinct = sorted.map((time, index) => session({ src_port: index }, time));
        expect(hits(`count_distinct(src_port) within 60s >= ${threshold}`, distinct)).toEqual(byHand);
      }),
    );
  });
});

describe('count_distinct', () => {
  it('counts different values of each key', () => {
    const ports = [1, 2, 2, 2, 3, 4];
    const records = ports.map((dst_port, index) => session({ dst_port }, index));
    records.push(session({ dst_port: 5, src_ip: '192.0.2.9' }, 6));
    expect(hits('count_distinct(dst_port) by (src_ip, dst_ip) within 60s > 2', records)).toEqual([4, 5]);
    expect(hits('count_distinct(dst_port, src_ip) within 60s > 4', records)).toEqual([6]);
    expect(hits('count_distinct(query) within 60s > 1', [dns({ query: 'a.B' }, 0), dns({ query: 'A.b' }, 1)])).toEqual(
      [],
    );
  });

  it('forgets values that are too old, and keeps those that came again', () => {
    const seen = [
      [1, 0],
      [2, 30],
      [1, 50],
      [3, 70],
      [4, 130],
    ] as const;
    const records = seen.map(([dst_port, seconds]) => session({ dst_port }, seconds));
    // At 70 s: 2 (30 s), 1 (again at 50 s) and 3; at 130 s: 3 is exactly a minute old, so only 4.
    expect(hits('count_distinct(dst_port) within 60s >= 3', records)).toEqual([3]);
    expect(hits('count_distinct(dst_port) within 60s = 1', records)).toEqual([0, 4]);
  });

  it('holds as many values as are asked about, whatever comes', () => {
    const records = Array.from({ length: 5000 }, (_, index) => session({ dst_port: index }, index / 1000));
    expect(hits('count_distinct(dst_port) within 1h > 3', records).length).toBe(4997);
    expect(hits('count_distinct(dst_port) within 1h = 3', records)).toEqual([2]);
  });
});

describe('intervals', () => {
  const steady = (count: number, jitter: (index: number) => number = () => 0): PipelineRecord[] =>
    Array.from({ length: count }, (_, index) => session({}, 60 * index + jitter(index)));

  it('tell a clock from chance', () => {
    const condition =
      'intervals() by (src_ip, dst_ip) within 1h >= 8 and interval_variation() by (src_ip, dst_ip) within 1h < 0.2 and interval_mean() by (src_ip, dst_ip) within 1h > 10s';
    expect(hits(condition, steady(10))).toEqual([8, 9]);
    expect(
      hits(
        condition,
        steady(10, (index) => (index % 2) * 5),
      ),
    ).toEqual([8, 9]);
    expect(
      hits(
        condition,
        steady(12, (index) => (index * 37) % 55),
      ),
    ).toEqual([]);
    const hasty = Array.from({ length: 12 }, (_, index) => session({}, index));
    expect(hits(condition, hasty)).toEqual([]);
  });

  it('know mean and variation', () => {
    const records = [0, 10, 30].map((seconds) => session({}, seconds));
    expect(hits('interval_mean() within 1h = 15s', records)).toEqual([2]);
    // Intervals 10 and 20: deviation 5 by mean 15.
    expect(hits('interval_variation() within 1h > 0.333', records)).toEqual([2]);
    expect(hits('interval_variation() within 1h > 0.334', records)).toEqual([]);
    expect(hits('interval_variation() within 1h >= 0', records.slice(0, 2))).toEqual([]);
  });

  it('count a session once, however often it is told, and in whatever order sessions end', () => {
    const begun = [0, 60, 120, 180].map((seconds) => session({}, seconds));
    const told = [begun[1]!, begun[0]!, begun[1]!, begun[3]!, begun[2]!, begun[2]!].map((record) => ({
      ...record,
      record_time: '2026-05-01T13:00:00.000000Z',
    }));
    expect(hits('intervals() within 1h = 3 and interval_variation() within 1h = 0', told)).toEqual([4, 5]);
  });
});

describe('first_seen', () => {
  it('is true once for each value, then again when it was long ago', () => {
    const records = [
      [1, 0],
      [1, 5],
      [2, 6],
      [1, 100],
      [2, 101],
    ].map(([dst_port, seconds]) => session({ dst_port }, seconds));
    expect(hits('first_seen(dst_ip, dst_port)', records)).toEqual([0, 2]);
    expect(hits('first_seen(dst_ip, dst_port) within 96s', records)).toEqual([0, 2]);
    expect(hits('first_seen(dst_ip, dst_port) within 95s', records)).toEqual([0, 2, 3, 4]);
  });

  it('says nothing while it learns', () => {
    const records = [
      [1, 0],
      [2, 59],
      [3, 60],
      [1, 61],
    ].map(([dst_port, seconds]) => session({ dst_port }, seconds));
    expect(hits('first_seen(dst_port) learn 1m', records)).toEqual([2]);
  });
});

describe('windows', () => {
  it('are each rule’s own, in macros, too', () => {
    const set = rulesOf(`
- macro: thrice
  condition: count() within 60s >= 3
- rule: web
  condition: dst_port = 443 and thrice
- rule: mail
  condition: dst_port = 25 and thrice
`);
    const ports = [443, 25, 443, 25, 443, 25];
    expect(ports.map((dst_port, index) => judged(set, session({ dst_port }, index)))).toEqual([
      [],
      [],
      [],
      [],
      ['web'],
      ['mail'],
    ]);
  });

  it('begin anew when time has gone far back, and do not mind a record that comes late', () => {
    const records = [0, 1, 7200, 0, 1, 2].map((seconds) => session({}, seconds));
    expect(hits('count() within 60s >= 2', records)).toEqual([1, 4, 5]);
    const late = [1000, 1001, 900, 1002].map((seconds) => session({}, seconds));
    expect(hits('count() within 60s >= 2', late)).toEqual([1, 3]);
    expect(hits('count() within 60s >= 0', [session({ record_time: null, end_time: null })])).toEqual([]);
  });

  it('forget the key that was used least recently beyond their bound, and say so', () => {
    const set = rulesOf(rule('count() by src_port within 1d >= 2'));
    for (let index = 0; index < MAX_KEYS; index++) judged(set, session({ src_port: index }));
    expect(set.rules[0]!.forgotten()).toBe(0);
    expect(judged(set, session({ src_port: 0 }))).toEqual(['it']);
    judged(set, session({ src_port: -1 }));
    expect(set.rules[0]!.forgotten()).toBe(1);
    expect(judged(set, session({ src_port: 0 }))).toEqual(['it']);
    expect(judged(set, session({ src_port: 1 }))).toEqual([]);
  });

  it('give the same for the same records', () => {
    const condition = 'count_distinct(dst_port) by src_ip within 60s > 3 or first_seen(dst_port) within 10s';
    const records = Array.from({ length: 300 }, (_, index) =>
      session({ dst_port: (index * 7919) % 23 }, (index * 31) % 400),
    );
    expect(hits(condition, records)).toEqual(hits(condition, records));
  });
});
