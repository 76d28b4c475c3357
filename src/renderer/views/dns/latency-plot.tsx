/** How a resolver's latencies are spread: half of them before the dot, nine tenths in the box, all up to the end of the line. */
import type { ResolverRow } from '#contract/views/dns.ts';
import { formatDuration } from '../../display/units.ts';
import { words } from '../../display/words.ts';
import classes from './dns.module.css';

const WIDTH = 96;
const HEIGHT = 14;
/** Below this, differences say nothing. */
const FLOOR_MS = 0.1;

/** Logarithmic, one for all rows, so that they can be compared. */
export type LatencyScale = (milliseconds: number) => number;

export function latencyScale(resolvers: readonly Pick<ResolverRow, 'p50' | 'max'>[]): LatencyScale {
  const known = resolvers.flatMap(({ p50, max }) => (p50 === null || max === null ? [] : [p50, max]));
  const low = Math.log10(Math.max(FLOOR_MS, Math.min(...known)) / 2);
  const high = Math.log10(Math.max(FLOOR_MS, ...known) * 1.1);
  return (milliseconds) => {
    const at = (Math.log10(Math.max(FLOOR_MS, milliseconds)) - low) / (high - low);
    return 3 + Math.min(1, Math.max(0, at)) * (WIDTH - 6);
  };
}

export function LatencyPlot({
  row: { p50, p90, p99, max },
  scale,
}: {
  readonly row: ResolverRow;
  readonly scale: LatencyScale;
}): React.JSX.Element | null {
  if (p50 === null || p90 === null || p99 === null || max === null) return null;
  const text = (milliseconds: number): string => formatDuration(milliseconds / 1000);
  const hint = words().dns.summary.spreadHint(text(p50), text(p90), text(p99), text(max));
  const middle = HEIGHT / 2;
  const [half, most, nearly, slowest] = [p50, p90, p99, max].map(scale) as [number, number, number, number];
  return (
    <svg className={classes.plot} width={WIDTH} height={HEIGHT} role="img" aria-label={hint}>
      <title>{hint}</title>
      <path className={classes.plotRail} d={`M0 ${middle}H${WIDTH}`} />
      <path className={classes.plotLine} d={`M${half} ${middle}H${slowest}`} />
      <rect
        className={classes.plotBox}
        x={half}
        y={middle - 3.5}
        width={Math.max(1, most - half)}
        height={7}
        rx={1.5}
      />
      <path className={classes.plotTick} d={`M${nearly} ${middle - 4}V${middle + 4}`} />
      <circle className={classes.plotDot} cx={half} cy={middle} r={3} />
    </svg>
  );
}
