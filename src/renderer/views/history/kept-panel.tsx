/** How much is kept, since when, and how to be rid of some of it. */
import { Button } from '@mantine/core';
import { IconEraser } from '@tabler/icons-react';
import { Fragment, useEffect, useState } from 'react';
import type { HistoryInfo } from '#contract/history/answers.ts';
import type { HistoryStatusFrame } from '#contract/history/commands.ts';
import { HISTORY_TABLES, type HistoryTable } from '#contract/history/schema.ts';
import { dayText } from '../../display/times.ts';
import { formatBytes, formatCount } from '../../display/units.ts';
import { words } from '../../display/words.ts';
import { useApp } from '../../state/app-context.ts';
import { Remedy } from '../../widgets/command-line.tsx';
import { ForgetDialog } from './forget-dialog.tsx';
import classes from './history.module.css';
import { PacketsKept } from './packets-kept.tsx';
import { useHistory } from './use-query.ts';

const LOOK_EVERY_MS = 10_000;
const DAY_US = 86_400_000_000;
const TABLES = Object.keys(HISTORY_TABLES) as HistoryTable[];

export function KeptPanel({ status }: { readonly status: HistoryStatusFrame }): React.JSX.Element {
  const { history, layout } = useApp();
  const say = words().history.kept;
  const info = useHistory((state) => state.info);
  const [forgetting, setForgetting] = useState(false);
  useEffect(() => {
    void history.getState().look();
    const timer = setInterval(() => void history.getState().look(), LOOK_EVERY_MS);
    return () => clearInterval(timer);
  }, [history]);
  const isEmpty = info !== null && info.span === null;
  return (
    <section className={classes.kept} aria-label={say.title} data-testid="history-kept">
      <h2 className={classes.listTitle}>{say.title}</h2>
      {status.failure !== null && (
        <p className={classes.entryFailure}>
          <span>
            {status.failure.message}
            {status.failure.remedy !== undefined && (
              <>
                . <Remedy text={status.failure.remedy} />
              </>
            )}
          </span>
        </p>
      )}
      {status.state === 'off' && <p className={classes.noneSaved}>{say.off}</p>}
      {isEmpty && status.state !== 'off' && <p className={classes.noneSaved}>{say.nothing}</p>}
      {info !== null && !isEmpty && <Counts info={info} />}
      {status.packets !== null && <PacketsKept packets={status.packets} />}
      <div className={classes.keptActions}>
        {status.state === 'off' && (
          <Button variant="default" size="xs" onClick={() => layout.getState().open('settings')}>
            {say.settings}
          </Button>
        )}
        <Button
          variant="default"
          size="xs"
          leftSection={<IconEraser size={14} stroke={1.6} />}
          disabled={info === null || (isEmpty && (status.packets?.packets ?? 0) === 0)}
          onClick={() => setForgetting(true)}
          data-testid="history-forget"
        >
          {say.forget}
        </Button>
      </div>
      {forgetting && <ForgetDialog onClose={() => setForgetting(false)} />}
    </section>
  );
}

function Counts({ info }: { readonly info: HistoryInfo }): React.JSX.Element {
  const say = words().history.kept;
  const { span, bytes, rows, path } = info;
  const days = span === null ? 0 : Math.max(1, Math.ceil((span.toUs - span.fromUs) / DAY_US));
  return (
    <dl className={classes.counts}>
      <dt>{say.size}</dt>
      <dd title={path ?? undefined}>{formatBytes(bytes)}</dd>
      {span !== null && (
        <>
          <dt>{say.since}</dt>
          <dd>{`${dayText(span.fromUs / 1000)} · ${say.days(days)}`}</dd>
        </>
      )}
      {TABLES.filter((table) => rows[table] > 0).map((table) => (
        <Fragment key={table}>
          <dt title={table}>{say.tables[table]}</dt>
          <dd>{formatCount(rows[table])}</dd>
        </Fragment>
      ))}
    </dl>
  );
}
