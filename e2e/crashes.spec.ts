/**
 * Each process of the desktop app is killed as if it had failed: what happened is said, what can goes on, and a report is left
 * that holds nothing of the capture on view.
 */
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { _electron } from '@playwright/test';
import { expect, test } from './app.ts';
import { SAMPLE } from './kit/captures.ts';
import { ROOT } from './kit/executables.ts';
import { captureVisit, LoopbackTraffic } from './kit/loopback-traffic.ts';
import { PluginsPane } from './kit/plugins-pane.ts';
import type { Viewer } from './kit/viewer.ts';

test.skip(({ host }) => host !== 'desktop', 'only the desktop app has processes apart');

type Signal = 'SIGSEGV' | 'SIGABRT' | 'SIGKILL';

/** Only that one process; `kind`: of its name, or Chromium's type. */
async function kill(viewer: Viewer, kind: string, signal: Signal): Promise<void> {
  const found = await viewer.program.electron!.evaluate(
    ({ app }, [wanted, how]) => {
      const one = app.getAppMetrics().find(({ name, type }) => name?.startsWith(wanted) === true || type === wanted);
      if (one !== undefined) process.kill(one.pid, how);
      return one !== undefined;
    },
    [kind, signal] as const,
  );
  expect(found, `a process ${kind}`).toBe(true);
}

const reportFolder = (folder: string): string => join(folder, 'home', 'crash-reports');

async function reportNames(folder: string): Promise<string[]> {
  return (await readdir(reportFolder(folder)).catch(() => [])).filter((name) => name.endsWith('.md'));
}

/** The one report of such a process, once it is there. */
async function reportOf(folder: string, crashed: string): Promise<string> {
  const named = (names: string[]): string[] => names.filter((name) => name.includes(`Z-${crashed}-`));
  await expect.poll(async () => named(await reportNames(folder)).length, `reports of ${crashed}`).toBe(1);
  const [name = ''] = named(await reportNames(folder));
  const file = join(reportFolder(folder), name);
  expect((await stat(reportFolder(folder))).mode & 0o777).toBe(0o700);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  return readFile(file, 'utf8');
}

/** Every name and address that is on screen of the capture. */
async function onScreen(viewer: Viewer): Promise<string[]> {
  const columns = await Promise.all(
    ['hostname', 'src_ip', 'dst_ip'].map((column) => viewer.column('sessions', column)),
  );
  const values = columns.flat().map((text) => text.replace(/^\W+|\W+$/g, ''));
  const names = values.filter((text) => /[.:]/.test(text));
  expect(names.length).toBeGreaterThan(4);
  return [...new Set(names)];
}

function expectNothingOf(names: readonly string[], report: string): void {
  for (const name of names) expect(report).not.toContain(name);
  expect(report).not.toContain('netloupe-sample');
}

test('the engine: started again, explained, with a report to look at, copy and delete', async ({ start, folder }) => {
  const viewer = await start(SAMPLE);
  const { page } = viewer;
  await expect(viewer.rows('sessions').first()).toBeVisible();
  const names = await onScreen(viewer);
  await kill(viewer, 'Netloupe engine', 'SIGSEGV');

  const banner = page.getByTestId('recovery-banner');
  await expect(banner).toContainText('The capture engine was restarted');
  const report = await reportOf(folder, 'engine');
  expect(report).toContain('- process: engine');
  expect(report).toContain('as after SIGSEGV');
  expect(report).toContain('netloupe: the capture engine stopped with code');
  expectNothingOf(names, report);
  await banner.getByTestId('show-crash-report').click();
  await expect(page.getByTestId('crash-report')).toContainText('- process: engine');
  await page.getByTestId('crash-report').getByRole('button', { name: 'Close' }).click();
  await banner.getByTestId('recover-button').click();
  await expect(viewer.rows('sessions').first()).toBeVisible();

  await viewer.goTo('settings');
  await page.getByTestId('section-crashes').click();
  await expect(page.getByTestId('crash-report-row')).toHaveCount(1);
  await page
    .getByTestId('crash-report-row')
    .getByRole('button', { name: /^Delete/ })
    .click();
  await expect(page.getByTestId('no-crash-reports')).toBeVisible();
  expect(await reportNames(folder)).toEqual([]);
});

