/** A run on the sample capture, apart from everything else: what came of it, and what the plugin said. */
import { words } from '../../display/words.ts';
import { Button, Loader } from '@mantine/core';
import { IconAlertOctagon, IconAlertTriangle, IconCircleCheck, IconFlask } from '@tabler/icons-react';
import { formatCount, formatDuration } from '../../display/units.ts';
import type { PluginStatus, PluginTrial } from '#contract/plugins/status.ts';
import { useApp } from '../../state/app-context.ts';
import { CopyIcon } from '../../widgets/command-line.tsx';
import { EmptyState } from '../../widgets/empty-state.tsx';
import { Mark } from '../../widgets/mark.tsx';
import { FailureLine } from '../failure-note.tsx';
import { usePlugins } from '../use-store.ts';
import classes from './plugin-trial.module.css';
import { callTime } from './plugin-words.ts';

export function PluginTrialPanel({ plugin }: { readonly plugin: PluginStatus }): React.JSX.Element {
  const { plugins } = useApp();
  const trial = usePlugins((state) => state.trials[plugin.id] ?? null);
  const again = (
    <Button variant="default" onClick={() => void plugins.getState().startTrial(plugin.id)}>
      {trial === null ? words().plugins.trial.run : words().plugins.trial.again}
    </Button>
  );
  if (trial === null) {
    return (
      <div className={classes.center}>
        <EmptyState icon={IconFlask} title={words().plugins.trial.none} action={again}>
          {words().plugins.trial.noneWhat(plugin.id)}
        </EmptyState>
      </div>
    );
  }
  switch (trial.state) {
    case 'running':
      return (
        <div className={classes.center} role="status">
          <Loader size="sm" color="gray" aria-hidden />
          <p className={classes.running}>{words().plugins.trial.running(plugin.id)}</p>
          <Button variant="default" onClick={() => plugins.getState().cancelTrial(plugin.id)}>
            {words().plugins.install.cancel}
          </Button>
        </div>
      );
    case 'refused':
      return (
        <div className={classes.center}>
          <EmptyState icon={IconAlertOctagon} title={trial.failure.message} tone="trouble" action={again}>
            {trial.failure.remedy}
          </EmptyState>
        </div>
      );
    case 'done':
      return <Outcome trial={trial.trial} again={again} />;
  }
}

function Outcome({
  trial,
  again,
}: {
  readonly trial: PluginTrial;
  readonly again: React.ReactNode;
}): React.JSX.Element {
  const { failure } = trial;
  const say = words().plugins;
  const text = trial.output.join('\n');
  return (
    <div className={classes.outcome} data-testid="plugin-trial">
      <header className={classes.head}>
        {failure === null ? (
          <Mark
            icon={trial.errors === 0 ? IconCircleCheck : IconAlertTriangle}
            text={trial.errors === 0 ? say.trial.through : say.trial.throughWithErrors}
            tone={trial.errors === 0 ? 'good' : 'warning'}
            pill
          />
        ) : (
          <Mark icon={IconAlertOctagon} text={say.trial.notThrough} tone="trouble" pill />
        )}
        <span className={classes.capture} title={trial.capture}>
          {say.trial.versionOn(trial.version, trial.capture.replace(/^.*[/\\]/, ''))}
        </span>
        <span className={classes.space} />
        {again}
      </header>
      {failure !== null && <FailureLine failure={failure} />}
      <dl className={classes.figures}>
        <Figure name={say.trial.packets} value={formatCount(trial.packets)} />
        <Figure name={say.trial.logs} value={formatCount(trial.logs)} />
        <Figure name={say.counters.handled} value={formatCount(trial.handled)} />
        <Figure name={say.counters.errors} value={formatCount(trial.errors)} warning={trial.errors > 0} />
        <Figure name={say.counters.alerts} value={formatCount(trial.alerts)} />
        <Figure
          name={say.trial.cpu}
          value={trial.us_per_log === null ? '–' : formatDuration(trial.us_per_log / 1e6)}
          title={say.trial.cpuHint}
        />
        <Figure
          name={say.counters.callP99}
          value={callTime(trial.call_p99_ms)}
          title={say.trial.callP99Hint(callTime(trial.call_p50_ms))}
        />
      </dl>
      <div className={classes.outputHead}>
        <h3 className={classes.outputTitle}>
          {say.trial.output(formatCount(trial.output.length), trial.output.length === 1, trial.output_cut)}
        </h3>
        {trial.output.length > 0 && <CopyIcon value={text} label={say.trial.copyOutput} />}
      </div>
      {trial.output.length === 0 ? (
        <p className={classes.none}>{say.trial.printedNothing}</p>
      ) : (
        <pre
          className={`${classes.lines} nl-mono`}
          tabIndex={0}
          aria-label={say.trial.outputOf}
          data-testid="trial-output"
        >
          {text}
        </pre>
      )}
    </div>
  );
}

function Figure({
  name,
  value,
  title,
  warning = false,
}: {
  readonly name: string;
  readonly value: string;
  readonly title?: string;
  readonly warning?: boolean;
}): React.JSX.Element {
  return (
    <div className={classes.figure} title={title}>
      <dt>{name}</dt>
      <dd data-warning={warning}>{value}</dd>
    </div>
  );
}
