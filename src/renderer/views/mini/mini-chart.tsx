/** The last minutes, mirrored: in above the line, out below it, stretched to the room there is. */
import type { OverviewFrame } from '#contract/views/sums.ts';
import { totalsOf } from '../../state/mini-store.ts';
import { areaPath } from '../../widgets/sparkline.tsx';
import classes from './mini-window.module.css';

const WIDTH = 360;
const HEIGHT = 64;
const EDGE = 2;

export function MiniChart({
  overview,
  goesOn,
  label,
}: {
  readonly overview: OverviewFrame | null;
  /** Live: the right edge is now. */
  readonly goesOn: boolean;
  readonly label: string;
}): React.JSX.Element {
  const totals = overview === null ? { in: [], out: [] } : totalsOf(overview, goesOn);
  const peakIn = Math.max(0, ...totals.in);
  const peakOut = Math.max(0, ...totals.out);
  // One scale for both ways, and each side gets the room that it needs, within reason.
  const share = peakIn + peakOut === 0 ? 0.5 : Math.min(0.8, Math.max(0.2, peakIn / (peakIn + peakOut)));
  const axis = EDGE + (HEIGHT - 2 * EDGE) * share;
  const scale = Math.min((axis - EDGE) / Math.max(peakIn, 1), (HEIGHT - EDGE - axis) / Math.max(peakOut, 1));
  return (
    <svg
      className={classes.chart}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={label}
    >
      <path d={areaPath(totals.in, WIDTH, axis, -scale)} className={classes.in} />
      <path d={areaPath(totals.out, WIDTH, axis, scale)} className={classes.out} />
      <path d={`M0 ${axis}H${WIDTH}`} className={classes.axis} />
    </svg>
  );
}
