/** What was answered: as a table or drawn, or why there is no answer. */
import { SegmentedControl } from '@mantine/core';
import { IconAlertTriangle, IconDatabaseSearch, IconTableOff } from '@tabler/icons-react';
import { words } from '../../display/words.ts';
import { useApp } from '../../state/app-context.ts';
import { Remedy } from '../../widgets/command-line.tsx';
import { EmptyState } from '../../widgets/empty-state.tsx';
import { ChartChoice } from './chart-choice.tsx';
import classes from './history.module.css';
import { QueryChartView } from './query-chart.tsx';
import { ResultTable } from './result-table.tsx';
import { useQuery } from './use-query.ts';

export function QueryResult(): React.JSX.Element {
  const { query } = useApp();
  const say = words().history.console;
  const result = useQuery((state) => state.result);
  const failure = useQuery((state) => state.failure);
  const running = useQuery((state) => state.running);
  const shown = useQuery((state) => state.shown);
  const chart = useQuery((state) => state.chart);
  const generation = useQuery((state) => state.generation);
  if (failure !== null) {
    return (
      <div className={classes.center} data-testid="query-failure" tabIndex={0}>
        <EmptyState icon={IconAlertTriangle} title={say.failed} tone="trouble">
          {failure.message}
          {failure.remedy !== undefined && (
            <>
              . <Remedy text={failure.remedy} />
            </>
          )}
        </EmptyState>
      </div>
    );
  }
  if (result === null) {
    return (
      <div className={classes.center} tabIndex={0}>
        {!running && (
          <EmptyState icon={IconDatabaseSearch} title={say.notAsked}>
            {say.notAskedWhy}
          </EmptyState>
        )}
      </div>
    );
  }
  if (result.rows.length === 0) {
    return (
      <div className={classes.center} tabIndex={0}>
        <EmptyState icon={IconTableOff} title={say.noRows}>
          {say.noRowsWhy}
        </EmptyState>
      </div>
    );
  }
  return (
    <section className={classes.result} aria-label={say.resultLabel} aria-busy={running}>
      <div className={classes.resultBar}>
        <SegmentedControl
          size="xs"
          aria-label={say.shownAs}
          value={shown}
          data={[
            { value: 'table', label: say.table },
            { value: 'chart', label: say.chart },
          ]}
          onChange={(value) => query.getState().show(value)}
          data-testid="result-shown"
        />
        {shown === 'chart' && chart !== null && <ChartChoice result={result} chart={chart} />}
      </div>
      {shown === 'table' && <ResultTable key={generation} result={result} generation={generation} dimmed={running} />}
      {shown === 'chart' &&
        (chart === null ? (
          <p className={classes.noChart}>{say.noChart}</p>
        ) : (
          <div className={classes.chart} data-testid="result-chart">
            <QueryChartView result={result} chart={chart} />
          </div>
        ))}
    </section>
  );
}