test('the engine, while capturing: the capture goes on after a click', async ({ start, folder }) => {
  test.skip(process.platform !== 'linux' || process.getuid?.() !== 0, 'capturing on loopback needs root on Linux');
  const traffic = new LoopbackTraffic();
  await traffic.start();
  try {
    const viewer = await start(null);
    await captureVisit(viewer, traffic, 'before.netloupe.test');
    await kill(viewer, 'Netloupe engine', 'SIGABRT');
    await viewer.page.getByTestId('recover-button').click();
    await expect(viewer.status).toContainText('Capturing on lo');
    await traffic.visit('after.netloupe.test');
    await expect(viewer.rows('sessions').filter({ hasText: 'after.netloupe.test' })).toHaveCount(1);
    expectNothingOf(['netloupe.test', '127.0.0.1'], await reportOf(folder, 'engine'));
  } finally {
    await traffic.close();
  }
});

test('the history, a plugin and the GPU: each is told, and the capture stays on view', async ({ start, folder }) => {
  const viewer = await start(SAMPLE);
  await expect(viewer.rows('sessions').first()).toBeVisible();
  const names = await onScreen(viewer);
  const sessions = await viewer.rowCount('sessions');
  const banner = viewer.page.getByTestId('crash-banner');
  const plugins = new PluginsPane(viewer);
  await viewer.goTo('plugins');
  await plugins.turn('plain-log', true);
  await plugins.expectState('plain-log', 'running');
  const all = [
    ['plugin', 'Netloupe plugin', 'SIGABRT', 'The process of a plugin stopped unexpectedly and was started again'],
    ['history', 'Netloupe history', 'SIGSEGV', 'The history process stopped unexpectedly and was started again'],
    ['gpu', 'GPU', 'SIGABRT', 'The process that draws stopped unexpectedly and was started again'],
  ] as const;
  for (const [crashed, kind, signal, text] of all) {
    await kill(viewer, kind, signal);
    await expect(banner).toContainText(text);
    expectNothingOf(names, await reportOf(folder, crashed));
    await banner.getByRole('button', { name: 'Dismiss' }).click();
    await expect(banner).toHaveCount(0);
  }
  await plugins.expectState('plain-log', 'running');
  await viewer.goTo('sessions');
  expect(await viewer.rowCount('sessions')).toBe(sessions);
  await expect(viewer.rows('sessions').first()).toBeVisible();
});

test('the view: loaded again by itself, then only when asked', async ({ start, folder }) => {
  const viewer = await start(SAMPLE);
  await expect(viewer.rows('sessions').first()).toBeVisible();
  const names = await onScreen(viewer);
  const electron = viewer.program.electron!;
  await electron.evaluate(({ dialog }) => {
    const asked: string[] = [];
    Object.assign(globalThis, { asked });
    dialog.showMessageBox = ((_window: unknown, options: { message: string }) => {
      asked.push(options.message);
      return Promise.resolve({ response: 0, checkboxChecked: false });
    }) as typeof dialog.showMessageBox;
  });
  /** Playwright's page is of the process that is gone: what is shown now is asked of the window. */
  const shown = (): Promise<string> =>
    electron.evaluate(async ({ BrowserWindow }) => {
      const { webContents } = BrowserWindow.getAllWindows()[0]!;
      if (webContents.isCrashed() || webContents.isLoading()) return '';
      const text = webContents.executeJavaScript('document.body.innerText') as Promise<string>;
      // A page that goes away meanwhile never answers.
      return Promise.race([text, new Promise<string>((resolve) => void setTimeout(() => resolve(''), 500))]);
    });
  const killView = (): Promise<boolean> =>
    electron.evaluate(({ BrowserWindow }) =>
      process.kill(BrowserWindow.getAllWindows()[0]!.webContents.getOSProcessId(), 'SIGSEGV'),
    );
  await killView();
  await expect.poll(shown).toContain('The view stopped unexpectedly and was started again');
  await expect.poll(shown).toContain('netloupe-sample.pcap');
  expectNothingOf(names, await reportOf(folder, 'view'));
  expect(await electron.evaluate(() => (globalThis as unknown as { asked: string[] }).asked)).toEqual([]);

  await killView();
  await expect
    .poll(() => electron.evaluate(() => (globalThis as unknown as { asked: string[] }).asked))
    .toEqual(['The view stopped again']);
  await expect.poll(shown).toContain('netloupe-sample.pcap');
});

