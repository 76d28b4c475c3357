/** What the engine records of live captures, with the real process and its database, which is read afterwards by DuckDB alone. */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { success } from '#base/result.ts';
import type { HistoryStatusFrame } from '#contract/history/commands.ts';
import type { CommandName, CommandParams, CommandResults } from '#contract/protocol.ts';
import { DNS_COLUMNS, SESSION_COLUMNS } from '#contract/records.ts';
import { DEFAULT_SETTINGS, type Settings } from '#contract/settings.ts';
import type { SyntheticFrame } from '#main/engine/capture/synthetic-source.ts';
import { bytesOf, ethernet, ipv4, udp } from '#main/engine/decode/test-frames.ts';
import { createEngine, DEFAULT_VIEWER_LIMITS, type Engine } from '#main/engine/engine.ts';
import type { HistoryProcess, HistorySpawner } from '#main/engine/history/ports.ts';
import { liveParams, START, World } from '#main/engine/test-world.ts';
import { createChildHistory } from '#main/host/history/child-history.ts';
import { buildHistoryProcess, type BuiltHistory } from './kit/history-process.ts';
import { framesOf, valueOf } from './kit/opened-capture.ts';
import { FedSource } from './kit/recording.ts';

const SAMPLE = path.join(import.meta.dirname, '../samples/netloupe-sample.pcap');

let program: BuiltHistory;
let sample: readonly SyntheticFrame[];
let home: string;
const running: Recording[] = [];
beforeAll(async () => {
  program = await buildHistoryProcess();
  const frames = await framesOf(SAMPLE);
  const first = frames[0]!.time;
  // As if it were captured from the moment on at which the clock of these tests stands.
  sample = frames.map(({ time, wire, bytes }) => ({
    time: START + (time - first),
    wireLength: wire,
    bytes: Buffer.from(bytes, 'hex'),
  }));
});
afterAll(() => program.dispose());
beforeEach(() => {
  home = mkdtempSync(path.join(tmpdir(), 'netloupe-history-'));
});
afterEach(async () => {
  for (const each of running.splice(0)) await each.close();
  rmSync(home, { recursive: true, force: true });
});

interface Options {
  readonly folder?: string;
  readonly settings?: Partial<Settings['history']>;
  readonly spawner?: HistorySpawner;
  readonly endedSessions?: number;
}

/** An engine whose clock the test moves, with a real history process. */
class Recording {
  readonly world: World = new World();
  readonly engine: Engine;
  readonly folder: string;
  readonly processes: HistoryProcess[] = [];
  readonly #isSilent: boolean;
  source: FedSource = new FedSource();
  #status: ReturnType<Engine['service']['streams']['history']>;
  #changed: () => void = () => undefined;

  constructor({ folder = path.join(home, 'history'), settings = {}, spawner, endedSessions }: Options = {}) {
    this.folder = folder;
    this.#isSilent = spawner !== undefined;
    const real = spawner ?? createChildHistory(program.file);
    this.world.history = {
      folder,
      spawner: {
        spawn: () => {
          const process = real.spawn();
          this.processes.push(process);
          return process;
        },
      },
    };
    this.engine = createEngine(this.world, {
      version: '1.2.3',
      host: 'headless',
      platform: 'test',
      samplePath: null,
      settings: { ...DEFAULT_SETTINGS, history: { ...DEFAULT_SETTINGS.history, ...settings } },
      limits: { ...DEFAULT_VIEWER_LIMITS, ...(endedSessions !== undefined && { endedSessions }) },
    });
    this.#status = this.engine.service.streams.history({}, () => this.#changed());
    running.push(this);
  }

  async call<K extends CommandName>(name: K, params: CommandParams<K>): Promise<CommandResults[K]> {
    return valueOf(await this.engine.service.commands[name](params, new AbortController().signal));
  }

  async start(): Promise<void> {
    this.source = new FedSource();
    this.world.live = success(this.source);
    await this.call('capture.start', liveParams);
  }

  /** Hands in frames, and answers once they are captured. */
  async capture(frames: readonly SyntheticFrame[]): Promise<void> {
    const packets = (): number => this.engine.service.streams.status({}, () => undefined).take()?.capture.packets ?? 0;
    const before = packets();
    this.source.feed(frames);
    while (packets() < before + frames.length) await turn();
  }

  get status(): HistoryStatusFrame {
    return this.#status.take()!;
  }

