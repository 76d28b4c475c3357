/** `netloupe query` as its users meet it: rows, formats, mistakes with their places, exit statuses, and a history that another program has. Needs a build. */
import { mkdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { READY_QUERY_NAMES } from '#contract/history/ready-queries.ts';
import { HISTORY_TABLES } from '#contract/history/schema.ts';
import { createInstance } from '#main/history/database/instance.ts';
import { createSchema } from '#main/history/database/schema-sql.ts';
import { toBatch } from '#main/history/database/test-database.ts';
import { BatchWriter } from '#main/history/database/write-batch.ts';
import { createQueryFile } from '#main/host/history/query-file.ts';
import { createQuerySocket } from '#main/host/history/query-socket.ts';
import { success, type Result } from '#base/result.ts';
import { CommandLine } from './kit/command-line.ts';

const cli = new CommandLine();
afterAll(() => cli.dispose());
const folder = path.join(cli.home, 'history');
const limits = { memoryBytes: 256e6, threads: 2 };
/** 2026-11-24T10:00:00Z. */
const START_US = Date.UTC(2026, 10, 24, 10) * 1000;

beforeAll(async () => {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const instance = await createInstance(path.join(folder, 'history.duckdb'), limits);
  const connection = await instance.connect();
  await createSchema(connection);
  await new BatchWriter(connection, null).write(
    toBatch({
      sessions: [
        { run_id: 1, session_no: 1, start_time: START_US, hostname: 'a.example', bytes_in: 100, service: 'tls' },
        { run_id: 1, session_no: 2, start_time: START_US + 1_500_000, hostname: '=b,"c', bytes_in: 7, service: 'dns' },
        { run_id: 1, session_no: 3, start_time: START_US, hostname: null, bytes_in: 5, service: 'dns' },
      ],
    }),
  );
  connection.closeSync();
  instance.closeSync();
});

describe('rows', () => {
  it('as a table, with numbers flush right', () => {
    const { status, stdout, stderr } = cli.run([
      'query',
      'SELECT hostname, bytes_in FROM sessions ORDER BY bytes_in DESC',
    ]);
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toBe('hostname   bytes_in\na.example       100\n=b,"c             7\n                  5\n');
  });

  it('as CSV that a spreadsheet does not run, and as a line of JSON each', () => {
    const sql = 'SELECT hostname, bytes_in, start_time FROM sessions ORDER BY session_no';
    expect(cli.run(['query', '--format', 'csv', sql]).stdout).toBe(
      'hostname,bytes_in,start_time\r\na.example,100,2026-11-24T10:00:00.000000Z\r\n' +
        '"\'=b,""c",7,2026-11-24T10:00:01.500000Z\r\n,5,2026-11-24T10:00:00.000000Z\r\n',
    );
    const json = cli.run(['query', '--format', 'json', sql]).stdout.trimEnd().split('\n');
    expect(json.map((line) => JSON.parse(line) as unknown)).toEqual([
      { hostname: 'a.example', bytes_in: 100, start_time: '2026-11-24T10:00:00.000000Z' },
      { hostname: '=b,"c', bytes_in: 7, start_time: '2026-11-24T10:00:01.500000Z' },
      { hostname: null, bytes_in: 5, start_time: '2026-11-24T10:00:00.000000Z' },
    ]);
  });

  it('no more than were wanted, which is said', () => {
    const { status, stdout, stderr } = cli.run(['query', '--limit', '2', '--format', 'csv', 'SELECT * FROM range(5)']);
    expect([status, stdout]).toEqual([0, 'range\r\n0\r\n1\r\n']);
    expect(stderr).toContain('There are more rows');
  });

  it('of a question on standard input, and of one that was saved', async () => {
    expect(cli.run(['query', '--format', 'csv', '-'], 'SELECT 1 AS one,\n 2 AS two').stdout).toBe('one,two\r\n1,2\r\n');
    const saved = {
      id: 'x',
      name: 'My Hosts',
      text: 'SELECT 3 AS three',
      chart: null,
      onOverview: false,
      schedule: null,
    };
    await createQueryFile(cli.home).change(() => [{ ...saved, lastRunUs: null, lastFailure: null }]);
    expect(cli.run(['query', '--format', 'csv', '--saved', 'my hosts']).stdout).toBe('three\r\n3\r\n');
  });

  it.each(['busiest-hosts', 'regular-contacts'])('of the ready query %s', (name) => {
    const { status, stderr } = cli.run(['query', '--saved', name]);
    expect([status, stderr]).toEqual([0, '']);
  });

  it('reads alone: the file is as it was', () => {
    const file = path.join(folder, 'history.duckdb');
    const before = [readFileSync(file), statSync(file).mtimeMs];
    expect(cli.run(['query', 'SELECT count(*) FROM sessions']).status).toBe(0);
    expect([readFileSync(file), statSync(file).mtimeMs]).toEqual(before);
  });
});

describe('what there is', () => {
  it('tables with their columns, and queries to begin with', () => {
    const { status, stdout } = cli.run(['query', '--tables']);
    expect(status).toBe(0);
    for (const table of Object.keys(HISTORY_TABLES)) expect(stdout).toContain(table);
    for (const name of READY_QUERY_NAMES) expect(stdout).toContain(name);
  });
});

describe('what is refused', () => {
  it.each([
    ['SELECT hostnam FROM sessions', 2, /hostname[^]*\n {2}SELECT hostnam FROM sessions\n {9}\^/],
    ['SELECT 1,\n  nosuch(2)', 2, /nosuch cannot be called here[^]*\n {4}nosuch\(2\)\n {4}\^/],
    ['DROP TABLE sessions', 2, /Only questions can be asked/],
    ["COPY sessions TO 'x.csv'", 2, /Only questions can be asked/],
    ["SELECT * FROM read_text('/etc/passwd')", 2, /read_text cannot be asked here/],
    ['SELECT 1; SELECT 2', 2, /more than one statement/],
    ['SELECT hostname::INTEGER FROM sessions', 2, /Could not convert/],
  ])('%s', (sql, status, says) => {
    const run = cli.run(['query', sql]);
    expect([run.status, run.stdout]).toEqual([status, '']);
    expect(run.stderr).toMatch(says);
  });

  it('a question that takes too long', () => {
    const run = cli.run(['query', '--timeout', '300ms', 'SELECT count(*) FROM range(100000000000) a, range(1000) b']);
    expect(run.status).toBe(1);
    expect(run.stderr).toMatch(/took longer than it may/);
  });

  it('no question, two of them, a query that nobody saved, a history that is not there', () => {
    expect(cli.run(['query']).status).toBe(2);
    expect(cli.run(['query', 'SELECT 1', '--saved', 'programs']).status).toBe(2);
    const unknown = cli.run(['query', '--saved', 'programms']);
    expect([unknown.status, unknown.stderr]).toEqual([3, expect.stringMatching(/did you mean "programs"/)]);
    const missing = cli.run(['query', '--history', cli.folder, 'SELECT 1']);
    expect([missing.status, missing.stderr]).toEqual([3, expect.stringMatching(/There is no history in/)]);
    expect(cli.run(['query', '--limit', '0', 'SELECT 1']).status).toBe(2);
  });
});

describe('a history that another program has open', () => {
  it('is said, with who has it', async () => {
    const instance = await createInstance(path.join(folder, 'history.duckdb'), limits);
    try {
      const run = cli.run(['query', 'SELECT 1']);
      expect(run.status).toBe(1);
      expect(run.stderr).toMatch(new RegExp(`${process.pid}|in use|another`, 'i'));
    } finally {
      instance.closeSync();
    }
  });

  it('is asked through the one that has it', async () => {
    const asked: unknown[] = [];
    const stop = await createQuerySocket(folder).listen(async (question, params) => {
      asked.push(question);
      return success({
        columns: [{ name: 'said', type: 'VARCHAR', kind: 'text' }],
        rows: [[`asked: ${'text' in params ? params.text : ''}`]],
        isCut: false,
        elapsedMs: 1,
      }) as unknown as Result<never>;
    });
    const run = cli.start(['query', '--format', 'csv', 'SELECT 1']);
    const status = await run.ended();
    stop?.();
    expect([status, run.stdout, asked]).toEqual([0, 'said\r\nasked: SELECT 1\r\n', ['sql']]);
  });
});
