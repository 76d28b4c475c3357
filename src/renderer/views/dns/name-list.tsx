/** Names that are asked for most, or fail most; a bar behind each says how often. */
import { SegmentedControl } from '@mantine/core';
import { useState } from 'react';
import type { DnsNameRow } from '#contract/views/sums.ts';
import { formatCount } from '../../display/units.ts';
import { words } from '../../display/words.ts';
import { ValueButton } from '../value-menu.tsx';
import classes from './dns.module.css';

export function NameList({
  names,
  failing,
}: {
  readonly names: readonly DnsNameRow[];
  readonly failing: readonly DnsNameRow[];
}): React.JSX.Element {
  const [which, setWhich] = useState<'top' | 'failing'>('top');
  const say = words().dns.summary;
  const rows = which === 'top' ? names : failing;
  const count = (row: DnsNameRow): number => (which === 'top' ? row.transactions : row.failed);
  const most = Math.max(1, ...rows.map(count));
  return (
    <div className={classes.card}>
      <div className={classes.cardTitle}>
        <h2 className={classes.cardHeading}>{say.names}</h2>
        <SegmentedControl
          size="xs"
          aria-label={say.names}
          value={which}
          onChange={(value) => setWhich(value === 'failing' ? 'failing' : 'top')}
          data={[
            { value: 'top', label: say.topNames },
            { value: 'failing', label: say.failingNames },
          ]}
        />
      </div>
      {rows.length === 0 ? (
        <p className={classes.quiet}>{which === 'top' ? say.noNames : say.noFailures}</p>
      ) : (
        <ol className={classes.names} data-testid={`names-${which}`}>
          {rows.map((row) => (
            <li key={row.name} title={say.nameHint(formatCount(row.transactions), formatCount(row.failed))}>
              <span className={classes.nameBar} style={{ width: `${(count(row) / most) * 100}%` }} data-which={which} />
              <span className={classes.nameText}>
                <ValueButton field="query" value={row.name} />
              </span>
              <span className={classes.nameCount}>
                {which === 'top'
                  ? formatCount(row.transactions)
                  : say.count(formatCount(row.failed), formatCount(row.transactions))}
              </span>
            </li>
          ))}
        </ol>
      )}
    </div>
  );
}
