/**
 * Parts of pipelines in plugins that run in processes of their own, which are killed in the middle of a batch, and replaced by a
 * new version while batches flow. Needs a build.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { success, type Result } from '#base/result.ts';
import type { PipelineRecord } from '#contract/pipelines/record.ts';
import type { PluginLanguage } from '#contract/plugins/manifest.ts';
import type { Source } from '#main/engine/pipeline/stages/source.ts';
import { PluginWorld, SAMPLE } from './kit/plugin-world.ts';

const BATCHES = 40;
const BATCH_RECORDS = 100;
const META = { pipeline: 'line', stage: 'end' };

const batches: readonly (readonly PipelineRecord[])[] = Array.from({ length: BATCHES }, (_, batch) =>
  Array.from({ length: BATCH_RECORDS }, (_, at) => ({ record_id: `r${batch * BATCH_RECORDS + at}`, batch })),
);
const ids: readonly string[] = Array.from({ length: BATCHES * BATCH_RECORDS }, (_, at) => `r${at}`);

/** Hang once, in the batch that the configuration names, after the work was done: then they are killed. */
const PROGRAMS: Readonly<Record<PluginLanguage, string>> = {
  js: `
    const { store, plugin } = netloupe;
    async function hangOnce(batch, config) {
      if (batch !== config.hang || store.get('hung')) return;
      await store.set('hung', true);
      console.log('hangs');
      await new Promise(() => {});
    }
    export const sinks = { keep: { async collect(records, { config }) {
      await store.set('b' + store.keys().length, { version: plugin.version, ids: records.map((record) => record.record_id) });
      await hangOnce(records[0].batch, config);
    } } };
    export async function process(records, emit, { config }) {
      for (const record of records) emit({ ...record, seen: plugin.version });
      await hangOnce(records[0].batch, config);
    }
    export const functions = { async double(n) {
      await hangOnce(n, { hang: 777 });
      return n * 2;
    } };
    export function request() {
      return [200, store.keys().filter((key) => key !== 'hung').map((key) => store.get(key))];
    }`,
  lua: `
    local store, plugin = netloupe.store, netloupe.plugin
    local function hang_once(batch, config)
      if batch ~= config.hang or store.get('hung') then return end
      store.set('hung', true):await()
      print('hangs')
      coroutine.yield()
    end
    sinks = { keep = { collect = function(records, context)
      local ids = {}
      for at, record in ipairs(records) do ids[at] = record.record_id end
      store.set('b' .. #store.keys(), { version = plugin.version, ids = ids }):await()
      hang_once(records[1].batch, context.config)
    end } }
    function process(records, emit, context)
      for _, record in ipairs(records) do
        record.seen = plugin.version
        emit(record)
      end
      hang_once(records[1].batch, context.config)
    end
    functions = { double = function(n)
      hang_once(n, { hang = 777 })
      return n * 2
    end }
    function request()
      local all = {}
      for _, key in ipairs(store.keys()) do
        if key ~= 'hung' then all[#all + 1] = store.get(key) end
      end
      return 200, all
    end`,
};

interface Kept {
  readonly version: string;
  readonly ids: readonly string[];
}

/** A world with this one plugin, which runs. */
class Parts {
  readonly id: string;
  readonly world: PluginWorld = new PluginWorld();
  private readonly language: PluginLanguage;

  constructor(language: PluginLanguage) {
    this.language = language;
    this.id = `parts-${language}`;
    onTestFinished(() => this.world.close());
  }

  async start(): Promise<this> {
    await this.world.platform.start();
    const installed = await this.install('1.0.0');
    expect(installed.ok && installed.value.state).toBe('running');
    return this;
  }

  install(version: string): ReturnType<PluginWorld['install']> {
    const { id, language, world } = this;
    const folder = world.write(`${id}-${version}`, {
      'plugin.json': JSON.stringify({
        name: id,
        version,
        language,
        permissions: { store: true },
        limits: { call_ms: 20_000, batch_ms: 20_000 },
        symbols: { sinks: ['keep'], functions: ['double'] },
      }),
      [language === 'js' ? 'main.mjs' : 'main.lua']: PROGRAMS[language],
    });
    return world.install(folder, true);
  }

