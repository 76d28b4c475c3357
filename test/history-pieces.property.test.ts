/** Answers are the same whether hours that are over were summed up before or not, also while rows change. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { HISTORY_DATASET } from '#contract/history/questions.ts';
import type { TimeSpan } from '#contract/views/time-range.ts';
import { openTestDatabase, toBatch, type TestDatabase, type TestRow } from '#main/history/database/test-database.ts';
import { readHandlers } from '#main/history/reads/handlers.ts';
import { heldPieces } from '#main/history/reads/pieces/held-by.ts';

const SECOND = 1_000_000;
const NOON = Date.UTC(2026, 5, 1, 12) * 1000;
/** Pieces of a minute. */
const MARKS = { seconds: 60, settleMs: 0, nowMs: () => 0 };
const MINUTES = 12;

const time = fc.nat({ max: MINUTES * 60 * SECOND });
const name = fc.constantFrom('www.example', 'WWW.Example', 'ΟΔΟΣ', 'οδος', 'a', null);
const sessions = fc.array(
  fc.record({
    start: time,
    length: fc.oneof(fc.nat({ max: SECOND }), fc.nat({ max: 300 * SECOND })),
    open: fc.constantFrom(false, false, true),
    hostname: name,
    service: fc.constantFrom('https', 'dns', null),
    port: fc.constantFrom(443, 53),
    bytes: fc.nat({ max: 1000 }),
  }),
  { minLength: 1, maxLength: 20 },
);
const lookups = fc.array(
  fc.record({
    time,
    query: name,
    status: fc.constantFrom('answered', 'nxdomain', 'unanswered'),
    latency: fc.option(fc.nat({ max: 50 })),
    server: fc.constantFrom('10.0.0.53', '9.9.9.9'),
    session: fc.nat({ max: 25 }),
  }),
  { maxLength: 25 },
);
type Sessions = typeof sessions extends fc.Arbitrary<infer T> ? T : never;
type Lookups = typeof lookups extends fc.Arbitrary<infer T> ? T : never;

type Session = Omit<Sessions[number], 'hostname'> & { readonly hostname: string | null };
interface Rows {
  readonly sessions: TestRow[];
  readonly traffic: TestRow[];
}

/** Traffic is in the stretch in which a session begins and in that in which it ends, half of it each. */
function rowsOf(all: Sessions, first: number): Rows {
  const numbered = all.map((each, at) => ({ no: first + at, ...each }));
  return { sessions: numbered.map((each) => sessionRow(each.no, each, 1)), traffic: numbered.flatMap(trafficOf) };
}

function sessionRow(
  no: number,
  { start, length, open, hostname, service, port, bytes }: Session,
  times: number,
): TestRow {
  return {
    session_no: no,
    session_id: `id-${no}`,
    open,
    start_time: NOON + start,
    end_time: NOON + start + length,
    hostname,
    service,
    protocol_name: port === 53 ? 'UDP' : 'TCP',
    src_ip: '10.0.0.1',
    dst_ip: `192.0.2.${port % 7}`,
    dst_port: port,
    bytes_in: 2 * bytes * times,
    bytes_out: 2 * times,
    packets_in: times,
    packets_out: times,
  };
}

const stretchOf = (us: number): number => Math.floor(us / SECOND / 10) * 10 * SECOND;

function trafficOf({ no, start, length, bytes }: Session & { readonly no: number }): TestRow[] {
  const [begin, end] = [stretchOf(NOON + start), stretchOf(NOON + start + length)];
  const half = { session_no: no, seconds: 10, bytes_in: bytes, bytes_out: 1, packets: 1 };
  if (begin === end) return [{ ...half, time: begin, bytes_in: 2 * bytes, bytes_out: 2, packets: 2 }];
  return [begin, end].map((us) => ({ ...half, time: us }));
}

