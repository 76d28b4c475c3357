/** The last minutes as a small mirrored shape: in above the middle, out below it. Decoration beside the numbers. */
import classes from './sparkline.module.css';

export interface SparklineProps {
  /** Oldest first; null where nothing is known. */
  readonly above: readonly (number | null)[];
  readonly below: readonly (number | null)[];
  readonly width: number;
  readonly height: number;
}

export function Sparkline({ above, below, width, height }: SparklineProps): React.JSX.Element {
  const peak = Math.max(1, ...above.map((value) => value ?? 0), ...below.map((value) => value ?? 0));
  const middle = height / 2;
  return (
    <svg className={classes.sparkline} width={width} height={height} viewBox={`0 0 ${width} ${height}`} aria-hidden>
      <path d={`M0 ${middle}H${width}`} className={classes.axis} />
      <path d={areaPath(above, width, middle, -(middle - 1) / peak)} className={classes.above} />
      <path d={areaPath(below, width, middle, (middle - 1) / peak)} className={classes.below} />
    </svg>
  );
}

/** An area between the axis and the values; the newest value is at the right edge. */
export function areaPath(values: readonly (number | null)[], width: number, middle: number, factor: number): string {
  if (values.length < 2) return '';
  const step = width / (values.length - 1);
  const points = values.map((value, at) => `${round(at * step)} ${round(middle + (value ?? 0) * factor)}`);
  return `M0 ${middle}L${points.join('L')}L${width} ${middle}Z`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
