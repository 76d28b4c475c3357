/** A quantity over time as small bars, the newest at the right. Decoration beside the numbers. */
import { memo, type NamedExoticComponent } from 'react';
import classes from './bar-spark.module.css';

const WIDTH = 72;
const HEIGHT = 16;

interface BarSparkProps {
  readonly values: readonly number[];
}

function PlainBarSpark({ values }: BarSparkProps): React.JSX.Element {
  return (
    <svg
      className={classes.spark}
      width={WIDTH}
      height={HEIGHT}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      data-graphic
      aria-hidden
    >
      <path d={barPath(values)} />
    </svg>
  );
}

export const BarSpark: NamedExoticComponent<BarSparkProps> = memo(PlainBarSpark);

/** Whatever is not nothing is to be seen, however small beside the largest. */
function barPath(values: readonly number[]): string {
  let largest = 0;
  for (const value of values) if (value > largest) largest = value;
  if (largest === 0) return '';
  const step = WIDTH / values.length;
  const width = Math.max(1, step - 1);
  let path = '';
  for (const [at, value] of values.entries()) {
    if (value <= 0) continue;
    const height = Math.max(1.5, Math.round((value / largest) * HEIGHT * 2) / 2);
    path += `M${Math.round(at * step * 10) / 10} ${HEIGHT}v${-height}h${Math.round(width * 10) / 10}v${height}z`;
  }
  return path;
}
