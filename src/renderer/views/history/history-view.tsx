/** SQL over what was kept: at the left what can be asked and what is kept, at the right the console with its answer. */
import { Button, SegmentedControl } from '@mantine/core';
import { IconDatabase, IconEyeOff } from '@tabler/icons-react';
import { useState } from 'react';
import { words } from '../../display/words.ts';
import { useApp } from '../../state/app-context.ts';
import { EmptyState } from '../../widgets/empty-state.tsx';
import { CompareView } from '../compare/compare-view.tsx';
import { Centered } from '../list-and-details.tsx';
import { NotKnown } from '../not-known.tsx';
import { usePreferences } from '../use-store.ts';
import bar from '../view-bar.module.css';
import classes from './history.module.css';
import { KeptPanel } from './kept-panel.tsx';
import { QueryEditor } from './query-editor.tsx';
import { QueryLists } from './query-lists.tsx';
import { QueryResult } from './query-result.tsx';
import { useHistory } from './use-query.ts';

const PANES = ['ask', 'compare'] as const;
type Pane = (typeof PANES)[number];

export function HistoryView(): React.JSX.Element {
  const { preferences } = useApp();
  const status = useHistory((state) => state.status);
  const redact = usePreferences((prefer) => prefer.redact);
  const [pane, setPane] = useState<Pane>('ask');
  const say = words().history;
  if (status === null) {
    return (
      <Centered testId="table-history">
        <NotKnown loading={say.waiting} lost={say.lost} lostWhy={say.lostWhy} />
      </Centered>
    );
  }
  return (
    <div className={classes.view} data-testid="table-history">
      <div className={classes.side}>
        <header className={bar.bar}>
          <IconDatabase size={16} stroke={1.6} aria-hidden />
          <h1 className={bar.title}>{say.title}</h1>
          <span className={bar.space} />
          <SegmentedControl
            size="xs"
            aria-label={say.title}
            data={PANES.map((each) => ({ value: each, label: words().compare.panes[each] }))}
            value={pane}
            onChange={(next) => setPane(next as Pane)}
            data-testid="history-pane"
          />
        </header>
        <QueryLists saved={status.saved} />
        <KeptPanel status={status} />
      </div>
      <div className={classes.main}>
        {pane === 'compare' ? (
          <CompareView />
        ) : redact ? (
          <div className={classes.center} tabIndex={0}>
            <EmptyState
              icon={IconEyeOff}
              title={say.redacted}
              action={
                <Button variant="default" onClick={() => preferences.getState().change({ redact: false })}>
                  {say.showReal}
                </Button>
              }
            >
              {say.redactedWhy}
            </EmptyState>
          </div>
        ) : (
          <>
            <QueryEditor saved={status.saved} />
            <QueryResult />
          </>
        )}
      </div>
    </div>
  );
}
