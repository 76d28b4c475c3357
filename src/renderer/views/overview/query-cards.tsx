/** Saved queries that belong on the overview: each is asked again every minute while somebody looks. */
import { Button } from '@mantine/core';
import { IconDatabase } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import type { Failure } from '#base/result.ts';
import type { SqlResult } from '#contract/history/answers.ts';
import type { SavedQuery } from '#contract/history/commands.ts';
import { words } from '../../display/words.ts';
import { useApp } from '../../state/app-context.ts';
import { chartFor } from '../../state/result-chart-data.ts';
import { ForeignText } from '../../widgets/foreign-text.tsx';
import { QueryChartView } from '../history/query-chart.tsx';
import { cellText } from '../history/result-cells.ts';
import { useHistory } from '../history/use-query.ts';
import { usePreferences } from '../use-store.ts';
import { Card } from './card.tsx';
import classes from './query-cards.module.css';

const AGAIN_MS = 60_000;
const TIMEOUT_MS = 30_000;
const MOST_ROWS = 5_000;
const SHOWN_ROWS = 8;
const NONE: readonly SavedQuery[] = [];

export function QueryCards(): React.JSX.Element | null {
  const saved = useHistory((state) => state.status?.saved ?? NONE);
  const shown = saved.filter(({ onOverview }) => onOverview);
  if (shown.length === 0) return null;
  return (
    <div className={classes.cards}>
      {shown.map((query) => (
        <QueryCard key={query.id} query={query} />
      ))}
    </div>
  );
}

function QueryCard({ query }: { readonly query: SavedQuery }): React.JSX.Element {
  const app = useApp();
  const say = words().history.card;
  const redact = usePreferences((prefer) => prefer.redact);
  const open = (): void => {
    app.layout.getState().open('history');
    app.query.getState().open({ kind: 'saved', id: query.id }, query.text, query.chart);
  };
  return (
    <Card
      id={`query-${query.id}`}
      icon={IconDatabase}
      title={query.name}
      actions={
        <Button variant="subtle" size="compact-xs" onClick={open} aria-label={`${say.open}: ${query.name}`}>
          {say.open}
        </Button>
      }
    >
      <div className={classes.body}>
        {redact ? <p className={classes.note}>{say.redacted}</p> : <Answer key={query.text} query={query} />}
      </div>
    </Card>
  );
}

function Answer({ query }: { readonly query: SavedQuery }): React.JSX.Element {
  const say = words().history.card;
  const { result, failure } = useAnswer(query);
  if (failure !== null) return <p className={classes.note}>{say.failed(failure.message)}</p>;
  if (result === null) return <p className={classes.note}>{say.waiting} …</p>;
  if (result.rows.length === 0) return <p className={classes.note}>{say.noRows}</p>;
  const chart = query.chart === null ? null : chartFor(result, query.chart);
  return chart === null ? <FirstRows result={result} /> : <QueryChartView result={result} chart={chart} />;
}

function useAnswer({ id, text }: SavedQuery): { readonly result: SqlResult | null; readonly failure: Failure | null } {
  const { link } = useApp();
  const [answer, setAnswer] = useState<{ result: SqlResult | null; failure: Failure | null }>({
    result: null,
    failure: null,
  });
  useEffect(() => {
    const left = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const ask = async (): Promise<void> => {
      const params = { queryId: `overview-${id}`, text, limit: MOST_ROWS, timeoutMs: TIMEOUT_MS };
      const answered = await link.call('history.query', params, left.signal);
      if (left.signal.aborted) return;
      setAnswer(answered.ok ? { result: answered.value, failure: null } : { result: null, failure: answered.failure });
      timer = setTimeout(() => void ask(), AGAIN_MS);
    };
    void ask();
    return () => {
      left.abort();
      clearTimeout(timer);
    };
  }, [link, id, text]);
  return answer;
}

function FirstRows({ result }: { readonly result: SqlResult }): React.JSX.Element {
  return (
    <div className={classes.scroll}>
      <table className={classes.table}>
        <thead>
          <tr>
            {result.columns.map(({ name, kind }, at) => (
              <th key={at} scope="col" data-number={kind === 'number'}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {result.rows.slice(0, SHOWN_ROWS).map((row, index) => (
            <tr key={index}>
              {row.map((cell, at) => (
                <td key={at} data-number={result.columns[at]?.kind === 'number'}>
                  <ForeignText text={cellText(cell)} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
