/** One report, all of it, to be read before anybody else gets it. */
import { Button, CopyButton } from '@mantine/core';
import { IconCopy, IconFolder } from '@tabler/icons-react';
import { useStore } from 'zustand';
import { words } from '../../display/words.ts';
import { useApp } from '../../state/app-context.ts';
import { Dialog } from '../../widgets/dialog.tsx';
import { FailureLine } from '../failure-note.tsx';
import { notifyFailure } from '../notify.tsx';
import classes from './crash-report.module.css';

export function CrashReportDialog(): React.JSX.Element {
  const { crashes } = useApp();
  const shown = useStore(crashes, (state) => state.shown);
  const say = words().crashes;
  const close = (): void => crashes.getState().hide();
  const openFolder = async (): Promise<void> => {
    const opened = await crashes.getState().openFolder();
    if (!opened.ok) notifyFailure(say.folderFailed, opened.failure);
  };
  return (
    <Dialog opened={shown !== null} onClose={close} title={say.report} size={720}>
      {shown !== null && (
        <div data-testid="crash-report">
          <p className={classes.hint}>{shown.text === null ? say.reading : say.hint}</p>
          {shown.failure !== null && <FailureLine failure={shown.failure} />}
          {shown.text !== null && shown.failure === null && (
            <pre className={`nl-mono ${classes.text ?? ''}`} tabIndex={0} aria-label={say.report}>
              {shown.text}
            </pre>
          )}
          <div className={classes.foot}>
            <Button
              variant="default"
              leftSection={<IconFolder size={15} stroke={1.6} />}
              onClick={() => void openFolder()}
            >
              {say.openFolder}
            </Button>
            <CopyButton value={shown.text ?? ''} timeout={1500}>
              {({ copied, copy }) => (
                <Button
                  variant="default"
                  leftSection={<IconCopy size={15} stroke={1.6} />}
                  disabled={!shown.text}
                  onClick={copy}
                >
                  {copied ? say.copied : say.copy}
                </Button>
              )}
            </CopyButton>
            <Button onClick={close} data-autofocus>
              {say.close}
            </Button>
          </div>
        </div>
      )}
    </Dialog>
  );
}
