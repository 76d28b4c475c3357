import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { success, type Result } from '#base/result.ts';
import type { StageStatus } from '#contract/pipelines/status.ts';
import type { PipelineRun } from './pipeline-run.ts';
import type { StageKind } from './stage.ts';
import { ManualClock, settle } from '#main/engine/store/manual-clock.ts';
import { away, numbered, TestWorld } from './test-pipeline.ts';

const line = [
  { stage: 'in', out: 'a' },
  { stage: 'pass', in: 'a', out: 'b' },
  { stage: 'end', in: 'b' },
];

async function started(
  world: TestWorld,
  stages: readonly object[] = line,
  channels: object = {},
): Promise<PipelineRun> {
  const run = world.run(stages, [], channels);
  expect(await run.prepare()).toEqual([]);
  expect(await run.start()).toEqual(success(null));
  return run;
}

function stageOf(run: PipelineRun, name: string): StageStatus {
  return run.stages().find((stage) => stage.name === name)!;
}

/** An end that answers when it is told to. */
function gate(): {
  readonly answer: () => Promise<Result<null>>;
  open(result?: Result<null>): void;
  readonly calls: number;
} {
  const waiting: ((result: Result<null>) => void)[] = [];
  let calls = 0;
  return {
    answer: () => {
      calls++;
      return new Promise((resolve) => waiting.push(resolve));
    },
    open: (result = success(null)) => waiting.shift()?.(result),
    get calls() {
      return calls;
    },
  };
}

describe('a run', () => {
  it('brings every record to the end, in order, and says of each batch when it is done', async () => {
    const clock = new ManualClock();
    const world = new TestWorld(clock);
    const run = await started(world);
    const first = world.source().give(numbered(1, 3));
    const second = world.source().give(numbered(4, 5));
    expect(await first.done).toBe(true);
    expect(await second.done).toBe(true);
    expect(world.end('end').numbers).toEqual([1, 2, 3, 4, 5]);
    const { records_in, records_out, waiting, failures } = stageOf(run, 'pass').counters;
    expect({ records_in, records_out, waiting, failures }).toEqual({
      records_in: 5,
      records_out: 5,
      waiting: 0,
      failures: 0,
    });
    await run.stop(1000);
    expect(run.undelivered).toBe(0);
  });

  it('tests a stage that is at work between two batches, never beside one', async () => {
    const clock = new ManualClock();
    const world = new TestWorld(clock);
    const hold = gate();
    world.end('end').answer = hold.answer;
    const run = await started(world);
    const first = world.source().give(numbered(1, 2));
    await settle();
    world.end('end').healthy = away;
    const tested = run.testAgain();
    const second = world.source().give(numbered(3, 4));
    await settle();
    expect(world.events).toEqual([]);

    hold.open();
    await tested;
    expect(world.events).toEqual(['test end']);
    expect(stageOf(run, 'end').health).toEqual({ ok: false, message: 'The other end is away' });
    await settle();
    hold.open();
    expect(await first.done).toBe(true);
    expect(await second.done).toBe(true);
    expect(world.end('end').numbers).toEqual([1, 2, 3, 4]);
    await run.stop(1000);
  });

  it('does not wait for ever to test a stage that is at the same records', async () => {
    const clock = new ManualClock();
    const world = new TestWorld(clock);
    const hold = gate();
    world.end('end').answer = hold.answer;
    const run = await started(world);
    world.source().give(numbered(1, 2));
    await settle();
    const tested = run.testAgain();
    await settle();
    await clock.advance(10_000);
    await tested;
    expect(world.events).toEqual([]);
    expect(stageOf(run, 'end').health).toMatchObject({ ok: false, message: expect.stringContaining('busy') });
    hold.open();
    await run.stop(1000);
  });

  it('tests every stage before any data', async () => {
    const world = new TestWorld(new ManualClock());
    const run = world.run([...line, { stage: 'end', name: 'other', in: 'a' }]);
    world.end('other').healthy = away;
    await run.prepare();
    expect(await run.test()).toEqual([{ stage: 'other', failure: away.ok ? null : away.failure }]);
    expect(world.events.toSorted()).toEqual(['test end', 'test other']);
    expect(stageOf(run, 'end').health).toEqual({ ok: true, message: null });
    expect(stageOf(run, 'other').health).toEqual({ ok: false, message: 'The other end is away' });
  });

  it('closes from the source to the ends and then cleans up in that order', async () => {
    const world = new TestWorld(new ManualClock());
    const run = await started(world);
    void world.source().give(numbered(1, 2));
    world.source().output!.end();
    await run.end();
    expect(world.end('end').numbers).toEqual([1, 2]);
    expect(world.events).toEqual(['finish pass', 'finish end', 'cleanup source', 'cleanup pass', 'cleanup end']);
  });

  it('gives each of several readers everything', async () => {
    const world = new TestWorld(new ManualClock());
    await started(world, [...line, { stage: 'end', name: 'other', in: 'a' }]);
    expect(await world.source().give(numbered(1, 4)).done).toBe(true);
    expect(world.end('end').numbers).toEqual([1, 2, 3, 4]);
    expect(world.end('other').numbers).toEqual([1, 2, 3, 4]);
  });

  it('is not done with a batch before all readers are', async () => {
    const clock = new ManualClock();
    const world = new TestWorld(clock);
    await started(world, [...line, { stage: 'end', name: 'other', in: 'a' }]);
    const slow = gate();
    world.end('other').answer = slow.answer;
    let done = false;
    void world
      .source()
      .give(numbered(1, 1))
      .done.then(() => (done = true));
    await settle();
    expect([world.end('end').numbers, done]).toEqual([[1], false]);
    slow.open();
    await settle();
    expect(done).toBe(true);
  });

  it('tells ends how far the slowest of their sources has come', async () => {
    const clock = new ManualClock();
    const world = new TestWorld(clock);
    await started(world, [
      { stage: 'in', name: 'one', out: 'a' },
      { stage: 'in', name: 'two', out: 'a' },
      { stage: 'end', in: 'a' },
    ]);
    world.source('one').output!.advance(100);
    await settle();
    expect(world.end('end').times).toEqual([]);
    world.source('two').output!.advance(40);
    await settle();
    world.source('two').output!.end();
    await settle();
    expect(world.end('end').times).toEqual([40, 100]);
  });
});

