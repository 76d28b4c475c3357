/** The plugins, one card each. Arrow keys choose, Enter goes to the details, the switch of the chosen one is next. */
import { words } from '../../display/words.ts';
import { Switch } from '@mantine/core';
import type { PluginStatus } from '#contract/plugins/status.ts';
import { useApp } from '../../state/app-context.ts';
import { Mark, SourceBadge } from '../../widgets/mark.tsx';
import { usePlugins } from '../use-store.ts';
import { keyCounters, LANGUAGES, pluginStateWord, restartText, sinceText } from './plugin-words.ts';
import classes from './plugins.module.css';
import { useNow } from './use-now.ts';

export function PluginList({
  ref,
  plugins: shown,
  current,
  onOpen,
}: {
  readonly ref: React.Ref<HTMLDivElement>;
  readonly plugins: readonly PluginStatus[];
  readonly current: string;
  onOpen(): void;
}): React.JSX.Element {
  const { plugins } = useApp();
  const onKeyDown = (event: React.KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'Enter' && event.target === event.currentTarget) {
      event.preventDefault();
      onOpen();
      return;
    }
    const at = shown.findIndex(({ id }) => id === current);
    const targets: Readonly<Record<string, number>> = {
      ArrowDown: at + 1,
      j: at + 1,
      ArrowUp: at - 1,
      k: at - 1,
      Home: 0,
      g: 0,
      End: shown.length - 1,
      G: shown.length - 1,
    };
    const target = targets[event.key];
    if (target === undefined) return;
    event.preventDefault();
    const next = shown[Math.min(shown.length - 1, Math.max(0, target))];
    if (next === undefined) return;
    plugins.getState().select(next.id);
    document.getElementById(rowId(next.id))?.scrollIntoView({ block: 'nearest' });
  };
  return (
    <div
      ref={ref}
      className={classes.list}
      role="grid"
      aria-label={words().plugins.title}
      aria-rowcount={shown.length}
      aria-activedescendant={rowId(current)}
      tabIndex={0}
      onKeyDown={onKeyDown}
    >
      {shown.map((plugin) => (
        <PluginCard key={plugin.id} plugin={plugin} selected={plugin.id === current} />
      ))}
    </div>
  );
}

function rowId(id: string): string {
  return `plugin-${id}`;
}

function PluginCard({
  plugin,
  selected,
}: {
  readonly plugin: PluginStatus;
  readonly selected: boolean;
}): React.JSX.Element {
  const { plugins } = useApp();
  const { id, manifest } = plugin;
  const enabled = usePlugins((state) => state.wanted[id] ?? plugin.enabled);
  const language = LANGUAGES[manifest.language];
  return (
    // Keys are the grid's own; the row only takes the pointer.
    <div
      id={rowId(id)}
      className={classes.card}
      role="row"
      aria-selected={selected}
      data-testid="row"
      data-key={id}
      data-state={plugin.state}
      onClick={() => plugins.getState().select(id)}
    >
      <div className={classes.cardSwitch} role="gridcell">
        <Switch
          checked={enabled}
          onChange={(event) => void plugins.getState().setEnabled(id, event.currentTarget.checked)}
          aria-label={words().plugins.switchedOn(id)}
          tabIndex={selected ? 0 : -1}
          data-testid="plugin-switch"
        />
      </div>
      <div className={classes.cardMain}>
        <div className={classes.cardHead}>
          <span className={classes.name} role="gridcell">
            {id}
          </span>{' '}
          <span className={classes.version}>{manifest.version}</span>{' '}
          <SourceBadge text={language.badge} title={words().plugins.writtenIn(language.name)} />
          <span className={classes.space} />
          <span className={classes.cardState} role="gridcell">
            <PluginStateMark plugin={plugin} />
          </span>
        </div>
        <CauseLine plugin={plugin} />
        {enabled && plugin.state !== 'installed' && plugin.state !== 'disabled' && (
          <div role="gridcell">
            <dl className={classes.cardCounters}>
              {keyCounters(plugin).map((counter) => (
                <div key={counter.name} title={counter.title} data-level={counter.level}>
                  <dt>{counter.name}</dt> <dd>{counter.value}</dd>
                </div>
              ))}
            </dl>
          </div>
        )}
      </div>
    </div>
  );
}

/** The state's word and since when. */
export function PluginStateMark({
  plugin,
  pill = false,
}: {
  readonly plugin: PluginStatus;
  readonly pill?: boolean;
}): React.JSX.Element {
  const word = pluginStateWord(plugin.state);
  const now = useNow(60_000);
  return (
    <>
      <Mark icon={word.icon} text={word.text} tone={word.tone} title={word.title} pill={pill} />{' '}
      {plugin.state !== 'installed' && <span className={classes.since}>{sinceText(plugin.since_ms, now)}</span>}
    </>
  );
}

/** Why it is not fine, or what it is for. */
function CauseLine({ plugin }: { readonly plugin: PluginStatus }): React.JSX.Element {
  const { tone } = pluginStateWord(plugin.state);
  const restart = <Restart atMs={plugin.restart_at_ms} />;
  if (plugin.cause === null) {
    return (
      <div className={classes.cause} role="gridcell" title={plugin.manifest.description}>
        {plugin.manifest.description}
        {restart}
      </div>
    );
  }
  return (
    <div className={classes.cause} role="gridcell" data-tone={tone} title={plugin.cause}>
      {plugin.cause}
      {restart}
    </div>
  );
}

/** Counts down while a restart is due. */
export function Restart({ atMs }: { readonly atMs: number | null }): React.JSX.Element | null {
  return atMs === null ? null : <Countdown atMs={atMs} />;
}

function Countdown({ atMs }: { readonly atMs: number }): React.JSX.Element {
  const now = useNow(500);
  return <span className={classes.countdown}> · {restartText(atMs, now)}</span>;
}
