/** The page's entry: finds out which host there is, makes the stores, draws the window and does what was asked for. */
import '@fontsource-variable/inter';
import '@fontsource-variable/jetbrains-mono';
import '@mantine/core/styles.css';
import '@mantine/notifications/styles.css';
import './global.css';
import './interpret-schemas.ts';
import { localStorageColorSchemeManager, MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { createRoot } from 'react-dom/client';
import { assertDefined } from '#base/assert.ts';
import { createBrowserHost } from './browser-host.ts';
import { createDesktopHost } from './desktop-host.ts';
import { followStartIntent } from './start-intent.ts';
import { AppContext } from './state/app-context.ts';
import { createAppState } from './state/app-state.ts';
import { theme } from './theme.ts';
import { Shell } from './views/shell/shell.tsx';

const host = window.netloupe === undefined ? createBrowserHost(window.location) : createDesktopHost(window.netloupe);
const app = createAppState(host);
void followStartIntent(app);

createRoot(assertDefined(document.getElementById('root'), 'the page has no #root')).render(
  <MantineProvider
    theme={theme}
    defaultColorScheme="auto"
    colorSchemeManager={localStorageColorSchemeManager({ key: 'netloupe:color-scheme' })}
  >
    <Notifications position="bottom-right" limit={3} />
    <AppContext value={app}>
      <Shell />
    </AppContext>
  </MantineProvider>,
);
