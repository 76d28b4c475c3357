/** The line above a table: what it shows, how many, and what is chosen about it. */
import type { TableName } from '#contract/protocol.ts';
import { formatBytes, formatCount } from '../display/units.ts';
import { useTableState } from './use-store.ts';
import classes from './view-bar.module.css';

export function ViewBar({
  table,
  title,
  left,
  right,
}: {
  readonly table: TableName;
  readonly title: string;
  readonly left?: React.ReactNode;
  readonly right?: React.ReactNode;
}): React.JSX.Element {
  const matching = useTableState(table, (state) => state.frame?.matching ?? 0);
  const held = useTableState(table, (state) => state.frame?.held ?? 0);
  const totals = useTableState(table, (state) => state.frame?.totals ?? null);
  return (
    <div className={classes.bar}>
      <h1 className={classes.title}>{title}</h1>
      <span className={classes.count} aria-live="off">
        {matching === held ? formatCount(held) : `${formatCount(matching)} of ${formatCount(held)}`}
      </span>
      {totals !== null && matching > 0 && (
        <span className={classes.count}>
          ↓ {formatBytes(totals.bytes_in)} · ↑ {formatBytes(totals.bytes_out)}
        </span>
      )}
      {left}
      <span className={classes.space} />
      {right}
    </div>
  );
}
