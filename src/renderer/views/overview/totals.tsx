/** How much there is in all, in a line. */
import type { OverviewFrame } from '#contract/views/sums.ts';
import { formatBytes, formatCount } from '../../display/units.ts';
import { words } from '../../display/words.ts';
import classes from './totals.module.css';

export function Totals({ totals }: { readonly totals: OverviewFrame['totals'] }): React.JSX.Element {
  const say = words().overview.totals;
  return (
    <dl className={classes.totals} data-testid="overview-totals">
      <Total name={say.received} hint={say.receivedHint} mark="↓" way="in" value={formatBytes(totals.bytes_in)} />
      <Total name={say.sent} hint={say.sentHint} mark="↑" way="out" value={formatBytes(totals.bytes_out)} />
      <Total
        name={say.sessions}
        value={formatCount(totals.sessions)}
        {...(totals.open > 0 && { more: say.open(formatCount(totals.open)) })}
      />
      <Total name={say.hosts} hint={say.hostsHint} value={formatCount(totals.hosts)} />
      <Total
        name={say.lookups}
        value={formatCount(totals.dns)}
        {...(totals.dns_failed > 0 && { more: say.failed(formatCount(totals.dns_failed)) })}
      />
    </dl>
  );
}

interface TotalProps {
  readonly name: string;
  readonly value: string;
  readonly hint?: string;
  readonly more?: string;
  readonly mark?: string;
  readonly way?: 'in' | 'out';
}

function Total({ name, value, hint, more, mark, way }: TotalProps): React.JSX.Element {
  return (
    <div className={classes.total} title={hint}>
      <dt data-way={way}>
        {mark !== undefined && <span aria-hidden>{mark} </span>}
        {name}
      </dt>
      <dd>
        {value}
        {more !== undefined && <span className={classes.more}>{more}</span>}
      </dd>
    </div>
  );
}
