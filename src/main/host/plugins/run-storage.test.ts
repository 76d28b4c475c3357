import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { assert } from '#base/assert.ts';
import type { Result } from '#base/result.ts';
import { packPlugin } from './pack-plugin.ts';
import { createPluginStorage } from './plugin-storage.ts';
import { createRunStorage, type RunStorage, type RunStorageOptions } from './run-storage.ts';
import { LUA_MAIN, pluginZip } from './test-zip.ts';

let folder: string;
const opened: RunStorage[] = [];
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'netloupe-test-'));
});
afterEach(() => {
  for (const storage of opened.splice(0)) storage.dispose();
  rmSync(folder, { recursive: true, force: true });
});

const at = (...names: readonly string[]): string => path.join(folder, ...names);
const random = { randomBytes: (count: number): Uint8Array => new Uint8Array(randomBytes(count)) };

function source(name: string, manifest: Readonly<Record<string, unknown>> = {}): string {
  mkdirSync(at(name), { recursive: true });
  writeFileSync(at(name, 'plugin.json'), JSON.stringify({ name, version: '1.0.0', language: 'lua', ...manifest }));
  writeFileSync(at(name, 'main.lua'), LUA_MAIN);
  return at(name);
}

function value<T>(result: Result<T>): T {
  assert(result.ok, result.ok ? '' : result.failure.message);
  return result.value;
}

function messageOf(result: Result<unknown>): string {
  return result.ok ? 'accepted' : `${result.failure.code}: ${result.failure.message}`;
}

async function run(sources: readonly string[], more: Partial<RunStorageOptions> = {}): Promise<Result<RunStorage>> {
  const storage = await createRunStorage({
    sources,
    base: null,
    home: null,
    engineVersion: '0.1.0',
    ...random,
    ...more,
  });
  if (storage.ok) opened.push(storage.value);
  return storage;
}

const base = (): ReturnType<typeof createPluginStorage> =>
  createPluginStorage({ home: at('home'), bundledFolder: at('bundled'), engineVersion: '0.1.0', ...random });

describe('the plugins of one run', () => {
  it('are folders in place, and zips and single files unpacked for as long as it lasts', async () => {
    writeFileSync(at('zipped.zip'), pluginZip());
    writeFileSync(at('myplugin.lua'), LUA_MAIN);
    const storage = value(await run([source('mine'), at('zipped.zip'), at('myplugin.lua')]));
    const { plugins, broken } = await storage.list();
    expect(broken).toEqual([]);
    expect(plugins.map(({ id, origin, enabled }) => [id, origin, enabled])).toEqual([
      ['demo', 'linked', true],
      ['mine', 'linked', true],
      ['myplugin', 'linked', true],
    ]);
    const folders = plugins.map((plugin) => plugin.folder);
    expect(folders[1]).toBe(at('mine'));
    expect(readFileSync(path.join(folders[2] ?? '', 'main.lua'), 'utf8')).toBe(LUA_MAIN);
    storage.dispose();
    expect(folders.map(existsSync)).toEqual([false, true, false]);
  });

  it('are found by name, with what the user set, and change nothing of it', async () => {
    source('bundled/known', { name: 'known' });
    const plugins = base();
    value(await plugins.setConfig('known', { a: 1, b: 2 }));
    value(await plugins.saveStore('known', { seen: 1 }));
    const before = readFileSync(at('home', 'plugins', 'state.json'), 'utf8');
    const storage = value(await run(['known'], { base: plugins, home: at('home'), config: { known: { b: 3 } } }));
    expect((await storage.list()).plugins).toMatchObject([
      { id: 'known', origin: 'bundled', enabled: true, config: { a: 1, b: 3 } },
    ]);
    value(await storage.setEnabled('known', false));
    value(await storage.setConfig('known', {}));
    expect(value(await storage.loadStore('known'))).toEqual({});
    value(await storage.saveStore('known', { seen: 2 }));
    expect(value(await storage.loadStore('known'))).toEqual({ seen: 2 });
    expect((await storage.list()).plugins).toMatchObject([{ enabled: false, config: {} }]);
    expect(readFileSync(at('home', 'plugins', 'state.json'), 'utf8')).toBe(before);
    expect(value(await plugins.loadStore('known'))).toEqual({ seen: 1 });
    value(await storage.remove('known'));
    expect((await storage.list()).plugins).toEqual([]);
  });

  it('write their files where installed ones of that name do', async () => {
    const storage = value(await run([source('mine')], { home: at('home') }));
    expect((await storage.list()).plugins[0]?.dataFolder).toBe(at('home', 'plugins', 'mine', 'data'));
  });

  it('follow their author: staging again gives what is in the folder now', async () => {
    const storage = value(await run([source('mine')], { config: { mine: { a: 1 } } }));
    source('mine', { version: '1.1.0' });
    const plugin = value(await (await storage.stage(at('mine')).then(value)).commit());
    expect(plugin).toMatchObject({ id: 'mine', folder: at('mine'), config: { a: 1 }, manifest: { version: '1.1.0' } });
    expect(value(await storage.inspect(at('mine')))).toMatchObject({
      installed_version: '1.1.0',
      installed_origin: 'linked',
    });
  });

  it('that cannot be had are told before anything runs', async () => {
    source('bundled/known', { name: 'known' });
    writeFileSync(at('notes.txt'), 'x');
    const of = async (sources: readonly string[], more?: Partial<RunStorageOptions>): Promise<string> =>
      messageOf(await run(sources, { base: base(), ...more }));
    expect(await of(['unknown'])).toMatch(/^not-found: There is no plugin called unknown/);
    expect(await of([at('missing')])).toMatch(/^not-found: .*missing does not exist/);
    expect(await of([at('notes.txt')])).toMatch(/^unsupported: .*is no plugin/);
    expect(await of([folder])).toMatch(/^not-found: There is no plugin\.json in/);
    expect(await of(['known', source('other', { name: 'known' })])).toMatch(/^usage: .*same name as .*: known/);
    expect(await of(['known'], { config: { knwon: {} } })).toMatch(/^usage: A configuration is given for knwon/);
    const config = { type: 'object', properties: { n: { type: 'integer' } } };
    const wrong = { config: { mine: { n: 'x' } } };
    expect(await of([source('mine', { config })], wrong)).toMatch(/^invalid: mine: Configuration: "n"/);
  });
});

