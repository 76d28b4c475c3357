/** Which columns of a result are drawn, and how. */
import { MultiSelect, NativeSelect, SegmentedControl } from '@mantine/core';
import type { SqlResult } from '#contract/history/answers.ts';
import { words } from '../../display/words.ts';
import { useApp } from '../../state/app-context.ts';
import type { QueryChart } from '../../state/query-store.ts';
import classes from './history.module.css';

const MOST_SERIES = 4;

export function ChartChoice({
  result,
  chart,
}: {
  readonly result: SqlResult;
  readonly chart: QueryChart;
}): React.JSX.Element {
  const { query } = useApp();
  const say = words().history.console;
  const set = (part: Partial<QueryChart>): void => query.getState().setChart({ ...chart, ...part });
  const names = [...new Set(result.columns.map(({ name }) => name))];
  const numbers = [...new Set(result.columns.filter(({ kind }) => kind === 'number').map(({ name }) => name))];
  return (
    <>
      <SegmentedControl
        size="xs"
        aria-label={say.kind}
        value={chart.kind}
        data={[
          { value: 'line', label: say.line },
          { value: 'bar', label: say.bar },
        ]}
        onChange={(kind) => set({ kind })}
      />
      <label className={classes.choice}>
        {say.x}
        <NativeSelect
          size="xs"
          value={chart.x}
          data={names}
          onChange={(event) => set({ x: event.currentTarget.value })}
          data-testid="chart-x"
        />
      </label>
      <div className={classes.choice}>
        <span aria-hidden>{say.y}</span>
        <MultiSelect
          size="xs"
          aria-label={say.y}
          value={[...chart.y]}
          data={numbers}
          maxValues={MOST_SERIES}
          className={classes.series}
          onChange={(y) => {
            if (y.length > 0) set({ y });
          }}
          data-testid="chart-y"
        />
      </div>
    </>
  );
}
