/**
 * The desktop app with an update channel, as a packager would build it, against a server on loopback: silent until checking is
 * switched on, one request then, and a download only when asked for.
 */
import { execFileSync } from 'node:child_process';
import { cp, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { _electron, type ElectronApplication } from '@playwright/test';
import { expect, test } from './app.ts';
import { ROOT } from './kit/executables.ts';
import { SAMPLE } from './kit/captures.ts';

test.skip(({ host }) => host !== 'desktop', 'only the desktop app has versions of its own');
test.skip(process.platform === 'win32', 'openssl makes the certificate');

const PACKAGE = 'as if it were a package';

interface Served {
  readonly server: Server;
  readonly base: string;
  readonly asked: string[];
}

/** With the package, and a signed note of it, at `/latest`. */
async function serve(folder: string): Promise<Served> {
  const asked: string[] = [];
  const made = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
  const named = ['-subj', '/CN=netloupe test', '-addext', 'subjectAltName=DNS:localhost'];
  const files = ['-keyout', join(folder, 'tls.key'), '-out', join(folder, 'tls.pem')];
  execFileSync('openssl', ['req', '-x509', ...made, ...named, ...files], { stdio: 'ignore' });
  const server = createServer(
    { key: await readFile(join(folder, 'tls.key')), cert: await readFile(join(folder, 'tls.pem')) },
    (request, response) => {
      asked.push(request.url ?? '');
      void readFile(join(folder, request.url === '/latest' ? 'latest' : 'netloupe.deb')).then((body) =>
        response.end(body),
      );
    },
  );
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  return { server, base: `https://localhost:${(server.address() as AddressInfo).port}`, asked };
}

/** The program with a channel in it. */
async function programWith(folder: string, base: string): Promise<string> {
  const tool = (...args: string[]): string =>
    execFileSync(process.execPath, [join(ROOT, 'scripts', 'sign-update.mjs'), ...args], { encoding: 'utf8' });
  const keys = JSON.parse(tool('key', join(folder, 'release.pem'))) as object;
  await writeFile(join(folder, 'netloupe.deb'), PACKAGE);
  await writeFile(join(folder, 'netloupe.rpm'), PACKAGE);
  await writeFile(join(folder, 'notes'), 'Fewer bugs.\nMore \u202Etricks.');
  const packages = ['deb', 'rpm'].flatMap((kind) =>
    ['x64', 'arm64'].map((arch) => `linux-${arch}=${join(folder, `netloupe.${kind}`)}`),
  );
  const places = ['--page', 'https://localhost/netloupe', '--base', base, '--notes', join(folder, 'notes')];
  tool(
    'sign',
    '--key',
    join(folder, 'release.pem'),
    '--version',
    '99.0.0',
    ...places,
    '--out',
    join(folder, 'latest'),
    ...packages,
  );
  const program = join(folder, 'program');
  await mkdir(program);
  for (const name of ['package.json', 'out']) await cp(join(ROOT, name), join(program, name), { recursive: true });
  for (const name of ['node_modules', 'samples', 'plugins']) await symlink(join(ROOT, name), join(program, name));
  const ca = await readFile(join(folder, 'tls.pem'), 'utf8');
  await writeFile(join(program, 'update-channel.json'), JSON.stringify({ url: `${base}/latest`, keys, ca }));
  return program;
}

test('silent until switched on, then one request, and a download when asked for', async ({ folder }) => {
  const { server, base, asked } = await serve(folder);
  const program = await programWith(folder, base);
  const downloads = join(folder, 'downloads');
  await mkdir(downloads);
  const env = { ...process.env, NETLOUPE_HOME: join(folder, 'home') } as Record<string, string>;
  const args = [program, `--user-data-dir=${join(folder, 'user-data')}`, SAMPLE];
  const electron: ElectronApplication = await _electron.launch({ args, cwd: program, env });
  try {
    await electron.evaluate(({ app }, path) => app.setPath('downloads', path), downloads);
    const page = await electron.firstWindow();
    await page.getByTestId('nav-settings').click();
    await page.getByTestId('section-about').click();
    const updates = page.getByTestId('updates');
    await expect(updates.getByTestId('updates-switch')).not.toBeChecked();
    expect(await page.evaluate(() => window.netloupe!.checkForUpdates())).toMatchObject({
      enabled: false,
      offer: null,
    });
    expect(await page.evaluate(() => window.netloupe!.downloadUpdate())).toMatchObject({ ok: false });
    expect(asked).toEqual([]);

    await updates.getByTestId('updates-switch').dispatchEvent('click');
    await updates.getByTestId('check-updates').click();
    const offer = page.getByTestId('update-offer');
    await expect(offer).toContainText('Netloupe 99.0.0 is there');
    await expect(offer).toContainText('More ‹U+202E›tricks.');
    await expect(page.getByTestId('update-banner')).toContainText('Netloupe 99.0.0 is there');
    expect(asked).toEqual(['/latest']);

    await offer.getByTestId('download-update').click();
    await expect(offer).toContainText(/sudo (?:apt|dnf) install/);
    expect(asked).toHaveLength(2);
    const [name = ''] = await readdir(downloads);
    expect(await readFile(join(downloads, name), 'utf8')).toBe(PACKAGE);

    await updates.getByTestId('updates-switch').dispatchEvent('click');
    await expect(updates.getByTestId('check-updates')).toHaveCount(0);
    expect(asked).toHaveLength(2);
  } finally {
    await electron.close();
    server.closeAllConnections();
    server.close();
  }
});

test('a build without a channel says so', async ({ start }) => {
  const { page } = await start(SAMPLE);
  await page.getByTestId('nav-settings').click();
  await page.getByTestId('section-about').click();
  await expect(page.getByTestId('updates')).toContainText('This build has no update channel');
  await expect(page.getByTestId('updates-switch')).toBeDisabled();
});
