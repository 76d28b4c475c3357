/** What the chart shows at one moment, in numbers. */
import { clockTextOf, dayText } from '../../display/times.ts';
import { formatDuration, formatRate } from '../../display/units.ts';
import { words } from '../../display/words.ts';
import { CategorySwatch } from '../../widgets/category-fill.tsx';
import classes from './moment-tip.module.css';
import type { ShownSeries } from './shown-series.ts';

export interface MomentTipProps {
  readonly series: readonly ShownSeries[];
  readonly bucket: number;
  readonly startMs: number;
  readonly lengthMs: number;
}

export function MomentTip({ series, bucket, startMs, lengthMs }: MomentTipProps): React.JSX.Element {
  const say = words().overview.chart;
  const rows = series
    .map(({ key, name, fill, above, below }) => ({ key, name, fill, in: above[bucket] ?? 0, out: below[bucket] ?? 0 }))
    .filter((row) => row.in + row.out > 0);
  const sum = (way: 'in' | 'out'): number => rows.reduce((all, row) => all + row[way], 0);
  return (
    <>
      <div className={classes.time}>
        {dayText(startMs)}, {clockTextOf(startMs)} · {formatDuration(lengthMs / 1000)}
      </div>
      <table className={classes.rates}>
        <tbody>
          {rows.map((row) => (
            <tr key={row.key}>
              <th scope="row">
                <CategorySwatch fill={row.fill} />
                <span>{row.name}</span>
              </th>
              <td>↓ {formatRate(row.in)}</td>
              <td>↑ {formatRate(row.out)}</td>
            </tr>
          ))}
          <tr className={classes.total}>
            <th scope="row">{say.total}</th>
            <td>↓ {formatRate(sum('in'))}</td>
            <td>↑ {formatRate(sum('out'))}</td>
          </tr>
        </tbody>
      </table>
    </>
  );
}
