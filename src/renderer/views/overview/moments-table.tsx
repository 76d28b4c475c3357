/** The chart in numbers, for those who cannot see it: at most a dozen stretches of time, each with what it adds up to and what had most of it. */
import { spanText } from '../../display/times.ts';
import { formatBytes } from '../../display/units.ts';
import { words } from '../../display/words.ts';
import { stretchesOf } from './stretches.ts';
import type { ShownSeries } from './shown-series.ts';

export interface MomentsTableProps {
  readonly series: readonly ShownSeries[];
  readonly startMs: number;
  readonly bucketMs: number;
}

export function MomentsTable({ series, startMs, bucketMs }: MomentsTableProps): React.JSX.Element {
  const say = words().overview.chart;
  return (
    <div className="nl-hidden">
      <table>
        <caption>{say.title}</caption>
        <thead>
          <tr>
            <th scope="col">{say.time}</th>
            <th scope="col">{say.in}</th>
            <th scope="col">{say.out}</th>
            <th scope="col">{say.most}</th>
          </tr>
        </thead>
        <tbody>
          {stretchesOf(series, bucketMs / 1000).map((stretch) => (
            <tr key={stretch.first}>
              <th scope="row">
                {spanText(startMs + stretch.first * bucketMs, startMs + (stretch.first + stretch.count) * bucketMs)}
              </th>
              <td>{formatBytes(stretch.bytesIn)}</td>
              <td>{formatBytes(stretch.bytesOut)}</td>
              <td>{stretch.most ?? ''}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
