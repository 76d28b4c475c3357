import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { assert } from '#base/assert.ts';
import { createPluginStorage } from '#main/host/plugins/plugin-storage.ts';
import { createRunStorage, type RunStorage } from '#main/host/plugins/run-storage.ts';
import { joinedPlugins, onlyPlugin } from './storages.ts';

type Storage = ReturnType<typeof createPluginStorage>;

let folder: string;
let kept: Storage;

const randomBytes = (count: number): Uint8Array => crypto.getRandomValues(new Uint8Array(count));

function writePlugin(at: string, name: string, version = '1.0.0'): string {
  const home = path.join(folder, at, name);
  mkdirSync(home, { recursive: true });
  writeFileSync(path.join(home, 'plugin.json'), JSON.stringify({ name, version, language: 'lua' }));
  writeFileSync(path.join(home, 'main.lua'), 'function receiver() end');
  return home;
}

async function run(...sources: string[]): Promise<RunStorage> {
  const made = await createRunStorage({ sources, base: kept, home: null, engineVersion: '1.0.0', randomBytes });
  assert(made.ok, 'they are plugins');
  return made.value;
}

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'netloupe-storages-'));
  for (const name of ['one', 'two']) writePlugin('bundled', name);
  kept = createPluginStorage({
    home: path.join(folder, 'home'),
    bundledFolder: path.join(folder, 'bundled'),
    engineVersion: '1.0.0',
    randomBytes,
  });
  await kept.setEnabled('one', true);
  await kept.setEnabled('two', true);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const listed = async (storage: Storage): Promise<unknown> =>
  (await storage.list()).plugins.map(({ id, enabled, origin }) => [id, enabled, origin]);

describe('one plugin of those that are kept', () => {
  it('is alone, as it is or as if it were switched off', async () => {
    expect(await listed(onlyPlugin(kept, 'two', { off: false }))).toEqual([['two', true, 'bundled']]);
    expect(await listed(onlyPlugin(kept, 'two', { off: true }))).toEqual([['two', false, 'bundled']]);
    expect(await listed(onlyPlugin(kept, 'three', { off: false }))).toEqual([]);
  });

  it('is changed where it is kept', async () => {
    await onlyPlugin(kept, 'two', { off: true }).setEnabled('two', false);
    expect(await listed(kept)).toEqual([
      ['one', true, 'bundled'],
      ['two', false, 'bundled'],
    ]);
  });
});

describe('those that are kept, and those of a run', () => {
  it('are there together, the run first where both have a name', async () => {
    const joined = joinedPlugins(kept, await run(writePlugin('mine', 'two', '2.0.0'), writePlugin('mine', 'three')));
    expect(await listed(joined)).toEqual([
      ['three', true, 'linked'],
      ['two', true, 'linked'],
      ['one', true, 'bundled'],
    ]);
  });

  it('keep their decisions and stores apart', async () => {
    const joined = joinedPlugins(kept, await run(writePlugin('mine', 'two', '2.0.0')));
    await joined.list();
    await joined.setEnabled('two', false);
    await joined.saveStore('two', { a: 1 });
    await joined.setEnabled('one', false);
    expect(await listed(kept)).toEqual([
      ['one', false, 'bundled'],
      ['two', true, 'bundled'],
    ]);
    expect(await kept.loadStore('two')).toEqual({ ok: true, value: {} });
    expect(await joined.loadStore('two')).toEqual({ ok: true, value: { a: 1 } });
  });
});
