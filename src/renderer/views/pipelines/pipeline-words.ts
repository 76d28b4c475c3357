/** Words of pipelines as the view shows them. The exact term is the tooltip. Pure. */
import { words } from '../../display/words.ts';
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
import type { CardCounter } from '../../widgets/card-list.tsx';
import type { StateWord } from '../words.ts';

const STATE_LOOKS: Readonly<Record<PipelineState, Pick<StateWord, 'icon' | 'tone'>>> = {
  disabled: { icon: IconCircleOff, tone: 'quiet' },
  invalid: { icon: IconAlertOctagon, tone: 'trouble' },
  checking: { icon: IconLoader2, tone: 'neutral' },
  running: { icon: IconCircleCheck, tone: 'good' },
  paused: { icon: IconPlayerPause, tone: 'neutral' },
  failing: { icon: IconAlertTriangle, tone: 'warning' },
  stopped: { icon: IconAlertOctagon, tone: 'trouble' },
};

export function pipelineStateWord({ state, mistakes }: Pick<PipelineStatus, 'state' | 'mistakes'>): StateWord {
  const { states } = words().pipelines;
  return { ...STATE_LOOKS[state], ...states[state === 'invalid' && mistakes.length > 0 ? 'mistaken' : state] };
}

/** How a stage stands: trouble that it has now before what its last health check said. */
export function stageHealthWord({ health, trouble }: Pick<StageStatus, 'health' | 'trouble'>): StateWord {
  const say = words().pipelines.health;
  if (health !== null && !health.ok) {
    return {
      text: say.sick,
      icon: IconAlertOctagon,
      tone: 'trouble',
      title: health.message === null ? say.sickWhy : visibleText(health.message),
    };
  }
  if (trouble !== null) {
    return { text: say.troubled, icon: IconAlertTriangle, tone: 'warning', title: visibleText(trouble.message) };
  }
  return health === null
    ? { text: say.unchecked, icon: IconCircleDashed, tone: 'quiet', title: say.uncheckedWhy }
    : {
        text: say.well,
        icon: IconCircleCheck,
        tone: 'good',
        title: health.message === null ? say.wellWhy : visibleText(health.message),
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

/** What went in and what came out: of a source and of an end only the side that there is. */
export function flowText({ role, counters }: Pick<StageStatus, 'role' | 'counters'>): string {
  const into = formatCount(counters.records_in);
  const out = formatCount(counters.records_out);
  if (role === 'source') return `${out} →`;
  return role === 'end' ? `→ ${into}` : `${into} → ${out}`;
}

/** The same for the ear. */
export function flowWords({ role, counters }: Pick<StageStatus, 'role' | 'counters'>): string {
  const into = words().pipelines.recordsIn(formatCount(counters.records_in));
  const out = words().pipelines.recordsOut(formatCount(counters.records_out));
  if (role === 'source') return out;
  return role === 'end' ? into : `${into}, ${out}`;
}

/** `flatten, stage: Healthy, 46 records in, 46 records out, 2 failures` */
export function stageWords(stage: StageStatus): string {
  const { name, kind, role, counters } = stage;
  const say = words().pipelines;
  const what = name === kind ? say.roles[role] : `${kind} ${say.roles[role]}`;
  return [
    `${name}, ${what}: ${stageHealthWord(stage).text}`,
    flowWords(stage),
    ...(counters.failures > 0 ? [say.failures(formatCount(counters.failures))] : []),
    ...(counters.dropped > 0 ? [say.dropped(formatCount(counters.dropped))] : []),
  ].join(', ');
}

export function waitingText({ waiting, size }: Pick<ChannelStatus, 'waiting' | 'size'>): string {
  return words().pipelines.waitingOf(formatCount(waiting), formatCount(size));
}

/** `2.1 s, 44 µs a record`; a dash before anything was processed. */
export function busyText({ counters }: Pick<StageStatus, 'counters'>): string {
  const { busy_us: busy, records_in: records } = counters;
  if (busy === 0) return '–';
  const whole = formatDuration(busy / 1e6);
  return records === 0 ? whole : words().pipelines.aRecord(whole, formatDuration(busy / 1e6 / records));
}

/** `records_too_late` as `records too late`. */
export function countName(key: string): string {
  return key.replaceAll('_', ' ');
}

/** What the list shows of a pipeline that is on. */
export function pipelineCounters(pipeline: PipelineStatus): CardCounter[] {
  const totals = pipelineTotals(pipeline);
  const { undelivered } = pipeline;
  const say = words().pipelines.counters;
  const counter = (name: string, count: number, title: string, warns = false): CardCounter => ({
    name,
    value: formatCount(count),
    title,
    level: warns && count > 0 ? 'warning' : 'quiet',
  });
  return [
    counter(say.in, totals.in, say.inHint),
    counter(say.out, totals.out, say.outHint),
    counter(say.waiting, totals.waiting, say.waitingHint),
    counter(say.dropped, totals.dropped + undelivered, say.droppedHint, true),
    counter(say.failures, totals.failures, say.failuresHint, true),
    counter(say.alerts, pipeline.alerts, say.alertsHint),
  ];
}
