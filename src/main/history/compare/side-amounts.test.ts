import { afterEach, describe, expect, it } from 'vitest';
import type { Compared } from '#contract/history/compare.ts';
import type { TimeSpan } from '#contract/views/time-range.ts';
import { openTestDatabase, type TestDatabase, type TestRow } from '../database/test-database.ts';
import { wantedRows } from '../reads/filter/wanted-rows.ts';
import { sideAmounts } from './side-amounts.ts';

const MINUTE = 60_000_000;
const NOON = Date.UTC(2026, 5, 1, 12) * 1000;

function session(no: number, fromMinute: number, toMinute: number, more: TestRow = {}): TestRow {
  return {
    session_no: no,
    start_time: NOON + fromMinute * MINUTE,
    end_time: NOON + toMinute * MINUTE,
    duration_s: (toMinute - fromMinute) * 60,
    protocol_name: 'TCP',
    dst_ip: '192.0.2.1',
    dst_port: 443,
    bytes_in: 1000,
    bytes_out: 100,
    ...more,
  };
}

describe('the sums of a side', () => {
  let database: TestDatabase;
  afterEach(() => database.close());

  async function sums(by: Compared, span: TimeSpan | null): Promise<Record<string, readonly number[]>> {
    const connection = await database.connect();
    const wanted = wantedRows(by === 'name' ? 'dns' : 'sessions', '', span, 's');
    const amounts = await sideAmounts(connection, by, span, wanted);
    connection.closeSync();
    return Object.fromEntries(
      [...amounts].map(([label, { sessions, bytes_in, bytes_out }]) => [
        String(label),
        [sessions, bytes_in, bytes_out],
      ]),
    );
  }

  it('counts a session with what it had within the span', async () => {
    database = await openTestDatabase({
      sessions: [
        session(1, 0, 5, { hostname: 'within.example' }),
        session(2, 5, 25, { hostname: 'across.example', bytes_in: 8000 }),
        session(3, 5, 25, { hostname: 'share.example', bytes_in: 8000 }),
        session(4, 20, 25, { hostname: 'later.example' }),
      ],
      traffic: [
        { time: NOON + 5 * MINUTE, seconds: 10, session_no: 2, bytes_in: 3000, bytes_out: 40, packets: 3 },
        { time: NOON + 20 * MINUTE, seconds: 10, session_no: 2, bytes_in: 5000, bytes_out: 60, packets: 3 },
      ],
    });
    expect(await sums('host', { fromUs: NOON, toUs: NOON + 10 * MINUTE })).toEqual({
      'within.example': [1, 1000, 100],
      'across.example': [1, 3000, 40],
      // A quarter of its twenty minutes.
      'share.example': [1, 2000, 25],
    });
    expect((await sums('host', null))['across.example']).toEqual([1, 8000, 100]);
  });

  it('tells apart by port, with the address where there is no name', async () => {
    database = await openTestDatabase({
      sessions: [
        session(1, 0, 1),
        session(2, 0, 1, { dst_port: 53, protocol_name: 'UDP' }),
        session(3, 0, 1, { dst_port: null, protocol_name: 'ICMP' }),
      ],
    });
    expect(await sums('port', null)).toEqual({
      'TCP 443': [1, 1000, 100],
      'UDP 53': [1, 1000, 100],
      ICMP: [1, 1000, 100],
    });
    expect(await sums('host', null)).toEqual({ '192.0.2.1': [3, 3000, 300] });
  });

  it('counts names that were asked for, whatever their letters', async () => {
    database = await openTestDatabase({
      dns: ['A.example', 'a.EXAMPLE', 'b.example', null].map((query, at) => ({
        dns_no: at + 1,
        time: NOON + at * MINUTE,
        query,
      })),
    });
    expect(await sums('name', { fromUs: NOON, toUs: NOON + MINUTE })).toEqual({ 'a.example': [2, 0, 0] });
  });
});
