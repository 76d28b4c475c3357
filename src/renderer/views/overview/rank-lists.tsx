/** Ranked lists: by bytes with their direction, and names by how often they were asked for. */
import { UnstyledButton } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import type { DnsNameRow, SumRow } from '#contract/views/sums.ts';
import { formatBytes, formatCount } from '../../display/units.ts';
import { words } from '../../display/words.ts';
import classes from './rank-list.module.css';
import { RankRow } from './rank-row.tsx';

const SHORT = 8;

export interface SumListProps {
  readonly rows: readonly SumRow[];
  readonly empty: string;
  readonly mono?: boolean;
  readonly direction?: 'start' | 'end';
}

export function SumList({ rows, empty, mono = false, direction = 'start' }: SumListProps): React.JSX.Element {
  const say = words().overview.lists;
  const most = Math.max(1, ...rows.map((row) => row.bytes_in + row.bytes_out));
  return (
    <Shortened count={rows.length} empty={empty}>
      {(shown) =>
        rows
          .slice(0, shown)
          .map((row) => (
            <RankRow
              key={row.label ?? ''}
              label={row.label}
              condition={row.filter}
              about={`${say.bytes(formatBytes(row.bytes_in), formatBytes(row.bytes_out))}, ${
                row.sessions === 1 ? say.oneSession : say.sessions(formatCount(row.sessions))
              }`}
              value={formatBytes(row.bytes_in + row.bytes_out)}
              bars={{ in: row.bytes_in / most, out: row.bytes_out / most }}
              mono={mono || isAddress(row.label)}
              direction={isAddress(row.label) ? 'start' : direction}
            />
          ))
      }
    </Shortened>
  );
}

export interface NameListProps {
  readonly rows: readonly DnsNameRow[];
  readonly empty: string;
  condition(name: string): string;
}

export function NameList({ rows, empty, condition }: NameListProps): React.JSX.Element {
  const say = words().overview.lists;
  const most = Math.max(1, ...rows.map(({ transactions }) => transactions));
  return (
    <Shortened count={rows.length} empty={empty}>
      {(shown) =>
        rows.slice(0, shown).map(({ name, transactions, failed }) => {
          const lookups = transactions === 1 ? say.oneLookup : say.lookups(formatCount(transactions));
          return (
            <RankRow
              key={name}
              label={name}
              condition={condition(name)}
              about={failed === 0 ? lookups : `${lookups}, ${say.failed(formatCount(failed))}`}
              value={
                <>
                  {failed > 0 && (
                    <span className={classes.failed}>
                      <IconAlertTriangle size={12} stroke={1.8} aria-hidden />
                      {say.failed(formatCount(failed))}
                    </span>
                  )}
                  {formatCount(transactions)}
                </>
              }
              bars={{ count: transactions / most }}
              mono={false}
              direction="end"
            />
          );
        })
      }
    </Shortened>
  );
}

function Shortened({
  count,
  empty,
  children,
}: {
  readonly count: number;
  readonly empty: string;
  children(shown: number): ReactNode;
}): React.JSX.Element {
  const say = words().overview.lists;
  const [whole, setWhole] = useState(false);
  if (count === 0) return <p className={classes.nothing}>{empty}</p>;
  return (
    <>
      <ol className={classes.list}>{children(whole ? count : SHORT)}</ol>
      {count > SHORT && (
        <UnstyledButton className={classes.rest} onClick={() => setWhole(!whole)} aria-expanded={whole}>
          {whole ? say.showLess : say.showMore(formatCount(count - SHORT))}
        </UnstyledButton>
      )}
    </>
  );
}

/** Of an address the beginning matters, of a name the end. */
function isAddress(label: string | null): boolean {
  return label !== null && (/^[\d.]+$/.test(label) || label.includes(':'));
}
