/**
 * A pipeline whose stage, function and sink are in plugins, over a capture, while the process of each of them is killed in the middle
 * of a batch. Needs a build.
 */
import { describe, expect, it, onTestFinished } from 'vitest';
import { assertDefined } from '#base/assert.ts';
import type { PluginLanguage } from '#contract/plugins/manifest.ts';
import { DEFAULT_SETTINGS } from '#contract/settings.ts';
import { PluginWorld, SAMPLE } from './kit/plugin-world.ts';

/** Each does its work and then hangs, once: what it did is not known to anybody when it is killed. */
const PROGRAMS: Readonly<Record<PluginLanguage, string>> = {
  js: `
    const { store } = netloupe;
    async function hangOnce() {
      if (store.get('hung')) return;
      await store.set('hung', true);
      console.log('hangs');
      await new Promise(() => {});
    }
    export async function process(records, emit) {
      for (const record of records) emit({ ...record, staged: true });
      await hangOnce();
    }
    export const functions = { async upper(text) {
      await hangOnce();
      return text.toUpperCase();
    } };
    export const sinks = { keep: { async collect(records) {
      await store.set('b' + store.keys().length, records.map(({ record_id, staged, upper }) => [record_id, staged, upper]));
      await hangOnce();
    } } };
    export function request() {
      return [200, store.keys().filter((key) => key !== 'hung').map((key) => store.get(key))];
    }`,
  lua: `
    local store = netloupe.store
    local function hang_once()
      if store.get('hung') then return end
      store.set('hung', true):await()
      print('hangs')
      coroutine.yield()
    end
    function process(records, emit)
      for _, record in ipairs(records) do
        record.staged = true
        emit(record)
      end
      hang_once()
    end
    functions = { upper = function(text)
      hang_once()
      return text:upper()
    end }
    sinks = { keep = { collect = function(records)
      local kept = {}
      for at, record in ipairs(records) do kept[at] = { record.record_id, record.staged, record.upper } end
      store.set('b' .. #store.keys(), kept):await()
      hang_once()
    end } }
    function request()
      local all = {}
      for _, key in ipairs(store.keys()) do
        if key ~= 'hung' then all[#all + 1] = store.get(key) end
      end
      return 200, all
    end`,
};

const PARTS = ['stage', 'function', 'sink'] as const;

describe.each(['js', 'lua'] as const)('a pipeline of parts in %s', { timeout: 60_000 }, (language) => {
  it('loses nothing when each of their processes is killed', async () => {
    const world = new PluginWorld({
      settings: { ...DEFAULT_SETTINGS, logs: { ...DEFAULT_SETTINGS.logs, emit: 'all' } },
    });
    onTestFinished(() => world.close());
    await world.platform.start();
    for (const part of PARTS) {
      const folder = world.write(`the-${part}`, {
        'plugin.json': JSON.stringify({
          name: `the-${part}`,
          version: '1.0.0',
          language,
          receiver: { logs: 'none' },
          permissions: { store: true },
          limits: { call_ms: 30_000, batch_ms: 30_000 },
          symbols: { functions: ['upper'], sinks: ['keep'] },
        }),
        [language === 'js' ? 'main.mjs' : 'main.lua']: PROGRAMS[language],
      });
      expect(await world.install(folder, true)).toMatchObject({ ok: true, value: { state: 'running' } });
    }
    const stages = [
      { stage: 'packets', logs: 'all', out: 'packets' },
      { stage: 'plugin', plugin: 'the-stage', in: 'packets', out: 'staged' },
      { stage: 'enrich', call: 'the-function.upper', args: ['src_ip'], as: 'upper', in: 'staged', out: 'rich' },
      { stage: 'export', sink: 'the-sink.keep', in: 'rich' },
    ];
    const pipelines = assertDefined(world.engine.pipelines, 'an engine that was given pipelines has them');
    const { job, mistakes } = pipelines.job(JSON.stringify({ name: 'killed', stages }), {
      folder: world.home,
      giveUpAfterMs: null,
    });
    if (job === null) throw new Error(JSON.stringify(mistakes));
    expect([...(await job.prepare()), ...(await job.test())]).toEqual([]);
    await job.start();
    const kills = PARTS.map(async (part) => {
      const hangs = (): boolean => world.linesOf(`the-${part}`).includes('hangs');
      await world.until(hangs, 30_000);
      expect(hangs()).toBe(true);
      world.kill(`the-${part}`);
    });
    const logs = await world.read(SAMPLE);
    pipelines.finish();
    await job.end();
    await Promise.all(kills);

    expect([job.failure, job.undelivered]).toEqual([null, 0]);
    const request = { method: 'GET', path: '/', subpath: null, query: {}, headers: {}, body: null, client: '' };
    const answer = await world.platform.request('the-sink', request);
    const kept = (answer.ok ? answer.value.body : []) as readonly (readonly [string, boolean, string])[][];
    const rows = kept.flat();
    expect(rows.every(([, staged, upper]) => staged && upper.length > 0)).toBe(true);
    const ids = new Set(rows.map(([id]) => id));
    expect(ids.size).toBe(logs.length);
    expect(logs.length).toBeGreaterThan(256);
    // The sink's first batch came twice, under the same ids.
    expect(rows.length).toBeGreaterThan(ids.size);
    expect(rows.length - ids.size).toBeLessThanOrEqual(256);
    for (const part of PARTS)
      expect(world.status(`the-${part}`)).toMatchObject({ uses: [], counters: { restarts: 1 } });
  });
});
