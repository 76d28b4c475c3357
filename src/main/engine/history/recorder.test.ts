/** What goes to the history process, batch by batch, with a client that the test plays. */
import { describe, expect, it } from 'vitest';
import { failure, success, type Result } from '#base/result.ts';
import type { HistoryBatch, HistoryFound } from '#contract/history/process.ts';
import { HISTORY_TABLES } from '#contract/history/schema.ts';
import type { AlertRow } from '#contract/pipelines/commands.ts';
import { DEFAULT_SETTINGS } from '#contract/settings.ts';
import { CaptureController } from '../capture-controller.ts';
import type { SyntheticFrame } from '../capture/synthetic-source.ts';
import { InterfaceMonitor } from '../interface-monitor.ts';
import { liveRecorder } from '../recorded-capture.ts';
import { SettingsKeeper } from '../settings-keeper.ts';
import { settle } from '../store/manual-clock.ts';
import type { ProcessProbe } from '../store/ports.ts';
import { Turns } from '../store/slicer.ts';
import { frames, liveParams, LiveSource, START, World } from '../test-world.ts';
import type { HistoryClientState } from './client.ts';
import { HistoryRecorder } from './recorder.ts';

const FOUND: HistoryFound = {
  state: { kind: 'ready' },
  lastRun: 6,
  lastSession: 100,
  lastDns: 50,
  lastBatch: 0,
  setAside: null,
};

type Row = Record<string, unknown>;

class PlayedClient {
  state: HistoryClientState = { kind: 'starting' };
  found: HistoryFound | null = null;
  answer: Result<null> = success(null);
  readonly batches: HistoryBatch[] = [];

  write(batch: HistoryBatch): Promise<Result<null>> {
    this.batches.push(batch);
    return Promise.resolve(this.answer);
  }

  rows(table: keyof HistoryBatch): Row[] {
    const names = HISTORY_TABLES[table].map(({ name }) => name);
    return this.batches.flatMap((batch) => {
      const { rows, columns } = batch[table] ?? { rows: 0, columns: [] };
      return Array.from({ length: rows }, (_, row) =>
        Object.fromEntries(names.map((name, column) => [name, columns[column]![row]])),
      );
    });
  }
}

async function recording(source: readonly SyntheticFrame[] = frames(3), processes: ProcessProbe | null = null) {
  const world = new World();
  world.processes = processes;
  const live = new LiveSource(source);
  world.live = success(live);
  const client = new PlayedClient();
  const { clock } = world;
  const monitor = new InterfaceMonitor(world.interfaces, clock);
  const turns = new Turns(clock);
  const recorder = new HistoryRecorder(
    { clock, turns, client, monitor, version: '1.2.3', written: () => undefined },
    true,
  );
  const controller = new CaptureController(
    world,
    new SettingsKeeper(null, DEFAULT_SETTINGS),
    { packets: 100, dns: 100, endedSessions: 100 },
    () => undefined,
    { plugins: null, pipelines: null },
    liveRecorder(recorder),
  );
  await controller.startLive(liveParams);
  const ready = (found: Partial<HistoryFound> = {}): void => {
    client.state = { kind: 'ready' };
    client.found = { ...FOUND, ...found };
    recorder.opened(client.found);
    recorder.stateChanged();
  };
  return { world, clock, live, client, recorder, controller, ready };
}

function alert(title: string): AlertRow {
  return {
    number: 1,
    source: 'pipeline',
    name: 'watch',
    topic: '',
    title,
    message: 'It happened',
    severity: 'high',
    session_id: null,
    timestamp: null,
    time_ms: START / 1000,
  };
}

