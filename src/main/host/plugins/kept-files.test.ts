import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it, vi } from 'vitest';
import { inHome, install, listed, messageOf, source, storage, useTestFolder, value } from './test-storage.ts';

useTestFolder();

describe('the state', () => {
  it.each([
    ['cut short', (text: string) => text.slice(0, -20)],
    ['empty', () => ''],
    ['of another shape', () => '{"version": 1, "plugins": {"../evil": {}}}'],
    ['a plugin with a path for a version', (text: string) => text.replace(/"folder": "/, '"folder": "../../')],
  ])('%s is moved aside and told, and the plugins are still there', async (_what, damage) => {
    await install(storage(), source('demo', { version: '1.9.0' }));
    await install(storage(), source('demo', { version: '1.10.0' }));
    value(await storage().setEnabled('demo', true));
    const damaged = damage(readFileSync(inHome('state.json'), 'utf8'));
    writeFileSync(inHome('state.json'), damaged);
    const plugins = storage();
    expect(await listed(plugins)).toEqual([
      'demo 1.10.0 installed off',
      expect.stringMatching(/state\.json was damaged/),
    ]);
    expect((await plugins.list()).broken).toHaveLength(1);
    expect(await listed(storage())).toEqual(['demo 1.10.0 installed off']);
    const [aside] = readdirSync(inHome()).filter((name) => name.startsWith('state.json.damaged-'));
    expect(readFileSync(inHome(aside ?? ''), 'utf8')).toBe(damaged);
  });

  it('of a newer program is left alone', async () => {
    source('bundled/demo');
    mkdirSync(inHome(), { recursive: true });
    writeFileSync(inHome('state.json'), '{"version": 2}');
    expect(await listed(storage())).toEqual([
      'demo 1.0.0 bundled off',
      expect.stringMatching(/written by a newer Netloupe \(version 2/),
    ]);
    expect(messageOf(await storage().setEnabled('demo', true))).toMatch(/^unsupported/);
    expect(readFileSync(inHome('state.json'), 'utf8')).toBe('{"version": 2}');
  });

  it('takes changes of two programs at once', async () => {
    source('bundled/a', { name: 'a' });
    source('bundled/b', { name: 'b' });
    const both = [storage(), storage()];
    await Promise.all(
      [0, 1, 2, 3, 4, 5].flatMap((i) =>
        both.map((plugins, j) => plugins.setConfig(j === 0 ? 'a' : 'b', { count: i, half: 'x'.repeat(i) })),
      ),
    );
    const { plugins } = await storage().list();
    expect(plugins.map(({ config }) => config['count'])).toEqual([5, 5]);
  });

  it('tells when another program changed it, and not of changes of our own', async () => {
    source('bundled/demo');
    const [ours, theirs] = [storage(), storage()];
    await ours.list();
    const changed = vi.fn<() => void>();
    const stop = ours.watch(changed);
    value(await ours.setEnabled('demo', true));
    value(await theirs.setConfig('demo', { a: 1 }));
    await vi.waitFor(() => expect(changed).toHaveBeenCalledTimes(1), 10_000);
    // Ours comes after theirs and holds it; theirs is told all the same.
    value(await theirs.setConfig('demo', { a: 2 }));
    value(await ours.setEnabled('demo', false));
    await vi.waitFor(() => expect(changed).toHaveBeenCalledTimes(2), 10_000);
    stop();
    expect((await ours.list()).plugins).toMatchObject([{ enabled: false, config: { a: 2 } }]);
  });

  it('tells of a change that came between reading and watching', async () => {
    source('bundled/demo');
    const ours = storage();
    await ours.list();
    value(await storage().setEnabled('demo', true));
    const changed = vi.fn<() => void>();
    const stop = ours.watch(changed);
    await vi.waitFor(() => expect(changed).toHaveBeenCalledTimes(1), 10_000);
    stop();
  });
});

describe('the store of a plugin', () => {
  it('is empty at first and keeps what was written last', async () => {
    const plugins = storage();
    expect(value(await plugins.loadStore('demo'))).toEqual({});
    const entries = { count: 0, deep: { list: [1, null, 'ä'] } };
    const written = [1, 2, 3].map((count) => plugins.saveStore('demo', { ...entries, count }));
    expect((await Promise.all(written)).every(({ ok }) => ok)).toBe(true);
    expect(value(await storage().loadStore('demo'))).toEqual({ ...entries, count: 3 });
    expect(readdirSync(inHome('demo'))).toEqual(['store.json']);
  });

  it.each(['', '{"a": 1', '[1]', 'null'])('that is damaged is moved aside, which is told: %j', async (text) => {
    mkdirSync(inHome('demo'), { recursive: true });
    writeFileSync(inHome('demo', 'store.json'), text);
    const plugins = storage();
    const changed = vi.fn<() => void>();
    const stop = plugins.watch(changed);
    expect(value(await plugins.loadStore('demo'))).toEqual({});
    expect(changed).toHaveBeenCalledOnce();
    stop();
    expect(await listed(plugins)).toEqual([expect.stringMatching(/^broken: What demo had kept/)]);
    expect(value(await storage().loadStore('demo'))).toEqual({});
    expect(await listed(storage())).toEqual([]);
    const [aside] = readdirSync(inHome('demo'));
    expect(readFileSync(inHome('demo', aside ?? ''), 'utf8')).toBe(text);
  });

  it('is bounded, and keys are only keys', async () => {
    const plugins = storage();
    expect(messageOf(await plugins.saveStore('demo', { a: 'x'.repeat(3_000_000) }))).toMatch(
      /^invalid: demo keeps more/,
    );
    const odd = JSON.parse('{"__proto__": 1, "constructor": 2}') as Record<string, number>;
    value(await plugins.saveStore('demo', odd));
    expect(Object.entries(value(await storage().loadStore('demo')))).toEqual(Object.entries(odd));
  });
});
