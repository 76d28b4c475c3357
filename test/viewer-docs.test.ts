/** What docs/viewer.md says of keys and views is what the window has. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { createBrowserHost } from '#renderer/browser-host.ts';
import { createAppState } from '#renderer/state/app-state.ts';
import { VIEWS } from '#contract/view-names.ts';
import { allCommands, rowKeys } from '#renderer/views/shell/commands/all-commands.ts';
import { keyCaps } from '#renderer/views/shell/commands/chords.ts';
import type { CommandActions } from '#renderer/views/shell/commands/command.ts';

const FILE = path.resolve(import.meta.dirname, '..', 'docs', 'viewer.md');
const NO_ACTIONS = new Proxy({}, { get: () => () => undefined }) as unknown as CommandActions;

/** `| <kbd>l</kbd> | Live |`, in the order of the sheet. */
function keyTable(): string {
  const app = createAppState({
    ...createBrowserHost({ protocol: 'http:', host: 'localhost' } as Location),
    kind: 'desktop',
    mini: () => undefined,
    openTransport: () => Promise.reject(new Error('nobody is there')),
  });
  const commands = allCommands(app, NO_ACTIONS).flatMap(({ title, keys }) =>
    keys === undefined ? [] : [{ title, keys }],
  );
  const kbd = (chord: string): string =>
    keyCaps(chord, false)
      .map((cap) => `<kbd>${cap.replace('\\', '\\\\')}</kbd>`)
      .join(' ');
  const rows = [...commands, ...rowKeys()].map(({ keys, title }) => `| ${keys.map(kbd).join(' or ')} | ${title} |`);
  return ['', '| | |', '| --- | --- |', ...rows, ''].join('\n');
}

const text = readFileSync(FILE, 'utf8');

it('docs/viewer.md lists every key, as the sheet does', () => {
  const [, listed] = /<!-- keys[^>]*-->\n([^]*?)<!-- \/keys -->/.exec(text) ?? [];
  expect(listed).toBe(keyTable());
});

it('docs/viewer.md says something of every view', () => {
  const table = text.slice(0, text.indexOf('## ')).toLowerCase();
  for (const view of VIEWS) expect(table).toContain(view);
});
