/** Lookups over time by how they went: shapes tell them apart, and what the bar under the pointer holds is said above. */
import { useState } from 'react';
import type { DnsSummaryFrame } from '#contract/views/dns.ts';
import { MICROSECONDS_PER_SECOND } from '#base/units.ts';
import { clockTextOf } from '../../display/times.ts';
import { formatCount, formatDuration } from '../../display/units.ts';
import { words } from '../../display/words.ts';
import classes from './dns.module.css';

const WAYS = ['answered', 'failed', 'unanswered'] as const;
type Way = (typeof WAYS)[number];

export function LookupsChart({ summary }: { readonly summary: DnsSummaryFrame }): React.JSX.Element {
  const [under, setUnder] = useState<number | null>(null);
  const { over, bucketSeconds, firstBucketUs } = summary;
  const say = words().dns.summary;
  const buckets = over.answered.length;
  const total = (at: number): number => WAYS.reduce((sum, way) => sum + (over[way][at] ?? 0), 0);
  const most = Math.max(1, ...Array.from({ length: buckets }, (_, at) => total(at)));
  const sums = Object.fromEntries(WAYS.map((way) => [way, over[way].reduce((sum, count) => sum + count, 0)])) as Record<
    Way,
    number
  >;
  const at = under !== null && under < buckets ? under : null;
  const shown = (way: Way): string => formatCount(at === null ? sums[way] : (over[way][at] ?? 0));
  const timeOf = (bucket: number): string =>
    clockTextOf((firstBucketUs + bucket * bucketSeconds * MICROSECONDS_PER_SECOND) / 1000);
  return (
    <div className={classes.card}>
      <h2 className={classes.cardTitle}>
        {say.overTime}
        <span className={classes.cardNote}>{at === null ? say.bucket(formatDuration(bucketSeconds)) : timeOf(at)}</span>
      </h2>
      <ul className={classes.legend}>
        {WAYS.map((way) => (
          <li key={way} title={way === 'failed' ? say.failedHint : undefined}>
            <span className={classes.swatch} data-way={way} aria-hidden />
            {say[way]} <strong>{shown(way)}</strong>
          </li>
        ))}
      </ul>
      <div
        className={classes.chart}
        role="img"
        aria-label={say.overTimeLabel(
          formatCount(sums.answered),
          formatCount(sums.failed),
          formatCount(sums.unanswered),
        )}
        onPointerLeave={() => setUnder(null)}
        onPointerMove={(event) => {
          const { left, width } = event.currentTarget.getBoundingClientRect();
          setUnder(Math.floor(((event.clientX - left) / width) * buckets));
        }}
      >
        {Array.from({ length: buckets }, (_, bucket) => (
          <div key={bucket} className={classes.bucket} data-under={bucket === at}>
            {/* From the top: what went wrong stands on what went well. */}
            {WAYS.toReversed().map((way) => {
              const count = over[way][bucket] ?? 0;
              return count === 0 ? null : (
                <span key={way} className={classes.bar} data-way={way} style={{ height: `${(count / most) * 100}%` }} />
              );
            })}
          </div>
        ))}
      </div>
      <div className={classes.chartEnds} aria-hidden>
        <span>{buckets > 0 ? timeOf(0) : ''}</span>
        <span>{buckets > 1 ? timeOf(buckets - 1) : ''}</span>
      </div>
    </div>
  );
}
