/** The window: what is always there, around the view that is open. */
import { useCallback, useEffect, useState } from 'react';
import { useApp } from '../../state/app-context.ts';
import { AlertsView } from '../alerts/alerts-view.tsx';
import { DnsView } from '../dns/dns-view.tsx';
import { InterfacesView } from '../interfaces/interfaces-view.tsx';
import { OverviewView } from '../overview/overview-view.tsx';
import { PacketsView } from '../packets/packets-view.tsx';
import { PipelinesView } from '../pipelines/pipelines-view.tsx';
import { InstallDialog } from '../plugins/install-dialog.tsx';
import { PluginsView } from '../plugins/plugins-view.tsx';
import { useInstall } from '../plugins/use-install.ts';
import { SessionsView } from '../sessions/sessions-view.tsx';
import { SettingsView } from '../settings/settings-view.tsx';
import { tableOfView, useLayout, useStatus } from '../use-store.ts';
import { Banners } from './banners.tsx';
import { DropTarget } from './drop-target.tsx';
import { ExportTray } from './export-tray.tsx';
import { FILTER_INPUT_ID } from './filter-box.tsx';
import { KeysHelp } from './keys-help.tsx';
import { Rail } from './rail.tsx';
import classes from './shell.module.css';
import { StatusBar } from './status-bar.tsx';
import { TimeStrip } from './time-strip.tsx';
import { Toolbar } from './toolbar.tsx';
import { useExport } from './use-export.ts';
import { useOpen } from './use-open.ts';
import { useShortcuts } from './use-shortcuts.ts';

const CONTENT = {
  overview: OverviewView,
  sessions: SessionsView,
  packets: PacketsView,
  dns: DnsView,
  interfaces: InterfacesView,
  alerts: AlertsView,
  plugins: PluginsView,
  pipelines: PipelinesView,
  settings: SettingsView,
} as const;

export function Shell(): React.JSX.Element {
  const view = useLayout((layout) => layout.view);
  const [help, setHelp] = useState(false);
  useShortcuts(useCallback(() => setHelp(true), []));
  useHostEvents();
  useWindowTitle();
  const Content = CONTENT[view];
  return (
    <div className={classes.window}>
      <Rail />
      <div className={classes.main}>
        <Toolbar />
        <ReadingProgress />
        <Banners />
        <TimeStrip />
        <main className={classes.content}>
          <Content key={view} />
        </main>
        <StatusBar />
      </div>
      <DropTarget />
      <InstallDialog />
      <ExportTray />
      <KeysHelp opened={help} onClose={() => setHelp(false)} />
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
function useHostEvents(): void {
  const app = useApp();
  const { openPath } = useOpen();
  const exportTable = useExport();
  const { choose: choosePlugin } = useInstall();
  useEffect(() => {
    app.host.onOpenFile(openPath);
    app.host.onMenuCommand((command) => {
      switch (command) {
        case 'export':
          void exportTable(tableOfView(app.layout.getState().view) ?? 'sessions');
          break;
        case 'find':
          document.getElementById(FILTER_INPUT_ID)?.focus();
          break;
        case 'pause':
          app.pause.getState().toggle();
          break;
        case 'stop':
          void app.capture.getState().stop();
          break;
        case 'install-plugin':
          app.layout.getState().open('plugins');
          choosePlugin('file', null);
          break;
      }
    });
  }, [app, openPath, exportTable, choosePlugin]);
}

function useWindowTitle(): void {
  const title = useStatus((capture) => capture.title) ?? '';
  useEffect(() => {
    document.title = title === '' ? 'Netloupe' : `${title} · Netloupe`;
  }, [title]);
}