describe('back-pressure', () => {
  it('reaches the source, and no channel holds more than its size and a batch', async () => {
    const clock = new ManualClock();
    const world = new TestWorld(clock);
    const run = await started(world, line, { a: { size: 10 }, b: { size: 10 } });
    const slow = gate();
    world.end('end').answer = slow.answer;
    let taken = 0;
    const giveAll = async (): Promise<void> => {
      for (let from = 1; from <= 200; from += 5) {
        await world.source().give(numbered(from, from + 4)).taken;
        taken += 5;
      }
    };
    const all = giveAll();
    await settle();
    expect(taken).toBeLessThanOrEqual(60);
    for (const { waiting } of run.edges()) expect(waiting).toBeLessThanOrEqual(14);
    while (world.end('end').numbers.length < 200) {
      slow.open();
      await settle();
    }
    await all;
    expect(world.end('end').numbers).toEqual(numbered(1, 200).map(({ number }) => number));
  });

  it('keeps what a source gives while the pipeline is paused', async () => {
    const clock = new ManualClock();
    const world = new TestWorld(clock);
    const run = await started(world);
    run.setPaused(true);
    const given = world.source().give(numbered(1, 1));
    await settle();
    expect(world.end('end').numbers).toEqual([]);
    run.setPaused(false);
    expect(await given.done).toBe(true);
    expect(world.end('end').numbers).toEqual([1]);
  });
});