/** Open sessions go on for a minute, had as much again in its last stretch, and have ended; all get another name. */
function changedRows(all: Sessions, hostname: string | null): Rows {
  const changed = all.map((each, at) => ({ no: at + 1, ...each, hostname }));
  const longer = changed
    .filter(({ open }) => open)
    .map((each) => ({ ...each, open: false, length: each.length + 60 * SECOND }));
  const named = changed.filter(({ open }) => !open);
  return {
    sessions: [
      ...longer.map((each) => sessionRow(each.no, each, 2)),
      ...named.map((each) => sessionRow(each.no, each, 1)),
    ],
    traffic: longer.map(({ no, start, length, bytes }) => ({
      session_no: no,
      time: stretchOf(NOON + start + length),
      seconds: 10,
      bytes_in: 2 * bytes,
      bytes_out: 2,
      packets: 2,
    })),
  };
}

const dnsOf = (all: Lookups, first: number): TestRow[] =>
  all.map((each, at): TestRow => ({
    dns_no: first + at,
    time: NOON + each.time,
    session_id: `id-${each.session}`,
    client_ip: '10.0.0.1',
    server_ip: each.server,
    server_port: 53,
    query: each.query,
    status: each.status,
    rcode: each.status === 'answered' ? 0 : each.status === 'nxdomain' ? 3 : null,
    latency_ms: each.status === 'unanswered' ? null : each.latency,
    answers: '[]',
    ttls: [],
  }));

/** All that views ask. */
async function answers(database: TestDatabase, filter: string, span: TimeSpan | null): Promise<unknown[]> {
  const asked = { dataset: HISTORY_DATASET, filter, span };
  const context = database.context();
  const view = { ...asked, sort: null, offset: 0, limit: 5, follow: true, sparklines: true };
  const sort = { column: 'packets', descending: true } as const;
  const results = [
    await readHandlers.overview({ ...asked, by: 'service', points: 4, top: 9 }, context),
    await readHandlers.overview({ ...asked, by: 'host', points: 6, top: 9 }, context),
    await readHandlers.overview({ ...asked, by: 'protocol', points: 12, top: 0 }, context),
    await readHandlers.groups({ ...asked, by: 'host', sort, offset: 0, limit: 20 }, context),
    await readHandlers.dns_summary({ ...asked, top: 9, points: 6 }, context),
    await readHandlers.view({ ...view, table: 'sessions' }, context),
    await readHandlers.view({ ...view, table: 'dns', follow: false, offset: 1 }, context),
  ];
  return results.map((result) => {
    if (!result.ok) throw new Error(result.failure.message);
    return result.value;
  });
}

it('answers are those of the rows, whatever was summed up before', async () => {
  const filters = fc.constantFrom(
    '',
    '',
    'service = https',
    'port = 53',
    'host ~ www',
    'host ~ οδος',
    'process exists',
  );
  const spans = fc.option(fc.tuple(time, time));
  let pieces = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.tuple(sessions, sessions),
      fc.tuple(lookups, lookups),
      filters,
      spans,
      name,
      async ([before, after], [dnsBefore, dnsAfter], filter, ends, newName) => {
        const span = ends === null ? null : { fromUs: NOON + Math.min(...ends), toUs: NOON + Math.max(...ends) };
        const rows = { ...rowsOf(before, 1), dns: dnsOf(dnsBefore, 1) };
        const database = await openTestDatabase(rows, HISTORY_DATASET, MARKS);
        const expected = await answers(database, filter, span);
        await heldPieces(database).made();
        const use = heldPieces(database).use({ filter, span, kinds: [] });
        pieces += use.usable()?.of('sessions').length ?? 0;
        use.end();
        expect(await answers(database, filter, span)).toEqual(expected);
        const changed = changedRows(before.slice(0, Math.ceil(before.length / 2)), newName);
        const added = rowsOf(after, before.length + 1);
        const more = {
          sessions: [...changed.sessions, ...added.sessions],
          traffic: [...changed.traffic, ...added.traffic],
          dns: dnsOf(dnsAfter, dnsBefore.length + 1),
        };
        await database.write(toBatch(more));
        const now = await answers(database, filter, span);
        const fresh = await openTestDatabase(rows);
        await fresh.write(toBatch(more));
        expect(now).toEqual(await answers(fresh, filter, span));
        await heldPieces(database).made();
        expect(await answers(database, filter, span)).toEqual(now);
        await fresh.close();
        await database.close();
      },
    ),
    { numRuns: Number(process.env['SUMS_RUNS'] ?? 4), endOnFailure: true },
  );
  expect(pieces).toBeGreaterThan(0);
});
