import { describe, expect, it } from 'vitest';
import { failure, success } from '#base/result.ts';
import type { ViewFrame, ViewParams } from '#contract/protocol.ts';
import { DEFAULT_SETTINGS, type Settings } from '#contract/settings.ts';
import { SyntheticSource } from './capture/synthetic-source.ts';
import { bytesOf, ethernet, ipv4, udp } from './decode/test-frames.ts';
import { createEngine, type Engine } from './engine.ts';
import { settle } from './store/manual-clock.ts';
import { liveParams, LiveSource, START, World } from './test-world.ts';

const { signal } = new AbortController();
const HERE = '192.0.2.1';
const SERVER = '9.9.9.9';
const CONVERSATIONS = [
  { source: HERE, destination: SERVER },
  { source: '8.8.4.4', destination: HERE },
  { source: '198.51.100.7', destination: '198.51.100.8' },
];
const FRAMES = CONVERSATIONS.map(({ source, destination }, second) => ({
  time: START + second * 1_000_000,
  bytes: bytesOf(
    ethernet(0x0800),
    ipv4({ protocol: 17, payload: udp('616263') }).replace('c0000201 c6336402', hexOf(source) + hexOf(destination)),
  ),
}));

function hexOf(address: string): string {
  return Buffer.from(address.split('.').map(Number)).toString('hex');
}

const GEO = { country: 'countries.mmdb', asn: 'systems.mmdb' };

class AttributedWorld extends World {
  opened: unknown = null;

  constructor() {
    super();
    this.live = success(new LiveSource(FRAMES));
    this.addressDatabases = {
      open: async (paths) => {
        this.opened = paths;
        if (paths.asn === 'missing.mmdb') return failure('not-found', 'no such database');
        if (paths.country === null) return success(null);
        const quad9 = { country: 'CH', asn: 19_281, asOrg: 'Quad9, "DNS"' };
        return success({
          lookup: (address) => (address === SERVER ? quad9 : { country: 'US', asn: null, asOrg: null }),
        });
      },
    };
    this.processes = {
      localAddresses: () => [HERE],
      find: async (questions) => ({
        owners: questions.map(({ remotePort }) =>
          remotePort === 0 ? null : { pid: 100_000, program: 'dig', anyRemote: false },
        ),
        costMs: 1,
      }),
    };
  }
}

function engineIn(world: World, geo: Settings['geo']): Engine {
  const settings = { ...DEFAULT_SETTINGS, geo };
  return createEngine(world, { version: '1', host: 'headless', platform: 'test', samplePath: null, settings });
}

async function written(world: World, filter: string, live: boolean): Promise<string[]> {
  let text = '';
  const sink = {
    write: async (bytes: Uint8Array) => {
      text += new TextDecoder().decode(bytes);
      return success(null);
    },
  };
  const input = live
    ? ({ kind: 'live', request: { ...liveParams, interfaces: ['eth0'] } } as const)
    : ({ kind: 'source', source: new SyntheticSource(FRAMES), title: 'frames' } as const);
  const stop = new AbortController();
  const reading = engineIn(world, GEO).readCapture({
    inputs: [input],
    filter,
    outputs: { sessions: { format: 'csv', sink } },
    signal: stop.signal,
  });
  await settle();
  await (world.clock as World['clock']).advance(100);
  stop.abort();
  const { failure: failed } = await reading;
  expect(failed).toBeNull();
  const [header, ...rows] = text.split('\r\n');
  const first = header!.split(',').indexOf('process');
  return rows.filter((row) => row !== '').map((row) => row.split(',').slice(first).join(','));
}

async function view(engine: Engine, filter: string, sort: ViewParams['sort'] = null): Promise<ViewFrame> {
  const params = {
    table: 'sessions',
    filter,
    range: null,
    redact: false,
    sparklines: false,
    sort,
    offset: 0,
    limit: 5,
    follow: false,
    hold: false,
    packetLogs: 'all',
    paused: false,
  } as const;
  const stream = engine.service.streams.view(params, () => undefined);
  await settle();
  const frame = stream.take()!;
  stream.close();
  return frame;
}

describe('what sessions are attributed to', () => {
  it('is places in a file, and no process', async () => {
    expect(await written(new AttributedWorld(), '', false)).toEqual([',,CH,19281,"Quad9, ""DNS"""', ',,US,,', ',,,,']);
  });

  it('is the process, too, while it is live', async () => {
    expect(await written(new AttributedWorld(), '', true)).toEqual([
      'dig,100000,CH,19281,"Quad9, ""DNS"""',
      'dig,100000,US,,',
      ',,,,',
    ]);
  });

  it.each([
    ['country = CH', 1],
    ['country != CH', 2],
    ['asn = 19281', 1],
    ['process = dig', 2],
    ['pid = 100000 and country = US', 1],
    ['quad9', 1],
    ['dig', 2],
  ])('is what %s filters by', async (filter, rows) => {
    expect(await written(new AttributedWorld(), filter, true)).toHaveLength(rows);
  });

  it('is in the view, which is searched and sorted by it', async () => {
    const world = new AttributedWorld();
    const engine = engineIn(world, GEO);
    await engine.service.commands['capture.start'](liveParams, signal);
    await world.clock.advance(100);
    expect((await view(engine, '', { column: 'pid', descending: false })).columns).toMatchObject({
      process: ['dig', 'dig', null],
      pid: [100_000, 100_000, null],
    });
    expect((await view(engine, '', { column: 'asn', descending: true })).columns['asn']).toEqual([19_281, null, null]);
    expect((await view(engine, '', { column: 'country', descending: true })).columns['country']).toEqual([
      'US',
      'CH',
      null,
    ]);
    const { columns, keys } = await view(engine, 'process = dig and country = CH');
    expect(columns['as_org']).toEqual(['Quad9, "DNS"']);
    const details = await engine.service.commands['sessions.details'](
      { sessionId: keys[0]!, packetLimit: 1, redact: false },
      signal,
    );
    expect(details).toMatchObject({ value: { session: { process: 'dig', pid: 100_000, country: 'CH', asn: 19_281 } } });
    await engine.close();
  });

  it('fails at the start where a database is missing, and nothing is captured', async () => {
    const world = new AttributedWorld();
    const engine = engineIn(world, { country: null, asn: 'missing.mmdb' });
    const started = await engine.service.commands['capture.start'](liveParams, signal);
    expect(started).toMatchObject({ failure: { code: 'not-found', message: 'no such database' } });
    const { failure: failed } = await engine.readCapture({
      inputs: [{ kind: 'source', source: new SyntheticSource(FRAMES), title: 'frames' }],
      filter: '',
      outputs: {},
    });
    expect(failed?.code).toBe('not-found');
    await engine.close();
  });
});
