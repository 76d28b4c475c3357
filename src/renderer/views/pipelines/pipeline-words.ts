/** Words of pipelines as the view shows them. The exact term is the tooltip. Pure. */
import {
  IconAlertOctagon,
  IconAlertTriangle,
  IconArrowsLeftRight,
  IconCircleCheck,
  IconCircleDashed,
  IconCircleOff,
  IconCopyOff,
  IconFileExport,
  IconFilter,
  IconGavel,
  IconLoader2,
  IconNetwork,
  IconPlayerPause,
  IconPlug,
  IconPlaylistAdd,
  IconPuzzle,
  IconSum,
  IconTableRow,
  IconTimeline,
  IconWorldSearch,
  type Icon,
} from '@tabler/icons-react';
import { formatCount, formatDuration } from '../../display/units.ts';
import { visibleText } from '#base/visible-text.ts';
import type { ChannelStatus, PipelineState, PipelineStatus, StageStatus } from '#contract/pipelines/status.ts';
import { pipelineTotals } from '../../state/pipeline-facts.ts';
import type { StateWord } from '../words.ts';

const STATES: Readonly<Record<PipelineState, StateWord>> = {
  disabled: { text: 'Off', icon: IconCircleOff, tone: 'quiet', title: 'disabled: switched off' },
  invalid: {
    text: 'Kept out',
    icon: IconAlertOctagon,
    tone: 'trouble',
    title: 'invalid: a stage did not pass its health check, so that no record was let in',
  },
  checking: { text: 'Checking', icon: IconLoader2, tone: 'neutral', title: 'checking: its stages are being tested' },
  running: { text: 'Running', icon: IconCircleCheck, tone: 'good', title: 'running: records flow through it' },
  paused: {
    text: 'Paused',
    icon: IconPlayerPause,
    tone: 'neutral',
    title: 'paused: its sources give nothing; what waits goes on',
  },
  failing: {
    text: 'Failing',
    icon: IconAlertTriangle,
    tone: 'warning',
    title: 'failing: a stage cannot get rid of its records and tries again',
  },
  stopped: { text: 'Stopped', icon: IconAlertOctagon, tone: 'trouble', title: 'stopped: it ended by itself' },
};

const MISTAKEN: StateWord = {
  text: 'Has mistakes',
  icon: IconAlertOctagon,
  tone: 'trouble',
  title: 'invalid: its file has mistakes',
};

export function pipelineStateWord({ state, mistakes }: Pick<PipelineStatus, 'state' | 'mistakes'>): StateWord {
  return state === 'invalid' && mistakes.length > 0 ? MISTAKEN : STATES[state];
}

/** How a stage stands: trouble that it has now before what its last health check said. */
export function stageHealthWord({ health, trouble }: Pick<StageStatus, 'health' | 'trouble'>): StateWord {
  if (health !== null && !health.ok) {
    return {
      text: 'Not healthy',
      icon: IconAlertOctagon,
      tone: 'trouble',
      title: health.message === null ? 'It did not pass its last health check' : visibleText(health.message),
    };
  }
  if (trouble !== null) {
    return { text: 'In trouble', icon: IconAlertTriangle, tone: 'warning', title: visibleText(trouble.message) };
  }
  return health === null
    ? { text: 'Not checked', icon: IconCircleDashed, tone: 'quiet', title: 'It was not tested yet' }
    : {
        text: 'Healthy',
        icon: IconCircleCheck,
        tone: 'good',
        title: health.message === null ? 'It passed its last health check' : visibleText(health.message),
      };
}

/** Kinds that are not ours are drawn as one. */
export const STAGE_ICONS: Readonly<Record<string, Icon>> = {
  sessions: IconNetwork,
  packets: IconTimeline,
  dns: IconWorldSearch,
  flows: IconArrowsLeftRight,
  source: IconPlug,
  flatten: IconTableRow,
  filter: IconFilter,
  dedup: IconCopyOff,
  enrich: IconPlaylistAdd,
  aggregate: IconSum,
  policy: IconGavel,
  plugin: IconPuzzle,
  export: IconFileExport,
};

const ROLES: Readonly<Record<StageStatus['role'], string>> = { source: 'source', stage: 'stage', end: 'end' };

/** What went in and what came out: of a source and of an end only the side that there is. */
export function flowText({ role, counters }: Pick<StageStatus, 'role' | 'counters'>): string {
  const into = formatCount(counters.records_in);
  const out = formatCount(counters.records_out);
  if (role === 'source') return `${out} →`;
  return role === 'end' ? `→ ${into}` : `${into} → ${out}`;
}

/** The same for the ear. */
export function flowWords({ role, counters }: Pick<StageStatus, 'role' | 'counters'>): string {
  const into = `${formatCount(counters.records_in)} records in`;
  const out = `${formatCount(counters.records_out)} records out`;
  if (role === 'source') return out;
  return role === 'end' ? into : `${into}, ${out}`;
}

/** `flatten, stage: Healthy, 46 records in, 46 records out, 2 failures` */
export function stageWords(stage: StageStatus): string {
  const { name, kind, role, counters } = stage;
  const what = name === kind ? ROLES[role] : `${kind} ${ROLES[role]}`;
  return [
    `${name}, ${what}: ${stageHealthWord(stage).text}`,
    flowWords(stage),
    ...(counters.failures > 0 ? [`${formatCount(counters.failures)} failures`] : []),
    ...(counters.dropped > 0 ? [`${formatCount(counters.dropped)} dropped`] : []),
  ].join(', ');
}

export function waitingText({ waiting, size }: Pick<ChannelStatus, 'waiting' | 'size'>): string {
  return `${formatCount(waiting)} of ${formatCount(size)} waiting`;
}

/** `2.1 s, 44 µs a record`; a dash before anything was processed. */
export function busyText({ counters }: Pick<StageStatus, 'counters'>): string {
  const { busy_us: busy, records_in: records } = counters;
  if (busy === 0) return '–';
  const whole = formatDuration(busy / 1e6);
  return records === 0 ? whole : `${whole}, ${formatDuration(busy / 1e6 / records)} a record`;
}

/** `records_too_late` as `records too late`. */
export function countName(key: string): string {
  return key.replaceAll('_', ' ');
}

export interface PipelineCounter {
  readonly name: string;
  readonly value: string;
  readonly title: string;
  readonly level: 'quiet' | 'warning';
}

/** What the list shows of a pipeline that is on. */
export function pipelineCounters(pipeline: PipelineStatus): PipelineCounter[] {
  const totals = pipelineTotals(pipeline);
  const { undelivered } = pipeline;
  const counter = (name: string, count: number, title: string, warns = false): PipelineCounter => ({
    name,
    value: formatCount(count),
    title,
    level: warns && count > 0 ? 'warning' : 'quiet',
  });
  return [
    counter('In', totals.in, 'Records that its sources gave'),
    counter('Out', totals.out, 'Records that its ends took'),
    counter('Waiting', totals.waiting, 'Records in its channels, and in the hands of its stages'),
    counter(
      'Dropped',
      totals.dropped + undelivered,
      'Records that never got to an end: the pipeline was too slow or was stopped, or an end gave up',
      true,
    ),
    counter('Failures', totals.failures, 'Attempts at a batch of records that failed; they are tried again', true),
    counter('Alerts', pipeline.alerts, 'Raised by its rules'),
  ];
}
