/** What the status bar says of plugins: text, how bad, and which plugin to look at. Pure. */
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
  const enabled = plugins.filter((plugin) => plugin.enabled);
  const bad = enabled.filter(({ state }) => TROUBLE.has(state));
  const degraded = enabled.filter(({ state }) => state === 'degraded');
  const worst = bad[0] ?? degraded[0];
  if (worst !== undefined) {
    const others = bad.length + degraded.length - 1;
    return {
      text: `${worst.id} ${worst.state}${others === 0 ? '' : ` and ${others} more`}`,
      level: bad.length > 0 ? 'trouble' : 'warning',
      title: worst.cause ?? `The plugin ${worst.id} is ${worst.state}`,
      plugin: worst.id,
    };
  }
  const [unreadable] = broken;
  if (unreadable !== undefined) {
    return {
      text: broken.length === 1 ? '1 plugin cannot be read' : `${broken.length} plugins cannot be read`,
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
      text: starting.length === 1 ? `${first.id} starting` : `${starting.length} plugins starting`,
      level: 'quiet',
      title: 'Plugins are being started',
      plugin: first.id,
    };
  }
  return {
    text: enabled.length === 1 ? '1 plugin ok' : `${enabled.length} plugins ok`,
    level: 'quiet',
    title: 'Every plugin that is switched on runs',
    plugin: null,
  };
}
