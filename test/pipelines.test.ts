/** Pipelines over real captures: what comes out is what `netloupe read` writes, whatever becomes of the sink on the way. */
import { setTimeout as later } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { failure, success } from '#base/result.ts';
import type { PipelineRecord } from '#contract/pipelines/record.ts';
import { DNS_COLUMNS, PACKET_COLUMNS, SESSION_COLUMNS } from '#contract/records.ts';
import { PipelineWorld, SAMPLE } from './kit/pipeline-world.ts';

const worlds: PipelineWorld[] = [];
function newWorld(...parameters: ConstructorParameters<typeof PipelineWorld>): PipelineWorld {
  const world = new PipelineWorld(...parameters);
  worlds.push(world);
  return world;
}
afterEach(async () => {
  for (const world of worlds.splice(0)) await world.close();
});

/** What `netloupe read --sessions … --packets … --dns …` writes, as objects. */
async function read(world: PipelineWorld): Promise<Record<'sessions' | 'packets' | 'dns', Record<string, unknown>[]>> {
  const text = { sessions: '', packets: '', dns: '' };
  const output = (table: keyof typeof text) => ({
    format: 'jsonl' as const,
    sink: {
      write: async (chunk: Uint8Array | string) => {
        text[table] += typeof chunk === 'string' ? chunk : new TextDecoder().decode(chunk);
        return success(null);
      },
    },
  });
  const outputs = { sessions: output('sessions'), packets: output('packets'), dns: output('dns') };
  await world.engine.readCapture({ inputs: [{ kind: 'file', path: SAMPLE }], filter: '', outputs });
  const rows = (lines: string): Record<string, unknown>[] =>
    lines
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  return { sessions: rows(text.sessions), packets: rows(text.packets), dns: rows(text.dns) };
}

/** Without the ids, whose last part is another in each run. */
function columns(records: readonly object[], names: readonly string[]): unknown[] {
  return records.map((record) =>
    names.filter((name) => name !== 'session_id').map((name) => (record as Record<string, unknown>)[name]),
  );
}

const sorted = (rows: readonly unknown[]): string[] => rows.map((row) => JSON.stringify(row)).sort();

describe('sources of a capture', () => {
  it('give the records that read writes, in its order, each with an id of its own', async () => {
    const world = newWorld();
    const expected = await read(world);
    expect(expected.sessions.length).toBeGreaterThan(40);
    const job = world.job([{ stage: 'sessions' }, { stage: 'packets' }, { stage: 'dns' }]);
    await world.through(job);
    const { sink } = world;
    expect(columns(sink.of('session'), SESSION_COLUMNS)).toEqual(columns(expected.sessions, SESSION_COLUMNS));
    expect(columns(sink.of('packet'), PACKET_COLUMNS)).toEqual(columns(expected.packets, PACKET_COLUMNS));
    expect(columns(sink.of('dns'), DNS_COLUMNS)).toEqual(columns(expected.dns, DNS_COLUMNS));
    expect(new Set(sink.records.map((record) => record['record_id'])).size).toBe(sink.records.length);
    expect([job.failure, job.undelivered, sink.closed]).toEqual([null, 0, 1]);
  });

  it('tell of sessions when they start, are answered and end', async () => {
    const world = newWorld();
    const { sessions } = await read(world);
    await world.through(world.job([{ stage: 'sessions', on: ['start', 'established', 'end'] }]));
    const events = (event: string): PipelineRecord[] =>
      world.sink.records.filter((record) => record['event'] === event);
    expect(events('start')).toHaveLength(sessions.length);
    expect(events('end')).toHaveLength(sessions.length);
    // A session has one packet when it starts, and was answered by the time it is established.
    for (const { packets_out, packets_in } of events('start')) expect([packets_out, packets_in]).toEqual([1, 0]);
    const answered = sessions.filter(({ packets_in }) => (packets_in as number) > 0);
    expect(events('established').length).toBeGreaterThan(10);
    expect(events('established').length).toBeLessThanOrEqual(answered.length);
    for (const record of events('end')) expect(record['record_id']).toBe(`${record['session_id'] as string}:end`);
  });

  it('tell of open sessions in between, each update under an id of its own', async () => {
    const world = newWorld();
    await world.through(world.job([{ stage: 'sessions', every: '1s' }]));
    const updates = world.sink.records.filter((record) => record['event'] === 'update');
    expect(new Set(world.sink.records.map((record) => record['record_id'])).size).toBe(world.sink.records.length);
    for (const record of updates) expect(record['record_id']).toMatch(/:update:\d+$/);
  });

  it('give one record for each flow that chains looked at', async () => {
    const world = newWorld();
    await world.through(world.job([{ stage: 'flows', chains: ['basic', 'tcp'] }]));
    const chains = ['basic', 'tcp'] as const;
    let lines = '';
    const sink = {
      write: async (chunk: Uint8Array | string) => {
        lines += typeof chunk === 'string' ? chunk : new TextDecoder().decode(chunk);
        return success(null);
      },
    };
    await world.engine.observeCapture({ input: { kind: 'file', path: SAMPLE }, chains, sink });
    const expected = lines
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(expected.length).toBeGreaterThan(40);
    const names = Object.keys(expected[0]!);
    expect(columns(world.sink.of('flow'), names)).toEqual(columns(expected, names));
  });
});

