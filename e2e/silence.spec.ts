/**
 * Started as it comes, the program sends nothing: no look-up, no probe, nothing of Chromium's own. Half a minute here, ten with
 * `npm run test:silence`. The desktop app is started as users start it: Playwright would add Chromium's switches for silence.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Browser, chromium as playwrightChromium, type LaunchOptions, type Page } from '@playwright/test';
import { VIEWS, type ViewName } from '../src/contract/view-names.ts';
import { expect, test } from './app.ts';
import { desktopCommand, type Launched, prepareHome, startBrowser } from './kit/hosts.ts';
import { Viewer } from './kit/viewer.ts';
import { FAR_ADDRESS, noWire, Wire } from './kit/wire.ts';

const SECONDS = Number(process.env['NETLOUPE_SILENCE_SECONDS'] ?? 30);
/** Sessions stay on screen. */
const LOOKED_AT: readonly ViewName[] = [...VIEWS.filter((view) => view !== 'sessions'), 'sessions'];

test.skip(noWire() !== null, `measuring what is sent ${noWire() ?? ''}`);
test.setTimeout((SECONDS + 120) * 1000);

const open: { wire: Wire | null; started: ChildProcess[]; browsers: Browser[]; servers: Launched[] } = {
  wire: null,
  started: [],
  browsers: [],
  servers: [],
};
test.beforeEach(async () => {
  open.wire = await Wire.open();
});
test.afterEach(async () => {
  await Promise.all(open.servers.splice(0).map((server) => server.close()));
  await Promise.all(open.browsers.splice(0).map((browser) => browser.close()));
  for (const child of open.started.splice(0)) {
    const ended = once(child, 'exit');
    if (child.exitCode === null && child.signalCode === null && child.kill('SIGTERM')) await ended;
  }
  await open.wire?.close();
});

test('the program, started with default settings and looked at, sends no packet', async ({
  host,
  folder,
  launchOptions,
}) => {
  const wire = open.wire!;
  const viewer = host === 'browser' ? await startServed(folder, launchOptions) : await startUnaided(folder);
  const asked = new Set<string>();
  viewer.page.on('request', (request) => asked.add(new URL(request.url()).origin));
  for (const view of LOOKED_AT) await viewer.goTo(view);
  await wire.listen(SECONDS);
  expect(wire.seen).toEqual([]);
  expect([...asked].filter((origin) => origin !== new URL(viewer.page.url()).origin)).toEqual([]);

  // What a page could still make Chromium send, were its script somebody else's.
  if (host === 'desktop') {
    await tryToSend(viewer.page);
    await wire.listen(3);
    expect(wire.seen).toEqual([]);
  }

  // And the meter works.
  const socket = createSocket('udp4');
  socket.send('x', 9, FAR_ADDRESS);
  expect(await wire.packet()).toContain(FAR_ADDRESS);
  socket.close();
});

test('an Electron without our measures is seen to send', async ({ host, folder }) => {
  test.skip(host !== 'desktop', 'is about Electron');
  const wire = open.wire!;
  const app = join(folder, 'app');
  await mkdir(app);
  await writeFile(join(app, 'package.json'), JSON.stringify({ name: 'control', main: 'main.cjs' }));
  await writeFile(
    join(app, 'main.cjs'),
    `const { app, BrowserWindow } = require('electron');
     void app.whenReady().then(() => new BrowserWindow({ show: false }).loadURL('http://${FAR_ADDRESS}/'));`,
  );
  const { executablePath, cwd } = desktopCommand(null, join(folder, 'user-data'));
  open.started.push(
    spawn(executablePath, [app, `--user-data-dir=${join(folder, 'user-data')}`], { cwd, stdio: 'ignore' }),
  );
  expect(await wire.packet()).toMatch(/\S/);
});

/**
 * The server with a page in a browser. The browser is the user's own and talks by itself, which is kept from the meter: it has a way
 * to this machine only. What the page asks for is told by its requests.
 */
async function startServed(folder: string, launchOptions: LaunchOptions): Promise<Viewer> {
  const args = ['--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1', '--proxy-server=http://nowhere.invalid:9'];
  const browser = await playwrightChromium.launch({
    ...launchOptions,
    args: [...(launchOptions.args ?? []), ...args, '--proxy-bypass-list=127.0.0.1'],
  });
  open.browsers.push(browser);
  const launched = await startBrowser(browser, null, join(folder, 'home'));
  open.servers.push(launched);
  const viewer = new Viewer(launched);
  await viewer.expectStarted();
  return viewer;
}

/** The desktop app without Playwright's way of starting it; what is drawn is looked at through the port that Chromium opens on loopback. */
async function startUnaided(folder: string): Promise<Viewer> {
  const userData = join(folder, 'user-data');
  // Not the first time: it captures at once.
  await prepareHome(join(folder, 'home'));
  const { executablePath, args, cwd } = desktopCommand(null, userData);
  const child = spawn(executablePath, [...args, '--remote-debugging-port=0'], {
    cwd,
    env: { ...process.env, NETLOUPE_HOME: join(folder, 'home') },
    stdio: 'ignore',
  });
  open.started.push(child);
  const portFile = join(userData, 'DevToolsActivePort');
  const port = async (): Promise<string> => (await readFile(portFile, 'utf8').catch(() => '')).split('\n')[0]!;
  await expect.poll(port, { timeout: 45_000 }).toMatch(/^\d+$/);
  const browser = await playwrightChromium.connectOverCDP(`http://127.0.0.1:${await port()}`);
  open.browsers.push(browser);
  const context = browser.contexts()[0]!;
  const page = context.pages()[0] ?? (await context.waitForEvent('page'));
  const viewer = new Viewer({ page, electron: null, close: () => Promise.resolve() });
  await viewer.expectStarted();
  return viewer;
}

async function tryToSend(page: Page): Promise<void> {
  await page.evaluate(async (address) => {
    for (const rel of ['preconnect', 'dns-prefetch', 'prefetch', 'icon', 'stylesheet']) {
      for (const host of [address, 'silence.example']) {
        const link = document.createElement('link');
        Object.assign(link, { rel, href: `http://${host}:81/`, as: 'image' });
        document.head.append(link);
      }
    }
    const image = new Image();
    image.src = `http://${address}/x.png`;
    navigator.sendBeacon(`http://${address}/`, 'x');
    const anchor = document.createElement('a');
    Object.assign(anchor, { href: '#', ping: `http://${address}/ping` });
    document.body.append(anchor);
    anchor.click();
    const peer = new RTCPeerConnection({
      iceServers: [{ urls: [`stun:${address}:3478`, 'stun:silence.example:3478'] }],
    });
    peer.createDataChannel('x');
    await peer.setLocalDescription(await peer.createOffer());
    await peer
      .addIceCandidate({
        candidate: `candidate:1 1 udp 2130706431 ${address} 5000 typ host`,
        sdpMid: '0',
      })
      .catch(() => undefined);
    // Navigations are refused before anything is sent.
    location.assign(`http://${address}/`);
  }, FAR_ADDRESS);
}
