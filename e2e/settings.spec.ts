/** What is chosen holds: in the engine from the next capture on, on screen at once, and both after the program was started anew. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator } from '@playwright/test';
import { expect, test } from './app.ts';
import { SAMPLE } from './kit/captures.ts';
import type { Viewer } from './kit/viewer.ts';

async function openSection(viewer: Viewer, section: string): Promise<void> {
  await viewer.page.getByTestId('nav-settings').click();
  await viewer.page.getByTestId(`section-${section}`).click();
}

function setting(viewer: Viewer, path: string): Locator {
  return viewer.page.getByTestId(`setting-${path}`);
}

async function choose(viewer: Viewer, path: string, option: string): Promise<void> {
  await setting(viewer, path).getByText(option, { exact: true }).click();
}

async function sessionsInAll(viewer: Viewer): Promise<number> {
  const text = await viewer.status.textContent();
  return Number(/(\d+) sessions/.exec(text ?? '')?.[1]);
}

test('a timeout holds from the next capture on, is said to, and is kept', async ({ start, folder }) => {
  const viewer = await start(SAMPLE);
  await expect(viewer.status).toContainText('Read to the end');
  const before = await sessionsInAll(viewer);
  await openSection(viewer, 'sessions');
  const icmp = setting(viewer, 'timeouts.icmp');
  await icmp.getByRole('textbox').fill('0.5');
  await icmp.getByRole('textbox').press('Enter');
  await expect(icmp).toContainText('From the next capture on');
  const pending = viewer.page.getByTestId('settings-pending');
  await expect(pending).toContainText('1 changed setting holds from the next capture on');
  expect(await sessionsInAll(viewer)).toBe(before);

  // Pings a second apart are now sessions of their own.
  await viewer.page.getByTestId('restart-capture').click();
  await expect(pending).toBeHidden();
  await expect.poll(() => sessionsInAll(viewer)).toBeGreaterThan(before);
  await expect(icmp).not.toContainText('From the next capture on');
  const file = join(folder, 'home', 'settings.yaml');
  expect(await readFile(file, 'utf8')).toContain('icmp: 0.5');
  const changed = await sessionsInAll(viewer);
  await viewer.program.close();

  const again = await start(SAMPLE);
  await expect(again.status).toContainText('Read to the end');
  await expect.poll(() => sessionsInAll(again)).toBe(changed);
  await openSection(again, 'sessions');
  await again.page.getByTestId('reset-timeouts.icmp').click();
  await expect(setting(again, 'timeouts.icmp').getByRole('textbox')).toHaveValue('30');
  await expect.poll(() => readFile(file, 'utf8')).not.toContain('icmp');
});

test('what is wrong is said at its field and never kept', async ({ start, folder }) => {
  const viewer = await start(SAMPLE);
  await openSection(viewer, 'sessions');
  const idle = setting(viewer, 'timeouts.tcp_idle');
  await idle.getByRole('textbox').fill('soon');
  await expect(idle.getByRole('alert')).toHaveText('This must be a number.');
  await idle.getByRole('textbox').fill('0');
  await expect(idle.getByRole('alert')).toHaveText('At least 0.001 seconds.');
  await idle.getByRole('textbox').fill('77');
  await expect(idle.getByRole('alert')).toBeHidden();

  await openSection(viewer, 'payload');
  const dns = viewer.page.getByTestId('payload-dns');
  const ports = dns.getByRole('combobox', { name: 'Ports of DNS' });
  await ports.press('Backspace');
  await expect(dns.getByRole('alert')).toHaveText('Nothing could match an empty list: add an entry.');
  await ports.fill('70000');
  await ports.press('Enter');
  await expect(dns.getByRole('alert')).toHaveText('Ports are numbers from 0 to 65535.');

  // What only the engine knows: names of protocols.
  await openSection(viewer, 'capture');
  const protocols = setting(viewer, 'filter.protocol').getByRole('combobox');
  await protocols.fill('smoke-signals');
  await protocols.press('Enter');
  await expect(viewer.page.getByRole('alert').filter({ hasText: 'smoke-signals' })).toBeVisible();
  const kept = (): Promise<string> => readFile(join(folder, 'home', 'settings.yaml'), 'utf8').catch(() => '');
  await expect.poll(kept).toContain('tcp_idle: 77');
  expect(await kept()).not.toMatch(/smoke|70000|ports/);
});

test('a setting is found by a word of it, and changed where it is found', async ({ start }) => {
  const viewer = await start(SAMPLE);
  await openSection(viewer, 'about');
  const search = viewer.page.getByTestId('settings-search');
  await search.fill('snaplen');
  await expect(setting(viewer, 'capture.snaplen')).toBeVisible();
  await expect(setting(viewer, 'capture.promiscuous')).toBeHidden();
  await search.fill('no such thing');
  await expect(viewer.page.getByText('No setting is called that')).toBeVisible();
  await search.fill('');
  await expect(viewer.page.getByTestId('about')).toContainText('settings.yaml');
});

test('everything is saved to a file and taken from it, mistakes named, and taken back', async ({ start, folder }) => {
  const viewer = await start(SAMPLE);
  const { page } = viewer;
  await openSection(viewer, 'sessions');
  await setting(viewer, 'timeouts.udp').getByRole('textbox').fill('7');
  await setting(viewer, 'timeouts.udp').getByRole('textbox').press('Enter');
  await expect(page.getByTestId('reset-timeouts.udp')).toBeVisible();

  const file = join(folder, 'mine.json');
  const { electron } = viewer.program;
  if (electron === null) {
    const download = page.waitForEvent('download');
    await page.getByTestId('export-settings').click();
    await (await download).saveAs(file);
  } else {
    await electron.evaluate(({ dialog }, path) => {
      dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath: path });
    }, file);
    await page.getByTestId('export-settings').click();
  }
  await expect.poll(() => readFile(file, 'utf8').catch(() => '')).toContain('"udp": 7');
  const saved = JSON.parse(await readFile(file, 'utf8')) as {
    settings: { timeouts: { udp: number } };
    preferences: { timeZone: string };
  };

  const importFile = async (content: unknown): Promise<void> => {
    const path = join(folder, 'other.json');
    await writeFile(path, JSON.stringify(content));
    const chooser = page.waitForEvent('filechooser');
    await page.getByTestId('import-settings').click();
    await (await chooser).setFiles(path);
  };
  await importFile({ ...saved, settings: { timeouts: { udp: -1, dns: 'x' } }, preferences: { theme: 'pink' } });
  const dialog = page.getByTestId('import-dialog');
  await expect(dialog).toContainText('The file has 3 mistakes and was not taken');
  await expect(dialog).toContainText('settings.timeouts.udp');
  await expect(dialog).toContainText('preferences.theme');
  await page.keyboard.press('Escape');

  saved.settings.timeouts.udp = 9;
  saved.preferences.timeZone = 'utc';
  await importFile(saved);
  await expect(dialog).toContainText('2 settings change');
  await expect(dialog).toContainText('7 seconds');
  await page.getByTestId('apply-import').click();
  await expect(setting(viewer, 'timeouts.udp').getByRole('textbox')).toHaveValue('9');
  await page.getByTestId('undo-button').click();
  await expect(setting(viewer, 'timeouts.udp').getByRole('textbox')).toHaveValue('7');
});

test('German is everywhere and stays; units, zone, rows and theme are as chosen', async ({ start }) => {
  const viewer = await start(SAMPLE);
  const { page } = viewer;
  await openSection(viewer, 'display');
  await choose(viewer, 'language', 'Deutsch');
  await expect(page.getByRole('heading', { name: 'Darstellung' })).toBeVisible();
  await expect(page.locator('html')).toHaveAttribute('lang', 'de');
  // The keyboard is still where it was.
  await expect(setting(viewer, 'language').getByRole('radio', { name: 'Deutsch' })).toBeFocused();
  await page.reload();
  await openSection(viewer, 'display');
  await expect(page.getByRole('heading', { name: 'Darstellung' })).toBeVisible();
  await expect(page.getByTestId('nav-sessions')).toContainText('Sitzungen');
  await expect(page.getByTestId('section-machine')).toHaveText('Dieser Rechner');

  await choose(viewer, 'byteBase', '1024 · KiB');
  await expect(viewer.status).toContainText('KiB');
  await choose(viewer, 'timeZone', 'UTC');
  await choose(viewer, 'density', 'Bequem');
  await expect(page.locator('html')).toHaveAttribute('data-density', 'comfortable');
  await choose(viewer, 'theme', 'Dunkel');
  await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', 'dark');
  if (viewer.program.electron !== null) {
    const native = (): Promise<string> =>
      viewer.program.electron!.evaluate(({ nativeTheme, Menu }) =>
        [nativeTheme.themeSource, Menu.getApplicationMenu()!.items[0]!.label].join(),
      );
    await expect.poll(native).toBe('dark,&Datei');
  }
  await choose(viewer, 'language', 'English');
  await expect(page.getByRole('heading', { name: 'Display' })).toBeVisible();
});

test('the machine is looked at, with a way to look again', async ({ start }) => {
  const viewer = await start(SAMPLE);
  await openSection(viewer, 'machine');
  const checks = viewer.page.getByTestId('doctor-checks');
  await expect(checks.getByTestId('check-capture')).toBeVisible();
  await expect(checks.getByTestId('check-disk')).toContainText('free for');
  await viewer.page.getByTestId('doctor-again').click();
  await expect(checks).toHaveAttribute('aria-busy', 'false');
  await expect(checks.getByRole('listitem')).not.toHaveCount(0);
  await expect(checks.getByTestId('check-history')).toContainText('history');
});

test('a browser names no path of this machine, the app does', async ({ start, host }) => {
  const viewer = await start(SAMPLE);
  await openSection(viewer, 'geo');
  const country = setting(viewer, 'geo.country').getByRole('textbox');
  if (host === 'browser') {
    await expect(country).toBeDisabled();
    await expect(setting(viewer, 'geo.country')).toContainText('in the desktop app or in the settings file only');
  } else await expect(country).toBeEnabled();
});
