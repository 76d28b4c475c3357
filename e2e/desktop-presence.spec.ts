/** How the program is there on a desktop: tray, closing into it, starting minimised and at login, files handed over, notices, menus. */
import { once } from 'node:events';
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ElectronApplication } from '@playwright/test';
import { expect, test } from './app.ts';
import { expectNoBarriers } from './kit/barriers.ts';
import { SAMPLE } from './kit/captures.ts';
import {
  chooseInMenu,
  chooseInTray,
  closeMainWindow,
  desktopWith,
  startAgain,
  trayItems,
  trayText,
  watchTrays,
  windowsOf,
} from './kit/desktop-parts.ts';
import { startDesktop } from './kit/hosts.ts';
import { LoopbackTraffic, TRAFFIC_BPF } from './kit/loopback-traffic.ts';
import type { Viewer } from './kit/viewer.ts';

test.skip(process.platform !== 'linux', 'trays and login items of other systems are their own');

const ALL_OFF = {
  tray: true,
  close_to_tray: false,
  start_minimised: false,
  start_at_login: false,
  check_for_updates: false,
};

async function prefer(folder: string, preferences: Partial<typeof ALL_OFF>): Promise<void> {
  await mkdir(join(folder, 'user-data'), { recursive: true });
  await writeFile(
    join(folder, 'user-data', 'desktop-preferences.json'),
    JSON.stringify({ ...ALL_OFF, ...preferences }),
  );
}

async function openSection(viewer: Viewer): Promise<void> {
  await viewer.goTo('settings');
  await viewer.page.getByTestId('section-desktop').click();
}

async function toggle(viewer: Viewer, choice: string, on: boolean): Promise<void> {
  const control = viewer.page.getByTestId(`setting-desktop.${choice}`).getByRole('switch');
  await control.dispatchEvent('click');
  await expect(control).toBeChecked({ checked: on });
}

/** Electron counts a window as visible once the system has shown it. */
function expectWindow(electron: ElectronApplication, visible: boolean): Promise<void> {
  return expect.poll(async () => (await windowsOf(electron)).map((window) => window.visible)).toEqual([visible]);
}

test('what is chosen holds after a restart, and starting at login is a file that comes and goes', async ({
  start,
  folder,
}) => {
  const desktop = await desktopWith(folder, { tray: true });
  const autostart = join(folder, 'config', 'autostart', 'netloupe.desktop');
  const viewer = await start(SAMPLE, desktop);
  await openSection(viewer);
  await expectNoBarriers(viewer.page, 'the settings of the desktop');
  await toggle(viewer, 'close_to_tray', true);
  await toggle(viewer, 'start_at_login', true);
  const entry = await readFile(autostart, 'utf8');
  expect(entry).toMatch(/^\[Desktop Entry\]\nType=Application\n/);
  expect(entry).toMatch(/^Exec=\S*electron\S* \S+$/m);
  await viewer.program.electron!.close();

  const again = await start(SAMPLE, desktop);
  await openSection(again);
  const atLogin = again.page.getByTestId('setting-desktop.start_at_login').getByRole('switch');
  await expect(atLogin).toBeChecked();
  await expect(again.page.getByTestId('setting-desktop.close_to_tray').getByRole('switch')).toBeChecked();
  // Switched off with the desktop's own tool.
  await writeFile(autostart, `${entry}Hidden=true\n`);
  await again.page.getByTestId('section-display').click();
  await again.page.getByTestId('section-desktop').click();
  await expect(atLogin).not.toBeChecked();
  await toggle(again, 'start_at_login', true);
  expect(await readFile(autostart, 'utf8')).toBe(entry);
  await toggle(again, 'start_at_login', false);
  await expect(readFile(autostart, 'utf8')).rejects.toThrow('ENOENT');
});

test('without a tray nothing is hidden: the option says so, and closing ends the program', async ({ folder }) => {
  await prefer(folder, { close_to_tray: true });
  const desktop = await desktopWith(folder, { tray: false });
  const { electron, page } = await startDesktop(SAMPLE, join(folder, 'user-data'), join(folder, 'home'), desktop);
  await page.getByTestId('nav-settings').click();
  await page.getByTestId('section-desktop').click();
  await expect(page.getByTestId('no-tray')).toContainText('no icons in a tray');
  const closing = page.getByTestId('setting-desktop.close_to_tray').getByRole('switch');
  await expect(closing).toBeDisabled();
  await expect(closing).not.toBeChecked();
  const ended = once(electron!.process(), 'exit');
  await closeMainWindow(electron!);
  await ended;
});

