/** What is going on and what was lost. It never hides trouble: icon, words and colour, and a click explains. */
import { Popover, Tooltip, UnstyledButton } from '@mantine/core';
import {
  IconAlertOctagon,
  IconAlertTriangle,
  IconBell,
  IconCircleCheck,
  IconCircleDashed,
  IconCircleFilled,
  IconLoader2,
  IconPipeline,
  IconPuzzle,
  type Icon,
} from '@tabler/icons-react';
import { useMemo } from 'react';
import { useStore } from 'zustand';
import { formatBytes, formatCount } from '../../display/units.ts';
import type { CaptureStatus } from '#contract/health.ts';
import { severityCountsText, unseenCounts } from '../../state/alert-facts.ts';
import { useApp } from '../../state/app-context.ts';
import { healthFacts, type HealthFact } from '../../state/health-facts.ts';
import { pipelineFact } from '../../state/pipeline-facts.ts';
import { pluginFact } from '../../state/plugin-facts.ts';
import {
  tableOfView,
  useAlerts,
  useCapture,
  useLayout,
  usePaused,
  usePipelines,
  usePlugins,
  useTableState,
} from '../use-store.ts';
import classes from './status-bar.module.css';

export function StatusBar(): React.JSX.Element {
  const capture = useCapture((state) => state.status?.capture ?? null);
  const memory = useCapture((state) => state.status?.engineRssBytes ?? null);
  const hello = useStore(useApp().link.state, (link) => link.hello);
  const facts = useMemo(() => (capture === null ? [] : healthFacts(capture)), [capture]);
  return (
    <footer className={classes.bar} data-testid="status-bar">
      <CaptureSegment capture={capture} />
      <RowsSegment total={capture?.total_sessions ?? 0} />
      {capture !== null && <span className={classes.segment}>{formatCount(capture.packets)} packets</span>}
      {capture !== null && <span className={classes.segment}>{formatBytes(capture.bytes)}</span>}
      {facts.map((fact) => (
        <FactSegment key={fact.id} fact={fact} />
      ))}
      <PluginSegment />
      <PipelineSegment />
      <AlertSegment />
      <span className={classes.space} />
      {capture?.backend != null && capture.backend !== 'file' && (
        <span className={classes.segment} title="How packets are obtained">
          {capture.backend}
        </span>
      )}
      {memory !== null && (
        <span className={classes.segment} data-optional title="Memory of the capture engine">
          {formatBytes(memory)}
        </span>
      )}
      {hello !== null && (
        <span className={classes.segment} data-optional>
          Netloupe {hello.version}
        </span>
      )}
    </footer>
  );
}

interface StateWord {
  readonly icon: Icon;
  readonly text: string;
  readonly level: 'quiet' | 'live' | 'warning' | 'trouble';
}

function captureWord(capture: CaptureStatus | null): StateWord {
  if (capture === null) return { icon: IconCircleDashed, text: 'Connecting', level: 'quiet' };
  switch (capture.state) {
    case 'idle':
      return { icon: IconCircleDashed, text: 'Idle', level: 'quiet' };
    case 'opening':
      return { icon: IconLoader2, text: 'Opening', level: 'quiet' };
    case 'running': {
      if (capture.kind === 'live') {
        const count = capture.interfaces.length;
        return {
          icon: IconCircleFilled,
          text: `Capturing on ${count === 1 ? (capture.interfaces[0] ?? '') : `${count} interfaces`}`,
          level: 'live',
        };
      }
      const percent = capture.progress === null ? '' : ` ${Math.floor(capture.progress * 100)} %`;
      return { icon: IconLoader2, text: `Reading${percent}`, level: 'live' };
    }
    case 'ended':
      return { icon: IconCircleCheck, text: capture.kind === 'live' ? 'Stopped' : 'Read to the end', level: 'quiet' };
    case 'failed':
      return { icon: IconAlertOctagon, text: failedText(capture), level: 'trouble' };
  }
}

