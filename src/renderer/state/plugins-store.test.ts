import { describe, expect, it } from 'vitest';
import { failure, success } from '#base/result.ts';
import type { PluginTrial } from '#contract/plugins/status.ts';
import { NotedLink } from './noted-link.ts';
import { frameOf, statusOf } from './plugin-fixtures.ts';
import { createPluginsStore, currentPlugin } from './plugins-store.ts';
import { createPreferencesStore } from './preferences-store.ts';

function setUp(...ids: string[]) {
  const link = new NotedLink();
  const store = createPluginsStore(link.link, createPreferencesStore());
  if (ids.length > 0) link.give('plugins', frameOf(ids.map((id) => statusOf(id))));
  return { link, store, state: store.getState };
}

const output = (id: string) => ({ id, lines: [], alerts: [] });

describe('the plugins', () => {
  it('are asked for from the start, because the status bar needs them', () => {
    const { link, state } = setUp();
    expect(link.open('plugins')).toEqual([{}]);
    expect(state().frame).toBeNull();
    expect(currentPlugin(state())).toBeNull();
  });

  it('show the selected one, else the first', () => {
    const { state } = setUp('a', 'b');
    expect(currentPlugin(state())?.id).toBe('a');
    state().select('b');
    expect(currentPlugin(state())?.id).toBe('b');
    state().select('gone');
    expect(currentPlugin(state())?.id).toBe('a');
  });

  it('have the output of the one that is shown on its way, only while somebody looks', () => {
    const { link, state } = setUp('a', 'b');
    expect(link.open('plugin_output')).toEqual([]);
    const detach = state().attach();
    expect(link.open('plugin_output')).toMatchObject([{ id: 'a' }]);
    link.give('plugin_output', output('a'));
    expect(state().output?.id).toBe('a');

    state().select('b');
    expect(link.open('plugin_output')).toMatchObject([{ id: 'b' }]);
    expect(state().output).toBeNull();
    link.streams.find(({ params }) => (params as { id: string }).id === 'a')?.give(output('a') as never);
    expect(state().output).toBeNull();

    link.give('plugins', frameOf([statusOf('a')]));
    expect(link.open('plugin_output')).toMatchObject([{ id: 'a' }]);
    detach();
    expect(link.open('plugin_output')).toEqual([]);
  });
});

describe('a switch', () => {
  it('moves at once and stays when the engine agrees', async () => {
    const { link, state } = setUp('a');
    const done = state().setEnabled('a', true);
    expect(state().wanted).toEqual({ a: true });
    await link.answer(success(statusOf('a', { enabled: true, state: 'starting' })));
    await done;
    expect(state().wanted).toEqual({});
    expect(state().frame?.plugins[0]).toMatchObject({ enabled: true, state: 'starting' });
  });

  it('goes back when the engine refuses, and the reason stays until it is dismissed', async () => {
    const { link, state } = setUp('a');
    const done = state().setEnabled('a', true);
    await link.answer(failure('invalid', 'Configuration: "folder" is needed'));
    await done;
    expect(state().wanted).toEqual({});
    expect(state().frame?.plugins[0]?.enabled).toBe(false);
    expect(state().refusals['a']).toMatchObject({ action: 'switch', failure: { code: 'invalid' } });
    state().dismissRefusal('a');
    expect(state().refusals).toEqual({});
  });

  it('that is clicked twice stands where it was clicked last', async () => {
    const { link, state } = setUp('a');
    const first = state().setEnabled('a', true);
    const second = state().setEnabled('a', false);
    link.calls[0]?.answer(success(statusOf('a', { enabled: true, state: 'running' })));
    await first;
    expect(state().wanted).toEqual({ a: false });
    await link.answer(success(statusOf('a')));
    await second;
    expect(state().wanted).toEqual({});
  });
});

describe('other actions', () => {
  it('are refused while pipelines use the plugin, and done by force then', async () => {
    const { link, state } = setUp('a');
    const first = state().remove('a');
    expect(link.calls.at(-1)?.params).toEqual({ id: 'a' });
    await link.answer(failure('in-use', 'a is used by pipelines: line (two: sink list)'));
    await first;
    expect(state().refusals['a']).toMatchObject({ action: 'remove', failure: { code: 'in-use' } });
    const second = state().remove('a', true);
    expect(link.calls.at(-1)?.params).toEqual({ id: 'a', force: true });
    await link.answer(success(null));
    await second;
    expect(state().refusals).toEqual({});
  });

  it('are busy until they are answered', async () => {
    const { link, state } = setUp('a');
    const done = state().restart('a');
    expect(state().busy).toEqual({ a: 'restart' });
    await link.answer(success(statusOf('a', { state: 'running', enabled: true })));
    await done;
    expect(state().busy).toEqual({});
  });

  it('put a plugin that is new in its place by name', () => {
    const { state } = setUp('a', 'c');
    state().take(statusOf('b'));
    expect(state().frame?.plugins.map(({ id }) => id)).toEqual(['a', 'b', 'c']);
  });

  it('switch the API, and say why it cannot be', async () => {
    const { link, state } = setUp('a');
    const on = { enabled: true, switchable: true, url: 'http://127.0.0.1:4681', key: 'k', problem: null };
    const first = state().configureApi(true, 4681);
    await link.answer(success(on));
    await first;
    expect(state().frame?.api).toEqual(on);
    const second = state().configureApi(true, 80);
    await link.answer(failure('not-permitted', 'Ports below 1024 are reserved'));
    await second;
    expect(state()).toMatchObject({ apiBusy: false, apiRefusal: { code: 'not-permitted' } });
  });
});

describe('a trial', () => {
  const trial = { id: 'a', logs: 3 } as PluginTrial;

  it('runs on the sample and keeps what came of it', async () => {
    const { link, state } = setUp('a');
    const done = state().startTrial('a');
    expect(link.calls.at(-1)).toMatchObject({ command: 'plugins.try', params: { id: 'a', capture: null } });
    expect(state().trials['a']).toEqual({ state: 'running' });
    await link.answer(success(trial));
    await done;
    expect(state().trials['a']).toEqual({ state: 'done', trial });
  });

  it('is forgotten when it is cancelled, whatever is answered later', async () => {
    const { link, state } = setUp('a');
    const done = state().startTrial('a');
    state().cancelTrial('a');
    expect(link.calls.at(-1)?.signal?.aborted).toBe(true);
    await link.answer(success(trial));
    await done;
    expect(state().trials).toEqual({});
  });
});
