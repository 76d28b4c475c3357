/** Nothing is known yet: either it is on its way, or nobody is there to tell. */
import { Loader } from '@mantine/core';
import { IconPlugConnectedX } from '@tabler/icons-react';
import { useStore } from 'zustand';
import { useApp } from '../state/app-context.ts';
import { EmptyState } from '../widgets/empty-state.tsx';

export function NotKnown({
  loading,
  lost,
  lostWhy,
}: {
  readonly loading: string;
  readonly lost: string;
  readonly lostWhy: string;
}): React.JSX.Element {
  const isLost = useStore(useApp().link.state, (link) => link.phase === 'lost');
  if (!isLost) return <Loader size="sm" color="gray" aria-label={loading} />;
  return (
    <EmptyState icon={IconPlugConnectedX} title={lost} tone="trouble">
      {lostWhy}
    </EmptyState>
  );
}
