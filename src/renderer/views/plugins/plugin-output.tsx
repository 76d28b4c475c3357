/** The end of a plugin's log. It follows until somebody scrolls up, and goes on when asked to. */
import { words } from '../../display/words.ts';
import { Button, SegmentedControl } from '@mantine/core';
import { IconArrowDown, IconTerminal2 } from '@tabler/icons-react';
import { memo, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { formatCount } from '../../display/units.ts';
import type { PluginLogLine, PluginStatus } from '#contract/plugins/status.ts';
import { useApp } from '../../state/app-context.ts';
import { CopyIcon } from '../../widgets/command-line.tsx';
import { EmptyState } from '../../widgets/empty-state.tsx';
import { exactText } from '../../display/times.ts';
import { usePlugins } from '../use-store.ts';
import classes from './plugin-output.module.css';
import { levelText, lineTime, logText } from './plugin-words.ts';

/** Closer to the end than this is at the end. */
const END_PIXELS = 24;
const NO_LINES: readonly PluginLogLine[] = [];

export function PluginOutput({ plugin }: { readonly plugin: PluginStatus }): React.JSX.Element {
  const held = usePlugins((state) => state.output?.lines ?? null);
  const [which, setWhich] = useState<'all' | 'trouble'>('all');
  const [follow, setFollow] = useState(true);
  const scroller = useRef<HTMLDivElement>(null);
  const lines = useMemo(
    () =>
      (which === 'all' ? held : (held?.filter(({ level }) => level === 'warn' || level === 'error') ?? null)) ??
      NO_LINES,
    [held, which],
  );
  const last = lines.at(-1)?.number ?? 0;
  useLayoutEffect(() => {
    const element = scroller.current;
    if (follow && element !== null) element.scrollTop = element.scrollHeight;
  }, [follow, last, which]);
  if (held !== null && held.length === 0) return <NoOutput plugin={plugin} />;
  return (
    <div className={classes.output}>
      <div className={classes.tools}>
        <SegmentedControl
          value={which}
          onChange={(value) => setWhich(value === 'trouble' ? 'trouble' : 'all')}
          data={[
            { value: 'all', label: words().plugins.output.all },
            { value: 'trouble', label: words().plugins.output.trouble },
          ]}
          aria-label={words().plugins.output.which}
        />
        <span className={classes.count}>
          {held === null ? '' : words().plugins.output.last(formatCount(lines.length), lines.length === 1)}
        </span>
        <span className={classes.space} />
        <CopyIcon value={logText(lines)} label={words().plugins.output.copy} />
      </div>
      <div
        ref={scroller}
        className={classes.lines}
        role="log"
        aria-label={words().plugins.output.of(plugin.id)}
        aria-live="off"
        tabIndex={0}
        data-testid="plugin-output"
        onScroll={(event) => {
          const { scrollTop, scrollHeight, clientHeight } = event.currentTarget;
          setFollow(scrollHeight - scrollTop - clientHeight < END_PIXELS);
        }}
      >
        {lines.length === 0 && held !== null && <p className={classes.none}>{words().plugins.output.noTrouble}</p>}
        {lines.map((line) => (
          <LogLine key={line.number} line={line} />
        ))}
      </div>
      {!follow && (
        <Button
          className={classes.follow}
          variant="default"
          leftSection={<IconArrowDown size={14} stroke={1.8} />}
          onClick={() => setFollow(true)}
        >
          {words().plugins.output.toTheEnd}
        </Button>
      )}
    </div>
  );
}

const LogLine = memo(
  function LogLine({ line }: { readonly line: PluginLogLine }): React.JSX.Element {
    return (
      <div className={classes.line} data-level={line.level}>
        <time className={classes.time} title={exactText(new Date(line.time_ms).toISOString())}>
          {lineTime(line.time_ms)}
        </time>{' '}
        <span className={classes.level}>{levelText(line.level)}</span> <span className={classes.text}>{line.text}</span>
      </div>
    );
  },
  (before, after) => before.line.number === after.line.number && before.line.text === after.line.text,
);

function NoOutput({ plugin }: { readonly plugin: PluginStatus }): React.JSX.Element {
  const { plugins } = useApp();
  return (
    <div className={classes.center}>
      {plugin.enabled ? (
        <EmptyState icon={IconTerminal2} title={words().plugins.output.nothing}>
          {words().plugins.output.nothingWhat(plugin.id)}
        </EmptyState>
      ) : (
        <EmptyState
          icon={IconTerminal2}
          title={words().plugins.output.off(plugin.id)}
          action={
            <Button variant="default" onClick={() => void plugins.getState().setEnabled(plugin.id, true)}>
              {words().plugins.actions.switchOn}
            </Button>
          }
        >
          {words().plugins.output.offWhat}
        </EmptyState>
      )}
    </div>
  );
}
