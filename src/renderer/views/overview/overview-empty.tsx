/** Why there is nothing to add up, and what changes that. */
import { Button } from '@mantine/core';
import { IconFilterOff, IconHourglass, IconMoodEmpty, IconPlugConnectedX, IconZoomCancel } from '@tabler/icons-react';
import { useStore } from 'zustand';
import type { FilterMistake } from '#contract/views/filter.ts';
import { words } from '../../display/words.ts';
import { useApp } from '../../state/app-context.ts';
import { EmptyState } from '../../widgets/empty-state.tsx';
import { useScope, useStatus } from '../use-store.ts';

export function OverviewEmpty({ mistake }: { readonly mistake: FilterMistake | null }): React.JSX.Element {
  const { link } = useApp();
  const say = words().overview.empty;
  const filter = useScope((scope) => scope.filter);
  const isNarrowed = useScope(({ range }) => range !== null);
  const isRunning = useStatus(({ state }) => state === 'running' || state === 'opening') ?? false;
  const isLost = useStore(link.state, ({ phase }) => phase === 'lost');
  if (isLost) {
    return (
      <EmptyState icon={IconPlugConnectedX} title={say.lost} tone="trouble">
        {say.lostWhy}
      </EmptyState>
    );
  }
  if (mistake !== null) {
    return (
      <EmptyState icon={IconFilterOff} title={say.mistake} action={<ClearButtons filter range={false} />}>
        {mistake.message}
      </EmptyState>
    );
  }
  if (filter !== '') {
    return (
      <EmptyState icon={IconFilterOff} title={say.noMatch(filter)} action={<ClearButtons filter range={isNarrowed} />}>
        {isNarrowed ? say.noMatchRange : say.noMatchWhy}
      </EmptyState>
    );
  }
  if (isNarrowed) {
    return <EmptyState icon={IconZoomCancel} title={say.noRange} action={<ClearButtons filter={false} range />} />;
  }
  return isRunning ? (
    <EmptyState icon={IconHourglass} title={say.waiting}>
      {say.waitingWhy}
    </EmptyState>
  ) : (
    <EmptyState icon={IconMoodEmpty} title={say.noTraffic}>
      {say.noTrafficWhy}
    </EmptyState>
  );
}

function ClearButtons({ filter, range }: { readonly filter: boolean; readonly range: boolean }): React.JSX.Element {
  const { scope } = useApp();
  const say = words().overview.empty;
  return (
    <>
      {filter && (
        <Button variant="default" onClick={() => scope.getState().setFilter('')}>
          {say.clearFilter}
        </Button>
      )}
      {range && (
        <Button variant="default" onClick={() => scope.getState().setRange(null)}>
          {say.clearRange}
        </Button>
      )}
    </>
  );
}
