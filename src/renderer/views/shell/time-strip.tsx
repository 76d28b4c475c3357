/**
 * When: traffic over the whole capture, in above the axis and out below it, the rates of this second, and the range of time that
 * everything on screen is about.
 */
import { memo, useEffect, useMemo, useState } from 'react';
import { useStore } from 'zustand';
import type { TrafficHistory } from '#contract/protocol.ts';
import { clockTextOf, dayText, spanText } from '../../display/times.ts';
import { formatBytes, formatRate } from '../../display/units.ts';
import { words } from '../../display/words.ts';
import { useApp } from '../../state/app-context.ts';
import { showAll } from '../../state/range-moves.ts';
import { captureSpan, spanOf } from '../../state/time-window.ts';
import { trafficOver, trafficPoints } from '../../state/traffic.ts';
import { momentOf } from '../../state/travel.ts';
import { MirrorChart } from '../../widgets/mirror-chart.tsx';
import { RangeBrush, type RangeBrushLabels } from '../../widgets/range-brush.tsx';
import { useCapture, useLayout, useScope, useStatus } from '../use-store.ts';
import { useNow } from '../use-now.ts';
import { useDomain, useHasPast, useNothingOnView } from '../use-travel.ts';
import { RangeControls } from './range-controls.tsx';
import classes from './time-strip.module.css';

/** The shape of the past hardly changes: drawing it twice a second is enough. */
const REDRAW_MS = 500;
const MAX_POINTS = 300;
const NOW_EVERY_MS = 30_000;

/** Nothing where nothing is captured and nothing was: there is no time to choose from. */
export function TimeStrip(): React.JSX.Element | null {
  const isCapture = useStatus((capture) => capture.kind !== null) ?? false;
  const isTravelling = useDomain() !== null;
  const live = useStatus((capture) => capture.kind === 'live' && capture.state === 'running') ?? false;
  // The overview has the same line of time, larger and with its own brush, and the same totals.
  const view = useLayout((layout) => layout.view);
  const folded = view === 'overview';
  // The start screen has its own way there.
  const isStart = useNothingOnView() && (folded || view === 'sessions');
  const canTravel = useHasPast();
  if (!isCapture && !isTravelling && (isStart || !canTravel)) return null;
  return (
    <section
      className={classes.strip}
      aria-label={words().shell.time.label}
      data-folded={folded}
      data-testid="time-strip"
    >
      <div className={classes.side}>
        {isTravelling ? !folded && <TravelledTotals /> : live ? <LiveRates /> : !folded && <Totals />}
      </div>
      <div className={classes.chart}>{!folded && (isTravelling ? <TravelledChart /> : <StripChart />)}</div>
      <RangeControls live={live} />
    </section>
  );
}

function LiveRates(): React.JSX.Element {
  const rateIn = useCapture((state) => state.status?.rates.bytes_in ?? 0);
  const rateOut = useCapture((state) => state.status?.rates.bytes_out ?? 0);
  return <Pair textIn={formatRate(rateIn)} textOut={formatRate(rateOut)} hint={words().shell.time.hintSecond} />;
}

/** A file has no "now": its totals say more. */
function Totals(): React.JSX.Element {
  const traffic = useCapture((state) => state.status?.traffic ?? null);
  return <Sums traffic={traffic} hint={words().shell.time.hintWhole} />;
}

function TravelledTotals(): React.JSX.Element | null {
  const traffic = useStore(useApp().timeline, (state) => state.traffic);
  return traffic === null ? null : <Sums traffic={traffic} hint={words().shell.travel.hintStretch} />;
}

function Sums({
  traffic,
  hint,
}: {
  readonly traffic: TrafficHistory | null;
  readonly hint: string;
}): React.JSX.Element {
  const sum = (values: readonly number[] | undefined): number => values?.reduce((all, value) => all + value, 0) ?? 0;
  return <Pair textIn={formatBytes(sum(traffic?.bytesIn))} textOut={formatBytes(sum(traffic?.bytesOut))} hint={hint} />;
}

function Pair({
  textIn,
  textOut,
  hint,
}: {
  readonly textIn: string;
  readonly textOut: string;
  readonly hint: string;
}): React.JSX.Element {
  const say = words().shell.time;
  return (
    <dl className={classes.rates} title={hint}>
      <dt data-way="in">↓ {say.in}</dt>
      <dd>{textIn}</dd>
      <dt data-way="out">↑ {say.out}</dt>
      <dd>{textOut}</dd>
    </dl>
  );
}

