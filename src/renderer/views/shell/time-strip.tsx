/** When: traffic over the whole capture, in above the axis and out below it, and the rates of this second. */
import { memo, useEffect, useState } from 'react';
import { formatBytes, formatRate } from '../../display/units.ts';
import type { TrafficHistory } from '#contract/protocol.ts';
import { useApp } from '../../state/app-context.ts';
import { trafficPoints } from '../../state/traffic.ts';
import { spanText } from '../../display/times.ts';
import { RateChart } from '../../widgets/rate-chart.tsx';
import { useCapture, useStatus } from '../use-store.ts';
import classes from './time-strip.module.css';

/** The shape of the past hardly changes: drawing it twice a second is enough. */
const REDRAW_MS = 500;
const MAX_POINTS = 300;

export function TimeStrip(): React.JSX.Element {
  const first = useStatus((capture) => capture.first_time_us);
  const last = useStatus((capture) => capture.last_time_us);
  const live = useStatus((capture) => capture.kind === 'live' && capture.state === 'running') ?? false;
  return (
    <section className={classes.strip} aria-label="Traffic over time" data-testid="time-strip">
      <div className={classes.side}>{live ? <LiveRates /> : <Totals />}</div>
      <div className={classes.chart}>
        <StripChart />
        {first !== null && last !== null && <span className={classes.span}>{spanText(first / 1000, last / 1000)}</span>}
      </div>
    </section>
  );
}

function LiveRates(): React.JSX.Element {
  const rateIn = useCapture((state) => state.status?.rates.bytes_in ?? 0);
  const rateOut = useCapture((state) => state.status?.rates.bytes_out ?? 0);
  return <Pair textIn={formatRate(rateIn)} textOut={formatRate(rateOut)} hint="Over the last second" />;
}

/** A file has no "now": its totals say more. */
function Totals(): React.JSX.Element {
  const traffic = useCapture((state) => state.status?.traffic ?? null);
  const sum = (values: readonly number[] | undefined): number => values?.reduce((all, value) => all + value, 0) ?? 0;
  return (
    <Pair
      textIn={formatBytes(sum(traffic?.bytesIn))}
      textOut={formatBytes(sum(traffic?.bytesOut))}
      hint="Over the whole capture"
    />
  );
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
  return (
    <dl className={classes.rates} title={`${hint}, as seen from those who began each conversation`}>
      <dt data-way="in">↓ In</dt>
      <dd>{textIn}</dd>
      <dt data-way="out">↑ Out</dt>
      <dd>{textOut}</dd>
    </dl>
  );
}

const StripChart = memo(function StripChart(): React.JSX.Element {
  const { capture } = useApp();
  const [traffic, setTraffic] = useState<TrafficHistory | null>(() => capture.getState().status?.traffic ?? null);
  useEffect(() => {
    const take = (): void => setTraffic(capture.getState().status?.traffic ?? null);
    take();
    const timer = setInterval(take, REDRAW_MS);
    return () => clearInterval(timer);
  }, [capture]);
  const points = traffic === null ? [] : trafficPoints(traffic, MAX_POINTS);
  if (points.length === 0) return <div className={classes.nothing} />;
  return <RateChart points={points} label="Traffic over the capture, in above and out below the axis" compact />;
});
