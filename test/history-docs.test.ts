/** docs/history.md: its ten useful queries are those of the program, and answer what they should of a history that is known. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { READY_QUERIES, READY_QUERY_NAMES, type ReadyQueryName } from '#contract/history/ready-queries.ts';
import { HISTORY_DATASET } from '#contract/history/questions.ts';
import { openTestDatabase, type TestDatabase, type TestRow } from '#main/history/database/test-database.ts';
import { sqlHandlers } from '#main/history/sql/sql-handlers.ts';

const HOUR_US = 3_600_000_000;
const DAY_US = 24 * HOUR_US;
/** The queries ask about the last days. On the hour, so that buckets are known. */
const NOW_US = Math.floor(Date.now() / 3_600_000) * HOUR_US;

let number = 0;
const session = (ageUs: number, more: TestRow): TestRow => ({
  run_id: 1,
  session_no: ++number,
  start_time: NOW_US - ageUs,
  src_ip: '192.0.2.1',
  dst_ip: '198.51.100.1',
  dst_port: 443,
  service: 'https',
  bytes_in: 0,
  bytes_out: 0,
  duration_s: 1,
  conn_state: 'SF',
  ...more,
});
const lookup = (more: TestRow): TestRow => ({
  run_id: 1,
  dns_no: ++number,
  time: NOW_US - HOUR_US,
  client_ip: '192.0.2.1',
  server_ip: '192.0.2.53',
  query: 'a.example',
  status: 'answered',
  ...more,
});
const iso = (ageUs: number): string => new Date((NOW_US - ageUs) / 1000).toISOString().replace('Z', '000Z');

let database: TestDatabase;
beforeAll(async () => {
  database = await openTestDatabase({
    runs: [
      {
        run_id: 1,
        start_time: NOW_US - 9 * DAY_US,
        end_time: NOW_US,
        state: 'running',
        interfaces: ['eth0', 'wlan0'],
        packets: 900,
        bytes: 90_000,
        kernel_dropped: 3,
        undecoded: 0,
        evicted: 0,
        rows_lost: 0,
      },
    ],
    sessions: [
      session(9 * DAY_US, { hostname: 'old.example', bytes_in: 9_000_000, process: 'curl' }),
      session(8 * DAY_US, { hostname: 'a.example', bytes_in: 1, process: 'firefox' }),
      session(2 * HOUR_US, { hostname: 'a.example', bytes_in: 5000, bytes_out: 100, process: 'firefox' }),
      session(HOUR_US, { hostname: 'a.example', bytes_in: 2000, bytes_out: 50, process: 'firefox' }),
      session(3 * HOUR_US, {
        hostname: null,
        dst_ip: '203.0.113.9',
        bytes_in: 10,
        bytes_out: 70_000,
        process: 'backup',
        duration_s: 42,
      }),
      session(4 * HOUR_US, { hostname: 'shut.example', dst_port: 8443, conn_state: 'REJ' }),
      session(3 * HOUR_US, { hostname: 'shut.example', dst_port: 8443, conn_state: 'REJ' }),
      session(2 * HOUR_US, { hostname: 'mute.example', dst_port: 22, conn_state: 'S0' }),
      // Every minute, give or take a second; twelve times.
      ...Array.from({ length: 12 }, (_, at) =>
        session(5 * DAY_US - at * 60_000_000 + (at % 2) * 1_000_000, {
          src_ip: '192.0.2.77',
          hostname: 'beacon.example',
          bytes_in: 1,
        }),
      ),
      // As often, at no rhythm.
      ...[0, 5, 300, 310, 1200, 1500, 1502, 4000].map((s) =>
        session(5 * DAY_US - s * 1_000_000, { src_ip: '192.0.2.78', hostname: 'human.example', bytes_in: 1 }),
      ),
    ],
    traffic: [
      {
        time: NOW_US - 2 * HOUR_US + 60_000_000,
        seconds: 10,
        session_no: 3,
        bytes_in: 4000,
        bytes_out: 60,
        packets: 9,
      },
      {
        time: NOW_US - 2 * HOUR_US + 1_800_000_000,
        seconds: 10,
        session_no: 3,
        bytes_in: 1000,
        bytes_out: 40,
        packets: 5,
      },
      { time: NOW_US - HOUR_US, seconds: 10, session_no: 4, bytes_in: 2000, bytes_out: 50, packets: 7 },
      { time: NOW_US - 3 * DAY_US, seconds: 10, session_no: 2, bytes_in: 1, bytes_out: 0, packets: 1 },
    ],
    dns: [
      lookup({ latency_ms: 10, answers: '[{"name":"a.example","type":"A","ttl":60,"data":"198.51.100.1"}]' }),
      lookup({ latency_ms: 20 }),
      lookup({ latency_ms: 30 }),
      lookup({ server_ip: '192.0.2.54', latency_ms: 400 }),
      lookup({ server_ip: '192.0.2.54', status: 'unanswered', latency_ms: null, query: 'slow.example' }),
      lookup({ status: 'nxdomain', query: 'typo.example', latency_ms: 20 }),
      lookup({
        status: 'nxdomain',
        query: 'typo.example',
        latency_ms: 20,
        client_ip: '192.0.2.2',
        time: NOW_US - 1_000_000,
      }),
    ],
  });
});
afterAll(() => database.close());

