/** A view of two panes: a list of cards at the left, at the right what is known of the chosen one. Enter leads there, Escape back. */
import { useElementSize, useMergedRef } from '@mantine/hooks';
import { useRef } from 'react';
import { CardList, type CardListProps } from '../widgets/card-list.tsx';
import { ResizeHandle } from '../widgets/resize-handle.tsx';
import classes from './list-and-details.module.css';
import bar from './view-bar.module.css';

export interface DetailsPane {
  readonly label: string;
  readonly resizeLabel: string;
  /** Pixels; null until it was chosen. */
  readonly width: number | null;
  readonly widths: { readonly min: number; readonly max: number };
  readonly children: React.ReactNode;
  onResize(pixels: number): void;
}

export interface ListAndDetailsProps {
  readonly testId: string;
  readonly title: string;
  readonly count: string;
  /** The button of the list's bar. */
  readonly action: React.ReactNode;
  readonly foot?: React.ReactNode;
  readonly details: DetailsPane | null;
  /** The details have most of the room. */
  readonly wide?: boolean;
  /** Null: there are none, which `children` says. */
  readonly list: Omit<CardListProps, 'ref' | 'label' | 'onOpen'> | null;
  /** Below the list. */
  readonly children?: React.ReactNode;
}

export function ListAndDetails({
  testId,
  title,
  count,
  action,
  foot,
  details,
  wide = false,
  list,
  children,
}: ListAndDetailsProps): React.JSX.Element {
  const listRef = useRef<HTMLDivElement>(null);
  const pane = useRef<HTMLElement>(null);
  const { ref: sized, width: measured } = useElementSize<HTMLElement>();
  const paneRef = useMergedRef(pane, sized);
  return (
    <div className={classes.view} data-wide={wide} data-testid={testId}>
      <div className={classes.side}>
        <header className={classes.bar}>
          <h1 className={bar.title}>{title}</h1>
          <span className={bar.count}>{count}</span>
          <span className={bar.space} />
          {action}
        </header>
        <div className={classes.scroll}>
          {list !== null && <CardList ref={listRef} label={title} {...list} onOpen={() => pane.current?.focus()} />}
          {children}
        </div>
        {foot}
      </div>
      {details !== null && (
        <>
          <ResizeHandle
            label={details.resizeLabel}
            value={Math.round(measured)}
            min={details.widths.min}
            max={details.widths.max}
            onChange={details.onResize}
          />
          <aside
            ref={paneRef}
            className={classes.details}
            style={details.width === null ? {} : { width: details.width }}
            tabIndex={-1}
            aria-label={details.label}
            data-testid="details-panel"
            onKeyDown={(event) => {
              // Dialogs are children here, but not on the page; what is typed is not left by accident.
              if (!event.currentTarget.contains(event.target as Node)) return;
              if (event.key !== 'Escape' || event.defaultPrevented) return;
              event.stopPropagation();
              listRef.current?.focus();
            }}
          >
            {details.children}
          </aside>
        </>
      )}
    </div>
  );
}

/** The same view while there is one thing to say. */
export function Centered({
  testId,
  children,
}: {
  readonly testId: string;
  readonly children: React.ReactNode;
}): React.JSX.Element {
  return (
    <div className={classes.view} data-testid={testId}>
      <div className={classes.center}>{children}</div>
    </div>
  );
}
