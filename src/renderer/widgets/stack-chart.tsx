/**
 * Stacked areas over time, mirrored: in above the axis, out below it. Drawn by hand: the stack on both sides, the patterns and the brush
 * share one geometry, up to sixteen areas are as many strings of one pass, and a move of the pointer draws a line and a box, no area.
 */
import { useElementSize } from '@mantine/hooks';
import { memo, useMemo, useState, type ReactNode } from 'react';
import { colourOf, patternOf, type CategoryFill } from './category-fill.tsx';
import { RangeBrush, type RangeBrushLabels } from './range-brush.tsx';
import {
  gridValues,
  layerPaths,
  stackScale,
  timeTicks,
  type LayerPaths,
  type StackLayer,
  type StackScale,
} from './stack-geometry.ts';
import classes from './stack-chart.module.css';

export interface StackSeries extends StackLayer {
  readonly key: string;
  readonly fill: CategoryFill;
}

export interface StackChartProps {
  /** From the axis outwards. One value a bucket. */
  readonly series: readonly StackSeries[];
  /** Epoch milliseconds at which the first bucket begins. */
  readonly startMs: number;
  readonly bucketMs: number;
  readonly label: string;
  readonly inName: string;
  readonly outName: string;
  readonly brush: RangeBrushLabels;
  /** Named at the right edge while it moves on; null where it stands. */
  readonly edge: string | null;
  valueText(value: number): string;
  /** `stepMs`: how far apart those are that are named. */
  tickText(timeMs: number, stepMs: number): string;
  onRange(fromMs: number, toMs: number): void;
  /** What there is to read of one bucket. */
  tip(bucket: number): ReactNode;
}

const LINES_APART = 44;
const TICKS_APART = 96;
const EDGE = 34;

export function StackChart(props: StackChartProps): React.JSX.Element {
  const { series, startMs, bucketMs, label, edge, brush, onRange, tip } = props;
  const { ref, width, height } = useElementSize();
  const [hovered, setHovered] = useState<number | null>(null);
  const buckets = series[0]?.above.length ?? 0;
  const endMs = startMs + buckets * bucketMs;
  const scale = useMemo(() => stackScale(series, width, height), [series, width, height]);
  const paths = useMemo(() => layerPaths(series, scale), [series, scale]);
  const bucket =
    hovered === null ? null : Math.min(buckets - 1, Math.max(0, Math.floor((hovered - startMs) / bucketMs)));
  const { step, ticks } = timeTicks(startMs, endMs, width, TICKS_APART);
  const x = (time: number): number => ((time - startMs) / Math.max(1, endMs - startMs)) * width;
  return (
    <div className={classes.chart}>
      <div className={classes.values} aria-hidden>
        {gridValues(scale, LINES_APART).map((value) => (
          <span key={value} style={{ top: scale.middle - value * scale.factor }}>
            {props.valueText(Math.abs(value))}
          </span>
        ))}
        <span style={{ top: scale.middle }}>0</span>
      </div>
      <div ref={ref} className={classes.plot}>
        <RangeBrush
          domain={{ from: startMs, to: endMs }}
          range={null}
          step={bucketMs}
          labels={brush}
          keysConfirm
          onRange={({ from, to }) => onRange(from, to)}
          onClear={() => {}}
          onHover={setHovered}
        >
          <Areas series={series} paths={paths} scale={scale} label={label} ticks={ticks.map(x)} />
        </RangeBrush>
        <span className={classes.way} data-way="in" aria-hidden>
          ↓ {props.inName}
        </span>
        <span className={classes.way} data-way="out" aria-hidden>
          ↑ {props.outName}
        </span>
        {edge !== null && (
          <span className={classes.edge}>
            <span>{edge}</span>
          </span>
        )}
        {bucket !== null && buckets > 0 && (
          <>
            <span
              className={classes.cursor}
              style={{ left: (bucket * width) / buckets, width: Math.max(1, width / buckets) }}
            />
            <div
              className={classes.tip}
              data-testid="stack-tip"
              style={
                bucket < buckets / 2
                  ? { left: ((bucket + 1) * width) / buckets + 12 }
                  : { right: width - (bucket * width) / buckets + 12 }
              }
            >
              {tip(bucket)}
            </div>
          </>
        )}
      </div>
      <div className={classes.times} aria-hidden>
        {ticks.map((time) => (
          <span key={time} style={{ left: x(time), transform: `translateX(${-100 * shiftAt(x(time), width)}%)` }}>
            {props.tickText(time, step)}
          </span>
        ))}
      </div>
    </div>
  );
}

/** The share of a name that is left of its moment: half of it, unless that would be cut at an edge. */
function shiftAt(x: number, width: number): number {
  if (x < EDGE) return 0;
  return x > width - EDGE ? 1 : 0.5;
}

interface AreasProps {
  readonly series: readonly StackSeries[];
  readonly paths: readonly LayerPaths[];
  readonly scale: StackScale;
  readonly label: string;
  readonly ticks: readonly number[];
}

/** Not drawn again where only the pointer moved. */
const Areas = memo(
  function Areas({ series, paths, scale, label, ticks }: AreasProps): React.JSX.Element {
    const { width, height, middle, factor } = scale;
    return (
      <svg className={classes.areas} width={width} height={height} role="img" aria-label={label}>
        {gridValues(scale, LINES_APART).map((value) => (
          <path key={value} d={`M0 ${middle - value * factor}H${width}`} className={classes.line} />
        ))}
        {ticks.map((x) => (
          <path key={x} d={`M${x} 0V${height}`} className={classes.line} />
        ))}
        {series.map(({ key, fill }, at) => {
          const { above, below } = paths[at] ?? { above: '', below: '' };
          const pattern = patternOf(fill);
          const path = above + below;
          return (
            <g key={key}>
              <path d={path} fill={colourOf(fill)} className={classes.area} />
              {pattern !== null && <path d={path} fill={pattern} />}
            </g>
          );
        })}
        <path d={`M0 ${middle}H${width}`} className={classes.axis} />
      </svg>
    );
  },
  (before, after) =>
    before.series === after.series &&
    before.paths === after.paths &&
    before.label === after.label &&
    before.ticks.join() === after.ticks.join(),
);