describe('a stage that fails', () => {
  it('gets the same records again, later and later, and loses none', async () => {
    const clock = new ManualClock();
    const world = new TestWorld(clock);
    const run = await started(world);
    const attempts: number[] = [];
    world.end('end').answer = () => {
      attempts.push(clock.monotonicMs());
      return attempts.length <= 4 ? away : success(null);
    };
    const given = world.source().give(numbered(1, 3));
    await settle();
    await clock.advance(50);
    expect(run.trouble).toEqual({ stage: 'end', failure: away.ok ? null : away.failure });
    await settle();
    await clock.advance(10_000);
    expect(attempts).toEqual([0, 100, 300, 700, 1500]);
    expect(world.end('end').numbers).toEqual([1, 2, 3]);
    expect(await given.done).toBe(true);
    expect(run.trouble).toBeNull();
    const { failures, retries } = stageOf(run, 'end').counters;
    expect([failures, retries]).toEqual([4, 4]);
  });

  it('waits half a minute at most', async () => {
    const clock = new ManualClock();
    const world = new TestWorld(clock);
    await started(world);
    const attempts: number[] = [];
    world.end('end').answer = () => {
      attempts.push(clock.monotonicMs());
      return away;
    };
    void world.source().give(numbered(1, 1));
    await settle();
    await clock.advance(300_000);
    const gaps = attempts.slice(1).map((at, position) => at - attempts[position]!);
    expect(Math.max(...gaps)).toBe(30_000);
    expect(gaps.slice(0, 3)).toEqual([100, 200, 400]);
  });

  it('has nothing handed on of what it emitted before it failed', async () => {
    const clock = new ManualClock();
    const world = new TestWorld(clock);
    let failures = 2;
    const flaky: StageKind<object> = {
      name: 'flaky',
      summary: '',
      reads: ['record'],
      writes: (input) => input,
      config: z.strictObject({}),
      create: () =>
        success({
          process(records, emit) {
            emit(records);
            return failures-- > 0 ? away : success(null);
          },
        }),
    };
    const run = world.run([line[0]!, { stage: 'flaky', in: 'a', out: 'b' }, line[2]!], [flaky]);
    await run.prepare();
    await run.start();
    void world.source().give(numbered(1, 2));
    await settle();
    await clock.advance(1000);
    expect(world.end('end').numbers).toEqual([1, 2]);
  });

  it('ends the pipeline when it has failed for as long as the host allows, and counts what was not delivered', async () => {
    const clock = new ManualClock();
    const world = new TestWorld(clock);
    world.giveUpAfterMs = 5000;
    const run = await started(world);
    world.end('end').answer = () => away;
    const given = world.source().give(numbered(1, 7));
    await settle();
    await clock.advance(6000);
    await run.end();
    expect(await given.done).toBe(false);
    expect(run.failure).toEqual({ stage: 'end', failure: away.ok ? null : away.failure });
    expect(run.undelivered).toBe(7);
    expect(world.events).toContain('cleanup end');
  });

  it('ends the pipeline by a bug, not the engine', async () => {
    const world = new TestWorld(new ManualClock());
    const run = await started(world);
    world.end('end').answer = () => {
      throw new Error('oh');
    };
    void world.source().give(numbered(1, 1));
    await run.end();
    expect(run.failure?.failure).toMatchObject({ code: 'internal', message: 'Unexpected error: oh' });
  });
});

describe('being stopped', () => {
  it('lets through what is under way', async () => {
    const clock = new ManualClock();
    const world = new TestWorld(clock);
    const run = await started(world);
    const slow = gate();
    world.end('end').answer = slow.answer;
    void world.source().give(numbered(1, 3));
    await settle();
    const stopping = run.stop(5000);
    await settle();
    slow.open();
    await stopping;
    expect(world.end('end').numbers).toEqual([1, 2, 3]);
    expect(run.undelivered).toBe(0);
  });

  it('cuts off what does not go through in time', async () => {
    const clock = new ManualClock();
    const world = new TestWorld(clock);
    const run = await started(world);
    world.end('end').answer = () => new Promise(() => undefined);
    const given = world.source().give(numbered(1, 3));
    await settle();
    const stopping = run.stop(5000);
    await settle();
    await clock.advance(20_000);
    await stopping;
    expect(await given.done).toBe(false);
    expect(run.undelivered).toBe(3);
  });
});

describe('another capture', () => {
  it('begins anew for every stage once, after everything that came before it', async () => {
    const world = new TestWorld(new ManualClock());
    await started(world, [
      { stage: 'in', name: 'one', out: 'a' },
      { stage: 'in', name: 'two', out: 'a' },
      { stage: 'end', in: 'a' },
    ]);
    const outputs = ['one', 'two'].map((name) => world.source(name).output!);
    for (const output of outputs) output.advance(1000);
    for (const output of outputs) output.restart(1);
    for (const output of outputs) output.advance(20);
    await settle();
    expect(world.end('end').times).toEqual([1000, 'restart', 20]);
  });
});

describe('a source that tells no time', () => {
  it('is behind the wall clock, so that windows end', async () => {
    const clock = new ManualClock(5_000_000);
    const world = new TestWorld(clock);
    await started(world);
    await settle();
    await clock.advance(2000);
    expect(world.end('end').times).toEqual([6_000_000, 7_000_000]);
  });
});
