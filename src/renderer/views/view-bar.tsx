/** The line above a table: what it shows, how many, what is chosen about it, and what is odd about the filter. */
import { Loader } from '@mantine/core';
import { IconAlertTriangle, IconInfoCircle } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import type { TableName } from '#contract/protocol.ts';
import { formatBytes, formatCount } from '../display/units.ts';
import { words } from '../display/words.ts';
import { useFilter, useTableState } from './use-store.ts';
import classes from './view-bar.module.css';

export interface ViewBarProps {
  readonly table: TableName;
  readonly title: string;
  /** How many there are, where it is not the table's rows that are counted. */
  readonly count?: string;
  readonly left?: React.ReactNode;
  readonly right?: React.ReactNode;
}

export function ViewBar({ table, title, count, left, right }: ViewBarProps): React.JSX.Element {
  const matching = useTableState(table, (state) => state.frame?.matching ?? 0);
  const held = useTableState(table, (state) => state.frame?.held ?? 0);
  const totals = useTableState(table, (state) => state.frame?.totals ?? null);
  const { ofAll } = words().common;
  return (
    <div className={classes.bar}>
      <h1 className={classes.title}>{title}</h1>
      <span className={classes.count} aria-live="off" data-testid="row-count">
        {count ?? (matching === held ? formatCount(held) : ofAll(formatCount(matching), formatCount(held)))}
      </span>
      {totals !== null && matching > 0 && count === undefined && (
        <span className={classes.count}>
          ↓ {formatBytes(totals.bytes_in)} · ↑ {formatBytes(totals.bytes_out)}
        </span>
      )}
      <Pending table={table} />
      {left}
      <FilterNote table={table} />
      <span className={classes.space} />
      {right}
    </div>
  );
}

/** Shorter than this nobody has to be told of. */
const LONG_MS = 400;

/** What is shown is about something else, and has been for a while: history takes longer than memory. */
function Pending({ table }: { readonly table: TableName }): React.JSX.Element | null {
  const pending = useTableState(table, (state) => state.pending && state.frame !== null);
  return pending ? <LongPending /> : null;
}

function LongPending(): React.JSX.Element | null {
  const [isLong, setIsLong] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setIsLong(true), LONG_MS);
    return () => clearTimeout(timer);
  }, []);
  return isLong ? <Loader size={13} color="gray" aria-label={words().shell.travel.looking} /> : null;
}

/** What the filter says that cannot be read, or that no row here can have. */
function FilterNote({ table }: { readonly table: TableName }): React.JSX.Element | null {
  const mistake = useTableState(table, (state) => state.frame?.mistake?.message ?? null);
  const notice = useTableState(table, (state) => state.frame?.notice ?? null);
  const absent = useFilter((state) => (state.table === table ? (state.check?.notHere.join(', ') ?? '') : ''));
  const say = words().common;
  if (mistake !== null) {
    return (
      <span className={classes.note} data-tone="trouble" role="status" title={mistake}>
        <IconAlertTriangle size={14} aria-hidden />
        <span>{say.empty.mistake}</span>
      </span>
    );
  }
  if (notice !== null) {
    return (
      <span
        className={classes.note}
        data-tone="warning"
        role="status"
        title={[notice.message, notice.remedy].filter(Boolean).join('. ')}
        data-testid="history-notice"
      >
        <IconAlertTriangle size={14} aria-hidden />
        <span>{notice.message}</span>
      </span>
    );
  }
  if (absent === '') return null;
  const text = say.notHere(absent, say.tableNames[table]);
  return (
    <span className={classes.note} data-tone="warning" role="status" title={text} data-testid="not-here">
      <IconInfoCircle size={14} aria-hidden />
      <span>{text}</span>
    </span>
  );
}
