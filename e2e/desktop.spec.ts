/** What only the desktop host has: the locked-down page, one instance, the window's place, the engine's own process. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from './app.ts';
import { expectNoBarriers } from './kit/barriers.ts';
import { SAMPLE } from './kit/captures.ts';
import { chooseInMenu } from './kit/desktop-parts.ts';
import { desktopCommand } from './kit/hosts.ts';
import { LoopbackTraffic, TRAFFIC_BPF } from './kit/loopback-traffic.ts';
import { PluginsPane } from './kit/plugins-pane.ts';

test('the page has no Node, cannot leave, open windows, run injected scripts or reach the network', async ({
  start,
}) => {
  const viewer = await start(SAMPLE);
  const { page } = viewer;
  const electron = viewer.program.electron!;
  await expect(viewer.rows('sessions').first()).toBeVisible();
  const home = page.url();
  expect(home).toMatch(/^netloupe:\/\/app\//);

  const found = await page.evaluate(async () => {
    const script = document.createElement('script');
    script.textContent = 'window.injected = true';
    document.body.append(script);
    return {
      node: ['require', 'process', 'module', 'Buffer'].filter((name) => name in window),
      injected: 'injected' in window,
      opened: window.open('https://example.com/') !== null,
      fetched: await fetch('https://example.com/').then(
        () => true,
        () => false,
      ),
      file: await fetch('file:///etc/hostname').then(
        () => true,
        () => false,
      ),
      outside: await fetch('netloupe://app/..%2f..%2fpackage.json').then(({ status }) => status),
      // Main tells of alerts.
      notices: Notification.permission,
      camera: await navigator.permissions.query({ name: 'camera' as PermissionName }).then(({ state }) => state),
    };
  });
  expect(found).toEqual({
    node: [],
    injected: false,
    opened: false,
    fetched: false,
    file: false,
    outside: 404,
    notices: 'denied',
    camera: 'denied',
  });

  // Asked of main, because a navigation that was refused leaves Playwright waiting for its end.
  const attempts = await electron.evaluateHandle(({ BrowserWindow }) => {
    const seen: string[] = [];
    BrowserWindow.getAllWindows()[0]!.webContents.on('will-frame-navigate', ({ url }) => seen.push(url));
    return seen;
  });
  await page.evaluate(() => location.assign('file:///etc/hostname'));
  await page.evaluate(() => location.assign('https://example.com/'));
  await expect.poll(() => attempts.jsonValue()).toContain('https://example.com/');
  const shown = await electron.evaluate(({ BrowserWindow }) => {
    const { webContents } = BrowserWindow.getAllWindows()[0]!;
    return { url: webContents.getURL(), loading: webContents.isLoadingMainFrame() };
  });
  expect(shown).toEqual({ url: home, loading: false });
  expect(electron.windows()).toHaveLength(1);
  const preferences = await electron.evaluate(({ BrowserWindow }) =>
    (
      BrowserWindow.getAllWindows()[0]!.webContents as unknown as { getLastWebPreferences(): Record<string, unknown> }
    ).getLastWebPreferences(),
  );
  expect(preferences).toMatchObject({
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    webviewTag: false,
  });
});

test('a second start hands its capture to the first and ends', async ({ start, folder }) => {
  const viewer = await start(null);
  await expect(viewer.table('sessions')).toBeVisible();
  const { executablePath, args, cwd } = desktopCommand(SAMPLE, join(folder, 'user-data'));
  const second = spawn(executablePath, args, { cwd, stdio: 'ignore' });
  const [status] = (await once(second, 'exit')) as [number | null];
  expect(status).toBe(0);
  await expect(viewer.page.getByText('netloupe-sample.pcap').first()).toBeVisible();
  await expect(viewer.rows('sessions').first()).toBeVisible();
  expect(viewer.program.electron!.windows()).toHaveLength(1);
});

test('a capture that is not there is named, with what to do', async ({ start, folder }) => {
  const viewer = await start(join(folder, 'nowhere.pcap'));
  await expect(viewer.page.getByRole('alert').filter({ hasText: 'nowhere.pcap' })).toBeVisible();
});

test('the window comes back where it was', async ({ start, folder }) => {
  const viewer = await start(SAMPLE);
  const electron = viewer.program.electron!;
  await electron.evaluate(({ BrowserWindow }) => {
    BrowserWindow.getAllWindows()[0]!.setBounds({ x: 60, y: 50, width: 1100, height: 700 });
  });
  const file = join(folder, 'user-data', 'window-state.json');
  const kept = (): Promise<string> => readFile(file, 'utf8').catch(() => '');
  await expect.poll(kept).toContain('1100');
  const before = JSON.parse(await kept()) as { arrangements: [{ state: { bounds: object } }] };
  await electron.close();

  const again = await start(SAMPLE);
  const bounds = await again.program.electron!.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()[0]!.getNormalBounds(),
  );
  expect(bounds).toEqual(before.arrangements[0].state.bounds);
});

test('the engine is started again after it died, and the view goes on', async ({ start }) => {
  const viewer = await start(SAMPLE);
  await expect(viewer.rows('sessions').first()).toBeVisible();
  await viewer.program.electron!.evaluate(({ app }) => {
    const engine = app.getAppMetrics().find(({ name }) => name === 'Netloupe engine');
    process.kill(engine!.pid, 'SIGKILL');
  });
  await viewer.expectRowCount('sessions', 0);
  await viewer.open(SAMPLE);
  await expect.poll(() => viewer.rowCount('sessions')).toBeGreaterThan(0);
});

test('the local API is off until it is switched on in the plugins pane, and then wants its key', async ({ start }) => {
  const viewer = await start(SAMPLE);
  await viewer.goTo('plugins');
  const api = viewer.page.getByTestId('local-api');
  await expect(api).toContainText('Off.');
  // Port 0: any that is free.
  await api.getByRole('textbox', { name: 'Port' }).fill('0');
  await api.getByTestId('api-switch').dispatchEvent('click');
  const address = api.getByText(/^http:\/\/127\.0\.0\.1:\d+$/);
  await expect(address).toBeVisible();
  const url = `${await address.textContent()}/plugins`;
  const key = await api.getByRole('textbox', { name: 'Key of the local API' }).inputValue();
  expect((await fetch(url)).status).toBe(401);
  const answer = await fetch(url, { headers: { authorization: `Bearer ${key}` } });
  expect(answer.status).toBe(200);
  expect(JSON.stringify(await answer.json())).toContain('plain-log');

  await api.getByTestId('api-switch').dispatchEvent('click');
  await expect(api).toContainText('Off.');
  await expect(fetch(url)).rejects.toThrow();
});

test('a plugin is installed from the folder that its author works in, chosen or dropped', async ({ start, folder }) => {
  const home = join(folder, 'from-a-folder');
  await mkdir(home);
  await writeFile(
    join(home, 'plugin.json'),
    JSON.stringify({ name: 'from-a-folder', version: '1.0.0', language: 'lua' }),
  );
  await writeFile(join(home, 'main.lua'), 'function receiver() end');
  const viewer = await start(SAMPLE);
  await viewer.drop(home);
  const pane = new PluginsPane(viewer);
  await expect(pane.dialog).toContainText('Install from-a-folder 1.0.0?');
  await viewer.page.keyboard.press('Escape');
  await expect(pane.dialog).toBeHidden();

  await viewer.page.getByRole('button', { name: 'Choose where to install from' }).click();
  await viewer.chooseWith(viewer.page.getByRole('menuitem', { name: 'From a folder…' }), home);
  await pane.confirmInstall();
  await pane.expectState('from-a-folder', 'running');
});

test.describe('the mini window', () => {
  test.skip(process.platform !== 'linux' || process.getuid?.() !== 0, 'capturing on loopback needs root on Linux');

  test('stays above others, tells of live traffic, opens the main window and outlives the engine', async ({
    start,
  }) => {
    const traffic = new LoopbackTraffic();
    await traffic.start();
    try {
      const viewer = await start(null);
      const electron = viewer.program.electron!;
      await viewer.capture('lo', TRAFFIC_BPF);
      traffic.keepGoing(100);
      const [mini] = await Promise.all([
        electron.waitForEvent('window'),
        chooseInMenu(electron, 'Window', 'Mini window'),
      ]);
      const shape = await electron.evaluate(({ BrowserWindow }) => {
        const window = BrowserWindow.getAllWindows().find(({ webContents }) => webContents.getURL().endsWith('?mini'))!;
        return { top: window.isAlwaysOnTop(), resizable: window.isResizable(), size: window.getSize() };
      });
      expect(shape).toEqual({ top: true, resizable: true, size: [360, 240] });
      await expect(mini.getByTestId('mini-state')).toHaveText('Live');
      await expect(mini.getByTestId('mini-rates')).toContainText(/[1-9][\d.]* kB\/s/);
      // Whose names were looked up, or the address that they all lead to.
      await expect(mini.getByTestId('mini-hosts').getByRole('listitem').first()).toBeVisible();
      await expect(mini.getByTestId('mini-hosts')).toContainText(/netloupe\.test|127\.44\.0\.\d+/);

      await expectNoBarriers(mini, 'the mini window');

      // It stands still while it is paused, and the capture goes on.
      await mini.getByTestId('mini-pause').click();
      await expect(mini.getByTestId('mini-state')).toHaveText('Paused');
      const frozen = await mini.getByTestId('mini-hosts').textContent();
      const counted = await viewer.packetsCaptured();
      await expect.poll(() => viewer.packetsCaptured()).toBeGreaterThan(counted + 20);
      expect(await mini.getByTestId('mini-hosts').textContent()).toBe(frozen);
      await mini.getByTestId('mini-pause').click();

      // The engine dies: what it captured is gone, and the next one is found.
      await electron.evaluate(({ app }) => {
        const engine = app.getAppMetrics().find(({ name }) => name === 'Netloupe engine');
        process.kill(engine!.pid, 'SIGKILL');
      });
      await expect(mini.getByTestId('mini-state')).toHaveText('Nothing is captured');
      await expect(viewer.status).toContainText('Idle');
      await viewer.capture('lo', TRAFFIC_BPF);
      await expect(mini.getByTestId('mini-state')).toHaveText('Live');
      await expect(mini.getByTestId('mini-hosts')).toContainText(/netloupe\.test|127\.44\.0\.\d+/);

      // What is preferred in the main window holds here, too.
      await viewer.page.emulateMedia({ colorScheme: 'light' });
      await viewer.goTo('settings');
      await viewer.page.getByTestId('section-display').click();
      await viewer.page.getByTestId('setting-rateUnit').getByText('Bits/s', { exact: true }).click();
      await expect(mini.getByTestId('mini-rates')).toContainText('bit/s');
      await viewer.page.getByTestId('setting-language').getByText('Deutsch', { exact: true }).click();
      await expect(mini.getByTestId('mini-close')).toHaveAccessibleName('Mini-Fenster schließen');
      await chooseInMenu(electron, 'Ansicht', 'Übersicht');
      await expect(viewer.page.getByTestId('table-overview')).toBeVisible();

      // The main window is gone: a click brings another one.
      await viewer.page.close();
      const [main] = await Promise.all([electron.waitForEvent('window'), mini.getByTestId('mini-open').click()]);
      await expect(main.getByTestId('status-bar')).toContainText('lo');
      await mini.getByTestId('mini-close').click();
      await expect.poll(() => electron.windows().length).toBe(1);
    } finally {
      await traffic.close();
    }
  });
});

test('what was opened can be opened again from the menu, until that is forgotten', async ({ start, folder }) => {
  const capture = join(folder, 'mine.pcap');
  await copyFile(SAMPLE, capture);
  const viewer = await start(null);
  const electron = viewer.program.electron!;
  const recent = (): Promise<string[]> =>
    electron.evaluate(({ Menu }) => {
      const file = Menu.getApplicationMenu()!.items.find(({ label }) => label === '&File')!;
      return file
        .submenu!.items.find(({ label }) => label === 'Open &recent')!
        .submenu!.items.map(({ label }) => label);
    });
  await expect.poll(recent).toEqual(['Nothing yet']);
  await viewer.open(capture);
  await expect.poll(recent).toContain('mine.pcap');
  await chooseInMenu(electron, 'File', 'Open recent', 'mine.pcap');
  await expect(viewer.page.getByText('mine.pcap').first()).toBeVisible();
  await chooseInMenu(electron, 'File', 'Settings…');
  await viewer.page.getByTestId('section-privacy').click();
  await viewer.page.getByTestId('forget').click();
  await expect.poll(recent).toEqual(['Nothing yet']);
  await viewer.page.getByTestId('undo-button').click();
  await expect.poll(recent).toContain('mine.pcap');
});
