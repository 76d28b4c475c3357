/** The columns of a comparison. */
import type { Icon } from '@tabler/icons-react';
import { IconArrowsDiff, IconEqual, IconMinus, IconPlus } from '@tabler/icons-react';
import type { Compared, ComparedAmount, ComparedRow } from '#contract/history/compare.ts';
import { formatBytes, formatCount } from '../../display/units.ts';
import { words } from '../../display/words.ts';
import type { DataColumn } from '../../widgets/data-table-types.ts';
import { Mark, type MarkTone } from '../../widgets/mark.tsx';
import { DomainText, MiddleText, Nothing, Quantity } from '../../widgets/text-parts.tsx';
import { countryName } from '../sessions/country-name.ts';
import classes from './compare.module.css';

type Column = DataColumn<ComparedRow>;

export const CHANGE_LOOKS: Readonly<Record<ComparedRow['change'], { readonly icon: Icon; readonly tone: MarkTone }>> = {
  new: { icon: IconPlus, tone: 'good' },
  gone: { icon: IconMinus, tone: 'warning' },
  changed: { icon: IconArrowsDiff, tone: 'neutral' },
  same: { icon: IconEqual, tone: 'quiet' },
};

export function comparedName(by: Compared, label: string | null): string {
  if (label === null || label === '') return words().compare.unknown;
  return by === 'country' ? countryName(label) : label;
}

export function bytesOf({ bytes_in, bytes_out }: ComparedAmount): number {
  return bytes_in + bytes_out;
}

/** `largest`: difference of bytes of any row, for the length of the bars. */
export function compareColumns(by: Compared, largest: number): readonly Column[] {
  const { columns: said, changes } = words().compare;
  const label: Column = {
    id: 'label',
    ...said.label,
    width: 280,
    minWidth: 140,
    fits: true,
    grow: true,
    mono: by === 'talker',
    sortable: false,
    render: (row) => <Label by={by} label={row.label} />,
    tooltip: (row) => comparedName(by, row.label),
  };
  const change: Column = {
    id: 'change',
    ...said.change,
    width: 118,
    fits: true,
    sortable: false,
    render: (row) => (
      <Mark {...CHANGE_LOOKS[row.change]} text={changes[row.change].text} title={changes[row.change].title} />
    ),
  };
  const count = (
    id: 'sessions_before' | 'sessions_after' | 'lookups_before' | 'lookups_after',
    of: (row: ComparedRow) => number,
  ): Column => ({
    id,
    ...said[id],
    width: 128,
    align: 'right',
    sortable: false,
    render: (row) => (of(row) === 0 ? <Nothing /> : formatCount(of(row))),
  });
  if (by === 'name') {
    return [
      label,
      change,
      count('lookups_before', (row) => row.before.sessions),
      count('lookups_after', (row) => row.after.sessions),
    ];
  }
  const bytes = (id: 'before' | 'after'): Column => ({
    id,
    ...said[id],
    width: 112,
    align: 'right',
    sortable: false,
    render: (row) => (row[id].sessions === 0 ? <Nothing /> : <Quantity text={formatBytes(bytesOf(row[id]))} />),
  });
  return [
    label,
    change,
    bytes('before'),
    bytes('after'),
    {
      id: 'difference',
      ...said.difference,
      width: 190,
      minWidth: 130,
      align: 'right',
      sortable: false,
      render: (row) => <Difference bytes={bytesOf(row.after) - bytesOf(row.before)} largest={largest} />,
    },
    count('sessions_before', (row) => row.before.sessions),
    count('sessions_after', (row) => row.after.sessions),
  ];
}

function Label({ by, label }: { readonly by: Compared; readonly label: string | null }): React.JSX.Element {
  const name = comparedName(by, label);
  if (label === null || label === '') return <span className={classes.unknown}>{name}</span>;
  if (by === 'host' || by === 'name') return <DomainText text={name} />;
  return by === 'talker' ? <MiddleText text={name} /> : <span className={classes.plain}>{name}</span>;
}

function Difference({ bytes, largest }: { readonly bytes: number; readonly largest: number }): React.JSX.Element {
  const share = largest === 0 ? 0 : Math.abs(bytes) / largest;
  return (
    <span className={classes.difference}>
      <span className={classes.track} aria-hidden>
        <span
          className={classes.bar}
          data-way={bytes < 0 ? 'less' : 'more'}
          style={{ width: `${Math.round(share * 50)}%` }}
        />
      </span>
      <span className={classes.amount}>
        <Quantity text={`${bytes > 0 ? '+' : bytes < 0 ? '−' : ''}${formatBytes(Math.abs(bytes))}`} />
      </span>
    </span>
  );
}
