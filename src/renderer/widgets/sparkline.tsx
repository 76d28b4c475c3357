/** The last minutes as a small mirrored shape: in above the middle, out below it. Decoration beside the numbers. */
import classes from './sparkline.module.css';

export interface SparklineProps {
  /** Oldest first; null where nothing is known. */
  readonly above: readonly (number | null)[];
  readonly below: readonly (number | null)[];
  /** How many values fill the width; fewer end at the right edge. */
  readonly span: number;
  readonly width: number;
  readonly height: number;
}

export function Sparkline({ above, below, span, width, height }: SparklineProps): React.JSX.Element {
  const peak = Math.max(1, ...above.map((value) => value ?? 0), ...below.map((value) => value ?? 0));
  const middle = height / 2;
  return (
    <svg className={classes.sparkline} width={width} height={height} viewBox={`0 0 ${width} ${height}`} aria-hidden>
      <path d={`M0 ${middle}H${width}`} className={classes.axis} />
      <path d={areaPath(lastOf(above, span), width, middle, -(middle - 1) / peak)} className={classes.above} />
      <path d={areaPath(lastOf(below, span), width, middle, (middle - 1) / peak)} className={classes.below} />
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

/** The last `span` values, with silence before the first where there are fewer. */
function lastOf(values: readonly (number | null)[], span: number): readonly (number | null)[] {
  const last = values.slice(-span);
  return last.length === span ? last : [...Array.from({ length: span - last.length }, () => null), ...last];
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