test('the app itself: the next start tells of it', async ({ start, folder }) => {
  const viewer = await start(SAMPLE);
  await expect(viewer.rows('sessions').first()).toBeVisible();
  const names = await onScreen(viewer);
  const electron = viewer.program.electron!;
  const closed = electron.waitForEvent('close');
  await electron.evaluate(() => void setTimeout(() => process.kill(process.pid, 'SIGSEGV')));
  await closed;

  const again = await start(SAMPLE);
  await expect(again.page.getByTestId('crash-banner')).toContainText('Netloupe stopped unexpectedly');
  expectNothingOf(names, await reportOf(folder, 'app'));
});

test('an error that nobody caught in the app itself: it is started anew, and tells of it', async ({
  start,
  folder,
}) => {
  const viewer = await start(SAMPLE);
  await expect(viewer.rows('sessions').first()).toBeVisible();
  const names = await onScreen(viewer);
  const electron = viewer.program.electron!;
  const noted = join(folder, 'relaunched.json');
  const closed = electron.waitForEvent('close');
  await electron.evaluate(({ app }, file) => {
    const { writeFileSync } = process.getBuiltinModule('node:fs');
    app.relaunch = (options) => writeFileSync(file, JSON.stringify(options?.args));
    setTimeout(() => {
      throw new TypeError('no answer from "intranet.example.com" at 192.0.2.7');
    });
  }, noted);
  await closed;
  const report = await reportOf(folder, 'app');
  expect(report).toContain('TypeError: no answer from <text> at <address>');
  expectNothingOf([...names, 'intranet', '192.0.2.7'], report);

  // As it would have started itself; without a debugger, which is not here any more.
  const args = (JSON.parse(await readFile(noted, 'utf8')) as string[]).filter(
    (each) => !/^--(?:inspect|remote-debugging)/.test(each),
  );
  expect(args).toContain(SAMPLE);
  const env = { ...process.env, NETLOUPE_HOME: join(folder, 'home') } as Record<string, string>;
  const again = await _electron.launch({ args, cwd: ROOT, env });
  try {
    const page = await again.firstWindow();
    await expect(page.getByTestId('crash-banner')).toContainText('Netloupe stopped unexpectedly and was started again');
    await expect(page.getByText('netloupe-sample.pcap').first()).toBeVisible();
    // A second time so soon is once too often.
    await again.evaluate(({ app, dialog }, file) => {
      const { writeFileSync } = process.getBuiltinModule('node:fs');
      app.relaunch = () => writeFileSync(file, 'relaunched');
      dialog.showErrorBox = (title, text) => writeFileSync(file, `${title}: ${text}`);
      setTimeout(() => {
        throw new Error('again');
      });
    }, noted);
    await expect.poll(() => readFile(noted, 'utf8')).toMatch(/^Netloupe has to end: .*crash-reports/);
  } finally {
    await again.close();
  }
  expect((await reportNames(folder)).length).toBe(2);
});

test('twenty reports are kept, and the menu opens their folder', async ({ start, folder }) => {
  await mkdir(reportFolder(folder), { recursive: true });
  const old = Array.from(
    { length: 20 },
    (_, at) => `2026-01-01T00-00-${String(at).padStart(2, '0')}Z-engine-00000000.md`,
  );
  for (const name of old) await writeFile(join(reportFolder(folder), name), 'old');
  const viewer = await start(SAMPLE);
  const electron = viewer.program.electron!;
  await kill(viewer, 'Netloupe history', 'SIGSEGV');
  await reportOf(folder, 'history');
  await expect.poll(async () => (await reportNames(folder)).length).toBe(20);
  expect(await reportNames(folder)).not.toContain(old[0]);
  expect(await reportNames(folder)).toContain(old[1]);

  const opened = await electron.evaluate(({ Menu, shell }) => {
    const paths: string[] = [];
    shell.openPath = (path) => {
      paths.push(path);
      return Promise.resolve('');
    };
    const help = Menu.getApplicationMenu()!.items.find(({ role }) => role === 'help');
    help!.submenu!.items.find(({ label }) => label.includes('Crash reports'))!.click();
    return paths;
  });
  expect(opened).toEqual([reportFolder(folder)]);

  // Ended in order, it has nothing to tell of at its next start.
  const mark = join(folder, 'user-data', 'running');
  expect((await stat(mark)).isFile()).toBe(true);
  await electron.close();
  await expect(stat(mark)).rejects.toThrow('ENOENT');
});