  /** Kills its process as soon as it hangs in the middle of its batch. */
  async killOnceItHangs(): Promise<void> {
    const hangs = (): boolean => this.world.linesOf(this.id).includes('hangs');
    await this.world.until(hangs, 20_000);
    expect(hangs()).toBe(true);
    this.world.kill(this.id);
  }

  /** What the sink kept, batch by batch. */
  async kept(): Promise<readonly Kept[]> {
    const request = { method: 'GET', path: '/', subpath: null, query: {}, headers: {}, body: null, client: '' };
    const answer = await this.world.platform.request(this.id, request);
    if (!answer.ok) throw new Error(answer.failure.message);
    return answer.value.body as unknown as readonly Kept[];
  }
}

function timesOf(names: readonly string[]): ReadonlyMap<string, number> {
  const times = new Map<string, number>();
  for (const name of names) times.set(name, (times.get(name) ?? 0) + 1);
  return times;
}

function value<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(result.failure.message);
  return result.value;
}

describe.each(['js', 'lua'] as const)('parts of pipelines in a process in %s', { timeout: 60_000 }, (language) => {
  it('a sink that is killed in a batch gets that one again, and all others once', async () => {
    const parts = await new Parts(language).start();
    const sink = value(await parts.world.platform.symbols.openSink(`${parts.id}.keep`, { hang: 17 }, META));
    const killed = parts.killOnceItHangs();
    for (const batch of batches) expect(await sink.collect(batch)).toEqual(success(null));
    await killed;
    const { uses, counters } = parts.world.status(parts.id);
    expect(uses).toMatchObject([{ state: 'open', records: ids.length, resent: 1 }]);
    expect(counters.restarts).toBe(1);
    expect(await sink.close()).toEqual(success(null));
    const times = timesOf((await parts.kept()).flatMap((batch) => batch.ids));
    expect([...times.keys()].toSorted()).toEqual(ids.toSorted());
    const twice = ids.filter((name) => times.get(name) !== 1);
    expect(twice).toEqual(batches[17]!.map((record) => record['record_id']));
    expect(twice.map((name) => times.get(name))).toEqual(twice.map(() => 2));
  });

  it('a stage that is killed in a batch emits each record, in order', async () => {
    const parts = await new Parts(language).start();
    const stage = value(await parts.world.platform.symbols.openStage(parts.id, { hang: 9 }, META));
    const killed = parts.killOnceItHangs();
    const output: PipelineRecord[] = [];
    for (const batch of batches) {
      expect(await stage.process(batch, (records) => void output.push(...records))).toEqual(success(null));
    }
    await killed;
    expect(output).toEqual(batches.flat().map((record) => ({ ...record, seen: '1.0.0' })));
    expect(parts.world.status(parts.id).uses).toMatchObject([{ resent: 1 }]);
    await stage.cleanup?.();
  });

  it('a function that is killed in a batch answers each call, in order', async () => {
    const parts = await new Parts(language).start();
    const { symbols } = parts.world.platform;
    const killed = parts.killOnceItHangs();
    const calls = Array.from({ length: 2000 }, (_, n) => [n]);
    const results = value(await symbols.call(`${parts.id}.double`, calls, META));
    await killed;
    expect(results).toEqual(calls.map(([n]) => n! * 2));
    await symbols.release(META.pipeline);
    expect(parts.world.status(parts.id).uses).toEqual([]);
  });

  it('a new version takes over between two batches, and no record comes twice', async () => {
    const parts = await new Parts(language).start();
    const sink = value(await parts.world.platform.symbols.openSink(`${parts.id}.keep`, { hang: -1 }, META));
    let sent = 0;
    let isUpdated = false;
    const updated = parts.install('1.0.1').then((result) => {
      isUpdated = true;
      return result;
    });
    // So long as the old one is there, and some more.
    for (let after = 0; after < 5; after += isUpdated ? 1 : 0) {
      expect(await sink.collect([{ record_id: `n${sent++}` }])).toEqual(success(null));
    }
    expect(await updated).toMatchObject({ ok: true });
    expect(parts.world.status(parts.id)).toMatchObject({ uses: [{ records: sent, resent: 0 }] });
    await sink.close();
    const all = await parts.kept();
    const names = all.flatMap((batch) => batch.ids);
    expect(names.toSorted()).toEqual(Array.from({ length: sent }, (_, n) => `n${n}`).toSorted());
    expect([...new Set(all.map((batch) => batch.version))].toSorted()).toEqual(['1.0.0', '1.0.1']);
  });
});

