import { expect, it } from 'vitest';
import type { PluginAlert } from '#contract/plugins/status.ts';
import { AlertList } from './alert-list.ts';

function alert(title: string, session_id: string | null): PluginAlert {
  return { plugin: 'probe', title, message: '', severity: 'low', session_id, timestamp: null } as PluginAlert;
}

it('tells what was said of a session, by whomever, newest first', () => {
  const list = new AlertList({ nowUs: () => 5_000_000 } as ConstructorParameters<typeof AlertList>[0]);
  list.add('plugin', 'probe', alert('one', 'a'));
  list.add('pipeline', 'rules', alert('two', 'b'));
  list.add('plugin', 'probe', alert('three', null));
  list.add('pipeline', 'rules', alert('four', 'a'));
  expect(list.about('a').map(({ title, name, number }) => [title, name, number])).toEqual([
    ['four', 'rules', 4],
    ['one', 'probe', 1],
  ]);
  expect(list.about('c')).toEqual([]);
});
