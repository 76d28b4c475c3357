/**
 * A list of cards of which one is chosen: arrow keys choose, Enter leads on to what the chosen one is about, what can be switched in it is next
 * in the order of Tab.
 */
import classes from './card-list.module.css';
import type { MarkTone } from './mark.tsx';

export interface CardListProps {
  readonly ref: React.Ref<HTMLDivElement>;
  readonly label: string;
  /** In the order of the cards. Unlike on the whole page, together with `prefix`. */
  readonly ids: readonly string[];
  readonly prefix: string;
  readonly current: string | null;
  /** `Card`s, one for each id. */
  readonly children: React.ReactNode;
  onSelect(id: string): void;
  onOpen(): void;
}

export function CardList({
  ref,
  label,
  ids,
  prefix,
  current,
  children,
  onSelect,
  onOpen,
}: CardListProps): React.JSX.Element {
  const onKeyDown = (event: React.KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'Enter' && event.target === event.currentTarget) {
      event.preventDefault();
      onOpen();
      return;
    }
    const target = targetOf(event.key, ids.indexOf(current ?? ''), ids.length);
    if (target === undefined) return;
    event.preventDefault();
    const next = ids[Math.min(ids.length - 1, Math.max(0, target))];
    if (next === undefined) return;
    onSelect(next);
    document.getElementById(cardId(prefix, next))?.scrollIntoView({ block: 'nearest' });
  };
  return (
    <div
      ref={ref}
      className={classes.list}
      role="grid"
      aria-label={label}
      aria-rowcount={ids.length}
      {...(current === null ? {} : { 'aria-activedescendant': cardId(prefix, current) })}
      tabIndex={0}
      onKeyDown={onKeyDown}
    >
      {children}
    </div>
  );
}

/** Where a key leads from the card at `at`; it may be one too far. */
function targetOf(key: string, at: number, count: number): number | undefined {
  switch (key) {
    case 'ArrowDown':
    case 'j':
      return at + 1;
    case 'ArrowUp':
    case 'k':
      return at - 1;
    case 'Home':
    case 'g':
      return 0;
    case 'End':
    case 'G':
      return count - 1;
    default:
      return undefined;
  }
}

function cardId(prefix: string, id: string): string {
  return `${prefix}-${id}`;
}

export interface CardCounter {
  readonly name: string;
  readonly value: string;
  readonly title: string;
  readonly level: 'quiet' | 'warning';
}

export interface CardProps {
  readonly id: string;
  /** The same as its list's. */
  readonly prefix: string;
  readonly selected: boolean;
  /** For `data-state`. */
  readonly dataState?: string;
  readonly testId?: string;
  /** In front: a switch, or an icon. */
  readonly lead: React.ReactNode;
  readonly name: React.ReactNode;
  /** Behind the name. */
  readonly badges?: React.ReactNode;
  readonly state?: React.ReactNode;
  /** One line, cut where there is no room: why it is not fine, or what it is for. */
  readonly line: React.ReactNode;
  readonly lineTone?: MarkTone | null;
  readonly lineTitle?: string;
  readonly counters?: readonly CardCounter[] | null;
  onSelect(id: string): void;
}

export function Card({
  id,
  prefix,
  selected,
  dataState,
  testId = 'row',
  lead,
  name,
  badges,
  state,
  line,
  lineTone = null,
  lineTitle,
  counters = null,
  onSelect,
}: CardProps): React.JSX.Element {
  return (
    // Keys are the grid's own; the row only takes the pointer.
    <div
      id={cardId(prefix, id)}
      className={classes.card}
      role="row"
      aria-selected={selected}
      data-testid={testId}
      data-key={id}
      data-state={dataState}
      onClick={() => onSelect(id)}
    >
      <div className={classes.lead} role="gridcell">
        {lead}
      </div>
      <div className={classes.main}>
        <div className={classes.head}>
          <span className={classes.name} role="gridcell">
            {name}
          </span>{' '}
          {badges}
          <span className={classes.space} />
          {state !== undefined && (
            <span className={classes.state} role="gridcell">
              {state}
            </span>
          )}
        </div>
        <div
          className={classes.line}
          role="gridcell"
          {...(lineTone === null ? {} : { 'data-tone': lineTone })}
          title={lineTitle}
        >
          {line}
        </div>
        {counters !== null && (
          <div role="gridcell">
            <dl className={classes.counters}>
              {counters.map((counter) => (
                <div key={counter.name} title={counter.title} data-level={counter.level}>
                  <dt>{counter.name}</dt> <dd>{counter.value}</dd>
                </div>
              ))}
            </dl>
          </div>
        )}
      </div>
    </div>
  );
}
