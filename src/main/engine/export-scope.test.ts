/** Exports under a filter and a range of time, and rows of a streaming read that answer through their sessions. */
import { describe, expect, it } from 'vitest';
import { success } from '#base/result.ts';
import type { ExportStartParams } from '#contract/protocol.ts';
import { DEFAULT_SETTINGS, type Settings } from '#contract/settings.ts';
import { SyntheticSource } from './capture/synthetic-source.ts';
import { createEngine, type Engine } from './engine.ts';
import type { RowOutput } from './read-request.ts';
import { settle } from './store/manual-clock.ts';
import { frames, liveParams, LiveSource, START, World } from './test-world.ts';

const { signal } = new AbortController();
const allPackets: Settings = { ...DEFAULT_SETTINGS, logs: { emit: 'all' } };
const order: ExportStartParams = {
  table: 'packets',
  filter: '',
  format: 'csv',
  range: null,
  redact: false,
  packetLogs: 'all',
  path: '/rows.csv',
};

function newEngine(world: World): Engine {
  return createEngine(world, { version: '1', host: 'headless', platform: 'test', samplePath: null });
}

/** Rows that an export writes of five packets, a millisecond apart, that were captured live. */
async function exported(change: Partial<ExportStartParams>, ended = false): Promise<number> {
  const world = new World();
  const source = new LiveSource(frames(5));
  world.live = success(source);
  const engine = newEngine(world);
  await engine.service.commands['capture.start'](liveParams, signal);
  await settle();
  if (ended) {
    source.finish();
    await settle();
  }
  const started = await engine.service.commands['export.start']({ ...order, ...change }, signal);
  expect(started.ok).toBe(true);
  await settle();
  await engine.close();
  return world.written.get('/rows.csv')!.split('\r\n').length - 2;
}

describe('an export', () => {
  it('has what is in the range, both ends included', async () => {
    const range = { kind: 'between', fromUs: START + 1000, toUs: START + 3000 } as const;
    expect(await exported({})).toBe(5);
    expect(await exported({ range })).toBe(3);
    expect(await exported({ range, filter: 'time > 2023-11-14T22:13:20.002Z' })).toBe(1);
    expect(await exported({ range, table: 'sessions' })).toBe(1);
    expect(await exported({ range: { ...range, fromUs: START + 4001, toUs: START + 9000 }, table: 'sessions' })).toBe(
      0,
    );
  });

  it('has the last seconds before its last packet, once no more can come', async () => {
    const range = { kind: 'last', seconds: 0.002 } as const;
    expect(await exported({ range }, true)).toBe(3);
    // The clock of this world stands still at the first packet; the last one is later.
    expect(await exported({ range })).toBe(3);
  });

  it('is not begun where the filter is wrong', async () => {
    const world = new World();
    const engine = newEngine(world);
    const started = await engine.service.commands['export.start']({ ...order, filter: 'dst_prt = 3' }, signal);
    expect(started).toMatchObject({
      ok: false,
      failure: { code: 'usage', message: expect.stringContaining('\n  ^^^^^^^') },
    });
    expect(engine.service.streams.exports({}, () => undefined).take()?.exports).toEqual([]);
    await engine.close();
  });
});

describe('a streaming read', () => {
  async function read(filter: string): Promise<{ readonly packets: number; readonly failed: string | null }> {
    let text = '';
    const packets: RowOutput = {
      format: 'jsonl',
      sink: {
        write: async (chunk) => {
          text += new TextDecoder().decode(chunk);
          return success(null);
        },
      },
    };
    const world = new World();
    const inputs = [{ kind: 'source', source: new SyntheticSource(frames(5)), title: 'five' }] as const;
    const { failure } = await createEngine(world, {
      version: '1',
      host: 'headless',
      platform: 'test',
      samplePath: null,
      settings: allPackets,
    }).readCapture({ inputs, filter, outputs: { packets } });
    return { packets: text.split('\n').length - 1, failed: failure?.code ?? null };
  }

  it('asks a packet’s session how it is at that packet', async () => {
    expect(await read('packets_out <= 2')).toEqual({ packets: 2, failed: null });
    expect(await read('packets_out > 5 or vlan exists')).toEqual({ packets: 0, failed: null });
    expect(await read('packets = 1 and packets_out >= 1')).toEqual({ packets: 5, failed: null });
  });

  it('does not begin with a filter that is wrong', async () => {
    expect(await read('packets_out <=')).toEqual({ packets: 0, failed: 'usage' });
  });
});
