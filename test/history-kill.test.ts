/**
 * The history process is ended by force at random moments while it is written to, forgets, makes its file anew or opens. Whatever was acknowledged is there, nothing is there by half,
 * and it always opens. `npm run test:history-kill` does so 200 times.
 */
import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { HistoryBatch } from '#contract/history/process.ts';
import { toBatch, type TestRow } from '#main/history/database/test-database.ts';
import { buildHistoryProcess, HistoryProcess, type BuiltHistory } from './kit/history-process.ts';

const isThorough: boolean = import.meta.env.MODE === 'thorough';
const ROUNDS = isThorough ? 200 : 10;
const DNS_ROWS = 20;
/** Loss that is allowed: what came in the last two seconds. */
const MOST_LOST_MS = 2000;
let program: BuiltHistory;
let folder: string;
beforeAll(async () => {
  program = await buildHistoryProcess();
  folder = mkdtempSync(path.join(tmpdir(), 'history-kill-'));
});
afterAll(() => {
  program.dispose();
  rmSync(folder, { recursive: true, force: true });
});

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d_2b_79_f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A session that is new, one of before that has changed, traffic, and transactions; some of a name that is forgotten later. */
function batchOf(number: number): HistoryBatch {
  const time = 1_767_000_000e6 + number * 1e6;
  const session = (session_no: number): TestRow => ({
    run_id: 1,
    session_no,
    open: false,
    start_time: time,
    bytes_in: number,
  });
  return toBatch({
    runs: [{ run_id: 1, state: 'running', packets: number }],
    sessions: number > 3 ? [session(number - 3), session(number)] : [session(number)],
    traffic: [{ time, seconds: 10, session_no: number, bytes_in: 1, bytes_out: 1, packets: 2 }],
    dns: Array.from({ length: DNS_ROWS + 1 }, (_, at) => ({
      run_id: 1,
      dns_no: number * 100 + at,
      time,
      query: at === DNS_ROWS ? 'gone.example' : `name-${number}-${at}.example`,
    })),
  });
}

/** Looks into a copy of the files as they were left. Returns the last batch that is in them. */
async function inspect(): Promise<number> {
  const copy = path.join(mkdtempSync(path.join(tmpdir(), 'history-look-')), 'history.duckdb');
  const file = path.join(folder, 'history.duckdb');
  try {
    if (!existsSync(file)) return 0;
    for (const suffix of ['', '.wal']) if (existsSync(file + suffix)) copyFileSync(file + suffix, copy + suffix);
    const instance = await DuckDBInstance.create(copy, { threads: '1' });
    const connection = await instance.connect();
    const rows = async (sql: string): Promise<number[]> =>
      (await connection.runAndReadAll(sql)).getRowsJS()[0]!.map(Number);
    try {
      const [tables] = await rows("SELECT count(*) FROM duckdb_tables() WHERE table_name = 'meta'");
      if (tables === 0) return 0;
      const [last = 0] = await rows("SELECT coalesce(max(value::INT), 0) FROM meta WHERE key = 'batch'");
      const found = await rows(`SELECT
        (SELECT count(*) FROM sessions), (SELECT count(DISTINCT session_no) FROM sessions), (SELECT sum(bytes_in) FROM sessions),
        (SELECT count(*) FROM dns WHERE query <> 'gone.example'), (SELECT count(DISTINCT dns_no) FROM dns WHERE query <> 'gone.example'),
        (SELECT count(*) FROM traffic), (SELECT max(packets) FROM runs)`);
      // A session has what the batch three later said of it, where there is one.
      const bytes = Array.from({ length: last }, (_, at) => Math.min(at + 4, last)).map((value, at) =>
        at + 4 <= last ? value : at + 1,
      );
      const sum = bytes.reduce((all, value) => all + value, 0);
      expect(found).toEqual([last, last, sum, last * DNS_ROWS, last * DNS_ROWS, last, last]);
      return last;
    } finally {
      connection.closeSync();
      instance.closeSync();
    }
  } finally {
    rmSync(path.dirname(copy), { recursive: true, force: true });
  }
}

it(
  `ended by force ${ROUNDS} times, it loses nothing that it acknowledged`,
  async () => {
    const random = seeded(7);
    let acknowledged = 0;
    let last = 0;
    let longestMs = 0;
    let openings = 0;
    let forgets = 0;
    for (let round = 0; round < ROUNDS; round++) {
      const history = new HistoryProcess(program.file);
      const forgetsNow = random() < 0.3;
      const isEarly = random() < 0.2;
      const afterMs = random() * 700;
      // While it starts and opens, or some batches later.
      if (isEarly) void wait(afterMs).then(() => history.child.kill('SIGKILL'));
      let sent = last;
      let sentMs = 0;
      try {
        const found = await history.open(folder);
        openings++;
        if (!isEarly) void wait(afterMs).then(() => history.child.kill('SIGKILL'));
        expect(found).toMatchObject({ state: { kind: 'ready' }, setAside: null, lastBatch: last, lastSession: last });
        if (forgetsNow) {
          forgets++;
          void history.ask('forget', { kind: 'host', host: 'gone.example' }).catch(() => undefined);
        }
        for (;;) {
          sent++;
          sentMs = performance.now();
          expect(await history.write(sent, batchOf(sent))).toBeNull();
          longestMs = Math.max(longestMs, performance.now() - sentMs);
          acknowledged = sent;
        }
      } catch (error) {
        if (!(error instanceof Error) || !error.message.startsWith('The history process ended')) throw error;
        expect(history.child.signalCode, history.stderr).toBe('SIGKILL');
      }
      if (sent > acknowledged) longestMs = Math.max(longestMs, performance.now() - sentMs);
      await history.exited;
      last = await inspect();
      expect(last).toBeGreaterThanOrEqual(acknowledged);
      expect(last).toBeLessThanOrEqual(sent);
      acknowledged = last;
    }
    process.stdout.write(
      `${ROUNDS} times ended: ${openings} of them opened, ${forgets} while forgetting, ${last} batches, the longest wait for a batch ${longestMs.toFixed(0)} ms\n`,
    );
    // Whatever was given to it this long ago was acknowledged: on a machine that has time for it.
    if (isThorough) expect(longestMs).toBeLessThan(MOST_LOST_MS);
    expect(openings).toBeGreaterThan(ROUNDS / 2);
    expect(last).toBeGreaterThan(ROUNDS);
  },
  ROUNDS * 15_000,
);
