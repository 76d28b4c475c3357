import { describe, expect, it } from 'vitest';
import { success } from '#base/result.ts';
import type { PipelineRecord } from '#contract/pipelines/record.ts';
import { ManualClock, settle } from '#main/engine/store/manual-clock.ts';
import type { Given, SourceOutput } from '../stages/source.ts';
import { QUEUE_RECORDS, RecordSource, type Patience } from './record-source.ts';

/** Takes a batch when it is told to. */
class Outlet implements SourceOutput {
  readonly told: (number | string)[] = [];
  dropped_ = 0;
  open = true;
  private waiting: ((ok: boolean) => void)[] = [];

  give(records: readonly PipelineRecord[]): Given {
    this.told.push(records.length);
    const taken = this.open ? Promise.resolve(true) : new Promise<boolean>((resolve) => this.waiting.push(resolve));
    return { taken, done: taken };
  }

  take(ok: boolean = true): void {
    for (const resolve of this.waiting.splice(0)) resolve(ok);
  }

  advance(timeUs: number): void {
    this.told.push(`time ${timeUs}`);
  }

  restart(epoch: number): void {
    this.told.push(`restart ${epoch}`);
  }

  dropped(count: number): void {
    this.dropped_ += count;
  }

  end(): void {
    this.told.push('end');
  }
}

async function started(patience: Patience): Promise<{ source: RecordSource; outlet: Outlet; clock: ManualClock }> {
  const clock = new ManualClock();
  const source = new RecordSource({
    clock,
    patience: () => patience,
    listen: () => undefined,
    unlisten: () => undefined,
  });
  const outlet = new Outlet();
  expect(await source.start(outlet)).toEqual(success(null));
  return { source, outlet, clock };
}

function offer(source: RecordSource, count: number): void {
  for (let number = 1; number <= count; number++) source.offer({ number });
}

describe('a source that a capture feeds', () => {
  it('gives records in batches of 256, time and another capture behind those that came before', async () => {
    const { source, outlet, clock } = await started('live');
    offer(source, 300);
    source.advance(5);
    source.restart(2);
    offer(source, 1);
    await settle();
    await clock.advance(50);
    expect(outlet.told).toEqual([256, 44, 'time 5', 'restart 2', 1]);
  });

  it('live drops what does not fit and counts it, and never asks to be waited for', async () => {
    const { source, outlet } = await started('live');
    outlet.open = false;
    offer(source, QUEUE_RECORDS + 1000);
    await settle();
    expect(source.whenRoom()).toBeNull();
    expect(outlet.dropped_).toBe(1000);
  });

  it('of a file has its reader wait, and drops nothing', async () => {
    const { source, outlet } = await started('always');
    outlet.open = false;
    offer(source, QUEUE_RECORDS * 2);
    let isFree = false;
    void source.whenRoom()?.then(() => (isFree = true));
    await settle();
    expect([outlet.dropped_, isFree]).toEqual([0, false]);
    outlet.open = true;
    outlet.take();
    await settle();
    expect([outlet.dropped_, isFree]).toEqual([0, true]);
  });

  it('in the app is waited for only as long as the pipeline gets on', async () => {
    const { source, outlet, clock } = await started('while-it-gets-on');
    outlet.open = false;
    offer(source, QUEUE_RECORDS);
    let isFree = false;
    void source.whenRoom()?.then(() => (isFree = true));
    await settle();
    expect(isFree).toBe(false);
    await clock.advance(3000);
    expect(isFree).toBe(true);
    offer(source, 5);
    expect(outlet.dropped_).toBe(5);
  });

  it('gives what it holds before it ends, and nothing once the pipeline has ended', async () => {
    const { source, outlet } = await started('live');
    offer(source, 3);
    await source.stop();
    expect(outlet.told).toEqual([3, 'end']);
    const other = await started('live');
    other.outlet.open = false;
    offer(other.source, 512);
    await settle();
    other.outlet.take(false);
    await settle();
    offer(other.source, 512);
    await settle();
    expect(other.outlet.told).toEqual([256]);
  });

  it('makes nothing while it is paused', async () => {
    const { source, outlet, clock } = await started('live');
    source.setPaused(true);
    offer(source, 10);
    source.setPaused(false);
    offer(source, 2);
    await clock.advance(50);
    expect(outlet.told).toEqual([2]);
  });
});
