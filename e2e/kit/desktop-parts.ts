/** What a desktop around the program is made of in tests, and looking at the program's native parts. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ElectronApplication } from '@playwright/test';
import { desktopCommand, type DesktopStart } from './hosts.ts';

/**
 * A desktop of which `busctl` says whether it shows tray icons, with a folder of its own for what starts at login. Whether an icon can then be
 * seen is the desktop's matter.
 */
export async function desktopWith(folder: string, { tray }: { readonly tray: boolean }): Promise<DesktopStart> {
  const bin = join(folder, 'bin');
  await mkdir(bin, { recursive: true });
  await writeFile(join(bin, 'busctl'), `#!/bin/sh\necho 'b ${tray}'\n`);
  await chmod(join(bin, 'busctl'), 0o755);
  return { env: { PATH: `${bin}:${process.env['PATH'] ?? ''}`, XDG_CONFIG_HOME: join(folder, 'config') } };
}

/** Another start of the program, to its end; its exit status. */
export async function startAgain(folder: string, args: readonly string[]): Promise<number | null> {
  const command = desktopCommand(null, join(folder, 'user-data'));
  const second = spawn(command.executablePath, [...command.args, ...args], { cwd: command.cwd, stdio: 'ignore' });
  const [status] = (await once(second, 'exit')) as [number | null];
  return status;
}

export interface WindowFacts {
  readonly visible: boolean;
  readonly minimised: boolean;
  readonly url: string;
}

export function windowsOf(electron: ElectronApplication): Promise<WindowFacts[]> {
  return electron.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows().map((window) => ({
      visible: window.isVisible(),
      minimised: window.isMinimized(),
      url: window.webContents.getURL(),
    })),
  );
}

/** Closed as its frame's button closes it. */
export function closeMainWindow(electron: ElectronApplication): Promise<void> {
  return electron.evaluate(({ BrowserWindow }) => {
    BrowserWindow.getAllWindows()
      .find(({ webContents }) => !webContents.getURL().endsWith('?mini'))
      ?.close();
  });
}

/** Notes what the program's tray icons show from now on; to be called before there is one. */
export function watchTrays(electron: ElectronApplication): Promise<void> {
  return electron.evaluate(({ Tray }) => {
    const { setContextMenu, setToolTip } = Tray.prototype;
    Tray.prototype.setContextMenu = function noted(menu): void {
      Object.assign(globalThis, { trayMenu: menu });
      setContextMenu.call(this, menu);
    };
    Tray.prototype.setToolTip = function noted(text): void {
      Object.assign(globalThis, { trayText: text });
      setToolTip.call(this, text);
    };
  });
}

interface NotedTray {
  readonly trayMenu?: Electron.Menu;
  readonly trayText?: string;
}

/** Right after a tray's methods were replaced, Playwright loses answers of main: its question is asked again. */
async function askedAgain<T>(ask: () => Promise<T>): Promise<T> {
  for (let left = 5; ; left--) {
    try {
      return await ask();
    } catch (error) {
      if (left === 0 || !String(error).includes('promise was garbage collected')) throw error;
    }
  }
}

/** Of the tray's menu: what each item says, in brackets where it cannot be chosen. */
export function trayItems(electron: ElectronApplication): Promise<Record<string, string>> {
  return askedAgain(() =>
    electron.evaluate(() => {
      const { trayMenu } = globalThis as NotedTray;
      const items = (trayMenu?.items ?? []).filter(({ type }) => type !== 'separator');
      return Object.fromEntries(items.map(({ id, label, enabled }) => [id, enabled ? label : `(${label})`]));
    }),
  );
}

export function trayText(electron: ElectronApplication): Promise<string> {
  return askedAgain(() => electron.evaluate(() => (globalThis as NotedTray).trayText ?? ''));
}

export function chooseInTray(electron: ElectronApplication, item: string): Promise<void> {
  return electron.evaluate((_electron, id) => {
    (globalThis as NotedTray).trayMenu?.getMenuItemById(id)?.click();
  }, item);
}

/** Of the native menu, by the labels that lead to it. */
export async function chooseInMenu(electron: ElectronApplication, ...labels: readonly string[]): Promise<void> {
  await electron.evaluate(({ Menu }, path) => {
    let items = Menu.getApplicationMenu()?.items ?? [];
    for (const [depth, label] of path.entries()) {
      const item = items.find((each) => each.label.replaceAll('&', '') === label);
      if (item === undefined) throw new Error(`no ${label} among ${items.map((each) => each.label).join(', ')}`);
      if (depth === path.length - 1) item.click();
      items = item.submenu?.items ?? [];
    }
  }, labels);
}
