import { describe, expect, it } from 'vitest';
import { parseManifest, type PluginManifest } from '#contract/plugins/manifest.ts';
import { PLUGIN_STATES, type PluginCounters, type PluginInspection } from '#contract/plugins/status.ts';
import {
  apiPort,
  dropPurpose,
  enforcementText,
  givenText,
  installTitle,
  keyCounters,
  logShares,
  logText,
  pluginStateWord,
  receivesText,
  replacesText,
  restartText,
  trustText,
} from './plugin-words.ts';
import { sinceText } from '../since-text.ts';

function manifest(change: Readonly<Record<string, unknown>> = {}): PluginManifest {
  const parsed = parseManifest({ name: 'dns-watch', version: '1.3.0', language: 'js', ...change });
  if (!parsed.ok) throw new Error(parsed.failure.message);
  return parsed.value;
}

const COUNTERS: PluginCounters = {
  logs_in: 0,
  handled: 0,
  dropped: 0,
  errors: 0,
  queue_depth: 0,
  alerts: 0,
  requests: 0,
  restarts: 0,
  headers_in: 0,
  flows: 0,
  flows_declined: 0,
  call_p50_ms: null,
  call_p99_ms: null,
  cpu_percent: null,
  memory_bytes: null,
};

describe('states', () => {
  it('are told by a word and an icon of their own, with the exact term in the tooltip', () => {
    const words = PLUGIN_STATES.map(pluginStateWord);
    expect(new Set(words.map(({ text }) => text)).size).toBe(PLUGIN_STATES.length);
    expect(new Set(words.map(({ icon }) => icon)).size).toBe(PLUGIN_STATES.length);
    for (const state of PLUGIN_STATES) expect(pluginStateWord(state).title.startsWith(`${state}: `)).toBe(true);
  });

  it('say since when, with the day where it is another', () => {
    const at = new Date(2026, 10, 21, 10, 2, 11).getTime();
    expect(sinceText(at, at + 60_000)).toBe('since 10:02:11');
    expect(sinceText(at, at + 86_400_000)).toMatch(/^since .*2026.*, 10:02:11$/);
  });

  it('count down to the next start', () => {
    expect(restartText(null, 0)).toBeNull();
    expect(restartText(8000, 500)).toBe('starts again in 8 s');
    expect(restartText(130_000, 0)).toBe('starts again in 2 m 10 s');
    expect(restartText(8000, 9000)).toBe('starts again now');
  });
});

describe('counters', () => {
  it('stand out where something was lost or went wrong', () => {
    const counters = keyCounters({
      manifest: manifest(),
      counters: { ...COUNTERS, logs_in: 1204, dropped: 3, call_p99_ms: 0.82, memory_bytes: 23_500_000 },
    });
    expect(counters.map(({ name, value }) => `${name} ${value}`)).toEqual([
      'Logs in 1\u202f204',
      'Handled 0',
      'Dropped 3',
      'Errors 0',
      'Call p99 820 µs',
      'Memory 23.5 MB',
    ]);
    expect(counters.filter(({ level }) => level === 'warning').map(({ name }) => name)).toEqual(['Dropped']);
  });

  it('are shares of what came in', () => {
    expect(logShares({ ...COUNTERS, logs_in: 10, handled: 7, dropped: 2, queue_depth: 1 })).toEqual({
      handled: 0.7,
      dropped: 0.2,
      waiting: 0.1,
    });
    expect(logShares(COUNTERS)).toEqual({ handled: 0, dropped: 0, waiting: 0 });
  });
});

describe('what holds a plugin', () => {
  it('is said in two lists', () => {
    expect(enforcementText({ files: 'enforced', processes: 'enforced', network: 'declared' })).toBe(
      'Enforced: files, other programs · Declared only: network',
    );
    expect(enforcementText({ files: 'declared', processes: 'declared', network: 'declared' })).toBe(
      'Enforced: nothing · Declared only: files, other programs, network',
    );
  });

  it('is said before it is installed as far as it is known', () => {
    expect(trustText('lua', null)).toContain('enforced');
    expect(trustText('js', null)).toBe('Install it only if you trust who made it.');
    expect(trustText('js', { files: 'enforced', processes: 'enforced', network: 'declared' })).toContain(
      'Declared only: network',
    );
  });

  it('includes what it is given', () => {
    expect(receivesText(manifest())).toBe('Packet logs as the settings say');
    expect(receivesText(manifest({ receiver: { logs: 'all', dns: true } }))).toBe('Every packet; DNS transactions');
    expect(receivesText(manifest({ receiver: { logs: 'none' } }))).toContain('only answers');
    expect(givenText(manifest())).toContain('packet logs');
    expect(givenText(manifest({ receiver: { logs: 'none', dns: true } }))).toContain('DNS transactions');
    expect(givenText(manifest({ receiver: { logs: 'none' } }))).toContain('no packet logs');
  });
});

describe('installing', () => {
  const inspection = (installed: string | null, origin: PluginInspection['installed_origin']): PluginInspection => ({
    manifest: manifest(),
    permissions: [],
    bytes: 1,
    files: 1,
    installed_version: installed,
    installed_origin: origin,
  });

  it('is called an update where the plugin is there already', () => {
    expect(installTitle(inspection(null, null))).toBe('Install dns-watch 1.3.0?');
    expect(installTitle(inspection('1.2.0', 'installed'))).toBe('Update dns-watch from 1.2.0 to 1.3.0?');
    expect(installTitle(inspection('1.3.0', 'installed'))).toBe('Install dns-watch 1.3.0 again?');
  });

  it('says what becomes of what is there', () => {
    expect(replacesText(inspection(null, null))).toBeNull();
    expect(replacesText(inspection('1.2.0', 'bundled'))).toContain('ships with Netloupe');
    expect(replacesText(inspection('1.2.0', 'linked'))).toContain('stays as it is');
  });

  it('is what a drop of a script or a package asks for', () => {
    for (const name of ['a.zip', 'a.LUA', 'a.js', 'a.mjs']) expect(dropPurpose(name)).toBe('plugin');
    for (const name of ['a.pcap', 'a.pcapng', 'a.pcap.gz', 'zip', 'a.zip.pcap']) {
      expect(dropPurpose(name)).toBe('capture');
    }
  });
});

it('lines are copied with their time and level', () => {
  const time = new Date(2026, 10, 21, 10, 2, 11, 45).getTime();
  const lines = [
    { number: 1, time_ms: time, level: 'warn', text: 'hot' },
    { number: 2, time_ms: time, level: 'error', text: 'too hot' },
  ] as const;
  expect(logText(lines)).toBe('10:02:11.045 WARN  hot\n10:02:11.045 ERROR too hot\n');
});

it('the port of the API is read from its address', () => {
  expect(apiPort({ url: 'http://127.0.0.1:4681' })).toBe(4681);
  expect(apiPort({ url: null })).toBeNull();
  expect(apiPort({ url: 'nothing' })).toBeNull();
});
