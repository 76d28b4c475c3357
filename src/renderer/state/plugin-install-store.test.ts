import { describe, expect, it } from 'vitest';
import { failure, success, type Result } from '#base/result.ts';
import type { PluginInspection } from '#contract/plugins/status.ts';
import type { HostAccess } from './host-access.ts';
import { NotedLink } from './noted-link.ts';
import { frameOf, statusOf } from './plugin-fixtures.ts';
import { createPluginInstallStore } from './plugin-install-store.ts';
import { createPluginsStore, currentPlugin } from './plugins-store.ts';
import { createPreferencesStore } from './preferences-store.ts';

const INSPECTION: PluginInspection = {
  manifest: statusOf('hello').manifest,
  permissions: ['Keep small values of its own that survive restarts'],
  bytes: 100,
  files: 2,
  installed_version: null,
  installed_origin: null,
};

function setUp(provided: Result<string> = success('/uploads/hello.zip')) {
  const link = new NotedLink();
  const plugins = createPluginsStore(link.link, createPreferencesStore());
  link.give('plugins', frameOf([statusOf('a')]));
  const purposes: string[] = [];
  const host: Pick<HostAccess, 'provideFile'> = {
    provideFile: (_file, purpose, onProgress) => {
      purposes.push(purpose);
      onProgress(0.5);
      return Promise.resolve(provided);
    },
  };
  const store = createPluginInstallStore(link.link, host, plugins);
  return { link, plugins, purposes, state: store.getState };
}

const file = { name: 'hello.zip' } as File;

describe('installing a plugin', () => {
  it('looks into it, asks, and installs with the permissions that were shown', async () => {
    const { link, plugins, state } = setUp();
    const begun = state().beginWithPath('/home/me/hello.zip');
    expect(state().current).toEqual({ step: 'inspecting', name: 'hello.zip' });
    await link.answer(success(INSPECTION));
    await begun;
    expect(state().current).toMatchObject({ step: 'asking', inspection: INSPECTION, failure: null });

    const confirmed = state().confirm(true);
    expect(state().current?.step).toBe('installing');
    expect(link.calls.at(-1)).toMatchObject({
      command: 'plugins.install',
      params: { source: '/home/me/hello.zip', accepted: INSPECTION.permissions, enable: true },
    });
    await link.answer(success(statusOf('hello', { enabled: true })));
    await confirmed;
    expect(state().current).toBeNull();
    expect(currentPlugin(plugins.getState())?.id).toBe('hello');
  });

  it('hands a file over first', async () => {
    const { link, purposes, state } = setUp();
    const begun = state().beginWithFile(file);
    expect(state().current).toMatchObject({ step: 'sending', name: 'hello.zip' });
    await Promise.resolve();
    await link.answer(success(INSPECTION));
    await begun;
    expect(purposes).toEqual(['plugin']);
    expect(link.calls.at(-1)?.params).toEqual({ source: '/uploads/hello.zip' });
    expect(state().current?.step).toBe('asking');
  });

  it('says why a file could not be handed over', async () => {
    const { state } = setUp(failure('invalid', 'The plugin is larger than 64 MB'));
    await state().beginWithFile(file);
    expect(state().current).toMatchObject({ step: 'refused', name: 'hello.zip', failure: { code: 'invalid' } });
  });

  it('says what is wrong with it, under its name', async () => {
    const { link, state } = setUp();
    const begun = state().beginWithPath('C:\\plugins\\evil.zip');
    await link.answer(failure('damaged', 'evil.zip leads out of its folder'));
    await begun;
    expect(state().current).toMatchObject({ step: 'refused', name: 'evil.zip', failure: { code: 'damaged' } });
  });

  it('keeps the question and the reason when the engine refuses', async () => {
    const { link, state } = setUp();
    const begun = state().beginWithPath('/hello.zip');
    await link.answer(success(INSPECTION));
    await begun;
    const confirmed = state().confirm(false);
    await link.answer(failure('no-space', 'The disk is full'));
    await confirmed;
    expect(state().current).toMatchObject({ step: 'asking', failure: { code: 'no-space' } });
  });

  it('forgets what was cancelled, and what another one took the place of', async () => {
    const { link, state } = setUp();
    const first = state().beginWithPath('/first.zip', 'first');
    expect(state().expected).toBe('first');
    const second = state().beginWithPath('/second.zip');
    expect(link.calls[0]?.signal?.aborted).toBe(true);
    link.calls[0]?.answer(success(INSPECTION));
    await first;
    expect(state()).toMatchObject({ current: { step: 'inspecting', name: 'second.zip' }, expected: null });
    state().cancel();
    await link.answer(success(INSPECTION));
    await second;
    expect(state().current).toBeNull();
  });
});
