/** The page's entry: finds out which host there is, makes the stores, draws the window and does what was asked for. */
import '@fontsource-variable/inter';
import '@fontsource-variable/jetbrains-mono';
import '@mantine/core/styles.css';
import '@mantine/notifications/styles.css';
import './global.css';
import './interpret-schemas.ts';
import { MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { createRoot } from 'react-dom/client';
import { assertDefined } from '#base/assert.ts';
import { createBrowserHost } from './browser-host.ts';
import { createDesktopHost } from './desktop-host.ts';
import { followStartIntent } from './start-intent.ts';
import { AppContext } from './state/app-context.ts';
import { createAppState } from './state/app-state.ts';
import { createMiniApp } from './state/mini-store.ts';
import { followPreferences } from './follow-preferences.ts';
import { theme } from './theme.ts';
import { MiniRoot } from './mini-root.tsx';
import { Root } from './root.tsx';

const host = window.netloupe === undefined ? createBrowserHost(window.location) : createDesktopHost(window.netloupe);
const isMini = host.kind === 'desktop' && new URLSearchParams(window.location.search).has('mini');

createRoot(assertDefined(document.getElementById('root'), 'the page has no #root')).render(
  <MantineProvider theme={theme} defaultColorScheme="auto">
    {isMini ? miniWindow() : mainWindow()}
  </MantineProvider>,
);

function mainWindow(): React.JSX.Element {
  const app = createAppState(host);
  followPreferences(app.preferences, (appearance) => host.setAppearance(appearance));
  void followStartIntent(app);
  return (
    <>
      <Notifications position="bottom-right" limit={3} />
      <AppContext value={app}>
        <Root />
      </AppContext>
    </>
  );
}

function miniWindow(): React.JSX.Element {
  const app = createMiniApp(host);
  followPreferences(app.preferences);
  return <MiniRoot app={app} />;
}
