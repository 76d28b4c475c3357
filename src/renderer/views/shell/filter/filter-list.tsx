/** What hangs below the filter: what is wrong, pointing at its place, and what could be taken over. */
import { IconAlertTriangle, IconClock, IconInfoCircle, IconStar } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import type { FilterMistake, FilterSuggestions } from '#contract/views/filter.ts';
import { formatCount } from '../../../display/units.ts';
import { words } from '../../../display/words.ts';
import { CodeText } from '../../../widgets/code-text.tsx';
import classes from './filter-list.module.css';
import type { FilterOption } from './filter-options.ts';

export interface FilterListProps {
  readonly id: string;
  readonly options: readonly FilterOption[];
  readonly active: FilterOption | null;
  readonly mistake: FilterMistake | null;
  /** Pixels from the left edge of the text. */
  readonly mistakeAt: number | null;
  readonly notHere: readonly string[];
  /** Where values were counted. */
  readonly counted: Pick<FilterSuggestions, 'counted' | 'held'> | null;
  readonly focused: boolean;
  onTake(option: FilterOption): void;
}

export function FilterList(props: FilterListProps): React.JSX.Element | null {
  const { id, options, active, mistake, mistakeAt, notHere, counted, focused, onTake } = props;
  const say = words().shell.filter;
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  }, [active]);
  const isHinting = notHere.length > 0 && focused && mistake === null;
  if (options.length === 0 && mistake === null && !isHinting) return null;
  const headings: Readonly<Record<FilterOption['kind'], string | null>> = {
    saved: say.saved,
    recent: say.recent,
    piece: null,
  };
  return (
    <div className={classes.panel} onPointerDown={(event) => event.preventDefault()}>
      {mistake !== null && (
        <div
          id={`${id}-mistake`}
          className={classes.mistake}
          style={{ '--at': `${mistakeAt ?? 0}px` } as React.CSSProperties}
          role="status"
          data-testid="filter-mistake"
          data-at={mistake.at}
        >
          <IconAlertTriangle size={15} stroke={1.7} aria-hidden />
          <span>
            <span className="nl-hidden">{say.at(mistake.at + 1)}: </span>
            <strong>
              <CodeText text={mistake.message} />
            </strong>
            {mistake.remedy !== null && (
              <span className={classes.remedy}>
                {' · '}
                <CodeText text={mistake.remedy} />
              </span>
            )}
          </span>
        </div>
      )}
      {isHinting && (
        <div className={classes.hint} role="status">
          <IconInfoCircle size={15} stroke={1.7} aria-hidden />
          {say.notHere(notHere.join(', '))}
        </div>
      )}
      {options.length > 0 && (
        <>
          <div ref={list} id={id} className={classes.list} role="listbox" aria-label={say.suggestions}>
            {options.map((option, at) => (
              <Option
                key={option.key}
                id={`${id}-${at}`}
                option={option}
                isActive={option === active}
                heading={option.kind === options[at - 1]?.kind ? null : headings[option.kind]}
                onTake={() => onTake(option)}
              />
            ))}
          </div>
          <div className={classes.foot}>
            <span>
              {counted === null ? say.suggestionCount(options.length) : say.counted(counted.counted, counted.held)}
            </span>
            <span>{say.keys}</span>
          </div>
        </>
      )}
    </div>
  );
}

function Option({
  id,
  option,
  isActive,
  heading,
  onTake,
}: {
  readonly id: string;
  readonly option: FilterOption;
  readonly isActive: boolean;
  readonly heading: string | null;
  onTake(): void;
}): React.JSX.Element {
  const { kind, label, detail, count } = option;
  const IconShape = kind === 'saved' ? IconStar : IconClock;
  return (
    <>
      {heading !== null && (
        <div className={classes.heading} role="presentation">
          {heading}
        </div>
      )}
      <div
        id={id}
        className={classes.option}
        role="option"
        aria-selected={isActive}
        onClick={onTake}
        data-testid="filter-option"
      >
        {kind !== 'piece' && <IconShape size={14} stroke={1.6} aria-hidden />}
        <span className={kind === 'saved' ? classes.name : `${classes.name} nl-mono`}>{label}</span>
        {detail !== null && (
          <span className={kind === 'saved' ? `${classes.detail} nl-mono` : classes.detail}>
            {kind === 'saved' ? detail : <CodeText text={detail} />}
          </span>
        )}
        {count !== null && (
          <span className={classes.count} title={words().shell.filter.rows(count)}>
            {formatCount(count)}
          </span>
        )}
      </div>
    </>
  );
}
