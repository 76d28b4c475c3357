/** How many rows are new, gone and changed, and one press to see only those. */
import { UnstyledButton } from '@mantine/core';
import type { ComparedParams } from '#contract/history/compare.ts';
import { formatCount } from '../../display/units.ts';
import { words } from '../../display/words.ts';
import { comparedCount } from '../../state/compare-store.ts';
import { CHANGE_LOOKS } from './compare-columns.tsx';
import classes from './compare.module.css';
import { useCompare } from './use-compare.ts';

const CHANGES: readonly ComparedParams['change'][] = ['all', 'new', 'gone', 'changed'];

export function ChangeChips(): React.JSX.Element {
  const change = useCompare((state) => state.change);
  const answer = useCompare((state) => state.answer);
  const setChange = useCompare((state) => state.setChange);
  const { changes, changeFilter } = words().compare;
  return (
    <div className={classes.chips} role="group" aria-label={changeFilter}>
      {CHANGES.map((each) => {
        const look = each === 'all' ? null : CHANGE_LOOKS[each];
        return (
          <UnstyledButton
            key={each}
            className={classes.chip}
            aria-pressed={change === each}
            title={changes[each].title}
            data-testid={`change-${each}`}
            onClick={() => setChange(each)}
          >
            {look !== null && <look.icon size={14} stroke={1.8} aria-hidden />}
            {changes[each].text}
            <span className={classes.chipCount}>{formatCount(comparedCount({ answer, change: each }))}</span>
          </UnstyledButton>
        );
      })}
    </div>
  );
}