  /** Lets time pass, a second at a time, until the status `fits`; not while the process starts, which takes real time. */
  async until(fits: (status: HistoryStatusFrame) => boolean): Promise<HistoryStatusFrame> {
    for (;;) {
      const { status } = this;
      if (fits(status)) return status;
      const changed = new Promise<void>((resolve) => {
        this.#changed = resolve;
      });
      if (status.state !== 'starting') await this.world.clock.advance(1000);
      await Promise.race([changed, turn(20)]);
    }
  }

  /** Until everything that was captured by now is on disk. */
  async saved(): Promise<void> {
    const now = this.world.clock.nowUs();
    await this.until(({ savedUntilUs }) => savedUntilUs !== null && savedUntilUs >= now);
  }

  async close(): Promise<void> {
    const closed = this.engine.close();
    let isClosed = false;
    void closed.then(() => {
      isClosed = true;
    });
    // Patience is by the clock that stands still.
    while (!isClosed) {
      await turn(20);
      if (this.status.state !== 'starting' || this.#isSilent) await this.world.clock.advance(100);
    }
    this.#status.close();
  }

  /** Its database, once it is closed. */
  async query(sql: string): Promise<Record<string, unknown>[]> {
    return await query(this.folder, sql);
  }

  /** What is in memory, as an export has it. */
  async exported(table: 'sessions' | 'dns'): Promise<Record<string, unknown>[]> {
    const order = { table, format: 'jsonl', filter: '', range: null, redact: false, packetLogs: 'all' } as const;
    const file = `/${table}-${++exports}.jsonl`;
    await this.call('export.start', { ...order, path: file });
    while (!this.world.written.has(file)) await turn();
    const lines = this.world.written.get(file)!.trim().split('\n');
    return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  }
}

let exports = 0;

async function query(folder: string, sql: string): Promise<Record<string, unknown>[]> {
  const instance = await DuckDBInstance.create(path.join(folder, 'history.duckdb'), { access_mode: 'READ_ONLY' });
  try {
    const connection = await instance.connect();
    return (await connection.runAndReadAll(sql)).getRowObjectsJson() as Record<string, unknown>[];
  } finally {
    instance.closeSync();
  }
}

const turn = (milliseconds = 0): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });

/** As exports write them: ISO 8601 with microseconds. */
const TIME_TEXT = (column: string): string => `strftime(${column}, '%Y-%m-%dT%H:%M:%S.%fZ') AS ${column}`;
const SESSIONS = `SELECT ${SESSION_COLUMNS.map((name) => (name.endsWith('_time') ? TIME_TEXT(name) : name)).join(', ')} FROM sessions`;
const DNS = `SELECT ${DNS_COLUMNS.map((name) => (name === 'time' ? TIME_TEXT(name) : name)).join(', ')} FROM dns`;

/** DuckDB gives 64-bit counts as text, and JSON as text. */
function plainRow(row: Record<string, unknown>): Record<string, unknown> {
  const numbers = /^(packets|bytes|payload_bytes|retransmissions|out_of_order)_/;
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => [
      name,
      numbers.test(name) && value !== null ? Number(value) : name === 'answers' ? JSON.parse(value as string) : value,
    ]),
  );
}

const ordered = (rows: readonly Record<string, unknown>[]): string[] =>
  rows.map((row) => JSON.stringify(row)).toSorted();

