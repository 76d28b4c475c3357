/**
 * Whether this system shows tray icons. Windows and macOS do. On Linux somebody has to: a panel or a shell extension that has registered
 * itself with `org.kde.StatusNotifierWatcher` on the session's bus. It is asked with whichever tool there is; where nobody answers, there
 * is no tray, because a window must never be hidden in one that nobody sees.
 */
import { execFile } from 'node:child_process';

const WATCHER = 'org.kde.StatusNotifierWatcher';
const PATH = '/StatusNotifierWatcher';
const PROPERTY = 'IsStatusNotifierHostRegistered';
const TIMEOUT_MS = 2000;

/** Tools that come with systemd, GLib and D-Bus. None starts a watcher that is not there. */
const QUESTIONS: readonly (readonly [string, ...string[]])[] = [
  ['busctl', '--user', '--auto-start=no', 'get-property', WATCHER, PATH, WATCHER, PROPERTY],
  [
    'gdbus',
    'call',
    '--session',
    '--timeout=2',
    `--dest=${WATCHER}`,
    `--object-path=${PATH}`,
    '--method=org.freedesktop.DBus.Properties.Get',
    WATCHER,
    PROPERTY,
  ],
  [
    'dbus-send',
    '--session',
    '--print-reply=literal',
    '--reply-timeout=2000',
    `--dest=${WATCHER}`,
    PATH,
    'org.freedesktop.DBus.Properties.Get',
    `string:${WATCHER}`,
    `string:${PROPERTY}`,
  ],
];

export type Ask = (program: string, args: readonly string[]) => Promise<TrayAnswer>;
export type TrayAnswer = { readonly kind: 'said'; readonly text: string } | { readonly kind: 'failed' | 'no-program' };

export async function hasTrayHost(platform: string = process.platform, ask: Ask = askProgram): Promise<boolean> {
  if (platform !== 'linux') return true;
  for (const [program, ...args] of QUESTIONS) {
    const answer = await ask(program, args);
    // `b true`, `(<true>,)`, `variant       boolean true`
    if (answer.kind === 'said') return /\btrue\b/.test(answer.text);
    // There is no watcher: another tool would not find one either.
    if (answer.kind === 'failed') return false;
  }
  return false;
}

function askProgram(program: string, args: readonly string[]): Promise<TrayAnswer> {
  return new Promise((resolve) => {
    execFile(program, [...args], { timeout: TIMEOUT_MS, encoding: 'utf8' }, (error, stdout) => {
      if (error === null) resolve({ kind: 'said', text: stdout });
      else resolve({ kind: error.code === 'ENOENT' ? 'no-program' : 'failed' });
    });
  });
}
