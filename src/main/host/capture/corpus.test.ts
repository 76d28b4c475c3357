/** Every capture of the shared corpus, framed as its expectation says; skipped where the corpus is not there. */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { openPacketSource } from '#main/engine/capture/open-source.ts';
import { openBytes } from './byte-sources.ts';

const CORPUS = path.resolve(import.meta.dirname, '../../../../../shared/captures');
const available = existsSync(CORPUS);

interface Expectation {
  readonly packets: number;
  readonly packets_range?: readonly [number, number];
  readonly first: string | null;
  readonly last: string | null;
  readonly counts: { readonly wire_bytes: number; readonly captured_bytes: number; readonly without_time: number };
}

interface IndexRow {
  readonly name: string;
  readonly packets: string;
  readonly reading: string;
}

function rows(): IndexRow[] {
  if (!available) return [{ name: '(the shared captures)', packets: '', reading: '' }];
  const lines = readFileSync(path.join(CORPUS, 'INDEX.tsv'), 'utf8').trim().split('\n');
  const columns = lines[0]?.split('\t') ?? [];
  const cell = (line: string, name: string): string => line.split('\t')[columns.indexOf(name)] ?? '';
  return lines.slice(1).map((line) => ({
    name: cell(line, 'file'),
    packets: cell(line, 'packets'),
    reading: cell(line, 'reading'),
  }));
}

describe.skipIf(!available)('the corpus of captures', () => {
  it('is listed whole', () => {
    const captures = readdirSync(CORPUS).filter((name) => !['INDEX.tsv', 'README.md', 'expected'].includes(name));
    expect(
      rows()
        .map((row) => row.name)
        .toSorted(),
    ).toEqual(captures.toSorted());
  });

  it.each(rows())('$name reads as expected', async ({ name, packets, reading }) => {
    const expected = JSON.parse(readFileSync(path.join(CORPUS, 'expected', `${name}.json`), 'utf8')) as Expectation;
    const bytes = await openBytes(path.join(CORPUS, name));
    if (!bytes.ok) throw new Error(bytes.failure.message);
    const source = await openPacketSource(bytes.value, name);
    if (!source.ok) throw new Error(source.failure.message);
    const seen = { packets: 0, wire: 0, captured: 0, first: Infinity, last: -Infinity, withoutTime: 0 };
    for (;;) {
      const batch = await source.value.next();
      if ('end' in batch) {
        expect(batch.failure === null).toBe(reading !== 'damaged');
        if (batch.failure !== null) expect(batch.failure.offset).toBeTypeOf('number');
        break;
      }
      for (let row = 0; row < batch.count; row++) {
        const time = batch.times[row] ?? Number.NaN;
        seen.packets++;
        seen.wire += batch.wireLengths[row] ?? 0;
        seen.captured += batch.capturedLengths[row] ?? 0;
        if (Number.isNaN(time)) seen.withoutTime++;
        else {
          seen.first = Math.min(seen.first, time);
          seen.last = Math.max(seen.last, time);
        }
      }
    }
    await source.value.close();
    const [least, most] = packets.includes('..')
      ? packets.split('..').map(Number)
      : [expected.packets, expected.packets];
    expect(seen.packets).toBeGreaterThanOrEqual(least ?? 0);
    expect(seen.packets).toBeLessThanOrEqual(most ?? 0);
    expect(seen.withoutTime).toBe(expected.counts.without_time);
    expect([seen.wire, seen.captured]).toEqual([expected.counts.wire_bytes, expected.counts.captured_bytes]);
    if (expected.first !== null) expect(seen.first).toBeCloseTo(Number(expected.first) * 1e6, -1);
    if (expected.last !== null) expect(seen.last).toBeCloseTo(Number(expected.last) * 1e6, -1);
    if (expected.first !== null) expect(isoMicroseconds(seen.first)).toBe(expected.first.slice(0, -3));
    if (expected.last !== null) expect(isoMicroseconds(seen.last)).toBe(expected.last.slice(0, -3));
  });
});

/** Seconds with six decimals, cut as the expectation's nine are. */
function isoMicroseconds(microseconds: number): string {
  const whole = Math.floor(microseconds);
  return `${Math.floor(whole / 1e6)}.${String(whole % 1e6).padStart(6, '0')}`;
}