describe('a sink that fails', () => {
  it('half-way and comes back has every record once, in order', async () => {
    const world = newWorld();
    const { packets } = await read(world);
    let calls = 0;
    world.sink.answer = () =>
      ++calls > 2 && calls <= 5 ? failure('disconnected', 'The other end is away') : success(null);
    const job = world.job([{ stage: 'packets' }], { batch_records: 8 });
    await world.through(job);
    expect(columns(world.sink.of('packet'), PACKET_COLUMNS)).toEqual(columns(packets, PACKET_COLUMNS));
    expect(job.stages().at(-1)?.counters).toMatchObject({ failures: 3, retries: 3, waiting: 0 });
    expect(job.undelivered).toBe(0);
  });

  it('that took a batch and failed to say so gets it again under the same ids', async () => {
    const world = newWorld();
    const { sessions } = await read(world);
    const seen: PipelineRecord[] = [];
    let failed = false;
    world.sink.answer = (records) => {
      seen.push(...records);
      if (failed) return success(null);
      failed = true;
      return failure('disconnected', 'The answer was lost');
    };
    await world.through(world.job([{ stage: 'sessions' }]));
    expect(seen.length).toBeGreaterThan(sessions.length);
    expect(new Set(seen.map((record) => record['record_id'])).size).toBe(sessions.length);
  });

  it('for good ends the pipeline after the time it is given, and what was not delivered is counted', async () => {
    const world = newWorld();
    let calls = 0;
    world.sink.answer = () => (++calls > 1 ? failure('disconnected', 'The other end is away') : success(null));
    const job = world.job([{ stage: 'sessions' }], { batch_records: 10 }, 300);
    await world.through(job);
    expect(job.failure).toMatchObject({ stage: 'export', failure: { message: 'The other end is away' } });
    expect(job.undelivered + world.sink.records.length).toBeGreaterThanOrEqual(40);
    expect(job.undelivered).toBeGreaterThan(0);
  });

  it('after a number of attempts that the file says', async () => {
    const world = newWorld();
    let calls = 0;
    world.sink.answer = () => {
      calls++;
      return failure('disconnected', 'The other end is away');
    };
    await world.through(world.job([{ stage: 'sessions' }], { attempts: 3 }));
    expect(calls).toBe(3);
  });
});

describe('reading a file', () => {
  it('waits for a sink that is slow, so that nothing is dropped', async () => {
    const world = newWorld();
    const { packets } = await read(world);
    world.sink.answer = async () => {
      await later(1);
      return success(null);
    };
    const job = world.job([{ stage: 'packets', logs: 'all' }], { batch_records: 16 });
    await world.through(job);
    expect(world.sink.of('packet').length).toBeGreaterThanOrEqual(packets.length);
    expect(job.stages()[0]?.counters.dropped).toBe(0);
  });
});

