/** Plugins, pipelines and alerts in the status bar: a click goes to what it is about. */
import { useUnseen } from '../alerts/use-unseen.ts';
import { Tooltip, UnstyledButton } from '@mantine/core';
import {
  IconAlertOctagon,
  IconAlertTriangle,
  IconBell,
  IconPipeline,
  IconPuzzle,
  type Icon,
} from '@tabler/icons-react';
import { useMemo } from 'react';
import { formatCount } from '../../display/units.ts';
import { words } from '../../display/words.ts';
import { severityCountsText } from '../../state/alert-facts.ts';
import { useApp } from '../../state/app-context.ts';
import { pipelineFact } from '../../state/pipeline-facts.ts';
import { pluginFact } from '../../state/plugin-facts.ts';
import { useAlerts, usePipelines, usePlugins } from '../use-store.ts';
import classes from './status-bar.module.css';

export function PluginSegment(): React.JSX.Element | null {
  const { layout, plugins } = useApp();
  const frame = usePlugins((state) => state.frame);
  const fact = useMemo(() => pluginFact(frame), [frame]);
  if (fact === null) return null;
  return (
    <LinkSegment
      id="plugins"
      icon={{ quiet: IconPuzzle, warning: IconAlertTriangle, trouble: IconAlertOctagon }[fact.level]}
      fact={fact}
      onOpen={() => {
        if (fact.plugin !== null) plugins.getState().select(fact.plugin);
        layout.getState().open('plugins');
      }}
    />
  );
}

export function PipelineSegment(): React.JSX.Element | null {
  const { layout, pipelines } = useApp();
  const list = usePipelines((state) => state.pipelines);
  const fact = useMemo(() => pipelineFact(list), [list]);
  if (fact === null) return null;
  return (
    <LinkSegment
      id="pipelines"
      icon={{ quiet: IconPipeline, warning: IconAlertTriangle, trouble: IconAlertOctagon }[fact.level]}
      fact={fact}
      onOpen={() => {
        if (fact.pipeline !== null) pipelines.getState().select(fact.pipeline);
        layout.getState().open('pipelines');
      }}
    />
  );
}

/** Quiet once all of them were seen. */
export function AlertSegment(): React.JSX.Element | null {
  const { layout } = useApp();
  const say = words().shell.status;
  const frame = useAlerts((state) => state.frame);
  const unseen = useUnseen();
  if (frame === null || frame.total === 0) return null;
  const serious = unseen.worst === 'high' || unseen.worst === 'critical';
  const fact = {
    text: frame.total === 1 ? say.oneAlert : say.alerts(formatCount(frame.total)),
    level: unseen.count === 0 ? 'quiet' : serious ? 'trouble' : 'warning',
    title: unseen.count === 0 ? say.alertsSeen : say.notSeen(severityCountsText(unseen.by_severity)),
  } as const;
  return <LinkSegment id="alerts" icon={IconBell} fact={fact} onOpen={() => layout.getState().open('alerts')} />;
}

function LinkSegment({
  id,
  icon: IconShape,
  fact,
  onOpen,
}: {
  readonly id: string;
  readonly icon: Icon;
  readonly fact: { readonly text: string; readonly level: 'quiet' | 'warning' | 'trouble'; readonly title: string };
  onOpen(): void;
}): React.JSX.Element {
  return (
    <Tooltip label={fact.title} multiline maw={420} position="top-start">
      <UnstyledButton
        className={classes.fact}
        data-level={fact.level}
        data-rank={fact.level === 'quiet' ? '2' : '1'}
        data-testid={`fact-${id}`}
        onClick={onOpen}
      >
        <IconShape size={13} stroke={1.8} aria-hidden />
        {fact.text}
      </UnstyledButton>
    </Tooltip>
  );
}
