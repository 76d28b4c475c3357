/** Sums, series and orders over a history, held against the same worked out row by row in JavaScript. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HISTORY_DATASET } from '#contract/history/questions.ts';
import type { OverviewFrame, SumRow } from '#contract/views/sums.ts';
import type { TimeSpan } from '#contract/views/time-range.ts';
import { compareText } from '#main/engine/store/compare-text.ts';
import { makeMinutes } from '#main/history/database/minutes.ts';
import {
  openTestDatabase,
  type TestDatabase,
  type TestRow,
  type TestRows,
} from '#main/history/database/test-database.ts';
import { readHandlers } from '#main/history/reads/handlers.ts';
import { heldPieces } from '#main/history/reads/pieces/held-by.ts';

const SECOND = 1_000_000;
const NOON = Date.UTC(2026, 5, 1, 12) * 1000;
const NAMES = ['www.example', 'WWW.Example', 'a', '', null];

interface Stretch {
  readonly second: number;
  readonly bytesIn: number;
  readonly bytesOut: number;
}
interface Session {
  readonly no: number;
  readonly fromUs: number;
  readonly toUs: number;
  readonly hostname: string | null;
  readonly service: string | null;
  readonly open: boolean;
  readonly dst_ip: string;
  readonly traffic: readonly Stretch[];
}

const sessions = fc
  .array(
    fc.record({
      from: fc.nat({ max: 600 * SECOND }),
      // Most are short, some very long.
      length: fc.oneof(fc.nat({ max: 12 * SECOND }), fc.nat({ max: 500 * SECOND })),
      hostname: fc.constantFrom(...NAMES),
      service: fc.constantFrom('https', 'HTTPS', 'dns', null),
      open: fc.constantFrom(false, false, true),
      dst_ip: fc.constantFrom('192.0.2.1', '192.0.2.2'),
      amounts: fc.array(fc.nat({ max: 1000 }), { minLength: 3, maxLength: 3 }),
    }),
    { minLength: 1, maxLength: 25 },
  )
  .map((all) =>
    all.map(({ from, length, amounts, ...rest }, no): Session => {
      const [fromUs, toUs] = [NOON + from, NOON + from + length];
      const first = Math.floor(fromUs / SECOND / 10) * 10;
      const last = Math.floor(toUs / SECOND / 10) * 10;
      const seconds = [...new Set([first, first + 10 * Math.floor((last - first) / 20), last])];
      const traffic = seconds.map((second, at) => ({ second, bytesIn: amounts[at]! + 1, bytesOut: at }));
      return { no: no + 1, fromUs, toUs, ...rest, traffic };
    }),
  );

function sum<T>(rows: readonly T[], of: (row: T) => number): number {
  return rows.reduce((total, row) => total + of(row), 0);
}

/** Pieces of a minute, and nothing is waited for. */
const MARKS = { seconds: 60, settleMs: 0, nowMs: () => 0 };

async function written(all: readonly Session[]): Promise<TestDatabase> {
  const rows: TestRows = {
    sessions: all.map((each): TestRow => ({
      session_no: each.no,
      session_id: `id-${each.no}`,
      open: each.open,
      start_time: each.fromUs,
      end_time: each.toUs,
      hostname: each.hostname,
      service: each.service,
      dst_ip: each.dst_ip,
      src_ip: '10.0.0.1',
      protocol_name: 'TCP',
      bytes_in: sum(each.traffic, ({ bytesIn }) => bytesIn),
      bytes_out: sum(each.traffic, ({ bytesOut }) => bytesOut),
      packets_in: 1,
      packets_out: each.traffic.length - 1,
    })),
    traffic: all.flatMap(({ no, traffic }) =>
      traffic.map(({ second, bytesIn, bytesOut }): TestRow => ({
        session_no: no,
        time: second * SECOND,
        seconds: 10,
        bytes_in: bytesIn,
        bytes_out: bytesOut,
        packets: 1,
      })),
    ),
  };
  return openTestDatabase(rows, HISTORY_DATASET, MARKS);
}

/** What of a session is in a span: seconds that it touches count in full. */
function within({ traffic }: Session, span: TimeSpan | null): readonly Stretch[] {
  if (span === null) return traffic;
  const [from, to] = [Math.floor(span.fromUs / SECOND), Math.floor(span.toUs / SECOND)];
  return traffic.filter(({ second }) => second + 10 > from && second <= to);
}

function labels(
  all: readonly Session[],
  span: TimeSpan | null,
  key: (session: Session) => string,
): Map<string, number> {
  const found = new Map<string, number>();
  for (const each of all) {
    const bytes = sum(within(each, span), ({ bytesIn }) => bytesIn);
    found.set(key(each), (found.get(key(each)) ?? 0) + bytes);
  }
  return found;
}

const keyOf = (label: string | null): string => label?.toLowerCase() ?? '';
const topsOf = (rows: readonly SumRow[]): Map<string, number> =>
  new Map(rows.map(({ label, bytes_in: bytes }) => [keyOf(label), bytes]));
const withBytes = (all: ReadonlyMap<string, number>): Map<string, number> =>
  new Map([...all].filter(([, bytes]) => bytes > 0));

function checkSeries(frame: OverviewFrame, all: readonly Session[], span: TimeSpan | null): void {
  const { bucketSeconds, firstBucketUs, buckets, series } = frame;
  const expected = new Map<string, number[]>();
  for (const each of all) {
    const line = expected.get(keyOf(each.service)) ?? Array.from({ length: buckets }, () => 0);
    expected.set(keyOf(each.service), line);
    for (const { second, bytesIn } of within(each, span)) {
      const bucket = Math.floor((second - firstBucketUs / SECOND) / bucketSeconds);
      line[Math.min(Math.max(bucket, 0), buckets - 1)]! += bytesIn;
    }
  }
  const drawn = new Map(series.map((each) => [keyOf(each.label), [...each.in]]));
  for (const [key, line] of expected) if (line.some((bytes) => bytes > 0)) expect(drawn.get(key), key).toEqual(line);
}

