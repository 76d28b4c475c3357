import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import {
  at,
  inHome,
  install,
  listed,
  messageOf,
  source,
  staged,
  storage,
  useTestFolder,
  value,
} from './test-storage.ts';
import { LUA_MAIN } from './test-zip.ts';

useTestFolder();

describe('an installed plugin', () => {
  it('is staged beside everything else and there only once it is committed', async () => {
    const plugins = storage();
    const plugin = await staged(plugins, source('demo'));
    expect(readFileSync(path.join(plugin.folder, 'main.lua'), 'utf8')).toBe(LUA_MAIN);
    expect(await listed(plugins)).toEqual([]);
    const stored = value(await plugin.commit());
    expect(stored).toMatchObject({ id: 'demo', origin: 'installed', enabled: false, decided: false, config: {} });
    expect(stored.folder).toBe(plugin.folder);
    expect(await listed(storage())).toEqual(['demo 1.0.0 installed off']);
  });

  it('leaves nothing behind when it is discarded', async () => {
    const plugins = storage();
    await (await staged(plugins, source('demo'))).discard();
    expect(readdirSync(inHome())).toEqual([]);
    expect(await listed(plugins)).toEqual([]);
  });

  it('is not taken away by a discard that comes after the commit', async () => {
    const plugins = storage();
    const plugin = await staged(plugins, source('demo'));
    value(await plugin.commit());
    await plugin.discard();
    expect(await listed(plugins)).toEqual(['demo 1.0.0 installed off']);
  });

  it('is not executable and is seen by its user alone', async () => {
    chmodSync(path.join(source('demo'), 'main.lua'), 0o777);
    const { folder: installed } = await install(storage(), at('demo'));
    expect(statSync(path.join(installed, 'main.lua')).mode & 0o111).toBe(0);
    expect(statSync(inHome()).mode & 0o077).toBe(0);
  });

  it('keeps switch, configuration, files and store when it is updated', async () => {
    const plugins = storage();
    const first = await install(plugins, source('demo', { config: { type: 'object', properties: {} } }));
    value(await plugins.setEnabled('demo', true));
    value(await plugins.setConfig('demo', { limit: 3 }));
    value(await plugins.saveStore('demo', { seen: ['a'] }));
    mkdirSync(first.dataFolder, { recursive: true });
    writeFileSync(path.join(first.dataFolder, 'out.txt'), 'x');
    const second = await install(plugins, source('demo', { version: '1.1.0' }));
    expect(second).toMatchObject({ enabled: true, decided: true, config: { limit: 3 }, dataFolder: first.dataFolder });
    expect(await listed(plugins)).toEqual(['demo 1.1.0 installed on']);
    expect(value(await plugins.loadStore('demo'))).toEqual({ seen: ['a'] });
    expect(existsSync(path.join(second.dataFolder, 'out.txt'))).toBe(true);
    expect(existsSync(first.folder)).toBe(true);
    await plugins.removeOldVersions('demo');
    expect([first.folder, second.folder].map(existsSync)).toEqual([false, true]);
    expect(await listed(storage())).toEqual(['demo 1.1.0 installed on']);
  });

  it('may be installed twice in the same version', async () => {
    const plugins = storage();
    const folders = [await install(plugins, source('demo')), await install(plugins, source('demo'))];
    await plugins.removeOldVersions('demo');
    expect(folders.map((plugin) => existsSync(plugin.folder))).toEqual([false, true]);
  });

  it('that another process is unpacking is left alone; what was abandoned a day ago is not', async () => {
    const plugins = storage();
    await install(plugins, source('demo'));
    const { folder: inProgress } = await staged(storage(), source('demo', { version: '2.0.0' }));
    const { folder: abandoned } = await staged(storage(), source('demo', { version: '3.0.0' }));
    const longAgo = Date.now() / 1000 - 2 * 24 * 3600;
    utimesSync(abandoned, longAgo, longAgo);
    await plugins.removeOldVersions('demo');
    expect([inProgress, abandoned].map(existsSync)).toEqual([true, false]);
  });

  it('is gone when it is removed, but for files that it wrote', async () => {
    const plugins = storage();
    await install(plugins, source('demo'));
    value(await plugins.saveStore('demo', { a: 1 }));
    value(await plugins.remove('demo'));
    expect(existsSync(inHome('demo'))).toBe(false);
    const again = await install(plugins, source('demo'));
    expect(again).toMatchObject({ enabled: false, config: {} });
    expect(value(await plugins.loadStore('demo'))).toEqual({});
    mkdirSync(again.dataFolder);
    writeFileSync(path.join(again.dataFolder, 'mine.txt'), 'x');
    value(await plugins.remove('demo'));
    expect(readdirSync(inHome('demo'))).toEqual(['data']);
    expect(await listed(plugins)).toEqual([]);
    expect(messageOf(await plugins.remove('demo'))).toBe('not-found: There is no plugin demo');
  });

  it('has a key of its own where its endpoint wants one, the same after an update', async () => {
    const plugins = storage();
    const { apiKey } = await install(plugins, source('demo', { endpoint: { auth: 'plugin' } }));
    expect(apiKey).toMatch(/^[\w-]{43}$/);
    expect(await install(plugins, source('demo', { version: '2.0.0' }))).toMatchObject({ apiKey });
    expect(await install(plugins, source('other', { name: 'other' }))).toMatchObject({ apiKey: null });
  });

  it('is described before it is installed', async () => {
    const plugins = storage();
    const from = source('demo', { permissions: { store: true } });
    const inspection = value(await plugins.inspect(from));
    expect(inspection).toMatchObject({ files: 2, installed_version: null, installed_origin: null });
    expect(inspection.bytes).toBe(LUA_MAIN.length + statSync(path.join(from, 'plugin.json')).size);
    expect(inspection.permissions).toHaveLength(1);
    expect(existsSync(at('home'))).toBe(false);
    await install(plugins, source('demo', { version: '0.9.0' }));
    const again = value(await plugins.inspect(source('demo')));
    expect(again).toMatchObject({ installed_version: '0.9.0', installed_origin: 'installed' });
  });

  it('that is refused leaves nothing behind', async () => {
    writeFileSync(path.join(source('demo'), 'plugin.json'), '{}');
    expect(messageOf(await storage().stage(at('demo')))).toMatch(/^invalid/);
    expect(existsSync(at('home'))).toBe(false);
  });
});

