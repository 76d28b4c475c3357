/** Traffic over time, told apart by one dimension: the chart, and a legend that narrows everything to one of its entries. */
import { Button, NativeSelect, SegmentedControl } from '@mantine/core';
import { IconArrowsHorizontal, IconChartAreaLine } from '@tabler/icons-react';
import { DIMENSIONS, type Dimension, type OverviewFrame } from '#contract/views/sums.ts';
import { clockTextOf, dayText, spanText } from '../../display/times.ts';
import { formatRate } from '../../display/units.ts';
import { words } from '../../display/words.ts';
import { useApp } from '../../state/app-context.ts';
import { showAll } from '../../state/range-moves.ts';
import type { RangeBrushLabels } from '../../widgets/range-brush.tsx';
import { StackChart } from '../../widgets/stack-chart.tsx';
import { usePaused, useScope, useStatus } from '../use-store.ts';
import { useDomain } from '../use-travel.ts';
import { Card } from './card.tsx';
import { Legend } from './legend.tsx';
import { useShownSeries, type ShownSeries } from './shown-series.ts';
import classes from './traffic-card.module.css';
import { MomentTip } from './moment-tip.tsx';
import { MomentsTable } from './moments-table.tsx';
import { useOverview } from './use-overview.ts';

export function TrafficCard({ frame }: { readonly frame: OverviewFrame }): React.JSX.Element {
  const say = words().overview.chart;
  const series = useShownSeries(frame);
  return (
    <Card
      id="traffic"
      icon={IconChartAreaLine}
      title={say.title}
      actions={
        <>
          <WholeButton />
          <DimensionChoice />
        </>
      }
    >
      <div className={classes.body}>
        <div className={classes.chart} data-testid="overview-chart" data-by={frame.by}>
          {series.length === 0 ? (
            <p className={classes.nothing}>{say.nothing}</p>
          ) : (
            <Chart frame={frame} series={series} />
          )}
        </div>
        <Legend series={series} />
      </div>
    </Card>
  );
}

function Chart({
  frame,
  series,
}: {
  readonly frame: OverviewFrame;
  readonly series: readonly ShownSeries[];
}): React.JSX.Element {
  const { scope } = useApp();
  const say = words().overview.chart;
  const paused = usePaused();
  const moves = useScope(({ range }) => range === null || range.kind === 'last');
  const live = useStatus(({ kind, state }) => kind === 'live' && state === 'running') ?? false;
  const startMs = frame.firstBucketUs / 1000;
  const bucketMs = frame.bucketSeconds * 1000;
  return (
    <>
      <StackChart
        series={series}
        startMs={startMs}
        bucketMs={bucketMs}
        label={say.label(say.dimensions[frame.by])}
        inName={say.in}
        outName={say.out}
        brush={brushLabels()}
        edge={live && moves && !paused ? say.live : null}
        valueText={formatRate}
        tickText={tickText}
        onRange={(fromMs, toMs) =>
          // The second at its end is the next one's.
          scope.getState().setRange({ kind: 'between', fromUs: fromMs * 1000, toUs: toMs * 1000 - 1 })
        }
        tip={(bucket) => (
          <MomentTip series={series} bucket={bucket} startMs={startMs + bucket * bucketMs} lengthMs={bucketMs} />
        )}
      />
      <MomentsTable series={series} startMs={startMs} bucketMs={bucketMs} />
    </>
  );
}

function brushLabels(): RangeBrushLabels {
  const { group, start, end, clear, hint } = words().overview.chart;
  return {
    group,
    start,
    end,
    clear,
    hint,
    at: momentText,
    span: spanText,
  };
}

function momentText(timeMs: number): string {
  return `${dayText(timeMs)}, ${clockTextOf(timeMs)}`;
}

function tickText(timeMs: number, stepMs: number): string {
  if (stepMs >= 86_400_000) return dayText(timeMs);
  const clock = clockTextOf(timeMs);
  return stepMs % 60_000 === 0 ? clock.slice(0, 5) : clock;
}

function WholeButton(): React.JSX.Element | null {
  const app = useApp();
  const say = words().overview.chart;
  const domain = useDomain();
  const isNarrowed = useScope(({ range }) => range !== null && range !== domain);
  if (!isNarrowed) return null;
  return (
    <Button
      variant="default"
      size="compact-xs"
      leftSection={<IconArrowsHorizontal size={14} stroke={1.6} aria-hidden />}
      title={say.wholeHint}
      onClick={() => showAll(app)}
      data-testid="overview-whole"
    >
      {say.whole}
    </Button>
  );
}

/** As buttons side by side where there is room, else as a list. */
function DimensionChoice(): React.JSX.Element {
  const { overview } = useApp();
  const by = useOverview((state) => state.by);
  const say = words().overview.chart;
  const data = DIMENSIONS.map((value) => ({ value, label: say.dimensions[value] }));
  const choose = (value: string): void => overview.getState().setBy(value as Dimension);
  return (
    <div data-testid="overview-by">
      <SegmentedControl className={classes.wide} aria-label={say.by} data={data} value={by} onChange={choose} />
      <NativeSelect
        className={classes.narrow}
        size="xs"
        aria-label={say.by}
        data={data}
        value={by}
        onChange={(event) => choose(event.currentTarget.value)}
      />
    </div>
  );
}
