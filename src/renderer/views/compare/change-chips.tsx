/** How many rows are new, gone and changed, and one press to see only those. */
import type { ComparedParams } from '#contract/history/compare.ts';
import { words } from '../../display/words.ts';
import { comparedCount } from '../../state/compare-store.ts';
import { FilterChip, FilterChips } from '../../widgets/filter-chips.tsx';
import { CHANGE_LOOKS } from './compare-columns.tsx';
import { useCompare } from './use-compare.ts';

const CHANGES: readonly ComparedParams['change'][] = ['all', 'new', 'gone', 'changed'];

export function ChangeChips(): React.JSX.Element {
  const change = useCompare((state) => state.change);
  const answer = useCompare((state) => state.answer);
  const setChange = useCompare((state) => state.setChange);
  const { changes, changeFilter } = words().compare;
  return (
    <FilterChips label={changeFilter}>
      {CHANGES.map((each) => (
        <FilterChip
          key={each}
          icon={each === 'all' ? null : CHANGE_LOOKS[each].icon}
          text={changes[each].text}
          count={comparedCount({ answer, change: each })}
          title={changes[each].title}
          pressed={change === each}
          testId={`change-${each}`}
          onPress={() => setChange(each)}
        />
      ))}
    </FilterChips>
  );
}
