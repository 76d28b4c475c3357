/** What only the desktop host has: the locked-down page, one instance, the window's place, the engine's own process. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from './app.ts';
import { SAMPLE } from './kit/captures.ts';
import { desktopCommand } from './kit/hosts.ts';
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
      // The switch in the Alerts view asks for this one.
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
    notices: 'granted',
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
  const before = JSON.parse(await kept()) as { bounds: object };
  await electron.close();

  const again = await start(SAMPLE);
  const bounds = await again.program.electron!.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()[0]!.getNormalBounds(),
  );
  expect(bounds).toEqual(before.bounds);
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