/** What was read before the failure is still there, and worth saying. */
function failedText(capture: CaptureStatus): string {
  if (capture.packets === 0) return 'Failed';
  return capture.kind === 'live' ? 'Stopped by a failure' : 'Read in part';
}

function CaptureSegment({ capture }: { readonly capture: CaptureStatus | null }): React.JSX.Element {
  const paused = usePaused();
  const phase = useStore(useApp().link.state, (link) => link.phase);
  const word: StateWord =
    phase === 'lost' ? { icon: IconAlertOctagon, text: 'Not connected', level: 'trouble' } : captureWord(capture);
  const IconShape = word.icon;
  return (
    <span className={classes.segment} data-level={word.level} role="status">
      <IconShape size={word.level === 'live' && capture?.kind === 'live' ? 9 : 14} stroke={1.7} aria-hidden />
      {word.text}
      {paused && <span className={classes.paused}>view paused</span>}
    </span>
  );
}

const ROW_WORDS = { sessions: 'sessions', packets: 'log rows', dns: 'lookups' } as const;

function RowsSegment({ total }: { readonly total: number }): React.JSX.Element {
  const table = tableOfView(useLayout((layout) => layout.view)) ?? 'sessions';
  const matching = useTableState(table, (state) => state.frame?.matching ?? null);
  const held = useTableState(table, (state) => state.frame?.held ?? null);
  const count = table === 'sessions' ? total : (held ?? 0);
  const narrowed = matching !== null && held !== null && matching !== held;
  return (
    <span className={classes.segment}>
      {formatCount(count)} {ROW_WORDS[table]}
      {narrowed && ` (${formatCount(matching)} shown)`}
    </span>
  );
}

/** A click shows the plugin that it is about. */
function PluginSegment(): React.JSX.Element | null {
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

/** The same for pipelines. */
function PipelineSegment(): React.JSX.Element | null {
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
function AlertSegment(): React.JSX.Element | null {
  const { layout } = useApp();
  const frame = useAlerts((state) => state.frame);
  const seen = useAlerts((state) => state.seen);
  const unseen = useMemo(() => unseenCounts(frame, seen), [frame, seen]);
  if (frame === null || frame.total === 0) return null;
  const serious = unseen.worst === 'high' || unseen.worst === 'critical';
  const fact = {
    text: frame.total === 1 ? '1 alert' : `${formatCount(frame.total)} alerts`,
    level: unseen.count === 0 ? 'quiet' : serious ? 'trouble' : 'warning',
    title:
      unseen.count === 0
        ? 'Raised by plugins and pipelines since the capture engine was started; all seen'
        : `Not seen: ${severityCountsText(unseen.by_severity)}`,
  } as const;
  return <LinkSegment id="alerts" icon={IconBell} fact={fact} onOpen={() => layout.getState().open('alerts')} />;
}

/** A fact that a click explains by going to its view. */
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
      <UnstyledButton className={classes.fact} data-level={fact.level} data-testid={`fact-${id}`} onClick={onOpen}>
        <IconShape size={13} stroke={1.8} aria-hidden />
        {fact.text}
      </UnstyledButton>
    </Tooltip>
  );
}

function FactSegment({ fact }: { readonly fact: HealthFact }): React.JSX.Element {
  const troubled = fact.level !== 'quiet';
  return (
    <Popover width={340} position="top-start" withinPortal>
      <Popover.Target>
        <UnstyledButton
          className={classes.fact}
          data-level={fact.level}
          aria-label={`${fact.text}: explain`}
          data-testid={`fact-${fact.id}`}
        >
          {troubled && <IconAlertTriangle size={13} stroke={1.8} aria-hidden />}
          {fact.text}
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown p={14}>
        <strong className={classes.factTitle}>{fact.title}</strong>
        <p className={classes.factText}>{fact.explanation}</p>
        {fact.parts.length > 0 && (
          <dl className={classes.parts}>
            {fact.parts.map(([name, count]) => (
              <div key={name} className={classes.part}>
                <dt>{name}</dt>
                <dd>{formatCount(count)}</dd>
              </div>
            ))}
          </dl>
        )}
      </Popover.Dropdown>
    </Popover>
  );
}
