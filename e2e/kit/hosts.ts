/** Starts the program in either host and ends it again; a spec cannot tell which it got but by `host`. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { _electron, type Browser, type ElectronApplication, type Page } from '@playwright/test';
import { NETLOUPE } from './cli.ts';
import { electronExecutable, ROOT } from './executables.ts';

export type HostName = 'browser' | 'desktop';

export interface HostOption {
  readonly host: HostName;
}

/** Below a test's own time-out, so that a program that does not start is reported with what it printed. */
const LAUNCH_TIMEOUT_MS = 45_000;

export interface Launched {
  readonly page: Page;
  /** Null in the browser. */
  readonly electron: ElectronApplication | null;
  close(): Promise<void>;
}

/** Whether the program was there before: the first time it begins with a page of its own, once settings were kept it does not. */
type Before = 'used' | 'new';

/** As somebody leaves it who keeps everything as it is by default. */
export async function prepareHome(home: string): Promise<void> {
  await mkdir(home, { recursive: true, mode: 0o700 });
  const file = join(home, 'settings.yaml');
  if (!existsSync(file)) await writeFile(file, '{}\n', { mode: 0o600 });
}

/** `capture` null: without a file, as a user who only starts the program. `home`: where it keeps what outlives it. */
export async function startBrowser(
  browser: Browser,
  capture: string | null,
  home: string,
  before: Before = 'used',
): Promise<Launched> {
  if (before === 'used') await prepareHome(home);
  const args = ['serve', '--listen', '127.0.0.1:0', ...(capture === null ? [] : ['--read', capture])];
  const env = { ...process.env, NETLOUPE_HOME: home };
  const server = spawn(process.execPath, [NETLOUPE, ...args], { stdio: ['ignore', 'pipe', 'pipe'], env });
  const exited = once(server, 'exit');
  const url = await Promise.race([printedUrl(server.stdout), printedUrl(server.stderr), exited.then(() => null)]);
  if (url === null) throw new Error(`netloupe ${args.join(' ')} ended before it printed its address`);
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, acceptDownloads: true });
  const page = await context.newPage();
  await page.goto(url);
  return {
    page,
    electron: null,
    close: async () => {
      await context.close();
      server.kill('SIGTERM');
      await exited;
    },
  };
}

export interface DesktopStart {
  /** Captures or options beside the one capture. */
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly before?: Before;
}

export async function startDesktop(
  capture: string | null,
  userData: string,
  home: string,
  { args: more = [], env: set = {}, before = 'used' }: DesktopStart = {},
): Promise<Launched> {
  if (before === 'used') await prepareHome(home);
  // Playwright is left to find the same executable by itself: only then does it hold the program back until it has
  // attached. Where it attaches while the window opens, it waits for ever now and then.
  const { args, cwd } = desktopCommand(capture, userData);
  const env = { ...environment(), NETLOUPE_HOME: home, ...set };
  const electron = await _electron.launch({ args: [...args, ...more], cwd, env, timeout: LAUNCH_TIMEOUT_MS });
  const page = await electron.firstWindow();
  return { page, electron, close: () => electron.close() };
}

/** What is set, as Playwright takes it. */
function environment(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}

/** How the desktop app is started; user data apart, so that tests neither see nor leave anything. */
export function desktopCommand(
  capture: string | null,
  userData: string,
): { readonly executablePath: string; readonly args: string[]; readonly cwd: string } {
  const executablePath = electronExecutable();
  if (executablePath === null)
    throw new Error('There is no Electron here: set ELECTRON_OVERRIDE_DIST_PATH to its folder');
  const args = [ROOT, `--user-data-dir=${join(userData)}`, ...(capture === null ? [] : [capture])];
  return { executablePath, args, cwd: ROOT };
}

/** Resolves with the first address that is printed; reads on to the end, so that the pipe never fills. */
function printedUrl(stream: NodeJS.ReadableStream): Promise<string> {
  return new Promise((resolve) => {
    createInterface({ input: stream }).on('line', (line) => {
      const url = /http:\/\/[\w.[\]:]+:\d+\/\S*token=\S+/.exec(line)?.[0];
      if (url !== undefined) resolve(url);
      else if (line.trim() !== '') console.log(`server: ${line}`);
    });
  });
}
