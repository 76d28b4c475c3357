/** Traffic over time, mirrored: in above the axis, out below it, each with its name. Values of `out` are negative. */
import { FadeGradients } from './fade-gradients.tsx';
import { Area, AreaChart, CartesianGrid, ReferenceLine, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts';
import { formatRate } from '../display/units.ts';
import { clockTextOf, dayText } from '../display/times.ts';
import { words } from '../display/words.ts';
import classes from './rate-chart.module.css';

export interface RatePoint {
  /** Epoch milliseconds. */
  readonly time: number;
  readonly in: number | null;
  readonly out: number | null;
}

export interface RateChartProps {
  readonly points: readonly RatePoint[];
  readonly label: string;
  readonly inName?: string;
  readonly outName?: string;
}

export function RateChart({
  points,
  label,
  inName = words().shell.time.in,
  outName = words().shell.time.out,
}: RateChartProps): React.JSX.Element {
  const peakIn = points.reduce((most, point) => Math.max(most, point.in ?? 0), 0);
  const peakOut = points.reduce((most, point) => Math.max(most, -(point.out ?? 0)), 0);
  const reach = niceCeiling(Math.max(peakIn, peakOut));
  const first = points[0]?.time ?? 0;
  const last = points.at(-1)?.time ?? 1;
  return (
    <div className={classes.chart} role="img" aria-label={label}>
      <ResponsiveContainer width="100%" height="100%" debounce={30}>
        <AreaChart
          data={points as RatePoint[]}
          margin={{ top: 8, right: 4, bottom: 0, left: 0 }}
          accessibilityLayer={false}
        >
          <FadeGradients />
          <CartesianGrid vertical={false} stroke="var(--nl-border-soft)" />
          <XAxis
            dataKey="time"
            type="number"
            domain={[first, last]}
            tickFormatter={(value: number) => clockTextOf(value).slice(0, 5)}
            tick={{ fill: 'var(--nl-text-3)', fontSize: 11 }}
            tickLine={false}
            axisLine={false}
            minTickGap={60}
            height={22}
          />
          <YAxis
            domain={[-reach, reach]}
            ticks={[-reach, -reach / 2, 0, reach / 2, reach]}
            tickFormatter={(value: number) => (value === 0 ? '0' : formatRate(Math.abs(value)))}
            tick={{ fill: 'var(--nl-text-3)', fontSize: 11 }}
            tickLine={false}
            axisLine={false}
            width={74}
          />
          <ReferenceLine y={0} stroke="var(--nl-border)" />
          <Tooltip
            isAnimationActive={false}
            cursor={{ stroke: 'var(--nl-text-3)', strokeDasharray: '2 3' }}
            content={({ active, payload }) => {
              const point = payload?.[0]?.payload as RatePoint | undefined;
              return active === true && point !== undefined ? (
                <div className={classes.tip}>
                  <div className={classes.tipTime}>
                    {dayText(point.time)}, {clockTextOf(point.time)}
                  </div>
                  <div className={classes.tipLine} data-way="in">
                    {inName} ↓ {point.in === null ? words().shell.time.unknown : formatRate(point.in)}
                  </div>
                  <div className={classes.tipLine} data-way="out">
                    {outName} ↑ {point.out === null ? words().shell.time.unknown : formatRate(Math.abs(point.out))}
                  </div>
                </div>
              ) : null;
            }}
          />
          <Area
            dataKey="in"
            type="monotone"
            stroke="var(--nl-in)"
            strokeWidth={1.5}
            fill="url(#nl-fade-in)"
            isAnimationActive={false}
            connectNulls={false}
            activeDot={{ r: 3 }}
          />
          <Area
            dataKey="out"
            type="monotone"
            stroke="var(--nl-out)"
            strokeWidth={1.5}
            fill="url(#nl-fade-out)"
            isAnimationActive={false}
            connectNulls={false}
            activeDot={{ r: 3 }}
          />
        </AreaChart>
      </ResponsiveContainer>
    </div>
  );
}

/** 1, 2 or 5 times a power of ten, not below `value`, so that the axis carries round numbers; 1000 for silence. */
export function niceCeiling(value: number): number {
  if (value <= 0) return 1000;
  const power = 10 ** Math.floor(Math.log10(value));
  for (const step of [1, 2, 5, 10]) if (step * power >= value) return step * power;
  return 10 * power;
}
