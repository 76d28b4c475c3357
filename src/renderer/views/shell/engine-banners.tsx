/** The engine is gone, or came back without what it held: what happened, what was lost, what is being done, and how to go on. */
import { Button, CloseButton } from '@mantine/core';
import { IconAlertOctagon, IconPlayerPlay, IconPlugConnectedX } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useStore } from 'zustand';
import { clockTextOf } from '../../display/times.ts';
import { formatCount } from '../../display/units.ts';
import { words } from '../../display/words.ts';
import { useApp } from '../../state/app-context.ts';
import type { LostCapture } from '../../state/recovery-store.ts';
import { CopyIcon } from '../../widgets/command-line.tsx';
import { useCapture } from '../use-store.ts';
import { Banner } from './banner.tsx';
import { ShowReport } from './crash-banner.tsx';

/** A browser is not told why a socket was refused; after this many attempts a changed token is likely. */
const ATTEMPTS_BEFORE_ADVICE = 3;

export function ConnectionBanner(): React.JSX.Element | null {
  const { link, host } = useApp();
  const say = words().shell.banners;
  const state = useStore(link.state);
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (state.retryAtMs === null) return undefined;
    const timer = setInterval(() => setNow(Date.now()), 500);
    return () => clearInterval(timer);
  }, [state.retryAtMs]);
  if (state.phase !== 'lost') return null;
  const seconds = state.retryAtMs === null ? 0 : Math.max(0, Math.ceil((state.retryAtMs - now) / 1000));
  // In the desktop app the port closes when the engine's process ends, and for no other reason.
  const isRestarted = host.kind === 'desktop' && (state.failure === null || state.failure.code === 'disconnected');
  const what = isRestarted ? say.engineEnded : (state.failure?.message ?? say.connectionLost);
  const next = isRestarted ? say.isStarted : state.retryAtMs === null ? say.connecting : say.tryingIn(seconds);
  const remedy = state.failure?.remedy;
  return (
    <Banner
      icon={IconPlugConnectedX}
      tone="trouble"
      testId="connection-banner"
      actions={
        <>
          <CopyIcon value={[what, remedy].filter((part) => part !== undefined).join('\n')} label={say.copy} />
          <Button variant="default" onClick={() => link.retryNow()} disabled={state.retryAtMs === null}>
            {say.tryNow}
          </Button>
        </>
      }
    >
      <strong>{what}.</strong> <span aria-live="off">{next}</span> {say.rowsStay}
      {remedy !== undefined && !isRestarted && ` ${remedy}.`}
      {host.kind === 'browser' && state.attempts >= ATTEMPTS_BEFORE_ADVICE && ` ${say.openAddress}`}
    </Banner>
  );
}

export function RecoveryBanner(): React.JSX.Element | null {
  const { recovery, crashes } = useApp();
  const say = words().shell.banners;
  const lost = useStore(recovery, (state) => state.lost);
  const busy = useCapture((state) => state.busy !== null);
  const crashedLast = useStore(crashes, (state) => state.notices[0]?.crashed === 'engine');
  if (lost === null) return null;
  const { again } = lost;
  return (
    <Banner
      icon={IconAlertOctagon}
      tone="trouble"
      testId="recovery-banner"
      actions={
        <>
          {again !== null && (
            <Button
              leftSection={<IconPlayerPlay size={15} stroke={1.6} />}
              loading={busy}
              onClick={() => void recovery.getState().again()}
              data-testid="recover-button"
            >
              {'path' in again ? say.openAgain(lost.title) : say.captureAgain(again.start.interfaces.join(', '))}
            </Button>
          )}
          {crashedLast && <ShowReport />}
          <CloseButton
            aria-label={say.dismiss}
            onClick={() => {
              recovery.getState().dismiss();
              if (crashedLast) crashes.getState().dismiss();
            }}
          />
        </>
      }
    >
      <strong>{say.restarted}.</strong> {lossText(lost)}
    </Banner>
  );
}

function lossText({ kind, title, sessions, packets, wasRunning, atMs }: LostCapture): string {
  const say = words().shell.banners;
  if (kind === 'file') return say.lostFile(title);
  const counts = [formatCount(sessions), formatCount(packets)] as const;
  return wasRunning ? say.lostLive(title, ...counts, clockTextOf(atMs)) : say.lostStopped(title, ...counts);
}
