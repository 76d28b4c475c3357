/** What the status bar says of plugins: text, how bad, and which plugin to look at. Pure. */
import { words } from '../display/words.ts';
import type { PluginsFrame } from '#contract/plugins/commands.ts';
import type { PluginState } from '#contract/plugins/status.ts';

export interface PluginFact {
  readonly text: string;
  readonly level: 'quiet' | 'warning' | 'trouble';
  /** For the tooltip: why, where there is something to say. */
  readonly title: string;
  /** The plugin that it is about; null where it is about all of them. */
  readonly plugin: string | null;
}

const TROUBLE: ReadonlySet<PluginState> = new Set(['quarantined', 'crashed', 'unresponsive']);

/** Null where no plugin is on and none is broken: then there is nothing to watch. */
export function pluginFact(frame: PluginsFrame | null): PluginFact | null {
  if (frame === null) return null;
  const { plugins, broken } = frame;
  const say = words().plugins.fact;
  const enabled = plugins.filter((plugin) => plugin.enabled);
  const bad = enabled.filter(({ state }) => TROUBLE.has(state));
  const degraded = enabled.filter(({ state }) => state === 'degraded');
  const worst = bad[0] ?? degraded[0];
  if (worst !== undefined) {
    const others = bad.length + degraded.length - 1;
    const named = `${worst.id} ${worst.state}`;
    return {
      text: others === 0 ? named : say.more(named, others),
      level: bad.length > 0 ? 'trouble' : 'warning',
      title: worst.cause ?? say.is(worst.id, worst.state),
      plugin: worst.id,
    };
  }
  const [unreadable] = broken;
  if (unreadable !== undefined) {
    return {
      text: say.unreadable(broken.length),
      level: 'warning',
      title: `${unreadable.folder}: ${unreadable.message}`,
      plugin: null,
    };
  }
  if (enabled.length === 0) return null;
  const starting = enabled.filter(({ state }) => state !== 'running');
  const [first] = starting;
  if (first !== undefined) {
    return {
      text: starting.length === 1 ? say.oneStarting(first.id) : say.starting(starting.length),
      level: 'quiet',
      title: say.startingWhy,
      plugin: first.id,
    };
  }
  return {
    text: say.ok(enabled.length),
    level: 'quiet',
    title: say.okWhy,
    plugin: null,
  };
}
