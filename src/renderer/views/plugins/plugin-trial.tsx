/** A run on the sample capture, apart from everything else: what came of it, and what the plugin said. */
import { Button, Loader } from '@mantine/core';
import { IconAlertOctagon, IconAlertTriangle, IconCircleCheck, IconFlask } from '@tabler/icons-react';
import { formatCount, formatDuration } from '../../display/units.ts';
import type { Failure } from '#base/result.ts';
import type { PluginStatus, PluginTrial } from '#contract/plugins/status.ts';
import { useApp } from '../../state/app-context.ts';
import { CopyIcon, Remedy } from '../../widgets/command-line.tsx';
import { EmptyState } from '../../widgets/empty-state.tsx';
import { Mark } from '../../widgets/mark.tsx';
import { usePlugins } from '../use-store.ts';
import classes from './plugin-trial.module.css';
import { callTime } from './plugin-words.ts';

export function PluginTrialPanel({ plugin }: { readonly plugin: PluginStatus }): React.JSX.Element {
  const { plugins } = useApp();
  const trial = usePlugins((state) => state.trials[plugin.id] ?? null);
  const again = (
    <Button variant="default" onClick={() => void plugins.getState().startTrial(plugin.id)}>
      {trial === null ? 'Run the test' : 'Run it again'}
    </Button>
  );
  if (trial === null) {
    return (
      <div className={classes.center}>
        <EmptyState icon={IconFlask} title="Not tested yet" action={again}>
          Runs {plugin.id} on the sample capture in a process of its own, with the configuration in use. What runs now
          is not disturbed.
        </EmptyState>
      </div>
    );
  }
  switch (trial.state) {
    case 'running':
      return (
        <div className={classes.center} role="status">
          <Loader size="sm" color="gray" aria-hidden />
          <p className={classes.running}>{plugin.id} is reading the sample capture</p>
          <Button variant="default" onClick={() => plugins.getState().cancelTrial(plugin.id)}>
            Cancel
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
  const text = trial.output.join('\n');
  return (
    <div className={classes.outcome} data-testid="plugin-trial">
      <header className={classes.head}>
        {failure === null ? (
          <Mark
            icon={trial.errors === 0 ? IconCircleCheck : IconAlertTriangle}
            text={trial.errors === 0 ? 'It got through' : 'It got through, with errors'}
            tone={trial.errors === 0 ? 'good' : 'warning'}
            pill
          />
        ) : (
          <Mark icon={IconAlertOctagon} text="It did not get through" tone="trouble" pill />
        )}
        <span className={classes.capture} title={trial.capture}>
          version {trial.version} on {trial.capture.replace(/^.*[/\\]/, '')}
        </span>
        <span className={classes.space} />
        {again}
      </header>
      {failure !== null && <Reason failure={failure} />}
      <dl className={classes.figures}>
        <Figure name="Packets" value={formatCount(trial.packets)} />
        <Figure name="Logs" value={formatCount(trial.logs)} />
        <Figure name="Handled" value={formatCount(trial.handled)} />
        <Figure name="Errors" value={formatCount(trial.errors)} warning={trial.errors > 0} />
        <Figure name="Alerts" value={formatCount(trial.alerts)} />
        <Figure
          name="CPU a log"
          value={trial.us_per_log === null ? '–' : formatDuration(trial.us_per_log / 1e6)}
          title="CPU time of its process, divided by the packet logs"
        />
        <Figure
          name="Call p99"
          value={callTime(trial.call_p99_ms)}
          title={`99 of 100 calls were at most this long; half of them at most ${callTime(trial.call_p50_ms)}`}
        />
      </dl>
      <div className={classes.outputHead}>
        <h3 className={classes.outputTitle}>
          Output · {formatCount(trial.output.length)} {trial.output.length === 1 ? 'line' : 'lines'}
          {trial.output_cut && ', the rest was cut off'}
        </h3>
        {trial.output.length > 0 && <CopyIcon value={text} label="Copy the output" />}
      </div>
      {trial.output.length === 0 ? (
        <p className={classes.none}>It printed nothing.</p>
      ) : (
        <pre
          className={`${classes.lines} nl-mono`}
          tabIndex={0}
          aria-label="Output of the test"
          data-testid="trial-output"
        >
          {text}
        </pre>
      )}
    </div>
  );
}

function Reason({ failure }: { readonly failure: Failure }): React.JSX.Element {
  return (
    <div className={classes.reason} role="alert">
      <IconAlertOctagon size={16} stroke={1.6} aria-hidden />
      <div>
        {failure.message}
        {failure.remedy !== undefined && (
          <div className={classes.remedy}>
            <Remedy text={failure.remedy} />
          </div>
        )}
      </div>
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
