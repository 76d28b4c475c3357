/** Above the engine's settings: what holds only later, what cannot be changed, what went wrong. */
import { Button } from '@mantine/core';
import { IconAlertOctagon, IconAlertTriangle, IconClockPause, IconLock, IconRotate } from '@tabler/icons-react';
import { useStore } from 'zustand';
import { words } from '../../display/words.ts';
import { useApp } from '../../state/app-context.ts';
import { pendingPaths } from '../../state/settings-form.ts';
import { useStatus } from '../use-store.ts';
import classes from './engine-notes.module.css';

export function EngineNotes(): React.JSX.Element | null {
  const { settings } = useApp();
  const { state, failure, restarting } = useStore(settings);
  const kind = useStatus((capture) => capture.kind);
  const said = words().settings;
  if (state === null) return null;
  const pending = state.inForce === null ? 0 : pendingPaths(state.settings, state.inForce).length;
  return (
    <>
      {state.fixed !== null && (
        <Note icon={<IconLock size={16} stroke={1.6} aria-hidden />} tone="quiet" title={said.fixed}>
          {state.fixed}
        </Note>
      )}
      {state.damaged !== null && (
        <Note icon={<IconAlertTriangle size={16} stroke={1.6} aria-hidden />} tone="warning" title={said.damaged}>
          {state.damaged}
        </Note>
      )}
      {failure !== null && (
        <Note icon={<IconAlertOctagon size={16} stroke={1.6} aria-hidden />} tone="trouble" title={said.notSaved}>
          {failure.message}
          {failure.remedy !== undefined && `. ${failure.remedy}`}
        </Note>
      )}
      {pending > 0 && kind !== null && (
        <Note
          icon={<IconClockPause size={16} stroke={1.6} aria-hidden />}
          tone="warning"
          title={said.pending.title(pending)}
          testId="settings-pending"
          action={
            <Button
              variant="default"
              leftSection={<IconRotate size={15} stroke={1.6} />}
              loading={restarting}
              onClick={() => void settings.getState().restartCapture()}
              data-testid="restart-capture"
            >
              {kind === 'live' ? said.pending.restartLive : said.pending.restartFile}
            </Button>
          }
        >
          {said.pending.text}
        </Note>
      )}
    </>
  );
}

function Note({
  icon,
  tone,
  title,
  children,
  action,
  testId,
}: {
  readonly icon: React.ReactNode;
  readonly tone: 'quiet' | 'warning' | 'trouble';
  readonly title: string;
  readonly children: React.ReactNode;
  readonly action?: React.ReactNode;
  readonly testId?: string;
}): React.JSX.Element {
  return (
    <div className={classes.note} data-tone={tone} role={tone === 'trouble' ? 'alert' : 'status'} data-testid={testId}>
      {icon}
      <div className={classes.text}>
        <strong>{title}</strong>
        <div>{children}</div>
      </div>
      {action}
    </div>
  );
}
