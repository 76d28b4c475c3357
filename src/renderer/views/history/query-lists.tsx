/** Queries to choose from: those that were saved, and ten to begin with. */
import { IconAlertTriangle, IconBookmark, IconChartBar, IconClock, IconLayoutDashboard } from '@tabler/icons-react';
import type { HistoryStatusFrame } from '#contract/history/commands.ts';
import { READY_QUERIES, READY_QUERY_NAMES } from '#contract/history/ready-queries.ts';
import { clockTextOf, dayText } from '../../display/times.ts';
import { words } from '../../display/words.ts';
import { useApp } from '../../state/app-context.ts';
import { ForeignText } from '../../widgets/foreign-text.tsx';
import { usePreferences } from '../use-store.ts';
import classes from './history.module.css';
import { useQuery } from './use-query.ts';

type Saved = HistoryStatusFrame['saved'][number];

export function QueryLists({ saved }: { readonly saved: readonly Saved[] }): React.JSX.Element {
  const say = words().history.lists;
  return (
    <div className={classes.lists}>
      <h2 className={classes.listTitle}>{say.saved}</h2>
      {saved.length === 0 ? (
        <p className={classes.noneSaved}>{say.noneSaved}</p>
      ) : (
        <ul className={classes.list} data-testid="saved-queries">
          {saved.map((query) => (
            <SavedEntry key={query.id} query={query} />
          ))}
        </ul>
      )}
      <h2 className={classes.listTitle}>{say.ready}</h2>
      <ReadyList />
    </div>
  );
}

function ReadyList(): React.JSX.Element {
  const { query } = useApp();
  const say = words().history.lists;
  const opened = useQuery((state) => (state.opened?.kind === 'ready' ? state.opened.id : null));
  const redact = usePreferences((prefer) => prefer.redact);
  return (
    <ul className={classes.list} data-testid="ready-queries">
      {READY_QUERY_NAMES.map((id) => {
        const { text, chart } = READY_QUERIES[id];
        const { name, what } = say.readyTitles[id];
        return (
          <li key={id}>
            <button
              type="button"
              className={classes.entry}
              aria-current={opened === id ? 'true' : undefined}
              disabled={redact}
              onClick={() => query.getState().open({ kind: 'ready', id }, text, chart)}
              data-testid={`ready-${id}`}
            >
              <IconChartBar size={15} stroke={1.5} aria-hidden data-drawn={chart !== null} />
              <span className={classes.entryName}>{name}</span>
              <span className={classes.entryWhat}>{what}</span>
            </button>
          </li>
        );
      })}
    </ul>
  );
}

function SavedEntry({ query }: { readonly query: Saved }): React.JSX.Element {
  const app = useApp();
  const say = words().history;
  const isOpen = useQuery((state) => state.opened?.kind === 'saved' && state.opened.id === query.id);
  const redact = usePreferences((prefer) => prefer.redact);
  const { schedule, lastRunUs, lastFailure } = query;
  const facts = [
    ...(query.onOverview ? [say.lists.onOverview] : []),
    ...(schedule === null ? [] : [say.lists.scheduled(intervalText(schedule.everyMinutes))]),
    ...(lastRunUs === null || lastFailure !== null
      ? []
      : [say.lists.lastRun(`${dayText(lastRunUs / 1000)} ${clockTextOf(lastRunUs / 1000)}`)]),
  ];
  const IconShape = query.onOverview ? IconLayoutDashboard : schedule === null ? IconBookmark : IconClock;
  return (
    <li>
      <button
        type="button"
        className={classes.entry}
        aria-current={isOpen ? 'true' : undefined}
        disabled={redact}
        onClick={() => app.query.getState().open({ kind: 'saved', id: query.id }, query.text, query.chart)}
        data-testid="saved-query"
      >
        <IconShape size={15} stroke={1.5} aria-hidden data-drawn />
        <span className={classes.entryName}>
          <ForeignText text={query.name} />
        </span>
        {facts.length > 0 && <span className={classes.entryWhat}>{facts.join(' · ')}</span>}
      </button>
      {lastFailure !== null && (
        <p className={classes.entryFailure} role="status">
          <IconAlertTriangle size={13} stroke={1.7} aria-hidden />
          <span>
            {say.lists.failedRun(lastFailure.message)}
            {lastFailure.remedy !== undefined && `. ${lastFailure.remedy}`}
          </span>
        </p>
      )}
    </li>
  );
}

export function intervalText(minutes: number): string {
  const { intervals, minutes: other } = words().history.save;
  const known: Readonly<Record<number, string>> = intervals;
  return known[minutes] ?? other(minutes);
}
