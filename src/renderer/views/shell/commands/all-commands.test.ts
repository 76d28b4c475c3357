import { expect, it } from 'vitest';
import { createBrowserHost } from '../../../browser-host.ts';
import { createAppState } from '../../../state/app-state.ts';
import type { HostAccess } from '../../../state/host-access.ts';
import { allCommands } from './all-commands.ts';
import type { CommandActions } from './command.ts';
import { foundCommands } from './found-commands.ts';

const NO_ACTIONS = new Proxy({}, { get: () => () => undefined }) as unknown as CommandActions;

function made(kind: HostAccess['kind']) {
  const host: HostAccess = {
    ...createBrowserHost({ protocol: 'http:', host: 'localhost' } as Location),
    kind,
    mini: kind === 'desktop' ? () => undefined : null,
    openTransport: () => Promise.reject(new Error('nobody is there')),
  };
  const app = createAppState(host);
  return { app, commands: () => allCommands(app, NO_ACTIONS) };
}

it.each(['desktop', 'browser'] as const)('gives every key to one command only in the %s', (kind) => {
  const commands = made(kind).commands();
  const ids = commands.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  const keys = commands.flatMap((command) => command.keys ?? []);
  expect(keys.length).toBeGreaterThan(20);
  expect(new Set(keys).size).toBe(keys.length);
});

it('does what it says', () => {
  const { app, commands } = made('browser');
  const run = (id: string): void =>
    commands()
      .find((command) => command.id === id)
      ?.run();
  run('view.dns');
  expect(app.layout.getState().view).toBe('dns');
  run('time.last.300');
  expect(app.scope.getState().range).toEqual({ kind: 'last', seconds: 300 });
  expect(commands().find(({ id }) => id === 'time.last.300')?.isOn).toBe(true);
  run('time.all');
  expect(app.scope.getState().range).toBeNull();
  run('pause');
  expect(app.pause.getState().paused).toBe(true);
  run('time.live');
  expect(app.pause.getState().paused).toBe(false);
  run('privacy.redact');
  expect(app.preferences.getState().preferences.redact).toBe(true);
  run('undo');
  expect(app.scope.getState().range).toEqual({ kind: 'last', seconds: 300 });
});

it('has the filters that were saved', () => {
  const { app, commands } = made('browser');
  app.preferences.getState().change({ savedFilters: [{ name: 'web', text: 'port 443' }] });
  expect(commands().find(({ id }) => id === 'filter.saved.web')).toMatchObject({ note: 'port 443' });
});

it('lists by group, those used last on top, and the best first once something is typed', () => {
  const { commands } = made('browser');
  const listed = foundCommands(commands(), '', ['time.all', 'gone']);
  expect(listed[0]).toMatchObject({ heading: 'recent', command: { id: 'time.all' } });
  expect(listed[1]).toMatchObject({ heading: 'view', command: { id: 'view.overview' } });
  expect(listed.filter(({ command }) => command.id === 'time.all')).toHaveLength(1);
  expect(foundCommands(commands(), 'dark', [])[0]?.command.id).toBe('look.theme.dark');
  expect(foundCommands(commands(), 'csv dns', [])[0]?.command.id).toBe('export.dns.csv');
});
