/** A result as a chart, in the words and units of the view. */
import type { SqlResult } from '#contract/history/answers.ts';
import { clockTextOf, dayText, exactText } from '../../display/times.ts';
import { formatBytes, formatCount } from '../../display/units.ts';
import { words } from '../../display/words.ts';
import type { QueryChart } from '../../state/query-store.ts';
import { chartPoints, isBytes } from '../../state/result-chart-data.ts';
import { ResultChart } from '../../widgets/result-chart.tsx';
import classes from './history.module.css';

const DAY_MS = 86_400_000;

export function QueryChartView({
  result,
  chart,
}: {
  readonly result: SqlResult;
  readonly chart: QueryChart;
}): React.JSX.Element {
  const say = words().history.console;
  const points = chartPoints(result, chart);
  const ofBytes = points.series.length > 0 && points.series.every(({ name }) => isBytes(name));
  const valueText = (value: number): string => (ofBytes && value >= 0 ? formatBytes(value) : numberText(value));
  return (
    <>
      <ResultChart
        kind={points.kind}
        scale={points.scale}
        xs={points.xs}
        labels={points.labels}
        series={points.series}
        label={say.chartLabel(chart.kind === 'line' ? say.line : say.bar, chart.x, chart.y.join(', '))}
        valueText={valueText}
        tickText={(x, step) => {
          if (points.scale !== 'time') return numberText(x);
          return step >= DAY_MS ? dayText(x) : clockTextOf(x).slice(0, step >= 60_000 ? 5 : 8);
        }}
        pointText={(index) => {
          const label = points.labels[index] ?? '';
          return points.scale === 'time' && label.includes('T') ? exactText(label) : label;
        }}
      />
      {points.leftOut > 0 && <p className={classes.leftOut}>{say.leftOut(formatCount(points.leftOut))}</p>}
    </>
  );
}

function numberText(value: number): string {
  if (Number.isInteger(value)) return value < 0 ? `−${formatCount(-value)}` : formatCount(value);
  return String(Math.abs(value) >= 100 ? Math.round(value) : Number(value.toPrecision(3)));
}
