/** What cannot be overlooked: a lost connection, a capture that failed or was refused, a view that stands still. */
import { Button, CloseButton, Progress } from '@mantine/core';
import { IconFileImport, IconInfoCircle, IconPlayerPause, IconUpload } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useStore } from 'zustand';
import { clockTextOf } from '../../display/times.ts';
import { formatBytes, formatCount } from '../../display/units.ts';
import { words } from '../../display/words.ts';
import { useApp } from '../../state/app-context.ts';
import { useCapture, useStatus } from '../use-store.ts';
import { Banner, FailureBanner } from './banner.tsx';
import { CrashBanner } from './crash-banner.tsx';
import { HistoryBanner, SetAsideBanner } from './history-banners.tsx';
import { LeftOutBanner } from './left-out-banner.tsx';
import { UpdateBanner } from './update-banner.tsx';
import { ConnectionBanner, RecoveryBanner } from './engine-banners.tsx';

export function Banners(): React.JSX.Element {
  return (
    <>
      <ConnectionBanner />
      <RecoveryBanner />
      <CrashBanner />
      <UpdateBanner />
      <UploadBanner />
      <ReadingBanner />
      <RefusalBanner />
      <CaptureFailureBanner />
      <LimitsBanner />
      <HistoryBanner />
      <SetAsideBanner />
      <LeftOutBanner />
      <PausedBanner />
    </>
  );
}

function UploadBanner(): React.JSX.Element | null {
  const { files } = useApp();
  const say = words().shell.banners;
  const upload = useStore(files, (state) => state.upload);
  if (upload === null) return null;
  return (
    <Banner
      icon={IconUpload}
      tone="quiet"
      actions={
        <Button variant="default" onClick={() => files.getState().cancelUpload()}>
          {say.cancel}
        </Button>
      }
    >
      {say.sending(upload.name)}
      <Progress
        value={upload.fraction * 100}
        size={4}
        mt={4}
        maw={320}
        transitionDuration={0}
        aria-label={say.progress}
      />
    </Banner>
  );
}

function ReadingBanner(): React.JSX.Element | null {
  const reading = useStatus((status) => status.kind === 'file' && status.state === 'running') ?? false;
  const title = useStatus((status) => status.title) ?? '';
  return reading ? <LongReading key={title} title={title} /> : null;
}

/** Shorter than this nobody has to be told of. */
const LONG_MS = 500;

/** A file that takes its time: how far it is, and the way to have enough of it. */
function LongReading({ title }: { readonly title: string }): React.JSX.Element | null {
  const { capture } = useApp();
  const say = words().shell.banners;
  const progress = useStatus((status) => status.progress);
  const packets = useStatus((status) => status.packets) ?? 0;
  const bytes = useStatus((status) => status.bytes) ?? 0;
  const stopping = useCapture((state) => state.busy === 'stopping');
  const [isLong, setIsLong] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setIsLong(true), LONG_MS);
    return () => clearTimeout(timer);
  }, []);
  if (!isLong) return null;
  return (
    <Banner
      icon={IconFileImport}
      tone="quiet"
      actions={
        <Button
          variant="default"
          loading={stopping}
          onClick={() => void capture.getState().stop()}
          data-testid="stop-reading"
        >
          {say.stopReading}
        </Button>
      }
    >
      {say.reading(title)}, {say.readSoFar(formatCount(packets), formatBytes(bytes))}
      {progress !== null && (
        <Progress value={progress * 100} size={4} mt={4} maw={320} transitionDuration={0} aria-label={say.progress} />
      )}
    </Banner>
  );
}

function RefusalBanner(): React.JSX.Element | null {
  const { capture } = useApp();
  const refusal = useCapture((state) => state.refusal);
  const shownAsFailure = useStatus((status) => status.failure?.message ?? null);
  if (refusal === null || refusal.message === shownAsFailure) return null;
  return (
    <FailureBanner
      failure={{ ...refusal, remedy: refusal.remedy ?? null, offset: refusal.offset ?? null }}
      onDismiss={() => capture.getState().dismissRefusal()}
    />
  );
}

function CaptureFailureBanner(): React.JSX.Element | null {
  const failure = useStatus((status) => status.failure);
  const [dismissed, setDismissed] = useState<string | null>(null);
  if (failure === null || failure.message === dismissed) return null;
  return <FailureBanner failure={failure} onDismiss={() => setDismissed(failure.message)} />;
}

function LimitsBanner(): React.JSX.Element | null {
  const limits = useStatus((status) => (status.limits.length === 0 ? null : status.limits.join('. ')));
  const [dismissed, setDismissed] = useState<string | null>(null);
  if (limits === null || limits === dismissed) return null;
  return (
    <Banner
      icon={IconInfoCircle}
      tone="warning"
      actions={<CloseButton aria-label={words().shell.banners.dismiss} onClick={() => setDismissed(limits)} />}
    >
      {limits}
    </Banner>
  );
}

function PausedBanner(): React.JSX.Element | null {
  const { pause } = useApp();
  const say = words().shell.banners;
  const sinceMs = useStore(pause, (state) => state.sinceMs);
  const live = useStatus((status) => status.state === 'running') ?? false;
  if (sinceMs === null) return null;
  return (
    <Banner
      icon={IconPlayerPause}
      tone="warning"
      actions={
        <Button variant="default" onClick={() => pause.getState().resume()}>
          {say.resume}
        </Button>
      }
    >
      <strong>{say.standsStill(clockTextOf(sinceMs))}</strong>
      {live && ` ${say.captureGoesOn}`}
    </Banner>
  );
}