describe('stages one after the other', () => {
  it('count sessions by protocol as the sessions themselves say', async () => {
    const world = newWorld();
    const { sessions } = await read(world);
    const text = JSON.stringify({
      name: 'by-protocol',
      stages: [
        { stage: 'sessions', out: 'raw' },
        { stage: 'filter', where: '-icmp', in: 'raw', out: 'kept' },
        {
          stage: 'aggregate',
          in: 'kept',
          out: 'counts',
          window: '1h',
          group_by: ['protocol_name'],
          compute: { sessions: { op: 'count' }, bytes: { op: 'sum', field: 'bytes_out' } },
        },
        { stage: 'export', in: 'counts', sink: 'test' },
      ],
    });
    const { job } = world.pipelines.job(text, { folder: world.home, giveUpAfterMs: null });
    await world.through(job!);
    const expected = new Map<string, { sessions: number; bytes: number }>();
    for (const session of sessions) {
      const name = String(session['protocol_name']);
      if (JSON.stringify(Object.values(session)).toLowerCase().includes('icmp')) continue;
      const { sessions: count, bytes } = expected.get(name) ?? { sessions: 0, bytes: 0 };
      expected.set(name, { sessions: count + 1, bytes: bytes + Number(session['bytes_out']) });
    }
    const found = new Map<string, { sessions: number; bytes: number }>();
    for (const record of world.sink.records) {
      const name = record['protocol_name'] as string;
      const { sessions: count, bytes } = found.get(name) ?? { sessions: 0, bytes: 0 };
      found.set(name, { sessions: count + Number(record['sessions']), bytes: bytes + Number(record['bytes']) });
    }
    expect(found).toEqual(expected);
    expect(found.size).toBeGreaterThan(1);
  });
});

