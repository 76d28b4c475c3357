/**
 * A pipeline as a graph: stages in layers from source to end, channels between them with how full they are. To the right where
 * there is room for all layers, else downwards. Arrow keys go from stage to stage; the table below says the same in words.
 */
import { words } from '../../display/words.ts';
import { useElementSize } from '@mantine/hooks';
import { IconStack2 } from '@tabler/icons-react';
import { useMemo, useRef } from 'react';
import { formatCount } from '../../display/units.ts';
import { visibleText } from '#base/visible-text.ts';
import type { ChannelStatus, StageStatus } from '#contract/pipelines/status.ts';
import { fillOf, NEARLY_FULL } from '../../state/pipeline-facts.ts';
import { ForeignText } from '../../widgets/foreign-text.tsx';
import { layOut, type Layout, type LayoutSizes } from '../../widgets/layered-layout.ts';
import { isArrowKey, nearestNode } from '../../widgets/nearest-node.ts';
import classes from './pipeline-graph.module.css';
import { flowText, stageHealthWord, STAGE_ICONS, stageWords, waitingText } from './pipeline-words.ts';

/** The same in the style sheet. */
const NODE = { width: 160, height: 98 } as const;
/** Labels of channels have to fit into the gap. */
const GAP = { least: 56, most: 90 } as const;
const DOWN: LayoutSizes = { ...NODE, layerGap: 56, nodeGap: 28 };
const DOWN_LABEL = 92;
/** Of the line, left to be seen beside a label. */
const ARROW = 18;
const PADDING = 16;

