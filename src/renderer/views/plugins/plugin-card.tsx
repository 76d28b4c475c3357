/** A plugin in the list: whether it is on, how it does, and why. */
import { Switch } from '@mantine/core';
import type { PluginStatus } from '#contract/plugins/status.ts';
import { words } from '../../display/words.ts';
import { useApp } from '../../state/app-context.ts';
import { Card } from '../../widgets/card-list.tsx';
import { SourceBadge } from '../../widgets/mark.tsx';
import { StateSince } from '../state-since.tsx';
import { useNow } from '../use-now.ts';
import { usePlugins } from '../use-store.ts';
import classes from './plugin-card.module.css';
import { keyCounters, LANGUAGES, pluginStateWord, restartText } from './plugin-words.ts';

export const PLUGIN_PREFIX = 'plugin';

export function PluginCard({
  plugin,
  selected,
}: {
  readonly plugin: PluginStatus;
  readonly selected: boolean;
}): React.JSX.Element {
  const { plugins } = useApp();
  const { id, manifest, state, cause } = plugin;
  const enabled = usePlugins((value) => value.wanted[id] ?? plugin.enabled);
  const language = LANGUAGES[manifest.language];
  const line = cause ?? manifest.description;
  return (
    <Card
      id={id}
      prefix={PLUGIN_PREFIX}
      selected={selected}
      dataState={state}
      lead={
        <Switch
          checked={enabled}
          onChange={(event) => void plugins.getState().setEnabled(id, event.currentTarget.checked)}
          aria-label={words().plugins.switchedOn(id)}
          tabIndex={selected ? 0 : -1}
          data-testid="plugin-switch"
        />
      }
      name={id}
      badges={
        <>
          <span className={classes.version}>{manifest.version}</span>{' '}
          <SourceBadge text={language.badge} title={words().plugins.writtenIn(language.name)} />
        </>
      }
      state={<PluginStateMark plugin={plugin} />}
      line={
        <>
          {line}
          <Restart atMs={plugin.restart_at_ms} />
        </>
      }
      lineTitle={line}
      lineTone={cause === null ? null : pluginStateWord(state).tone}
      counters={enabled && state !== 'installed' && state !== 'disabled' ? keyCounters(plugin) : null}
      onSelect={plugins.getState().select}
    />
  );
}

/** The state's word and since when. */
export function PluginStateMark({
  plugin: { state, since_ms: sinceMs },
  pill = false,
}: {
  readonly plugin: PluginStatus;
  readonly pill?: boolean;
}): React.JSX.Element {
  return <StateSince word={pluginStateWord(state)} sinceMs={state === 'installed' ? null : sinceMs} pill={pill} />;
}

/** Counts down while a restart is due. */
export function Restart({ atMs }: { readonly atMs: number | null }): React.JSX.Element | null {
  return atMs === null ? null : <Countdown atMs={atMs} />;
}

function Countdown({ atMs }: { readonly atMs: number }): React.JSX.Element {
  const now = useNow(500);
  return <span className={classes.countdown}> · {restartText(atMs, now)}</span>;
}
