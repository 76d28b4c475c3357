/** What cannot be overlooked: a lost connection, a capture that failed or was refused, a view that stands still. */
import { Button, CloseButton, Progress } from '@mantine/core';
import {
  IconAlertOctagon,
  IconInfoCircle,
  IconPlayerPause,
  IconPlugConnectedX,
  IconUpload,
  type Icon,
} from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useStore } from 'zustand';
import type { CaptureFailure } from '#contract/health.ts';
import { useApp } from '../../state/app-context.ts';
import { CopyIcon, Remedy } from '../../widgets/command-line.tsx';
import { clockTextOf } from '../../display/times.ts';
import { useCapture, useStatus } from '../use-store.ts';
import classes from './banners.module.css';

export function Banners(): React.JSX.Element {
  return (
    <>
      <ConnectionBanner />
      <RestartBanner />
      <UploadBanner />
      <RefusalBanner />
      <FailureBanner />
      <LimitsBanner />
      <PausedBanner />
    </>
  );
}

interface BannerProps {
  readonly icon: Icon;
  readonly tone: 'trouble' | 'warning' | 'quiet';
  readonly children: React.ReactNode;
  readonly actions?: React.ReactNode;
}

function Banner({ icon: IconShape, tone, children, actions }: BannerProps): React.JSX.Element {
  return (
    <div className={classes.banner} data-tone={tone} role={tone === 'trouble' ? 'alert' : 'status'}>
      <IconShape size={17} stroke={1.6} aria-hidden />
      <div className={classes.text}>{children}</div>
      {actions}
    </div>
  );
}

/** A browser is not told why a socket was refused; after this many attempts a changed token is likely. */
const ATTEMPTS_BEFORE_ADVICE = 3;

function ConnectionBanner(): React.JSX.Element | null {
  const { link, host } = useApp();
  const state = useStore(link.state);
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (state.retryAtMs === null) return undefined;
    const timer = setInterval(() => setNow(Date.now()), 500);
    return () => clearInterval(timer);
  }, [state.retryAtMs]);
  if (state.phase !== 'lost') return null;
  const seconds = state.retryAtMs === null ? 0 : Math.max(0, Math.ceil((state.retryAtMs - now) / 1000));
  return (
    <Banner
      icon={IconPlugConnectedX}
      tone="trouble"
      actions={
        <Button variant="default" onClick={() => link.retryNow()} disabled={state.retryAtMs === null}>
          Try now
        </Button>
      }
    >
      <strong>{state.failure?.message ?? 'The connection to the capture engine is lost'}.</strong>{' '}
      {state.retryAtMs === null ? 'Connecting…' : `Trying again in ${seconds} s.`}
      {host.kind === 'browser' &&
        state.attempts >= ATTEMPTS_BEFORE_ADVICE &&
        ' If netloupe was started anew, open the address that it printed.'}
    </Banner>
  );
}

/** The engine came back empty: what was captured before is gone, and that must be said. */
function RestartBanner(): React.JSX.Element | null {
  const { link, capture } = useApp();
  const [lost, setLost] = useState<string | null>(null);
  useEffect(() => {
    let before: string | null = null;
    return link.state.subscribe((state, previous) => {
      if (state.phase === 'lost' && previous.phase !== 'lost') {
        const status = capture.getState().status?.capture;
        before = status === undefined || status.packets === 0 ? null : status.title;
      } else if (state.phase === 'open' && before !== null) {
        const title = before;
        before = null;
        const stop = capture.subscribe(({ status }) => {
          if (status === null) return;
          stop();
          if (status.capture.state === 'idle') setLost(title);
        });
      }
    });
  }, [link, capture]);
  const idle = useStatus((status) => status.state === 'idle') ?? false;
  if (lost === null || !idle) return null;
  return (
    <Banner
      icon={IconAlertOctagon}
      tone="trouble"
      actions={<CloseButton aria-label="Dismiss" onClick={() => setLost(null)} />}
    >
      <strong>The capture engine was restarted.</strong> What it held of {lost} is gone; open it or start capturing
      again.
    </Banner>
  );
}

function UploadBanner(): React.JSX.Element | null {
  const { files } = useApp();
  const upload = useStore(files, (state) => state.upload);
  if (upload === null) return null;
  return (
    <Banner
      icon={IconUpload}
      tone="quiet"
      actions={
        <Button variant="default" onClick={() => files.getState().cancelUpload()}>
          Cancel
        </Button>
      }
    >
      Handing over {upload.name}
      <Progress value={upload.fraction * 100} size={4} mt={4} maw={320} transitionDuration={0} aria-label="Progress" />
    </Banner>
  );
}

function RefusalBanner(): React.JSX.Element | null {
  const { capture } = useApp();
  const refusal = useCapture((state) => state.refusal);
  const shownAsFailure = useStatus((status) => status.failure?.message ?? null);
  if (refusal === null || refusal.message === shownAsFailure) return null;
  return (
    <FailureText
      failure={{ ...refusal, remedy: refusal.remedy ?? null, offset: refusal.offset ?? null }}
      onDismiss={() => capture.getState().dismissRefusal()}
    />
  );
}

function FailureBanner(): React.JSX.Element | null {
  const failure = useStatus((status) => status.failure);
  const [dismissed, setDismissed] = useState<string | null>(null);
  if (failure === null || failure.message === dismissed) return null;
  return <FailureText failure={failure} onDismiss={() => setDismissed(failure.message)} />;
}

function FailureText({
  failure,
  onDismiss,
}: {
  readonly failure: CaptureFailure;
  onDismiss(): void;
}): React.JSX.Element {
  const offset = failure.offset;
  const told = offset === null || failure.message.includes(String(offset));
  const text = [failure.message, failure.remedy].filter((part) => part !== null).join('\n');
  return (
    <Banner
      icon={IconAlertOctagon}
      tone="trouble"
      actions={
        <>
          <CopyIcon value={text} label="Copy this message" />
          <CloseButton aria-label="Dismiss" onClick={onDismiss} />
        </>
      }
    >
      <strong>{failure.message}</strong>
      {!told && ` (at byte ${String(offset)})`}
      {failure.remedy !== null && (
        <div className={classes.remedy}>
          <Remedy text={failure.remedy} />
        </div>
      )}
    </Banner>
  );
}

function LimitsBanner(): React.JSX.Element | null {
  const limits = useStatus((status) => (status.limits.length === 0 ? null : status.limits.join('. ')));
  const [dismissed, setDismissed] = useState<string | null>(null);
  if (limits === null || limits === dismissed) return null;
  return (
    <Banner
      icon={IconInfoCircle}
      tone="warning"
      actions={<CloseButton aria-label="Dismiss" onClick={() => setDismissed(limits)} />}
    >
      {limits}
    </Banner>
  );
}

function PausedBanner(): React.JSX.Element | null {
  const { pause } = useApp();
  const sinceMs = useStore(pause, (state) => state.sinceMs);
  const live = useStatus((status) => status.state === 'running') ?? false;
  if (sinceMs === null) return null;
  return (
    <Banner
      icon={IconPlayerPause}
      tone="warning"
      actions={
        <Button variant="default" onClick={() => pause.getState().resume()}>
          Resume view
        </Button>
      }
    >
      <strong>The view stands still since {clockTextOf(sinceMs)}.</strong>
      {live && ' The capture goes on.'}
    </Banner>
  );
}