describe('in the app', () => {
  const none = new AbortController().signal;

  it('a pipeline that is switched on gets what is captured from then on, and is on again after a restart', async () => {
    const world = newWorld();
    world.keep('mine.json', world.text('my-sessions', [{ stage: 'sessions' }]));
    await world.pipelines.start();
    expect(world.status('my-sessions')).toMatchObject({
      state: 'disabled',
      enabled: false,
      origin: 'own',
      mistakes: [],
    });
    const { commands } = world.engine.service;
    const enabled = await commands['pipelines.set_enabled']({ id: 'my-sessions', enabled: true }, none);
    expect(enabled).toMatchObject({ ok: true, value: { state: 'running' } });
    await commands['capture.open']({ path: SAMPLE }, none);
    const { sessions } = await read(newWorld());
    await world.reached('my-sessions', ({ stages }) => stages.at(-1)?.counters.records_in === sessions.length);
    expect(sorted(columns(world.sink.records, SESSION_COLUMNS))).toEqual(sorted(columns(sessions, SESSION_COLUMNS)));
    await world.close(true);
    const again = newWorld(undefined, world.home);
    await again.pipelines.start();
    expect(again.status('my-sessions').state).toBe('running');
    const disabled = await again.engine.service.commands['pipelines.set_enabled'](
      { id: 'my-sessions', enabled: false },
      none,
    );
    expect(disabled).toMatchObject({ ok: true, value: { state: 'disabled' } });
  });

  it('a pause keeps records out, and a file that changes is read again', async () => {
    const world = newWorld();
    world.keep('mine.json', world.text('mine', [{ stage: 'sessions' }]));
    await world.pipelines.start();
    const { commands } = world.engine.service;
    await commands['pipelines.set_enabled']({ id: 'mine', enabled: true }, none);
    const paused = await commands['pipelines.pause']({ id: 'mine', paused: true }, none);
    expect(paused).toMatchObject({ ok: true, value: { state: 'paused' } });
    await commands['capture.open']({ path: SAMPLE }, none);
    await commands['capture.stop']({}, none);
    expect(world.sink.records).toEqual([]);
    expect(await commands['pipelines.pause']({ id: 'mine', paused: false }, none)).toMatchObject({
      value: { state: 'running' },
    });
    world.keep('mine.json', world.text('mine', [{ stage: 'sessionz' }]));
    const { mistakes } = await world.inState('mine', 'invalid');
    expect(mistakes).toEqual([
      { path: 'stages[0].stage', message: 'unknown stage "sessionz": did you mean "sessions"?', line: 1, column: 37 },
    ]);
    world.keep('mine.json', world.text('mine', [{ stage: 'dns' }]));
    const { stages } = await world.inState('mine', 'running');
    expect(stages.map(({ kind }) => kind)).toEqual(['dns', 'export']);
  });

  it('a failed health check keeps a pipeline out, or is shown only, as its file says', async () => {
    const world = newWorld();
    world.sink.healthy = false;
    await world.pipelines.start();
    const { commands } = world.engine.service;
    const text = world.text('strict', [{ stage: 'sessions' }]);
    await commands['pipelines.save']({ text, replace: false }, none);
    const refused = await commands['pipelines.set_enabled']({ id: 'strict', enabled: true }, none);
    expect(refused).toMatchObject({ value: { state: 'invalid', cause: 'export: The test wants it ill' } });
    const lenient = JSON.stringify({ ...(JSON.parse(text) as object), name: 'lenient', health: 'warn' });
    await commands['pipelines.save']({ text: lenient, replace: false }, none);
    const warned = await commands['pipelines.set_enabled']({ id: 'lenient', enabled: true }, none);
    expect(warned).toMatchObject({
      value: { state: 'running', stages: [{ health: { ok: true } }, { health: { ok: false } }] },
    });
    world.sink.healthy = true;
    const retried = await commands['pipelines.set_enabled']({ id: 'strict', enabled: true }, none);
    expect(retried).toMatchObject({ value: { state: 'running' } });
    expect(await commands['pipelines.remove']({ id: 'strict' }, none)).toEqual(success(null));
    expect(world.pipelines.status().map(({ id }) => id)).not.toContain('strict');
  });

  it('what ships is offered, and copied once it is switched on', async () => {
    const world = newWorld();
    await world.pipelines.start();
    expect(world.status('alerts-to-file')).toMatchObject({ origin: 'bundled', enabled: false, mistakes: [] });
    const { commands } = world.engine.service;
    expect(await commands['pipelines.remove']({ id: 'alerts-to-file' }, none)).toMatchObject({
      failure: { code: 'not-permitted' },
    });
    const enabled = await commands['pipelines.set_enabled']({ id: 'alerts-to-file', enabled: true }, none);
    expect(enabled).toMatchObject({ value: { origin: 'own', state: 'running' } });
    expect(world.status('alerts-to-file').file.startsWith(world.home)).toBe(true);
    await commands['capture.open']({ path: SAMPLE }, none);
    await world.reached('alerts-to-file', ({ alerts }) => alerts > 0);
    const alerts = world.engine.service.streams.alerts({ limit: 10, redact: false }, () => undefined);
    expect(alerts.take()?.alerts[0]).toMatchObject({ source: 'pipeline', name: 'alerts-to-file' });
    alerts.close();
  });

  it('a text is checked without being kept', async () => {
    const world = newWorld();
    const { commands } = world.engine.service;
    const wrong =
      'name: x\nstages:\n  - stage: sessions\n    every: 5\n    out: a\n  - stage: export\n    in: a\n    sink: tset\n';
    expect(await commands['pipelines.check']({ text: wrong, health: false }, none)).toMatchObject({
      value: {
        mistakes: [
          { path: 'stages[0].every', line: 4, column: 5 },
          { path: 'stages[1].sink', message: 'unknown sink "tset": did you mean "test"?', line: 8, column: 5 },
        ],
      },
    });
    const right = await commands['pipelines.check']({ text: world.text('x', [{ stage: 'dns' }]), health: true }, none);
    expect(right).toMatchObject({
      value: {
        mistakes: [],
        stages: [{ health: { ok: true } }, { health: { ok: true } }],
        channels: [{ from: 0, to: 1, type: 'dns' }],
      },
    });
  });
});