export function PipelineGraph({
  stages,
  channels,
  selected,
  onSelect,
}: {
  readonly stages: readonly StageStatus[];
  readonly channels: readonly ChannelStatus[];
  readonly selected: number | null;
  onSelect(at: number): void;
}): React.JSX.Element {
  const { ref, width: room } = useElementSize<HTMLDivElement>();
  // Counters change all the time, the graph hardly ever.
  const shape = JSON.stringify([stages.length, channels.map(({ from, to }) => [from, to])]);
  const { layout, labelWidth } = useMemo(() => arrange(shape, room - 2 * PADDING), [shape, room]);
  const nodes = useRef<(HTMLButtonElement | null)[]>([]);
  const onKeyDown = (event: React.KeyboardEvent, at: number): void => {
    if (!isArrowKey(event.key) || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    const next = nearestNode(layout.nodes, at, event.key);
    if (next === null) return;
    onSelect(next);
    nodes.current[next]?.focus();
  };
  return (
    <div ref={ref} className={classes.room} data-testid="pipeline-graph">
      <div
        className={classes.graph}
        style={{ width: layout.width, height: layout.height, visibility: room === 0 ? 'hidden' : 'visible' }}
      >
        <svg className={classes.edges} width={layout.width} height={layout.height} aria-hidden>
          <defs>
            <marker
              id="pipeline-arrow"
              viewBox="0 0 8 8"
              refX="7"
              refY="4"
              markerWidth="7"
              markerHeight="7"
              orient="auto"
            >
              <path d="M 0.5 0.5 L 7.5 4 L 0.5 7.5 z" className={classes.arrow} />
            </marker>
          </defs>
          {layout.edges.map(({ path }, at) => (
            <path
              key={at}
              d={path}
              className={classes.edge}
              data-near={selected !== null && isAt(channels[at], selected)}
              markerEnd="url(#pipeline-arrow)"
            />
          ))}
        </svg>
        <ul className={classes.list} aria-label={words().pipelines.channels}>
          {channels.map((channel, at) => (
            <ChannelLabel
              key={at}
              channel={channel}
              stages={stages}
              at={layout.edges[at]?.label ?? { x: 0, y: 0 }}
              width={labelWidth}
            />
          ))}
        </ul>
        <ol className={classes.list} aria-label={words().pipelines.stagesInOrder}>
          {stages.map((stage, at) => {
            const { x, y } = layout.nodes[at] ?? { x: 0, y: 0 };
            return (
              <li key={at} className={classes.place} style={{ left: x, top: y }}>
                <button
                  ref={(element) => {
                    nodes.current[at] = element;
                  }}
                  type="button"
                  className={classes.node}
                  aria-pressed={selected === at}
                  tabIndex={at === (selected ?? 0) ? 0 : -1}
                  data-testid="stage"
                  data-tone={stageHealthWord(stage).tone}
                  onClick={() => onSelect(at)}
                  onKeyDown={(event) => onKeyDown(event, at)}
                >
                  <span className="nl-hidden">{stageWords(stage)}</span>
                  <span className={classes.face} aria-hidden>
                    <StageFace stage={stage} />
                  </span>
                </button>
              </li>
            );
          })}
        </ol>
      </div>
    </div>
  );
}

/** As wide as there is room for; downwards where there is not enough for labels between all layers. */
function arrange(shape: string, room: number): { readonly layout: Layout; readonly labelWidth: number } {
  const [count, pairs] = JSON.parse(shape) as [number, [number, number][]];
  const edges = pairs.map(([from, to]) => ({ from, to }));
  const down = layOut(count, edges, DOWN, 'down');
  const gaps = Math.max(0, ...down.nodes.map(({ layer }) => layer));
  const layerGap = Math.min(GAP.most, Math.floor((room - (gaps + 1) * NODE.width) / Math.max(1, gaps)));
  if (layerGap < GAP.least) return { layout: down, labelWidth: DOWN_LABEL };
  const right = layOut(count, edges, { ...NODE, layerGap, nodeGap: 26 }, 'right');
  return { layout: right, labelWidth: layerGap - ARROW };
}

function isAt(channel: ChannelStatus | undefined, stage: number): boolean {
  return channel?.from === stage || channel?.to === stage;
}

function StageFace({ stage }: { readonly stage: StageStatus }): React.JSX.Element {
  const { name, kind, detail, counters } = stage;
  const IconShape = STAGE_ICONS[kind] ?? IconStack2;
  const about = [kind === name ? '' : kind, detail].filter((part) => part !== '').join(' · ');
  const health = stageHealthWord(stage);
  const lost = counters.failures > 0 || counters.dropped > 0;
  return (
    <>
      <span className={classes.head}>
        <IconShape size={15} stroke={1.6} aria-hidden />
        <span className={classes.name} title={name}>
          <ForeignText text={name} />
        </span>
      </span>
      <span className={classes.detail} title={visibleText(about)}>
        <ForeignText text={about} />
      </span>
      <span className={classes.flow}>{flowText(stage)}</span>
      <span className={classes.foot}>
        <span className={classes.health} data-tone={health.tone} title={health.title}>
          <health.icon size={13} stroke={1.9} aria-hidden />
          {health.text}
        </span>
        {lost && (
          <span className={classes.lost} title={lostTitle(stage)}>
            {counters.failures > 0
              ? words().pipelines.failed(formatCount(counters.failures))
              : words().pipelines.dropped(formatCount(counters.dropped))}
          </span>
        )}
      </span>
    </>
  );
}

function lostTitle({ counters }: StageStatus): string {
  return words().pipelines.attemptsAndDropped(formatCount(counters.failures), formatCount(counters.dropped));
}

function ChannelLabel({
  channel,
  stages,
  at,
  width,
}: {
  readonly channel: ChannelStatus;
  readonly stages: readonly StageStatus[];
  readonly at: { readonly x: number; readonly y: number };
  /** At most. */
  readonly width: number;
}): React.JSX.Element {
  const fill = fillOf(channel);
  const title = words().pipelines.channelTitle(channel.name, channel.type, waitingText(channel));
  return (
    <li
      className={classes.channel}
      style={{ left: at.x, top: at.y, maxWidth: width }}
      title={title}
      data-full={fill >= NEARLY_FULL}
      data-testid="channel"
    >
      <span className={classes.channelName} aria-hidden>
        <ForeignText text={channel.name} />
      </span>
      <span className={classes.bar} aria-hidden>
        <span style={{ width: `${fill * 100}%` }} />
      </span>
      <span className="nl-hidden">
        {words().pipelines.fromTo(title, stages[channel.from]?.name ?? '', stages[channel.to]?.name ?? '')}
      </span>
    </li>
  );
}
