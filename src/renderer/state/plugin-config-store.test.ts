import { expect, it } from 'vitest';
import { failure, success } from '#base/result.ts';
import { NotedLink } from './noted-link.ts';
import { createPluginConfigStore } from './plugin-config-store.ts';
import { frameOf, statusOf } from './plugin-fixtures.ts';
import { createPluginsStore } from './plugins-store.ts';
import { createPreferencesStore } from './preferences-store.ts';

function setUp() {
  const link = new NotedLink();
  const plugins = createPluginsStore(link.link, createPreferencesStore());
  link.give('plugins', frameOf([statusOf('a')]));
  const store = createPluginConfigStore(link.link, plugins);
  return { link, plugins, state: store.getState };
}

it('what is typed is forgotten once it is saved, and the plugin has it', async () => {
  const { link, plugins, state } = setUp();
  state().edit('a', { count: '3' });
  const saved = state().save('a', { count: 3 });
  expect(state().saves['a']).toEqual({ state: 'saving' });
  await link.answer(success(statusOf('a', { config: { count: 3 } })));
  await saved;
  expect(state()).toMatchObject({ drafts: {}, saves: { a: { state: 'saved' } } });
  expect(plugins.getState().frame?.plugins[0]?.config).toEqual({ count: 3 });
});

it('what is typed stays when the engine refuses it, and the reason goes with the next change', async () => {
  const { link, state } = setUp();
  state().edit('a', { count: '3' });
  const saved = state().save('a', { count: 3 });
  await link.answer(failure('invalid', 'Configuration: "count" is wrong'));
  await saved;
  expect(state()).toMatchObject({ drafts: { a: { count: '3' } }, saves: { a: { state: 'refused' } } });
  state().edit('a', { count: '4' });
  expect(state().saves).toEqual({});
});

it('what is typed while it is being saved is not lost', async () => {
  const { link, state } = setUp();
  state().edit('a', { count: '3' });
  const saved = state().save('a', { count: 3 });
  state().edit('a', { count: '34' });
  await link.answer(success(statusOf('a', { config: { count: 3 } })));
  await saved;
  expect(state().drafts).toEqual({ a: { count: '34' } });
});