test('closing hides in the tray while there is one; a second start and the tray bring the window back', async ({
  start,
  folder,
}) => {
  await prefer(folder, { close_to_tray: true });
  const viewer = await start(SAMPLE, await desktopWith(folder, { tray: true }));
  const electron = viewer.program.electron!;
  await closeMainWindow(electron);
  await expectWindow(electron, false);
  expect(await startAgain(folder, ['--minimised'])).toBe(0);
  await expectWindow(electron, false);
  expect(await startAgain(folder, [])).toBe(0);
  await expectWindow(electron, true);
  // It is the same page, and it has not begun anew.
  await expect(viewer.rows('sessions').first()).toBeVisible();

  // The panel is gone when it is closed next: then it closes.
  await desktopWith(folder, { tray: false });
  const ended = once(electron.process(), 'exit');
  await closeMainWindow(electron);
  await ended;
});

test('starts in the tray when told to, and takes several captures and a folder from there', async ({ folder }) => {
  const captures = join(folder, 'captures');
  await mkdir(captures);
  const [first, second] = [join(folder, 'one.pcap'), join(folder, 'two.pcap')];
  await Promise.all([first, second, join(captures, 'three.pcap')].map((file) => copyFile(SAMPLE, file)));
  const desktop = await desktopWith(folder, { tray: true });
  const { electron, page, close } = await startDesktop(null, join(folder, 'user-data'), join(folder, 'home'), {
    ...desktop,
    args: ['--minimised'],
  });
  try {
    // The page works, although nobody sees it.
    await expect(page.getByTestId('status-bar')).toContainText(/Capturing|Reading|Read to the end|Failed/);
    await expectWindow(electron!, false);
    expect(await startAgain(folder, [first, second])).toBe(0);
    await expectWindow(electron!, true);
    await expect(page.getByTestId('capture-button')).toHaveText('one.pcap · 2 captures');
    expect(await startAgain(folder, ['--minimised', captures])).toBe(0);
    await expect(page.getByTestId('capture-button')).toHaveText('captures');
  } finally {
    await close();
  }
});

test('a preference to start without a window yields to a capture that is named', async ({ start, folder }) => {
  await prefer(folder, { start_minimised: true });
  const desktop = await desktopWith(folder, { tray: true });
  const hidden = await startDesktop(null, join(folder, 'user-data'), join(folder, 'home'), desktop);
  await expect(hidden.page.getByTestId('status-bar')).toBeAttached();
  await expectWindow(hidden.electron!, false);
  await hidden.close();
  const viewer = await start(SAMPLE, desktop);
  await expectWindow(viewer.program.electron!, true);
});