async function checkSums(
  database: TestDatabase,
  text: string,
  span: TimeSpan | null,
  most: number,
  meant: readonly Session[],
): Promise<void> {
  const asked = { dataset: 'history', filter: text, span, by: 'service', points: most, top: 50 } as const;
  const result = await readHandlers.overview(asked, database.context());
  if (!result.ok) throw new Error(result.failure.message);
  const frame = result.value;
  const hosts = labels(meant, span, ({ hostname, dst_ip: address }) =>
    keyOf(hostname) === '' ? address : keyOf(hostname),
  );
  expect(frame.totals.sessions).toBe(meant.length);
  expect(frame.totals.open).toBe(meant.filter(({ open }) => open).length);
  expect(frame.totals.hosts).toBe(hosts.size);
  expect(frame.totals.bytes_in).toBe(sum(meant, (row) => sum(within(row, span), ({ bytesIn }) => bytesIn)));
  expect(topsOf(frame.tops.host)).toEqual(withBytes(hosts));
  checkSeries(frame, meant, span);
  const sort = { column: 'packets', descending: true } as const;
  const groups = await readHandlers.groups(
    { dataset: 'history', filter: text, span, by: 'host', sort, offset: 0, limit: 50 },
    database.context(),
  );
  if (!groups.ok) throw new Error(groups.failure.message);
  const packets = groups.value.rows.map((row) => row.packets);
  expect(packets).toEqual(packets.toSorted((a, b) => b - a));
  expect(sum(packets, (each) => each)).toBe(sum(meant, (row) => within(row, span).length));
}

const https = { hostname: '', service: 'https', open: false, dst_ip: '192.0.2.1' };
/** A session that ended before the range, in a stretch of traffic that reaches into it; and one within. */
const ENDED_BEFORE: [Session[], [number, number], 6, '', number] = [
  [
    {
      ...https,
      no: 1,
      fromUs: NOON + 15,
      toUs: NOON + 12 * SECOND,
      traffic: [{ second: NOON / SECOND + 10, bytesIn: 997, bytesOut: 1 }],
    },
    {
      ...https,
      no: 2,
      fromUs: NOON + 316 * SECOND,
      toUs: NOON + 323 * SECOND,
      traffic: [{ second: NOON / SECOND + 310, bytesIn: 78, bytesOut: 0 }],
    },
  ],
  [18_054_096, 353_906_011],
  6,
  '',
  560,
];

describe('sums over a history', () => {
  it('are what its rows add up to, in every range, with and without a filter and the sums of minutes', async () => {
    const range = fc.option(fc.tuple(fc.nat({ max: 1100 * SECOND }), fc.nat({ max: 1100 * SECOND })));
    const points = fc.constantFrom(3, 4, 6, 600);
    const filter = fc.constantFrom('', '', '', 'service = https', 'not hostname = a', 'dst_port exists');
    let counted = 0;
    let pieces = 0;
    await fc.assert(
      fc.asyncProperty(sessions, range, points, filter, fc.nat({ max: 600 }), async (rows, ends, most, text, made) => {
        const database = await written(rows);
        const connection = await database.connect();
        // Some of the minutes are not made yet.
        while (await makeMinutes(connection, NOON / 1000 + made * 1000 + 75_000));
        connection.closeSync();
        const span = ends === null ? null : { fromUs: NOON + Math.min(...ends), toUs: NOON + Math.max(...ends) };
        const passes = ({ service, hostname }: Session): boolean =>
          text === '' ||
          (text.startsWith('service') && keyOf(service) === 'https') ||
          (text.startsWith('not') && hostname !== 'a');
        const meant = rows.filter(
          (row) => passes(row) && (span === null || (row.toUs >= span.fromUs && row.fromUs <= span.toUs)),
        );
        await checkSums(database, text, span, most, meant);
        // And once more, with what was worked out of minutes that were over.
        const held = heldPieces(database);
        await held.made();
        const wanted = { filter: text, span, kinds: ['sessions'] } as const;
        const use = held.use(wanted);
        pieces += use.usable()?.of('sessions').length ?? 0;
        use.end();
        await checkSums(database, text, span, most, meant);
        counted += meant.length;
        await database.close();
      }),
      { numRuns: Number(process.env['SUMS_RUNS'] ?? 8), endOnFailure: true, examples: [ENDED_BEFORE] },
    );
    expect(counted).toBeGreaterThan(8);
    expect(pieces).toBeGreaterThan(8);
  });
});

describe('texts in a view', () => {
  it('are in the order that they have in memory', async () => {
    const word = fc.string({ unit: fc.constantFrom(...Array.from('aAbBéÉ019.-_ :zß/(')), minLength: 1, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(word, { minLength: 10, maxLength: 60 }), async (texts) => {
        const database = await openTestDatabase({
          sessions: texts.map((hostname, at) => ({ session_no: at + 1, session_id: String(at), hostname })),
        });
        const sort = { column: 'hostname', descending: false };
        const view = {
          table: 'sessions',
          filter: '',
          span: null,
          sort,
          offset: 0,
          limit: 100,
          follow: false,
          sparklines: false,
        } as const;
        const result = await readHandlers.view({ dataset: 'history', ...view }, database.context());
        if (!result.ok) throw new Error(result.failure.message);
        expect(result.value.columns['hostname']).toEqual(texts.toSorted(compareText));
        await database.close();
      }),
      { numRuns: 25 },
    );
  });
});
