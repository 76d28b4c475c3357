/** Two stretches of time, or history and a capture, side by side: what is new, what is gone, what changed. */
import { ActionIcon, SegmentedControl, Select, Tooltip } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import { useCallback, useEffect, useMemo, useState } from 'react';
import { COMPARED, type Compared, type ComparedRow } from '#contract/history/compare.ts';
import { words } from '../../display/words.ts';
import { useApp } from '../../state/app-context.ts';
import { comparedAt, comparedCount, type CompareState } from '../../state/compare-store.ts';
import { COMPARE_PRESETS, type ComparePreset } from '../../state/compare-sides.ts';
import { DataTable } from '../../widgets/data-table.tsx';
import { copyText } from '../copy-text.tsx';
import { FailureLine } from '../failure-note.tsx';
import { useRowHeight } from '../use-columns.ts';
import { bytesOf, compareColumns, comparedName } from './compare-columns.tsx';
import { ChangeChips } from './change-chips.tsx';
import { CompareEmpty } from './compare-empty.tsx';
import { CompareSides } from './compare-sides.tsx';
import classes from './compare.module.css';
import { useCompare } from './use-compare.ts';

const whole = (state: CompareState): CompareState => state;
const keyOf = ({ label, change }: ComparedRow): string => `${change} ${label ?? ''}`;
const sameRow = (a: ComparedRow | undefined, b: ComparedRow | undefined): boolean =>
  JSON.stringify(a) === JSON.stringify(b);
const NO_WIDTHS = {};

export function CompareView(): React.JSX.Element {
  const { compare } = useApp();
  const state = useCompare(whole);
  const say = words().compare;
  useEffect(() => compare.getState().refresh(), [compare]);
  return (
    <div className={classes.main} data-testid="compare">
      <div className={classes.choices}>
        <Select
          className={classes.preset}
          aria-label={say.preset}
          allowDeselect={false}
          data={COMPARE_PRESETS.map((preset) => ({ value: preset, label: say.presets[preset] }))}
          value={state.preset}
          onChange={(preset) => preset !== null && state.setPreset(preset as ComparePreset)}
          data-testid="compare-preset"
        />
        <SegmentedControl
          aria-label={say.by}
          data={COMPARED.map((by) => ({ value: by, label: say.dimensions[by] }))}
          value={state.by}
          onChange={(by) => state.setBy(by as Compared)}
        />
        <Tooltip label={say.again}>
          <ActionIcon aria-label={say.again} onClick={state.refresh}>
            <IconRefresh size={16} stroke={1.6} />
          </ActionIcon>
        </Tooltip>
        <span className={classes.working} role="status">
          {state.loading ? say.loading : state.pending ? say.working : ''}
        </span>
      </div>
      {state.sides !== null && <CompareSides />}
      {state.failure !== null && <FailureLine failure={state.failure} />}
      {state.answer !== null && <ChangeChips />}
      <ComparedRows state={state} />
    </div>
  );
}

function ComparedRows({ state }: { readonly state: CompareState }): React.JSX.Element {
  const { answer, by, offset } = state;
  const rowHeight = useRowHeight();
  const [widths, setWidths] = useState<Readonly<Record<string, number>>>(NO_WIDTHS);
  const [selected, setSelected] = useState<string | null>(null);
  // The rows come with the largest difference first.
  const first = offset === 0 ? answer?.rows[0] : undefined;
  const largest = first === undefined ? 0 : Math.abs(bytesOf(first.after) - bytesOf(first.before));
  const columns = useMemo(() => compareColumns(by, largest), [by, largest]);
  const onSelect = useCallback((row: ComparedRow | null) => setSelected(row === null ? null : keyOf(row)), []);
  return (
    <DataTable
      key={`${by} ${rowHeight}`}
      name="compare"
      label={words().compare.table}
      columns={columns}
      rowCount={comparedCount(state)}
      rowHeight={rowHeight}
      rowAt={(index) => comparedAt(state, index)}
      keyOf={keyOf}
      sameRow={sameRow}
      sort={null}
      onSort={() => undefined}
      selectedKey={selected}
      onSelect={onSelect}
      onCopy={(row) => void copyText(comparedName(by, row.label))}
      onVisible={state.show}
      widths={widths}
      onWidths={setWidths}
      onMove={() => undefined}
      generation={state.generation}
      follow={false}
      dimmed={state.pending}
      empty={<CompareEmpty state={state} />}
    />
  );
}
