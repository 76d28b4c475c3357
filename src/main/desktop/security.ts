/**
 * What no page of ours may do, whatever it was tricked into: leave, open windows, ask for devices, download, or reach
 * the network. Set once per process and session, before the first window.
 */
import { app, type Session, type WebContents } from 'electron';
import { APP_SCHEME, isAppUrl } from './app-asset.ts';

/** The developer tools are ours too; everything else a page could load from is not. */
const SCHEMES_ALLOWED = new Set([`${APP_SCHEME}:`, 'devtools:', 'data:', 'blob:']);

export function lockDownPages(): void {
  app.on('web-contents-created', (_event, contents) => {
    // Of any frame, the top one included.
    contents.on('will-frame-navigate', (event) => event.preventDefault());
    contents.on('will-redirect', (event) => event.preventDefault());
    contents.on('will-attach-webview', (event) => event.preventDefault());
    contents.setWindowOpenHandler(() => ({ action: 'deny' }));
  });
}

export function lockDownSession(session: Session): void {
  session.setPermissionRequestHandler((contents, permission, answer) => answer(mayUse(contents, permission)));
  session.setPermissionCheckHandler((contents, permission) => mayUse(contents, permission));
  session.setDevicePermissionHandler(() => false);
  session.on('will-download', (event) => event.preventDefault());
  session.webRequest.onBeforeRequest((request, answer) => {
    answer({ cancel: !(URL.canParse(request.url) && SCHEMES_ALLOWED.has(new URL(request.url).protocol)) });
  });
}

/** Copying a value is all that the view asks of the system by itself. */
const PERMISSIONS_ALLOWED = new Set(['clipboard-sanitized-write']);

function mayUse(contents: WebContents | null, permission: string): boolean {
  return PERMISSIONS_ALLOWED.has(permission) && contents !== null && isAppUrl(contents.getURL());
}
