/**
 * Traffic over time without axes: in above the line, out below it. Two paths that a stylesheet stretches, so that neither a new point nor a
 * new size costs a layout: it is on screen in every view, and drawn anew twice a second.
 */
import { FadeGradients } from './fade-gradients.tsx';
import { memo } from 'react';
import classes from './mirror-chart.module.css';
import { mirrorScale, mirrorShape, WIDTH } from './mirror-geometry.ts';
import type { RatePoint } from './rate-chart.tsx';

const SIDES = ['in', 'out'] as const;

export const MirrorChart: React.MemoExoticComponent<typeof PlainMirrorChart> = memo(PlainMirrorChart);

function PlainMirrorChart({
  points,
  label,
}: {
  readonly points: readonly RatePoint[];
  readonly label: string;
}): React.JSX.Element {
  const scale = mirrorScale(points);
  return (
    <svg
      className={classes.chart}
      role="img"
      aria-label={label}
      viewBox={`0 0 ${WIDTH} 1`}
      preserveAspectRatio="none"
      data-graphic
    >
      <FadeGradients />
      <line className={classes.axis} x1={0} x2={WIDTH} y1={scale.above} y2={scale.above} />
      {SIDES.map((side) => {
        const { line, area } = mirrorShape(points, side, scale);
        return (
          <g key={side}>
            <path d={area} fill={`url(#nl-fade-${side})`} />
            <path className={classes.line} d={line} stroke={`var(--nl-${side})`} />
          </g>
        );
      })}
    </svg>
  );
}