describe('a plugin that ships with the program', () => {
  beforeEach(() => source('bundled/demo', { version: '1.5.0' }));

  it('can be switched and configured, but not removed', async () => {
    const plugins = storage();
    expect(await listed(plugins)).toEqual(['demo 1.5.0 bundled off']);
    expect(value(await plugins.setEnabled('demo', true))).toMatchObject({ enabled: true, decided: true });
    value(await plugins.setConfig('demo', { a: 1 }));
    expect(await listed(storage())).toEqual(['demo 1.5.0 bundled on']);
    expect(messageOf(await plugins.remove('demo'))).toMatch(/^not-permitted: demo ships with Netloupe/);
  });

  it('gives way to a newer one that is installed, and comes back with its settings when that is removed', async () => {
    const plugins = storage();
    value(await plugins.setEnabled('demo', true));
    value(await plugins.saveStore('demo', { a: 1 }));
    await install(plugins, source('mine', { version: '2.0.0' }));
    expect(await listed(plugins)).toEqual(['demo 2.0.0 installed on']);
    value(await plugins.remove('demo'));
    expect(await listed(plugins)).toEqual(['demo 1.5.0 bundled on']);
    expect(value(await plugins.loadStore('demo'))).toEqual({ a: 1 });
  });

  it('gives way to an older one that somebody chose, until the program brings another', async () => {
    const plugins = storage();
    await install(plugins, source('mine', { version: '1.0.0' }));
    expect(await listed(plugins)).toEqual(['demo 1.0.0 installed off']);
    source('bundled/demo', { version: '1.6.0' });
    expect(await listed(plugins)).toEqual(['demo 1.6.0 bundled off']);
  });

  it('stands in for an installed one that cannot be read', async () => {
    const plugins = storage();
    const { folder: installed } = await install(plugins, source('mine', { version: '2.0.0' }));
    rmSync(installed, { recursive: true });
    expect(await listed(plugins)).toEqual([
      'demo 1.5.0 bundled off',
      `broken: There is no plugin.json in ${installed}`,
    ]);
  });

  it('gets a key when an update of the program wants one', async () => {
    const plugins = storage();
    value(await plugins.setEnabled('demo', true));
    source('bundled/demo', { version: '1.6.0', endpoint: { auth: 'plugin' } });
    const [first] = (await plugins.list()).plugins;
    const [second] = (await storage().list()).plugins;
    expect(first?.apiKey).toMatch(/^[\w-]{43}$/);
    expect(second?.apiKey).toBe(first?.apiKey);
  });

  it('is not looked for in folders without a manifest', async () => {
    mkdirSync(at('bundled/api'));
    writeFileSync(at('bundled/README.md'), 'x');
    expect(await listed(storage())).toEqual(['demo 1.5.0 bundled off']);
  });
});