/** By hand, from the rows above. */
const ANSWERS: Readonly<Record<ReadyQueryName, readonly (readonly unknown[])[]>> = {
  'busiest-hosts': [
    ['203.0.113.9', 10, 70_000, 1],
    ['a.example', 7000, 150, 2],
    ['beacon.example', 12, 0, 12],
    ['human.example', 8, 0, 8],
    ['mute.example', 0, 0, 1],
    ['shut.example', 0, 0, 2],
  ],
  'traffic-by-hour': [
    [iso(2 * HOUR_US), 5000, 100],
    [iso(HOUR_US), 2000, 50],
  ],
  'new-hosts': [
    ['mute.example', iso(2 * HOUR_US), null, 1],
    ['203.0.113.9', iso(3 * HOUR_US), 'backup', 1],
    ['shut.example', iso(4 * HOUR_US), null, 2],
  ],
  programs: [
    ['backup', 10, 70_000, 1],
    ['firefox', 7000, 150, 1],
    ['(not known)', 20, 0, 4],
  ],
  'largest-uploads': [
    [iso(3 * HOUR_US), '192.0.2.1', '203.0.113.9', 'https', 70_000, 42, 'backup'],
    [iso(2 * HOUR_US), '192.0.2.1', 'a.example', 'https', 100, 1, 'firefox'],
    [iso(HOUR_US), '192.0.2.1', 'a.example', 'https', 50, 1, 'firefox'],
  ],
  unanswered: [
    ['shut.example', 8443, 'REJ', 2, iso(3 * HOUR_US)],
    ['mute.example', 22, 'S0', 1, iso(2 * HOUR_US)],
  ],
  'unresolved-names': [
    ['typo.example', 'nxdomain', 2, 2, iso(1_000_000)],
    ['slow.example', 'unanswered', 1, 1, iso(HOUR_US)],
  ],
  'slow-resolvers': [
    ['192.0.2.54', 2, 400, 400, 1],
    // Of 10, 20, 20, 20, 30: the 95th percentile lies at 4 × 0.95 = 3.8, between 20 and 30.
    ['192.0.2.53', 5, 20, 28, 0],
  ],
  'regular-contacts': [['192.0.2.77', 'beacon.example', 12, 60, 1]],
  'capture-runs': [[iso(9 * DAY_US), iso(0), 'eth0, wlan0', 900, 90_000, 3, 0, 0, 0, 'running']],
};

describe('ten useful queries', () => {
  const docs = readFileSync(new URL('../docs/history.md', import.meta.url), 'utf8');

  test.each(READY_QUERY_NAMES)('%s', async (name) => {
    const { text, asks, chart } = READY_QUERIES[name];
    const question = { dataset: HISTORY_DATASET, text, limit: 1000, timeoutMs: 20_000 };
    const answer = await sqlHandlers.sql(question, database.context());
    if (!answer.ok) throw new Error(answer.failure.message);
    const { rows, columns } = answer.value;
    const wanted = ANSWERS[name];
    // Ties are in no order.
    const shown = name === 'largest-uploads' ? rows.slice(0, 3) : rows;
    expect(shown.toSorted(byText)).toStrictEqual(wanted.toSorted(byText));
    if (name !== 'busiest-hosts') expect(shown).toStrictEqual(wanted);
    const names = columns.map((column) => column.name);
    for (const column of chart === null ? [] : [chart.x, ...chart.y]) expect(names).toContain(column);
    expect(docs).toContain(`**\`${name}\`** – ${asks}\n\n\`\`\`sql\n${text}\n\`\`\``);
  });

  test('what "Asking with SQL" shows can be asked', async () => {
    const section = docs.slice(docs.indexOf('## Asking with SQL'), docs.indexOf('## Ten useful queries'));
    const blocks = [...section.matchAll(/^```sql\n([^]*?)^```$/gm)].map(([, text = '']) => text);
    const answers = await Promise.all(
      blocks.map((text) =>
        sqlHandlers.sql({ dataset: HISTORY_DATASET, text, limit: 1000, timeoutMs: 20_000 }, database.context()),
      ),
    );
    expect(answers.map((answer) => (answer.ok ? answer.value.rows.length : answer.failure.message))).toStrictEqual([
      // Days with sessions: nine and eight days ago, five days ago (over midnight or not), and today or yesterday.
      expect.any(Number),
      3,
      1,
    ]);
    const byDay = answers[0];
    const counted = byDay?.ok === true ? byDay.value.rows.reduce((sum, row) => sum + Number(row[1]), 0) : 0;
    // All but those of 192.0.2.77 and 192.0.2.78 that are no *.example, which are none.
    expect(counted).toBe(28);
  });

  test('no others', () => {
    const section = docs.slice(docs.indexOf('## Ten useful queries'));
    expect(section.slice(0, section.indexOf('\n## ', 5) >>> 0).match(/^```sql$/gm)).toHaveLength(10);
  });
});

function byText(a: unknown, b: unknown): number {
  return JSON.stringify(a) < JSON.stringify(b) ? -1 : 1;
}