test('the tray tells what the capture does, and pauses, stops, hides and quits', async ({ start, folder }) => {
  test.skip(process.getuid?.() !== 0, 'capturing on loopback needs root');
  await prefer(folder, { tray: false });
  const traffic = new LoopbackTraffic();
  await traffic.start();
  try {
    const viewer = await start(null, await desktopWith(folder, { tray: true }));
    const electron = viewer.program.electron!;
    await viewer.capture('lo', TRAFFIC_BPF);
    traffic.keepGoing(100);
    await watchTrays(electron);
    await openSection(viewer);
    await toggle(viewer, 'tray', true);
    await expect
      .poll(() => trayItems(electron))
      .toMatchObject({
        state: '(Capturing on lo)',
        window: 'Hide Netloupe',
        pause: 'Pause the view',
        stop: 'Stop capture',
      });
    await expect.poll(() => trayText(electron)).toMatch(/^Netloupe\nCapturing on lo\nIn [1-9].* · Out .*\/s$/);

    await chooseInTray(electron, 'pause');
    await expect(viewer.page.getByTestId('pause-button')).toHaveAttribute('aria-pressed', 'true');
    await expect.poll(() => trayItems(electron)).toMatchObject({ pause: 'Resume the view' });
    expect(await trayText(electron)).toContain('view paused');
    await chooseInTray(electron, 'pause');
    await expect.poll(() => trayItems(electron)).toMatchObject({ pause: 'Pause the view' });

    await chooseInTray(electron, 'window');
    await expectWindow(electron, false);
    await expect.poll(() => trayItems(electron)).toMatchObject({ window: 'Show Netloupe' });
    await chooseInTray(electron, 'window');
    await expectWindow(electron, true);

    await viewer.page.getByTestId('section-display').click();
    await viewer.page.getByTestId('setting-language').getByText('Deutsch', { exact: true }).click();
    await viewer.page.getByTestId('setting-rateUnit').getByText('Bit/s', { exact: true }).click();
    await expect.poll(() => trayText(electron)).toMatch(/^Netloupe\nErfassung auf lo\nEin .*bit\/s · Aus .*bit\/s$/);

    await chooseInTray(electron, 'stop');
    await expect
      .poll(() => trayItems(electron))
      .toMatchObject({ state: '(lo, gestoppt)', stop: '(Erfassung stoppen)' });
    // An engine that died is trouble, and one that came back is not.
    await electron.evaluate(({ app }) => {
      const engine = app.getAppMetrics().find(({ name }) => name === 'Netloupe engine');
      process.kill(engine!.pid, 'SIGKILL');
    });
    await expect.poll(() => trayItems(electron)).toMatchObject({ state: '(Nichts wird erfasst)' });

    const ended = once(electron.process(), 'exit');
    await chooseInTray(electron, 'quit').catch(() => undefined); // it may be gone before it has answered
    await ended;
  } finally {
    await traffic.close();
  }
});

test('alerts are told outside of the window: none while it is in front, few, no markup, and a click leads there', async ({
  start,
  folder,
}) => {
  const viewer = await start(SAMPLE, await desktopWith(folder, { tray: true }));
  const electron = viewer.program.electron!;
  await electron.evaluate(({ BrowserWindow, Notification }) => {
    const told: Electron.Notification[] = [];
    Object.assign(globalThis, { told, front: true });
    Notification.isSupported = () => true;
    Notification.prototype.show = function show(): void {
      told.push(this);
    };
    const [window] = BrowserWindow.getAllWindows();
    const isFront = (): boolean => (globalThis as unknown as { front: boolean }).front;
    BrowserWindow.getFocusedWindow = () => (isFront() ? (window ?? null) : null);
  });
  interface Told {
    readonly told: Electron.Notification[];
  }
  const told = (): Promise<string[]> =>
    electron.evaluate(() => (globalThis as unknown as Told).told.map(({ title, body }) => `${title} | ${body}`));
  const notify = (title: string, times: number): Promise<void> =>
    viewer.page.evaluate(
      ([text, count]) => {
        for (let at = 0; at < count; at++) window.netloupe!.notify(`${text} ${at}`, 'from <b>1.2.3.4</b> & more');
      },
      [title, times] as const,
    );
  await notify('in front', 3);
  await electron.evaluate(() => Object.assign(globalThis, { front: false }));
  await notify('flood', 200);
  await expect.poll(told).toHaveLength(15);
  expect((await told())[0]).toBe('flood 0 | from ‹b›1.2.3.4‹/b› ＆ more');

  await electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.hide());
  await expectWindow(electron, false);
  await electron.evaluate(() => (globalThis as unknown as Told).told.at(-1)?.emit('click'));
  await expectWindow(electron, true);
  await expect(viewer.page.getByTestId('table-alerts')).toBeVisible();
});