describe('packing', () => {
  it('makes a zip that installs as the same files, and always the same bytes', async () => {
    source('mine');
    mkdirSync(at('mine/lib'));
    mkdirSync(at('mine/.git'));
    writeFileSync(at('mine/lib/größe.lua'), LUA_MAIN.repeat(50));
    writeFileSync(at('mine/.luarc.json'), '{}');
    writeFileSync(at('mine/.DS_Store'), 'x');
    const packed = value(await packPlugin(at('mine'), folder, '0.1.0'));
    expect(packed).toMatchObject({
      path: at('mine-1.0.0.zip'),
      files: ['.luarc.json', 'lib/größe.lua', 'main.lua', 'plugin.json'],
      leftOut: ['.DS_Store', '.git'],
    });
    const first = readFileSync(packed.path);
    expect(packed.bytes).toBe(first.length);
    const plugin = value(await (await base().stage(packed.path).then(value)).commit());
    expect(readdirSync(plugin.folder).toSorted()).toEqual(['.luarc.json', 'lib', 'main.lua', 'plugin.json']);
    expect(readFileSync(path.join(plugin.folder, 'lib', 'größe.lua'), 'utf8')).toBe(LUA_MAIN.repeat(50));
    value(await packPlugin(at('mine'), folder, '0.1.0'));
    expect(readFileSync(packed.path).equals(first)).toBe(true);
  });

  it('refuses what could not be installed', async () => {
    writeFileSync(path.join(source('mine'), 'bad:name'), 'x');
    expect(messageOf(await packPlugin(at('mine'), folder, '0.1.0'))).toMatch(/“bad:name” has a character/);
    rmSync(at('mine/bad:name'));
    // Would be taken for a bomb when it is unpacked.
    writeFileSync(at('mine/zeros'), Buffer.alloc(2_000_000));
    expect(messageOf(await packPlugin(at('mine'), folder, '0.1.0'))).toMatch(/“zeros” unpacks to more than 200/);
    expect(existsSync(at('mine-1.0.0.zip'))).toBe(false);
  });
});
