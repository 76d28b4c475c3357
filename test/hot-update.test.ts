/**
 * Versions of a plugin that take over from each other, in processes of their own, while packet logs come: as fast as they are
 * taken (a file, with the queue full all the time) and at a rate (live). Every log reaches exactly one version, in order, and an
 * update that fails changes nothing.
 */
import { afterEach, expect, it } from 'vitest';
import { success } from '#base/result.ts';
import type { PluginLanguage } from '#contract/plugins/manifest.ts';
import type { PluginCounters } from '#contract/plugins/status.ts';
import { createHostPorts } from '#main/host/host-ports.ts';
import { BusyInterface } from './kit/busy-interface.ts';
import { countingPlugin, NumberedCapture, numberedFrame, type ReceiverName } from './kit/numbered-packets.ts';
import { PluginWorld } from './kit/plugin-world.ts';

const LONGEST_MS = 30_000;
/** Of a test: seven processes start beside one that takes all it gets. */
const TEST_MS = 180_000;

interface Version {
  readonly version: string;
  /** Code that goes with it and keeps it from starting, and what is then said; null: it starts. */
  readonly flaw: { readonly code: string; readonly said: RegExp } | null;
}
const works = (version: string): Version => ({ version, flaw: null });
const fails = (version: string, code: string, said: RegExp): Version => ({ version, flaw: { code, said } });

const VERSIONS: Readonly<Record<PluginLanguage, readonly Version[]>> = {
  js: [
    works('1.1.0'),
    fails('1.2.0', 'export const test = () => false;', /test failed/),
    works('1.3.0'),
    fails('1.4.0', 'export function (', /SyntaxError/),
    fails('1.5.0', 'process.exit(7);', /ended with code 7/),
    works('2.0.0'),
  ],
  lua: [
    works('1.1.0'),
    fails('1.2.0', 'function test() return false end', /test failed/),
    works('1.3.0'),
    fails('1.4.0', 'function (', /main\.lua:\d+: /),
    fails('1.5.0', 'error("out of luck")', /out of luck/),
    works('2.0.0'),
  ],
};
const SERVED = ['1.0.0', '1.1.0', '1.3.0', '2.0.0'];

let world: PluginWorld;
afterEach(() => world.close());

/** One plugin and its versions. */
class Updated {
  readonly id: string;
  readonly #language: PluginLanguage;
  readonly #receiver: ReceiverName;
  readonly #manifest: object;
  #serving = '';

  constructor(language: PluginLanguage, receiver: ReceiverName, manifest: object) {
    this.id = `counts-${language}`;
    this.#language = language;
    this.#receiver = receiver;
    this.#manifest = manifest;
  }

  get counters(): PluginCounters {
    return world.status(this.id).counters;
  }

  async bring({ version, flaw }: Version): Promise<void> {
    const language = this.#language;
    const source = world.write(`${this.id}-${version}`, {
      'plugin.json': JSON.stringify({ name: this.id, version, language, receiver: { logs: 'all' }, ...this.#manifest }),
      [language === 'js' ? 'main.mjs' : 'main.lua']:
        `${countingPlugin(language, this.#receiver)}\n${flaw?.code ?? ''}\n`,
    });
    const updated = await world.install(source, true);
    if (flaw === null) this.#serving = version;
    else expect(updated.ok ? 'it started' : updated.failure.message).toMatch(flaw.said);
    expect(updated.ok).toBe(flaw === null);
    expect(world.status(this.id)).toMatchObject({ state: 'running', manifest: { version: this.#serving } });
  }

  /** To be called when nothing waits for it any more: each version saw one range, which begins where the one before ended. */
  async expectAllSeen(packets: number): Promise<void> {
    const { counters } = this;
    await world.command('plugins.set_enabled', { id: this.id, enabled: false });
    const saw = world.linesOf(this.id).filter((line) => line.includes(' saw '));
    const ranges = saw.map((line) => /^(\S+) saw (\d+)-(\d+)$/.exec(line)?.slice(1) ?? [line]);
    expect(ranges.map(([version]) => version)).toEqual(SERVED);
    expect(ranges.map(([, from]) => from)).toEqual([
      '0',
      ...ranges.slice(0, -1).map(([, , to]) => String(Number(to) + 1)),
    ]);
    expect(ranges.at(-1)?.[2]).toBe(String(packets - 1));
    for (const [, from, to] of ranges) expect(Number(to)).toBeGreaterThan(Number(from));
    expect(counters).toMatchObject({ dropped: 0, errors: 0, restarts: 0, queue_depth: 0 });
    expect(counters.handled).toBe(counters.logs_in);
  }
}

it.each([
  ['js', 'receiver'],
  ['js', 'receiver_bulk'],
  ['lua', 'receiver'],
  ['lua', 'receiver_bulk'],
] as const)(
  'from a file, with the queue full: %s, %s',
  async (language, receiver) => {
    const capture = new NumberedCapture();
    world = new PluginWorld({ opener: { ...createHostPorts().opener, openBytes: async () => success(capture) } });
    await world.platform.start();
    const size = 4096;
    const plugin = new Updated(language, receiver, { queue: { size } });
    await plugin.bring(works('1.0.0'));
    const reading = world.engine.readCapture({ inputs: [{ kind: 'file', path: 'numbered' }], filter: '', outputs: {} });
    /** It handles what comes, and more waits than the queue is meant to hold. */
    const underLoad = async (): Promise<void> => {
      const enough = plugin.counters.handled + 20_000;
      await world.until(() => plugin.counters.handled >= enough && plugin.counters.queue_depth >= size, LONGEST_MS);
      expect(plugin.counters.queue_depth).toBeGreaterThanOrEqual(size);
    };
    for (const version of VERSIONS[language]) {
      await underLoad();
      await plugin.bring(version);
    }
    await underLoad();
    capture.end();
    expect((await reading).failure).toBeNull();
    await world.platform.drain();
    await plugin.expectAllSeen(capture.packets);
  },
  TEST_MS,
);

it(
  'live, in both languages at once',
  async () => {
    const busy = new BusyInterface(numberedFrame, { rate: 10_000, ring: 100_000 });
    const openLive = async () => success({ source: busy, backend: 'libpcap' as const, limits: [] });
    world = new PluginWorld({ opener: { ...createHostPorts().opener, openLive } });
    await world.platform.start();
    const { commands } = world.engine.service;
    const { signal } = new AbortController();
    const plugins = (['js', 'lua'] as const).map((language) => ({
      plugin: new Updated(language, 'receiver_bulk', {}),
      versions: VERSIONS[language],
    }));
    for (const { plugin } of plugins) await plugin.bring(works('1.0.0'));
    const options = { interfaces: ['busy0'], bpf: null, promiscuous: false, snaplen: 65_535, bufferBytes: 1 << 20 };
    expect(await commands['capture.start'](options, signal)).toEqual(success(null));
    await Promise.all(
      plugins.map(async ({ plugin, versions }) => {
        for (const version of versions) {
          const before = plugin.counters.handled;
          await world.until(() => plugin.counters.handled > before, LONGEST_MS);
          await plugin.bring(version);
        }
        const before = plugin.counters.handled;
        await world.until(() => plugin.counters.handled > before, LONGEST_MS);
      }),
    );
    await commands['capture.stop']({}, signal);
    await world.platform.drain();
    expect(busy.counters().kernelDrops).toBe(0);
    for (const { plugin } of plugins) await plugin.expectAllSeen(busy.delivered);
  },
  TEST_MS,
);
