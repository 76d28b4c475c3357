/** The window: what is always there, around the view that is open. */
import { useEffect } from 'react';
import { useStore } from 'zustand';
import { visibleText } from '#base/visible-text.ts';
import { useApp } from '../../state/app-context.ts';
import { captureTitle } from '../capture-title.ts';
import { InstallDialog } from '../plugins/install-dialog.tsx';
import { useLayout, useStatus } from '../use-store.ts';
import { Announcer } from './announcer.tsx';
import { Banners } from './banners.tsx';
import type { Command } from './commands/command.ts';
import { KeysSheet } from './commands/keys-sheet.tsx';
import { Palette } from './commands/palette.tsx';
import { useCommands } from './commands/use-commands.ts';
import { DropTarget } from './drop-target.tsx';
import { CrashReportDialog } from './crash-report.tsx';
import { ExportTray } from './export-tray.tsx';
import { Rail } from './rail.tsx';
import classes from './shell.module.css';
import { StatusBar } from './status-bar.tsx';
import { TimeStrip } from './time-strip.tsx';
import { Toolbar } from './toolbar.tsx';
import { useOpen } from './use-open.ts';
import { useShortcuts } from './use-shortcuts.ts';
import { ViewContent } from './view-content.tsx';

export function Shell(): React.JSX.Element {
  const view = useLayout((layout) => layout.view);
  const commands = useCommands();
  useShortcuts(commands);
  useHostEvents(commands);
  useWindowTitle();
  useKnownInterfaces();
  return (
    <div className={classes.window}>
      <Rail />
      <div className={classes.main}>
        <Toolbar />
        <ReadingProgress />
        <Banners />
        <TimeStrip />
        <main className={classes.content}>
          <ViewContent view={view} />
        </main>
        <StatusBar />
      </div>
      <DropTarget />
      <InstallDialog />
      <ExportTray />
      <CrashReportDialog />
      <Palette commands={commands} />
      <KeysSheet commands={commands} />
      <Announcer />
    </div>
  );
}

function ReadingProgress(): React.JSX.Element {
  const progress = useStatus((capture) => (capture.state === 'running' ? capture.progress : null));
  return (
    <div className={classes.progress} aria-hidden>
      {progress !== null && <span style={{ transform: `scaleX(${progress})` }} />}
    </div>
  );
}

/** Files and menu items that reach the view from outside of the page. */
function useHostEvents(commands: () => readonly Command[]): void {
  const { host } = useApp();
  const { openPaths } = useOpen();
  useEffect(() => {
    host.onOpenFiles(openPaths);
    host.onMenuCommand((item) =>
      commands()
        .find(({ menu }) => menu === item)
        ?.run(),
    );
  }, [host, openPaths, commands]);
}

/** What can be captured is among the commands before anybody has looked at the list. */
function useKnownInterfaces(): void {
  const { link, capture } = useApp();
  const isOpen = useStore(link.state, (state) => state.phase === 'open');
  useEffect(() => {
    if (isOpen) void capture.getState().listInterfaces();
  }, [isOpen, capture]);
}

function useWindowTitle(): void {
  const title = useStatus(captureTitle) ?? '';
  useEffect(() => {
    document.title = title === '' ? 'Netloupe' : `${visibleText(title)} · Netloupe`;
  }, [title]);
}
