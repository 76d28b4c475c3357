/** In place of the rows of a comparison: what to choose, or that there is nothing to tell apart. */
import { Button } from '@mantine/core';
import { IconArrowsDiff, IconFileSearch, IconTimeline } from '@tabler/icons-react';
import { words } from '../../display/words.ts';
import { useApp } from '../../state/app-context.ts';
import type { CompareState } from '../../state/compare-store.ts';
import { EmptyState } from '../../widgets/empty-state.tsx';
import { useChosenFile } from './use-chosen-file.ts';

export function CompareEmpty({ state }: { readonly state: CompareState }): React.JSX.Element {
  const { compare } = useApp();
  const say = words().compare;
  const { load, refuse } = compare.getState();
  const choose = useChosenFile(load, refuse);
  if (state.pending || state.loading)
    return <EmptyState icon={IconArrowsDiff} title={state.loading ? say.loading : say.working} />;
  if (state.failure !== null) return <EmptyState icon={IconArrowsDiff} title={say.failed} tone="trouble" />;
  if (state.preset === 'file' && state.loaded === null) {
    return (
      <EmptyState
        icon={IconFileSearch}
        title={say.noFile.title}
        action={
          <Button onClick={choose} data-testid="compare-choose">
            {say.noFile.choose}
          </Button>
        }
      >
        {say.noFile.text}
      </EmptyState>
    );
  }
  if (state.sides === null)
    return (
      <EmptyState icon={IconTimeline} title={say.noRange.title}>
        {say.noRange.text}
      </EmptyState>
    );
  const isNarrowed = state.answer !== null && state.change !== 'all';
  return (
    <EmptyState icon={IconArrowsDiff} title={say.nothing.title}>
      {isNarrowed ? say.nothing.filtered : say.nothing.text}
    </EmptyState>
  );
}