describe('a live capture', () => {
  it('is in the history as it was in memory, with when it had how much', async () => {
    const recording = new Recording();
    await recording.start();
    await recording.capture(sample.slice(0, 200));
    await recording.saved();
    await recording.capture(sample.slice(200));
    await recording.saved();
    await recording.call('capture.stop', {});
    const sessions = await recording.exported('sessions');
    const dns = await recording.exported('dns');
    await recording.close();
    // The clock was ahead of the packets here and there, so that some sessions ended in between.
    expect(sessions.length).toBeGreaterThanOrEqual(46);
    expect(dns.length).toBeGreaterThanOrEqual(31);

    expect(ordered((await recording.query(SESSIONS)).map(plainRow))).toEqual(ordered(sessions));
    expect(ordered((await recording.query(DNS)).map(plainRow))).toEqual(ordered(dns));
    // Of every session: what is in its stretches is what it had.
    const differing = `SELECT count(*) AS n FROM sessions s LEFT JOIN (SELECT session_no, sum(bytes_in) bi, sum(bytes_out) bo, sum(packets) p FROM traffic
      GROUP BY ALL) t USING (session_no) WHERE bi IS DISTINCT FROM bytes_in OR bo IS DISTINCT FROM bytes_out OR p IS DISTINCT FROM packets_in + packets_out`;
    expect(await recording.query(differing)).toEqual([{ n: '0' }]);
    const twice = 'SELECT count(*) AS n FROM (SELECT time FROM traffic GROUP BY time, session_no HAVING count(*) > 1)';
    expect(await recording.query(twice)).toEqual([{ n: '0' }]);
    const stretches = 'SELECT DISTINCT epoch(time) % 10 AS off, seconds FROM traffic';
    expect(await recording.query(stretches)).toEqual([{ off: 0, seconds: 10 }]);
    expect(await recording.query('SELECT count(DISTINCT time) AS n FROM traffic')).toEqual([{ n: '2' }]);
    const runs = `SELECT run_id, state, interfaces, capture_filter, version, packets::INT AS packets, kernel_dropped::INT AS dropped, rows_lost::INT AS lost,
      failure FROM runs`;
    expect(await recording.query(runs)).toEqual([
      {
        run_id: 1,
        state: 'ended',
        interfaces: ['eth0'],
        capture_filter: null,
        version: '1.2.3',
        packets: 404,
        dropped: 3,
        lost: 0,
        failure: null,
      },
    ]);
    const numbers = `SELECT count(DISTINCT session_no)::INT AS n, min(session_no)::INT AS least, max(session_no)::INT AS most FROM sessions`;
    expect(await recording.query(numbers)).toEqual([{ n: sessions.length, least: 1, most: sessions.length }]);
  });

  it('goes on counting where the one before stopped, also in another program', async () => {
    const first = new Recording();
    await first.start();
    await first.capture(sample);
    await first.call('capture.stop', {});
    await first.start();
    await first.capture(sample);
    await first.close();
    const second = new Recording();
    await second.start();
    await second.capture(sample);
    await second.close();
    const runs =
      'SELECT run_id, count(*)::INT AS n, min(session_no)::INT AS least FROM sessions GROUP BY ALL ORDER BY ALL';
    expect(await second.query(runs)).toEqual([
      { run_id: 1, n: 46, least: 1 },
      { run_id: 2, n: 46, least: 47 },
      { run_id: 3, n: 46, least: 93 },
    ]);
    const dns = 'SELECT count(DISTINCT dns_no)::INT AS n, max(dns_no)::INT AS most FROM dns';
    expect(await second.query(dns)).toEqual([{ n: 93, most: 93 }]);
  });

  it('loses nothing and writes nothing twice when the process is killed, over a batch or between two', async () => {
    const recording = new Recording();
    await recording.start();
    await recording.capture(sample.slice(0, 150));
    await recording.saved();
    recording.processes.at(-1)!.kill();
    await recording.until(({ state }) => state === 'gone');
    await recording.capture(sample.slice(150, 250));
    await recording.until(({ state }) => state === 'ready');
    await recording.saved();
    await recording.capture(sample.slice(250));
    // The batch is on its way, and nobody has said yet what became of it.
    await recording.world.clock.advance(1000);
    recording.processes.at(-1)!.kill();
    await recording.until(({ state }) => state === 'gone');
    await recording.until(({ state }) => state === 'ready');
    await recording.call('capture.stop', {});
    const sessions = await recording.exported('sessions');
    const dns = await recording.exported('dns');
    expect(recording.processes).toHaveLength(3);
    expect(recording.status.rowsLost).toBe(0);
    await recording.close();
    expect(ordered((await recording.query(SESSIONS)).map(plainRow))).toEqual(ordered(sessions));
    expect(ordered((await recording.query(DNS)).map(plainRow))).toEqual(ordered(dns));
    // The run was not taken for one that was left: nothing of it is counted twice.
    const bytes = `SELECT (SELECT sum(bytes_in + bytes_out) FROM traffic)::INT AS traffic, (SELECT sum(bytes_in + bytes_out) FROM sessions)::INT AS sessions`;
    const [row] = await recording.query(bytes);
    expect(row!['traffic']).toBe(row!['sessions']);
  });

  it('is not written where the settings say so, and is from the moment on at which they say otherwise', async () => {
    const recording = new Recording({ settings: { enabled: false } });
    await recording.start();
    await recording.capture(sample.slice(0, 200));
    for (let seconds = 0; seconds < 20; seconds++) await recording.world.clock.advance(1000);
    expect(recording.status).toMatchObject({ state: 'off', savedUntilUs: null });
    expect(recording.processes).toHaveLength(0);
    expect(existsSync(recording.folder)).toBe(false);

    const settings = (enabled: boolean): Settings => ({
      ...DEFAULT_SETTINGS,
      history: { ...DEFAULT_SETTINGS.history, enabled },
    });
    await recording.call('settings.set', { settings: settings(true) });
    await recording.capture(sample.slice(200, 300));
    await recording.saved();
    await recording.call('settings.set', { settings: settings(false) });
    await recording.until(({ state }) => state === 'off');
    await recording.capture(sample.slice(300));
    await recording.close();
    const [{ packets }] = (await recording.query('SELECT sum(packets)::INT AS packets FROM traffic')) as [
      { packets: number },
    ];
    expect(packets).toBeLessThanOrEqual(100);
    expect(packets).toBeGreaterThan(90);
  });

  it('has its traffic up to the last batch where the program is killed', async () => {
    const recording = new Recording();
    await recording.start();
    await recording.capture(sample);
    await recording.saved();
    const sessions = await recording.exported('sessions');
    const packets = sessions.reduce((sum, row) => sum + Number(row['packets_in']) + Number(row['packets_out']), 0);
    const [process] = recording.processes;
    // All of it at once: nobody starts the process again, or writes what waits.
    running.splice(running.indexOf(recording), 1);
    process!.kill();
    const after = new Recording();
    await after.until(({ state }) => state === 'ready');
    await after.close();
    const sums = `SELECT (SELECT sum(packets)::INT FROM traffic) AS traffic, (SELECT sum(packets_in + packets_out)::INT FROM sessions) AS sessions,
      (SELECT string_agg(state) FROM runs) AS runs`;
    expect(await after.query(sums)).toEqual([{ traffic: packets, sessions: packets, runs: 'lost' }]);
  });

  it('can be forgotten also where nothing is recorded any more', async () => {
    const recording = new Recording();
    await recording.start();
    await recording.capture(sample);
    await recording.saved();
    const enabled = { ...DEFAULT_SETTINGS.history, enabled: false };
    await recording.call('settings.set', { settings: { ...DEFAULT_SETTINGS, history: enabled } });
    await recording.until(({ state }) => state === 'off');
    const { rows } = await recording.call('history.forget', { kind: 'everything' });
    expect(rows).toBeGreaterThan(46 + 31);
    expect((await recording.call('history.info', { zone: 'UTC' })).span).toBeNull();
    await recording.close();
    expect(
      await recording.query('SELECT (SELECT count(*) FROM sessions)::INT AS n, (SELECT count(*) FROM dns)::INT AS d'),
    ).toEqual([{ n: 0, d: 0 }]);
  });

  it('goes on without a history where another program has it', async () => {
    const first = new Recording();
    await first.until(({ state }) => state === 'ready');
    const second = new Recording();
    const { failure } = await second.until(({ state }) => state === 'locked');
    expect(failure?.message).toContain(first.folder);
    await second.start();
    await second.capture(sample);
    expect(await second.exported('sessions')).toHaveLength(46);
    await second.close();
    await first.close();
    expect(await first.query('SELECT count(*)::INT AS n FROM sessions')).toEqual([{ n: 0 }]);
  });

  it('counts what it could not keep while there was nobody to write it', async () => {
    const silent: HistorySpawner = {
      spawn: () => {
        let exited: (exit: { code: null; signal: string; stderr: string }) => void = () => undefined;
        return {
          send: () => undefined,
          onMessage: () => undefined,
          onExit: (listener) => {
            exited = listener;
          },
          kill: () => exited({ code: null, signal: 'SIGKILL', stderr: '' }),
        };
      },
    };
    const recording = new Recording({ spawner: silent, endedSessions: 100 });
    await recording.start();
    // Every one a session of its own that is over two minutes later, and forgotten soon after that.
    const many = 25_000;
    const frames = Array.from({ length: many }, (_, i) => ({
      time: START + i * 1000,
      bytes: bytesOf(
        ethernet(0x0800),
        ipv4({ protocol: 17, payload: udp('616263').replace('1234', (1024 + i).toString(16).padStart(4, '0')) }),
      ),
    }));
    const last = { time: START + 3_600_000_000, bytes: frames[0]!.bytes };
    await recording.capture([...frames, last]);
    await recording.world.clock.advance(5000);
    expect(recording.status).toMatchObject({ state: 'starting', savedUntilUs: null });
    // 20,000 rows of forgotten sessions are kept, and the marks of those that are held.
    expect(recording.status.rowsLost).toBe(many - 100 - 20_000);
    await recording.close();
  });
});
