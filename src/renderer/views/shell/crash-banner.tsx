/** A process of the app ended unexpectedly: which, that it runs again, and the report of it. */
import { Button, CloseButton } from '@mantine/core';
import { IconFileAlert, IconRefreshAlert } from '@tabler/icons-react';
import { useStore } from 'zustand';
import { words } from '../../display/words.ts';
import { useApp } from '../../state/app-context.ts';
import { Banner } from './banner.tsx';

/** What the engine lost is told by a banner of its own, which has the report's button while it is there. */
export function CrashBanner(): React.JSX.Element | null {
  const { crashes, recovery } = useApp();
  const notices = useStore(crashes, (state) => state.notices);
  const recovering = useStore(recovery, (state) => state.lost !== null);
  const [latest] = notices;
  if (latest === undefined || (recovering && latest.crashed === 'engine')) return null;
  const say = words().crashes;
  const name = say.who[latest.crashed];
  return (
    <Banner
      icon={IconRefreshAlert}
      tone={latest.recovered ? 'warning' : 'trouble'}
      testId="crash-banner"
      actions={
        <>
          <ShowReport />
          <CloseButton aria-label={words().shell.banners.dismiss} onClick={() => crashes.getState().dismiss()} />
        </>
      }
    >
      <strong>{latest.recovered ? say.restarted(name) : say.stopped(name)}.</strong>{' '}
      {latest.reportId === null ? say.notKept : say.kept}
      {notices.length > 1 && ` ${say.more(notices.length - 1)}`}
    </Banner>
  );
}

/** Of the latest crash, where there is a report. */
export function ShowReport(): React.JSX.Element | null {
  const { crashes } = useApp();
  const id = useStore(crashes, (state) => state.notices[0]?.reportId ?? null);
  if (id === null) return null;
  return (
    <Button
      variant="default"
      leftSection={<IconFileAlert size={15} stroke={1.6} />}
      onClick={() => void crashes.getState().show(id)}
      data-testid="show-crash-report"
    >
      {words().crashes.show}
    </Button>
  );
}
