/** That the history is not written, or is another one than before: why, what it means, what to do. */
import { CloseButton } from '@mantine/core';
import { IconDatabaseExclamation, IconDatabaseX } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useStore } from 'zustand';
import type { HistoryStatusFrame } from '#contract/history/commands.ts';
import { words } from '../../display/words.ts';
import { useApp } from '../../state/app-context.ts';
import { historyTrouble, type HistoryTrouble } from '../../state/history-facts.ts';
import { CopyIcon, Remedy } from '../../widgets/command-line.tsx';
import { Banner } from './banner.tsx';
import classes from './banners.module.css';

/** A process that is back within this time needs no words. */
const BACK_SOON_MS = 3000;

function useHistoryStatus(): HistoryStatusFrame | null {
  return useStore(useApp().history, (state) => state.status);
}

export function HistoryBanner(): React.JSX.Element | null {
  const status = useHistoryStatus();
  const trouble = historyTrouble(status);
  const [dismissed, setDismissed] = useState<HistoryTrouble | null>(null);
  // What passes and comes again is said again.
  if (trouble === null && dismissed !== null) setDismissed(null);
  if (status === null || trouble === null || trouble === dismissed) return null;
  return (
    <TroubleBanner key={trouble} trouble={trouble} failure={status.failure} onDismiss={() => setDismissed(trouble)} />
  );
}

function TroubleBanner({
  trouble,
  failure,
  onDismiss,
}: {
  readonly trouble: HistoryTrouble;
  readonly failure: HistoryStatusFrame['failure'];
  onDismiss(): void;
}): React.JSX.Element | null {
  const [isSaid, setIsSaid] = useState(trouble !== 'gone');
  useEffect(() => {
    const timer = setTimeout(() => setIsSaid(true), BACK_SOON_MS);
    return () => clearTimeout(timer);
  }, []);
  if (!isSaid) return null;
  const say = words().shell;
  const title = say.history.titles[trouble];
  const remedy = failure?.remedy;
  const text = [title, failure?.message, remedy].filter((part) => part !== undefined).join('\n');
  return (
    <Banner
      icon={IconDatabaseX}
      tone={trouble === 'full' || trouble === 'unwritable' ? 'trouble' : 'warning'}
      testId="history-banner"
      actions={
        <>
          <CopyIcon value={text} label={say.banners.copy} />
          <CloseButton aria-label={say.banners.dismiss} onClick={onDismiss} />
        </>
      }
    >
      <strong>{title}</strong> {say.history.means[trouble]}
      {failure !== null && (
        <div className={classes.remedy}>
          {failure.message}
          {remedy !== undefined && (
            <>
              . <Remedy text={remedy} />
            </>
          )}
        </div>
      )}
    </Banner>
  );
}

export function SetAsideBanner(): React.JSX.Element | null {
  const setAside = useHistoryStatus()?.setAside ?? null;
  const [dismissed, setDismissed] = useState<string | null>(null);
  if (setAside === null || setAside === dismissed) return null;
  const say = words().shell;
  const where = say.history.setAsideAt(setAside);
  return (
    <Banner
      icon={IconDatabaseExclamation}
      tone="warning"
      testId="history-set-aside"
      actions={
        <>
          <CopyIcon value={`${say.history.setAside}\n${where}`} label={say.banners.copy} />
          <CloseButton aria-label={say.banners.dismiss} onClick={() => setDismissed(setAside)} />
        </>
      }
    >
      <strong>{say.history.setAside}</strong>
      <div className={classes.remedy}>{where}</div>
    </Banner>
  );
}