describe('what is broken is listed with the reason', () => {
  it('a shipped manifest that is damaged, and two of one name', async () => {
    writeFileSync(path.join(source('bundled/a'), 'plugin.json'), '{');
    source('bundled/b');
    source('bundled/c');
    expect(await listed(storage())).toEqual([
      'demo 1.0.0 bundled off',
      expect.stringMatching(/^broken: a: plugin\.json is not JSON/),
      `broken: ${at('bundled/c')} has the same name as ${at('bundled/b')}: demo`,
    ]);
  });

  it('an installed one that this version of the program is too new for; it can still be removed', async () => {
    await install(storage(), source('demo', { engine: '^0.1.0' }));
    const later = storage('0.2.0');
    expect(await listed(later)).toEqual(['broken: demo 1.0.0 needs Netloupe ^0.1.0, and this is Netloupe 0.2.0']);
    expect(messageOf(await later.setEnabled('demo', true))).toMatch(/^not-found/);
    value(await later.remove('demo'));
    expect(await listed(later)).toEqual([]);
  });

  it('an installed one whose program or name was changed', async () => {
    const { folder: first } = await install(storage(), source('demo'));
    rmSync(path.join(first, 'main.lua'));
    const { folder: second } = await install(storage(), source('other', { name: 'other' }));
    writeFileSync(path.join(second, 'plugin.json'), '{"name": "third", "version": "1.0.0", "language": "lua"}');
    expect(await listed(storage())).toEqual([
      `broken: ${path.join(first, 'main.lua')} does not exist`,
      `broken: ${second} was installed as other and now calls itself third`,
    ]);
  });

  it('a folder that somebody put there by hand, with the command that installs it', async () => {
    source('home/plugins/mine');
    const [broken] = (await storage().list()).broken;
    expect(broken?.failure.remedy).toBe(`netloupe plugin install ${inHome('mine')}`);
  });
});

describe('decisions', () => {
  it('about no plugin are refused', async () => {
    for (const id of ['demo', 'constructor', '../..']) {
      expect(messageOf(await storage().setEnabled(id, true))).toMatch(/^not-found: There is no plugin/);
      expect(messageOf(await storage().setConfig(id, {}))).toMatch(/^not-found/);
      await storage().removeOldVersions(id);
    }
  });

  it('are checked against the schema of the configuration', async () => {
    const schema = { type: 'object', properties: { limit: { type: 'integer', minimum: 1, default: 5 } } };
    const plugins = storage();
    await install(plugins, source('demo', { config: { ...schema, additionalProperties: false } }));
    expect(messageOf(await plugins.setConfig('demo', { limit: 0 }))).toMatch(/^invalid: Configuration: "limit"/);
    expect(messageOf(await plugins.setConfig('demo', { limt: 2 }))).toMatch(/^invalid: .*limt/);
    expect(messageOf(await plugins.setConfig('demo', { limit: 'x'.repeat(300_000) }))).toMatch(/larger than 256 KiB/);
    // Kept without the defaults.
    expect(value(await plugins.setConfig('demo', {})).config).toEqual({});
  });

  it('cannot be kept where nothing may be written, and say so', async ({ skip }) => {
    if (process.getuid?.() === 0) skip('root may write everywhere');
    source('bundled/demo');
    mkdirSync(at('home'), { mode: 0o500 });
    expect(await listed(storage())).toEqual(['demo 1.0.0 bundled off']);
    expect(messageOf(await storage().setEnabled('demo', true))).toMatch(/^unwritable: .*permission denied/);
  });

  it('cannot be kept where the folder is a file, and say so', async () => {
    source('bundled/demo');
    writeFileSync(at('home'), 'x');
    expect(await listed(storage())).toEqual(['demo 1.0.0 bundled off']);
    expect(messageOf(await storage().setEnabled('demo', true))).toMatch(/^unwritable: /);
  });
});