test('the menu has what menus have, with keys, and what it says happens', async ({ start }) => {
  const viewer = await start(SAMPLE);
  const electron = viewer.program.electron!;
  const items = await electron.evaluate(({ Menu }) => {
    const flat: Record<string, string> = {};
    for (const menu of Menu.getApplicationMenu()?.items ?? []) {
      for (const { label, type, accelerator, role } of menu.submenu?.items ?? []) {
        if (type !== 'separator') flat[`${menu.label}/${label}`.replaceAll('&', '')] = accelerator ?? role ?? '';
      }
    }
    return flat;
  });
  expect(items).toMatchObject({
    'File/Open capture…': 'CmdOrCtrl+O',
    'File/Open folder…': 'CmdOrCtrl+Shift+O',
    'File/Export as CSV…': 'CmdOrCtrl+E',
    'File/Settings…': 'CmdOrCtrl+,',
    'File/Quit Netloupe': expect.anything(),
    'Edit/Undo': expect.anything(),
    'Edit/Redo': expect.anything(),
    'Edit/Cut': expect.anything(),
    'Edit/Copy': expect.anything(),
    'Edit/Paste': expect.anything(),
    'Edit/Select all': expect.anything(),
    'Edit/Find': 'CmdOrCtrl+F',
    'Capture/Pause or resume the view': 'Space',
    'Capture/Stop capture': 'CmdOrCtrl+.',
    'View/Actual size': expect.anything(),
    'View/Zoom in': expect.anything(),
    'View/Zoom out': expect.anything(),
    'View/Full screen': expect.anything(),
    'Window/Mini window': 'CmdOrCtrl+Shift+M',
    'Window/Minimise': expect.anything(),
    'Window/Close window': expect.anything(),
    'Help/Documentation': 'F1',
    'Help/Keyboard shortcuts': expect.anything(),
    'Help/Licences': expect.anything(),
    'Help/About Netloupe': expect.anything(),
  });

  await chooseInMenu(electron, 'Help', 'Keyboard shortcuts');
  await expect(viewer.page.getByRole('dialog')).toBeVisible();
  await viewer.page.keyboard.press('Escape');
  await chooseInMenu(electron, 'Capture', 'Pause or resume the view');
  await expect(viewer.page.getByTestId('pause-button')).toHaveAttribute('aria-pressed', 'true');

  await electron.evaluate(({ clipboard, dialog, shell }) => {
    const seen: string[] = [];
    Object.assign(globalThis, { seen });
    dialog.showMessageBox = ((...args: unknown[]) => {
      seen.push((args.at(-1) as Electron.MessageBoxOptions).detail ?? '');
      return Promise.resolve({ response: 1, checkboxChecked: false });
    }) as typeof dialog.showMessageBox;
    clipboard.writeText = ((text: string) => seen.push(text)) as unknown as typeof clipboard.writeText;
    shell.openPath = (path) => {
      seen.push(path);
      return Promise.resolve('');
    };
  });
  const seen = (): Promise<string[]> =>
    electron.evaluate(() => (globalThis as unknown as { readonly seen: string[] }).seen);
  await chooseInMenu(electron, 'Help', 'About Netloupe');
  await expect.poll(seen).toHaveLength(2);
  const versions = await electron.evaluate(() => process.versions);
  expect((await seen())[1]).toMatch(/^Netloupe \d+\.\d+\.\d+\n/);
  expect((await seen())[1]).toContain(`Electron ${versions['electron']}\nChromium ${versions['chrome']}\nNode.js`);
  await chooseInMenu(electron, 'Help', 'Documentation');
  await chooseInMenu(electron, 'Help', 'Licences');
  expect((await seen()).slice(2).map((path) => path.split('/').at(-1))).toEqual(['docs', 'LICENSE']);
});

test('the mini window comes back where it was', async ({ start, folder }) => {
  const viewer = await start(SAMPLE);
  const place = { x: 40, y: 30, width: 320, height: 200 };
  const openMini = async ({ electron }: Viewer['program']): Promise<Electron.Rectangle> => {
    await Promise.all([electron!.waitForEvent('window'), chooseInMenu(electron!, 'Window', 'Mini window')]);
    return electron!.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()
        .find((window) => window.isAlwaysOnTop())!
        .getNormalBounds(),
    );
  };
  await openMini(viewer.program);
  await viewer.program.electron!.evaluate(({ BrowserWindow }, bounds) => {
    BrowserWindow.getAllWindows()
      .find((window) => window.isAlwaysOnTop())!
      .setBounds(bounds);
  }, place);
  const file = join(folder, 'user-data', 'mini-window-state.json');
  await expect.poll(() => readFile(file, 'utf8').catch(() => '')).toContain('"width":320');
  await viewer.program.electron!.close();
  const again = await start(SAMPLE);
  expect(await openMini(again.program)).toEqual(place);
});
