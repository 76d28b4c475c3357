/** How each resolver does: how many lookups, how long they took, what went wrong. */
import type { ResolverRow } from '#contract/views/dns.ts';
import { formatCount, formatDuration } from '../../display/units.ts';
import { words } from '../../display/words.ts';
import { ValueButton } from '../value-menu.tsx';
import classes from './dns.module.css';
import { LatencyPlot, latencyScale } from './latency-plot.tsx';

export function ResolverTable({ resolvers }: { readonly resolvers: readonly ResolverRow[] }): React.JSX.Element {
  const say = words().dns.summary;
  const scale = latencyScale(resolvers);
  return (
    <div className={classes.card}>
      <h2 className={classes.cardTitle}>{say.resolvers}</h2>
      <div className={classes.cardScroll}>
        <table className={classes.resolvers} data-testid="resolvers">
          <thead>
            <tr>
              <th scope="col">{say.resolver}</th>
              <th scope="col">{say.lookups}</th>
              {[50, 90, 99].map((percent) => (
                <th key={percent} scope="col" title={say.percentileHint(percent)}>
                  p{percent}
                </th>
              ))}
              <th scope="col" className={classes.plotHead}>
                {say.latency}
              </th>
              <th scope="col">{say.trouble}</th>
            </tr>
          </thead>
          <tbody>
            {resolvers.map((row) => (
              <tr key={row.server_ip} data-testid="resolver" data-key={row.server_ip}>
                <td>
                  <ValueButton field="dst_ip" value={row.server_ip} mono />
                </td>
                <td>{formatCount(row.transactions)}</td>
                <Latency milliseconds={row.p50} />
                <Latency milliseconds={row.p90} />
                <Latency milliseconds={row.p99} />
                <td className={classes.plotCell}>
                  {row.p50 === null ? (
                    <span className={classes.quiet}>{say.noneAnswered}</span>
                  ) : (
                    <LatencyPlot row={row} scale={scale} />
                  )}
                </td>
                <Trouble row={row} />
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </div>
  );
}

function Latency({ milliseconds }: { readonly milliseconds: number | null }): React.JSX.Element {
  return (
    <td data-value={milliseconds ?? undefined}>{milliseconds === null ? '–' : formatDuration(milliseconds / 1000)}</td>
  );
}

function Trouble({ row }: { readonly row: ResolverRow }): React.JSX.Element {
  const say = words().dns.summary;
  const { unanswered, failed, nxdomain, transactions } = row;
  const trouble = unanswered + failed + nxdomain;
  return (
    <td
      className={trouble === 0 ? classes.quiet : classes.trouble}
      title={say.troubleHint(formatCount(unanswered), formatCount(failed), formatCount(nxdomain))}
    >
      {trouble === 0
        ? say.noTrouble
        : `${formatCount(trouble)} (${Math.max(1, Math.round((trouble / transactions) * 100))} %)`}
    </td>
  );
}