describe('what is recorded', () => {
  it('begins when the process is there, with the numbers that it found', async () => {
    const { clock, client, ready } = await recording();
    await clock.advance(3000);
    expect(client.batches).toEqual([]);
    ready();
    await clock.advance(1000);
    expect(client.rows('sessions')).toMatchObject([
      { run_id: 7, session_no: 101, open: true, start_time: START, src_ip: '192.0.2.1', packets_out: 3 },
    ]);
    expect(client.rows('runs')).toMatchObject([{ run_id: 7, start_time: START, state: 'running', packets: 3 }]);
    // Addresses as numbers: ::ffff:192.0.2.1.
    expect(client.rows('sessions')[0]!['src_number']).toBe(0xffff_c000_0201n);
  });

  it('is written again only where something changed, but for a sign of life', async () => {
    const { clock, client, ready } = await recording();
    ready();
    await clock.advance(1000);
    const { length } = client.batches;
    await clock.advance(9000);
    expect(client.batches.slice(length).filter(({ sessions }) => sessions !== undefined)).toEqual([]);
    await clock.advance(30_000);
    const later = client.batches.slice(length);
    expect(later.length).toBeGreaterThanOrEqual(3);
    expect(later.length).toBeLessThanOrEqual(5);
  });

  it('has whose a session is, also where that was found out after its last packet', async () => {
    let tell: () => void = () => undefined;
    const probe: ProcessProbe = {
      localAddresses: () => ['192.0.2.1'],
      find: (questions) =>
        new Promise((resolve) => {
          tell = () =>
            resolve({ owners: questions.map(() => ({ pid: 42, program: 'curl', anyRemote: false })), costMs: 0 });
        }),
    };
    const { clock, client, ready } = await recording(frames(3), probe);
    ready();
    await clock.advance(1000);
    expect(client.rows('sessions').map(({ process }) => process)).toEqual([null]);
    tell();
    await clock.advance(1000);
    expect(client.rows('sessions').map(({ process, pid }) => [process, pid])).toEqual([
      [null, null],
      ['curl', 42],
    ]);
  });

  it('is ended by the end of the capture, whatever waited', async () => {
    const { client, controller, ready } = await recording();
    ready();
    await controller.stop();
    await settle();
    expect(client.rows('runs').at(-1)).toMatchObject({ run_id: 7, state: 'ended', packets: 3, rows_lost: 0 });
    expect(client.rows('traffic')).toEqual([
      { time: START, seconds: 10, session_no: 101, bytes_in: 0, bytes_out: 3 * 45, packets: 3 },
    ]);
  });

  it('has alerts of its time and after, of pipelines that take longer, and not those about a file', async () => {
    const { clock, client, recorder, controller, ready } = await recording();
    ready();
    recorder.alert(alert('During'));
    await clock.advance(1000);
    await controller.stop();
    await settle();
    recorder.alert(alert('After'));
    await settle();
    expect(client.rows('alerts')).toMatchObject([
      { run_id: 7, time: START, source: 'watch', severity: 'high', title: 'During' },
      { run_id: 7, title: 'After', details: '{"kind":"pipeline","message":"It happened"}' },
    ]);
    recorder.leave();
    recorder.alert(alert('Elsewhere'));
    await settle();
    expect(client.rows('alerts')).toHaveLength(2);
  });

  it('counts what was refused, and says so in the run', async () => {
    const { clock, client, recorder, controller, ready } = await recording();
    ready();
    client.answer = failure('invalid', 'No such column');
    await clock.advance(1000);
    client.answer = success(null);
    expect(recorder.rowsLost).toBe(1);
    await controller.stop();
    await settle();
    expect(client.rows('runs').at(-1)).toMatchObject({ state: 'ended', rows_lost: 1 });
  });

  it('begins anew in a database that knows nothing of the run', async () => {
    const { clock, client, ready } = await recording();
    ready();
    await clock.advance(1000);
    ready({ lastRun: 0, lastSession: 0, lastDns: 0, setAside: '/data/history/damaged.duckdb' });
    await clock.advance(1000);
    const rows = client.rows('sessions');
    expect(rows).toHaveLength(2);
    expect(rows[1]).toMatchObject({ session_id: rows[0]!['session_id'], packets_out: 3 });
    expect(client.rows('runs').at(-1)).toMatchObject({ run_id: rows[1]!['run_id'] });
  });

  it('has what the system counted on its interfaces, by stretches', async () => {
    const { world, clock, client, ready } = await recording();
    ready();
    world.counted = 1000;
    await clock.advance(5000);
    world.counted = 5000;
    await clock.advance(8000);
    expect(client.rows('interfaces')).toMatchObject([
      { time: START, seconds: 10, interface: 'eth0', rx_bytes: 5000, tx_bytes: 0, rx_errors: 0 },
    ]);
  });
});
