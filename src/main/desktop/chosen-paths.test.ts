import { describe, expect, it } from 'vitest';
import { success } from '#base/result.ts';
import type { CommandHandlers, EngineService, StreamHandlers } from '#contract/protocol.ts';
import { ChosenPaths, chosenService } from './chosen-paths.ts';

const signal = new AbortController().signal;

function world(): {
  readonly chosen: ChosenPaths;
  readonly commands: CommandHandlers;
  readonly done: string[];
  readonly giveUp: () => void;
} {
  const done: string[] = [];
  let patience: (() => void)[] = [];
  const handler = (name: string) => (): Promise<unknown> => {
    done.push(name);
    return Promise.resolve(success(null));
  };
  const names = ['capture.open', 'history.load', 'plugins.inspect', 'plugins.install', 'plugins.try'];
  const all = [...names, 'export.start', 'history.export', 'settings.get'];
  const service: EngineService = {
    commands: Object.fromEntries(all.map((name) => [name, handler(name)])) as unknown as CommandHandlers,
    streams: {} as StreamHandlers,
  };
  const chosen = new ChosenPaths((_delayMs, callback) => {
    patience.push(callback);
    return () => (patience = patience.filter((each) => each !== callback));
  });
  return {
    chosen,
    commands: chosenService(service, chosen).commands,
    done,
    giveUp: () => {
      for (const callback of patience) callback();
    },
  };
}

const EXPORT = {
  table: 'dns',
  format: 'csv',
  filter: '',
  range: null,
  redact: false,
  packetLogs: 'state',
} as const;

describe('paths that a page names', () => {
  it('are refused where the user did not choose them', async () => {
    const { commands, done, giveUp, chosen } = world();
    chosen.add('read', ['/chosen']);
    const answers = [
      commands['capture.open']({ path: '/etc/shadow' }, signal),
      commands['capture.open']({ path: '/chosen', more: ['/etc/shadow'] }, signal),
      commands['capture.open']({ path: '/chosen/../etc/shadow' }, signal),
      commands['history.load']({ path: '/etc/shadow' }, signal),
      commands['plugins.inspect']({ source: '/tmp/evil.mjs' }, signal),
      commands['plugins.install']({ source: '/tmp/evil.mjs', accepted: [], enable: true }, signal),
      commands['plugins.try']({ id: 'x', capture: '/etc/shadow' }, signal),
      // Chosen to be read is not chosen to be written.
      commands['export.start']({ ...EXPORT, path: '/chosen' }, signal),
      commands['history.export']({ text: 'SELECT 1', format: 'csv', path: '/home/me/.profile' }, signal),
    ];
    giveUp();
    for (const answer of await Promise.all(answers)) {
      expect(answer).toMatchObject({ ok: false, failure: { code: 'not-permitted' } });
    }
    expect(done).toEqual([]);
  });

  it('are taken where the user did, even if the page is told first', async () => {
    const { commands, done, chosen } = world();
    const early = commands['export.start']({ ...EXPORT, path: '/out.csv' }, signal);
    chosen.add('read', ['/out.csv']);
    expect(done).toEqual([]);
    chosen.add('write', ['/out.csv']);
    expect(await early).toEqual(success(null));
    chosen.add('read', ['/a', '/b']);
    expect(await commands['capture.open']({ path: '/a', more: ['/b'] }, signal)).toEqual(success(null));
  });

  it('are not needed for what names none', async () => {
    const { commands, done } = world();
    await commands['export.start']({ ...EXPORT, path: null }, signal);
    await commands['plugins.try']({ id: 'x', capture: null }, signal);
    await commands['settings.get']({}, signal);
    expect(done).toEqual(['export.start', 'plugins.try', 'settings.get']);
  });

  it('are forgotten when they are many, the oldest first', async () => {
    const { chosen, giveUp } = world();
    chosen.add('read', ['/first']);
    chosen.add(
      'read',
      Array.from({ length: 4_000 }, (_, i) => `/${i}`),
    );
    const first = chosen.allows('read', ['/first']);
    giveUp();
    expect(await first).toBe(false);
    expect(await chosen.allows('read', ['/3999'])).toBe(true);
  });
});
