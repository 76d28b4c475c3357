import { describe, expect, it } from 'vitest';
import type { PluginState } from '#contract/plugins/status.ts';
import { pluginFact } from './plugin-facts.ts';
import { frameOf, statusOf } from './plugin-fixtures.ts';

const plugin = (id: string, state: PluginState) =>
  statusOf(id, { state, enabled: state !== 'disabled' && state !== 'installed' });
const health = (...states: PluginState[]) => pluginFact(frameOf(states.map((state, at) => plugin(`p${at}`, state))));

describe('the status bar', () => {
  it('says nothing of plugins while none is on', () => {
    expect(pluginFact(null)).toBeNull();
    expect(health('installed', 'disabled')).toBeNull();
  });

  it('counts those that run', () => {
    expect(health('running')).toMatchObject({ text: '1 plugin ok', level: 'quiet', plugin: null });
    expect(health('running', 'disabled', 'running')).toMatchObject({ text: '2 plugins ok' });
  });

  it('says which one starts', () => {
    expect(health('running', 'starting')).toMatchObject({ text: 'p1 starting', level: 'quiet', plugin: 'p1' });
    expect(health('starting', 'starting')).toMatchObject({ text: '2 plugins starting' });
  });

  it('names the worst of those in trouble, and how many more there are', () => {
    expect(health('running', 'degraded')).toMatchObject({ text: 'p1 degraded', level: 'warning', plugin: 'p1' });
    for (const state of ['crashed', 'unresponsive', 'quarantined'] as const) {
      expect(health('degraded', state)).toMatchObject({ text: `p1 ${state} and 1 more`, level: 'trouble' });
    }
  });

  it('tells of folders that cannot be read', () => {
    const frame = { ...frameOf([plugin('a', 'running')]), broken: [{ folder: '/p/b', message: 'no plugin.json' }] };
    expect(pluginFact(frame)).toMatchObject({
      text: '1 plugin cannot be read',
      level: 'warning',
      title: '/p/b: no plugin.json',
    });
  });
});
