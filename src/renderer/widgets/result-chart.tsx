/** Numbers of a result, drawn: lines over time or over numbers, bars over either, and bars that lie beside their names. */
import { useElementSize } from '@mantine/hooks';
import { useState } from 'react';
import { barOf, linePath, resultScale, xTicks, yTicks, type ResultScale } from './result-chart-geometry.ts';
import classes from './result-chart.module.css';

export interface ResultSeries {
  readonly name: string;
  readonly values: readonly (number | null)[];
}

export interface ResultChartProps {
  readonly kind: 'line' | 'bar';
  readonly scale: 'time' | 'number' | 'text';
  /** Ascending, where the scale is no text. */
  readonly xs: readonly number[];
  readonly labels: readonly string[];
  readonly series: readonly ResultSeries[];
  readonly label: string;
  valueText(value: number): string;
  /** A position of the axis; `step`: how far apart those are that are named. */
  tickText(x: number, step: number): string;
  /** One position, as exactly as it is known. */
  pointText(index: number): string;
}

export function ResultChart(props: ResultChartProps): React.JSX.Element {
  return props.kind === 'bar' && props.scale === 'text' ? <NamedBars {...props} /> : <Plot {...props} />;
}

function Plot(props: ResultChartProps): React.JSX.Element {
  const { kind, scale: scaleKind, xs, series, label, valueText, tickText } = props;
  const { ref, width, height } = useElementSize();
  const [hovered, setHovered] = useState<number | null>(null);
  const scale = resultScale(xs, series, width, height, kind === 'bar');
  const { step, ticks } = xTicks(scale, scaleKind);
  return (
    <figure className={classes.figure}>
      {series.length > 1 && <Legend series={series} />}
      <div className={classes.chart}>
        <div className={classes.values} aria-hidden>
          {yTicks(scale).map((value) => (
            <span key={value} style={{ top: scale.y(value) }}>
              {valueText(value)}
            </span>
          ))}
        </div>
        <div
          ref={ref}
          className={classes.plot}
          onPointerMove={(event) => {
            const box = event.currentTarget.getBoundingClientRect();
            setHovered(scale.nearest(event.clientX - box.left));
          }}
          onPointerLeave={() => setHovered(null)}
        >
          <svg width={width} height={height} role="img" aria-label={label} className={classes.svg}>
            {yTicks(scale).map((value) => (
              <path key={value} d={`M0 ${scale.y(value)}H${width}`} className={classes.grid} />
            ))}
            {series.map((one, at) =>
              kind === 'line' ? (
                <Line key={one.name} series={one} slot={at + 1} xs={xs} scale={scale} />
              ) : (
                <Bars key={one.name} series={one} at={at} of={series.length} xs={xs} scale={scale} />
              ),
            )}
            <path d={`M0 ${scale.y(0)}H${width}`} className={classes.axis} />
          </svg>
          {hovered !== null && xs[hovered] !== undefined && (
            <Tip {...props} index={hovered} x={scale.x(xs[hovered])} width={width} />
          )}
        </div>
        <div className={classes.ticks} aria-hidden>
          {ticks.map((x) => (
            <span key={x} style={{ left: scale.x(x) }}>
              {scaleKind === 'text' ? (props.labels[x] ?? '') : tickText(x, step)}
            </span>
          ))}
        </div>
      </div>
    </figure>
  );
}

function Line({
  series,
  slot,
  xs,
  scale,
}: {
  readonly series: ResultSeries;
  readonly slot: number;
  readonly xs: readonly number[];
  readonly scale: ResultScale;
}): React.JSX.Element {
  const alone = series.values.filter((value) => value !== null).length === 1;
  const at = series.values.findIndex((value) => value !== null);
  return (
    <>
      <path
        d={linePath(xs, series.values, scale)}
        className={classes.line}
        data-slot={slot}
        style={{ stroke: `var(--nl-cat-${slot})` }}
      />
      {alone && (
        <circle cx={scale.x(xs[at] ?? 0)} cy={scale.y(series.values[at] ?? 0)} r={3} fill={`var(--nl-cat-${slot})`} />
      )}
    </>
  );
}

function Bars({
  series,
  at,
  of,
  xs,
  scale,
}: {
  readonly series: ResultSeries;
  readonly at: number;
  readonly of: number;
  readonly xs: readonly number[];
  readonly scale: ResultScale;
}): React.JSX.Element {
  return (
    <path
      d={xs.map((x, index) => barOf(scale, x, series.values[index] ?? null, at, of)).join('')}
      fill={`var(--nl-cat-${at + 1})`}
    />
  );
}

function NamedBars({ labels, series, label, valueText }: ResultChartProps): React.JSX.Element {
  const most = Math.max(0, ...series.flatMap(({ values }) => values.map((value) => value ?? 0)));
  return (
    <figure className={classes.figure}>
      {series.length > 1 && <Legend series={series} />}
      <ol className={classes.bars} aria-label={label}>
        {labels.map((name, index) => (
          // Names may occur twice.
          <li key={index} className={classes.named}>
            <span className={classes.name} title={name}>
              {name === '' ? '–' : name}
            </span>
            <span className={classes.group}>
              {series.map(({ name: of, values }, at) => {
                const value = values[index] ?? null;
                const share = most > 0 && value !== null ? Math.max(0, value) / most : 0;
                return (
                  <span key={of} className={classes.bar} title={of}>
                    <span
                      className={classes.fill}
                      data-slot={at + 1}
                      style={{ width: `${share * 100}%`, background: `var(--nl-cat-${at + 1})` }}
                    />
                    <span className={classes.amount}>{value === null ? '–' : valueText(value)}</span>
                  </span>
                );
              })}
            </span>
          </li>
        ))}
      </ol>
    </figure>
  );
}

function Legend({ series }: { readonly series: readonly ResultSeries[] }): React.JSX.Element {
  return (
    <figcaption className={classes.legend}>
      {series.map(({ name }, at) => (
        <span key={name}>
          <svg width="18" height="8" aria-hidden>
            <path
              d="M0 4H18"
              className={classes.line}
              data-slot={at + 1}
              style={{ stroke: `var(--nl-cat-${at + 1})` }}
            />
          </svg>
          {name}
        </span>
      ))}
    </figcaption>
  );
}

function Tip({
  index,
  x,
  width,
  series,
  valueText,
  pointText,
}: ResultChartProps & { readonly index: number; readonly x: number; readonly width: number }): React.JSX.Element {
  return (
    <>
      <span className={classes.cursor} style={{ left: x }} />
      <div className={classes.tip} style={x < width / 2 ? { left: x + 12 } : { right: width - x + 12 }}>
        <strong>{pointText(index)}</strong>
        {series.map(({ name, values }) => {
          const value = values[index] ?? null;
          return (
            <span key={name}>
              {name}: {value === null ? '–' : valueText(value)}
            </span>
          );
        })}
      </div>
    </>
  );
}