const StripChart = memo(function StripChart(): React.JSX.Element {
  const { capture, scope } = useApp();
  const range = useScope((state) => state.range);
  const [traffic, setTraffic] = useState<TrafficHistory | null>(() => capture.getState().status?.traffic ?? null);
  useEffect(() => {
    const take = (): void => setTraffic(capture.getState().status?.traffic ?? null);
    take();
    const timer = setInterval(take, REDRAW_MS);
    return () => clearInterval(timer);
  }, [capture]);
  const say = words().shell.time;
  const labels = useLabels(false);
  const points = useMemo(() => (traffic === null ? [] : trafficPoints(traffic, MAX_POINTS)), [traffic]);
  const first = points[0];
  const last = points.at(-1);
  const status = capture.getState().status?.capture;
  const whole = captureSpan(status?.first_time_us ?? null, status?.last_time_us ?? null);
  if (traffic === null || first === undefined || last === undefined || whole === null) {
    return (
      <div className={classes.nothing}>
        <span>{say.nothing}</span>
      </div>
    );
  }
  const shown = range === null ? null : spanOf(range, whole);
  return (
    <RangeBrush
      domain={{ from: first.time, to: last.time }}
      range={shown === null ? null : { from: shown.fromUs / 1000, to: shown.toUs / 1000 }}
      step={traffic.bucketSeconds * 1000}
      labels={labels}
      onRange={({ from, to }) => scope.getState().setRange({ kind: 'between', fromUs: from * 1000, toUs: to * 1000 })}
      onClear={() => scope.getState().setRange(null)}
    >
      <MirrorChart points={points} label={say.chart} />
    </RangeBrush>
  );
});

/** A stretch of history: what is chosen on it is narrowed down from there. */
const TravelledChart = memo(function TravelledChart(): React.JSX.Element {
  const app = useApp();
  const { scope, timeline } = app;
  const say = words().shell.travel;
  const domain = useDomain();
  const range = useScope((state) => state.range);
  const traffic = useStore(timeline, (state) => state.traffic);
  const pending = useStore(timeline, (state) => state.pending);
  const hasFailed = useStore(timeline, (state) => state.hasFailed);
  useEffect(() => timeline.getState().attach(), [timeline]);
  const labels = useLabels(true);
  const nowMs = useNow(NOW_EVERY_MS);
  // Over all of it, also where there was nothing.
  const spread = useMemo(() => {
    if (traffic === null || domain === null || traffic.bytesIn.length === 0) return null;
    const endMs = (traffic.firstBucketUs + traffic.bytesIn.length * traffic.bucketSeconds * 1e6) / 1000;
    return trafficOver(traffic, momentOf(domain, { nowUs: Math.max(nowMs, endMs) * 1000 }), MAX_POINTS);
  }, [traffic, domain, nowMs]);
  const points = useMemo(() => (spread === null ? [] : trafficPoints(spread, MAX_POINTS + 1)), [spread]);
  const first = points[0];
  const last = points.at(-1);
  if (spread === null || first === undefined || last === undefined) {
    return (
      <div className={classes.nothing}>
        <span>{traffic !== null ? say.nothing : hasFailed ? say.failed : say.looking}</span>
      </div>
    );
  }
  // Of all of it nothing is marked, nor of what moves on with the strip.
  const marked =
    range === null || range === domain || domain === null
      ? null
      : range.kind === 'between'
        ? range
        : domain.kind === 'between'
          ? spanOf(range, domain)
          : null;
  return (
    <div className={classes.travelled} data-pending={pending} data-testid="travelled-chart">
      <RangeBrush
        domain={{ from: first.time, to: last.time }}
        range={marked === null ? null : { from: marked.fromUs / 1000, to: marked.toUs / 1000 }}
        step={spread.bucketSeconds * 1000}
        labels={labels}
        onRange={({ from, to }) => scope.getState().setRange({ kind: 'between', fromUs: from * 1000, toUs: to * 1000 })}
        onClear={() => showAll(app)}
      >
        <MirrorChart points={points} label={say.chart} />
      </RangeBrush>
    </div>
  );
});

function useLabels(isTravelling: boolean): RangeBrushLabels {
  const { time: say, travel } = words().shell;
  return useMemo(
    () => ({
      group: say.brush,
      start: say.start,
      end: say.end,
      clear: isTravelling ? travel.clear : say.clear,
      hint: say.brushHint,
      at: isTravelling ? (time) => `${dayText(time)}, ${clockTextOf(time)}` : clockTextOf,
      span: spanText,
    }),
    [say, travel, isTravelling],
  );
}