/** Gives a capture in pieces that end anywhere. */
function captureProgram(language: PluginLanguage, bytes: Uint8Array): string {
  if (language === 'js') {
    return `
      const bytes = Buffer.from('${Buffer.from(bytes).toString('base64')}', 'base64');
      export const sources = { tap: { open() {}, async read(emit, context) {
        for (let at = 0; at < bytes.length; at += 999) {
          if (!(await context.emit_packets(bytes.subarray(at, at + 999)))) return;
        }
      } } };`;
  }
  const text = Array.from(bytes, (byte) => `\\${String(byte).padStart(3, '0')}`).join('');
  return `
    local bytes = "${text}"
    sources = { tap = { open = function() end, read = function(emit, context)
      for at = 1, #bytes, 999 do
        if not context.emit_packets(bytes:sub(at, at + 998)):await() then return end
      end
    end } }`;
}

/** What comes out of a source, until it ends. */
async function drained(source: Source): Promise<readonly PipelineRecord[]> {
  const records: PipelineRecord[] = [];
  await new Promise<void>((resolve) => {
    const taken = Promise.resolve(true);
    void source.start({
      give: (batch) => {
        records.push(...batch);
        return { taken, done: taken };
      },
      advance: () => undefined,
      restart: () => undefined,
      dropped: () => undefined,
      end: resolve,
    });
  });
  await source.cleanup?.();
  return records;
}

describe.each(['js', 'lua'] as const)('a source of packets in %s', { timeout: 60_000 }, (language) => {
  it('makes the sessions, packets and transactions that reading the capture makes', async () => {
    const world = new PluginWorld();
    onTestFinished(() => world.close());
    await world.platform.start();
    const main = language === 'js' ? 'tap.mjs' : 'tap.lua';
    expect(await world.install(world.write(main, captureProgram(language, readFileSync(SAMPLE))), true)).toMatchObject({
      ok: true,
      value: { state: 'running' },
    });
    const { symbols } = world.platform;
    const read = await Promise.all(
      ['sessions', 'packets', 'dns'].map(async (records) =>
        drained(value(await symbols.openSource('tap.tap', { records }, { ...META, stage: records }))),
      ),
    );
    const expected = await world.read(SAMPLE);
    const [sessions, packets, dns] = read;
    expect(packets).toHaveLength(expected.length);
    expect(sessions!.every((record) => record['record_type'] === 'session')).toBe(true);
    const keysOf = (records: readonly unknown[]): unknown[] =>
      (records as readonly PipelineRecord[]).map(({ src_ip, src_port, dst_ip, dst_port, state, timestamp, payload }) =>
        JSON.stringify([src_ip, src_port, dst_ip, dst_port, state, timestamp, payload]),
      );
    expect(keysOf(packets!)).toEqual(keysOf(expected));
    expect(dns!.filter((record) => record['query'] === 'www.example.com')).not.toEqual([]);
    expect(world.status('tap').uses).toEqual([]);
  });

  it('that is no capture ends with the reason', async () => {
    const world = new PluginWorld();
    onTestFinished(() => world.close());
    await world.platform.start();
    const main = language === 'js' ? 'tap.mjs' : 'tap.lua';
    await world.install(world.write(main, captureProgram(language, Buffer.from('GET / HTTP/1.1\r\n\r\n'))), true);
    expect(await drained(value(await world.platform.symbols.openSource('tap.tap', {}, META)))).toEqual([]);
    await world.until(() => world.linesOf('tap').length > 0, 5000);
    expect(world.linesOf('tap').at(-1)).toMatch(/^tap\.tap is a text file \(Supported are pcap/);
  });
});
