/** One place of a ranked list: a click shows only this, and a menu has the rest. */
import { ActionIcon } from '@mantine/core';
import { IconDots } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import { words } from '../../display/words.ts';
import { ValueMenu } from '../value-menu.tsx';
import classes from './rank-list.module.css';
import { useOnly } from './use-overview.ts';

export interface RankRowProps {
  /** Null: not known. */
  readonly label: string | null;
  /** Null: cannot be filtered for. */
  readonly condition: string | null;
  /** What is said of it, for the tooltip and for screen readers. */
  readonly about: string;
  readonly value: ReactNode;
  /** Shares of the longest bar, 0 to 1: of what has a direction, or of what is counted. */
  readonly bars: { readonly in: number; readonly out: number } | { readonly count: number };
  readonly mono: boolean;
  /** Which end of a long name is kept in sight. */
  readonly direction: 'start' | 'end';
}

export function RankRow(props: RankRowProps): React.JSX.Element {
  const { label, condition, about, value, bars, mono, direction } = props;
  const say = words().overview;
  const only = useOnly();
  const [menuAt, setMenuAt] = useState<DOMRect | null>(null);
  const name = label ?? say.chart.unknown;
  return (
    <li className={classes.row} data-testid="rank-row">
      <button
        type="button"
        className={classes.main}
        disabled={condition === null}
        title={condition === null ? `${name}\n${say.chart.noFilter}` : `${name}\n${about}\n${say.chart.only(name)}`}
        onClick={() => {
          if (condition !== null) only(condition);
        }}
        onContextMenu={(event) => {
          event.preventDefault();
          setMenuAt(event.currentTarget.getBoundingClientRect());
        }}
      >
        <span className={classes.line}>
          <span className={classes.label} data-unknown={label === null || undefined} data-direction={direction}>
            <bdi className={mono ? 'nl-mono' : undefined}>{name}</bdi>
          </span>
          <span className={classes.value}>{value}</span>
        </span>
        <span className="nl-hidden">, {about}</span>
        <span className={classes.bar} aria-hidden>
          {'count' in bars ? (
            <span className={classes.barCount} style={{ width: percent(bars.count) }} />
          ) : (
            <>
              <span className={classes.barIn} style={{ width: percent(bars.in) }} />
              <span className={classes.barOut} style={{ width: percent(bars.out) }} />
            </>
          )}
        </span>
      </button>
      <ActionIcon
        className={classes.more}
        size={24}
        aria-label={say.lists.more(name)}
        title={say.lists.more(name)}
        disabled={condition === null}
        onClick={(event) => setMenuAt(event.currentTarget.getBoundingClientRect())}
      >
        <IconDots size={15} stroke={1.6} aria-hidden />
      </ActionIcon>
      <ValueMenu
        at={menuAt}
        values={[{ label: name, condition, text: label }]}
        copies={null}
        onClose={() => setMenuAt(null)}
      />
    </li>
  );
}

function percent(share: number): string {
  return `${share * 100}%`;
}
