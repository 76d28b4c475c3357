/** One session and one packet in full: names with their sources, DNS both ways, bytes as they were captured, and packets taken along. */
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from './app.ts';
import { SAMPLE } from './kit/captures.ts';
import { netloupe } from './kit/cli.ts';
import type { Viewer } from './kit/viewer.ts';

const NAME = 'secure.example.com';
/** One session of the sample. */
const SESSION = `tls ${NAME}`;

/** What `tshark -x` (4.0.17) shows of frame 40 of the sample, its beginning; the frame has 583 bytes. */
const HELLO = [
  '00 00 5e 00 53 01 00 00 5e 00 53 10 08 00 45 00',
  '02 39 1d 75 40 00 40 06 2e f8 c0 00 02 0a c6 33',
  '64 14 e2 2e 01 bb f2 11 f3 0f 58 6c 1b a9 80 18',
  '00 3f 64 bc 00 00 01 01 08 0a 13 32 3c 21 85 37',
  '18 a8 16 03 01 02 00 01 00 01 fc 03 03 42 14 ea',
].join(' ');
const HELLO_BYTES = 583;
/** And where it has its protocols. */
const HELLO_LAYERS = ['Ethernet 0–13', 'IPv4 14–33', 'TCP 34–65', 'TLS 66–582'];

async function showSession(viewer: Viewer, filter: string): Promise<void> {
  await viewer.filter(filter);
  await viewer.expectRowCount('sessions', 1);
  await viewer.rows('sessions').first().locator('[data-column="start_time"]').click();
  await expect(viewer.details).toBeVisible();
}

/** The bytes that are drawn, as text. */
function hexOf(viewer: Viewer): Promise<string> {
  return viewer.details
    .getByTestId('hex-view')
    .evaluate((view) =>
      [...view.querySelectorAll('[data-row]')]
        .flatMap((row) => [...(row.children[1]?.children ?? [])].map((byte) => byte.textContent))
        .join(' '),
    );
}

test('tells where names come from, and leads to the lookup and back', async ({ start }) => {
  const viewer = await start(SAMPLE);
  await showSession(viewer, SESSION);
  const names = viewer.details.getByTestId('session-names').getByRole('listitem');
  await expect(names.first()).toContainText('TLS');
  await expect(names.first()).toContainText(NAME);
  await expect(names.nth(1)).toContainText('DNS');
  await expect(names.nth(1)).toContainText('before it began');
  await expect(names.nth(1)).toContainText('agrees');

  await viewer.details.getByTestId('details-tab-dns').click();
  await viewer.details.getByTestId('show-lookup').first().click();
  await expect(viewer.table('dns')).toBeVisible();
  await expect(viewer.details).toContainText(NAME);

  await viewer.goTo('sessions');
  await expect(viewer.details).toContainText(NAME);
});

test('reads out the timeline by keys, and opens a packet from it', async ({ start }) => {
  const viewer = await start(SAMPLE);
  await showSession(viewer, SESSION);
  const timeline = viewer.details.getByTestId('packet-timeline');
  await timeline.focus();
  await viewer.page.keyboard.press('Home');
  await expect(timeline).toHaveAttribute('aria-valuetext', /out, 74 B · the first one listed · New/);
  await viewer.page.keyboard.press('ArrowRight');
  await expect(timeline).toHaveAttribute('aria-valuetext', /in, 74 B .*Established/);
  await viewer.page.keyboard.press('Enter');
  await expect(viewer.details.getByTestId('session-packet').nth(1)).toHaveAttribute('aria-selected', 'true');
  await expect(viewer.details.getByTestId('packet-bytes')).toBeVisible();
});

test('shows the bytes and layers that were captured', async ({ start }) => {
  const viewer = await start(SAMPLE);
  await showSession(viewer, SESSION);
  await viewer.details.getByTestId('details-tab-packets').click();
  await viewer.details.getByTestId('session-packet').filter({ hasText: NAME }).click();
  await expect.poll(() => hexOf(viewer)).toContain(HELLO);
  expect((await hexOf(viewer)).split(' ')).toHaveLength(HELLO_BYTES);

  const layers = viewer.details.getByTestId('layer-tree').getByRole('listitem');
  await expect(layers).toHaveCount(HELLO_LAYERS.length);
  for (const [at, layer] of HELLO_LAYERS.entries()) {
    const [name = '', range = ''] = layer.split(' ');
    await expect(layers.nth(at)).toContainText(name);
    await expect(layers.nth(at)).toContainText(range);
  }
  await expect(layers.nth(3)).toContainText(NAME);

  // From a layer to its bytes, and from a byte to its layer.
  await layers.nth(1).getByRole('button').hover();
  const marked = viewer.details.getByTestId('hex-view').locator('[data-row] > :nth-child(2) > [data-marked]');
  await expect(marked).toHaveCount(20);
  await viewer.details.getByTestId('hex-view').locator('[data-at="34"]').first().click();
  await expect(layers.nth(2).getByRole('button')).toHaveAttribute('aria-expanded', 'true');
  await expect(marked).toHaveCount(32);
});

test('hides bytes while redaction is on, and says why', async ({ start }) => {
  const viewer = await start(SAMPLE);
  await showSession(viewer, SESSION);
  await viewer.details.getByTestId('details-tab-packets').click();
  await viewer.details.getByTestId('session-packet').filter({ hasText: NAME }).click();
  await expect.poll(() => hexOf(viewer)).toContain(HELLO);
  await viewer.filter('');
  await viewer.page.getByTestId('redact-toggle').click();
  await expect(viewer.details).not.toContainText(NAME);
  await viewer.details.getByTestId('details-tab-packets').click();
  await viewer.details.getByTestId('session-packet').first().click();
  await expect(viewer.details.getByTestId('bytes-hidden')).toContainText('while redaction is on');
  await viewer.details.getByTestId('session-actions').click();
  await expect(viewer.page.getByTestId('save-packets')).toBeDisabled();
});

test('saves the packets of a session as a capture', async ({ start, folder }) => {
  const viewer = await start(SAMPLE);
  await showSession(viewer, SESSION);
  const tab = (await viewer.details.getByTestId('details-tab-packets').textContent()) ?? '';
  const packets = Number(/\d+/.exec(tab)?.[0]);
  expect(packets).toBeGreaterThan(0);
  const target = join(folder, 'saved.pcapng');
  await viewer.saveTo(target, async () => {
    await viewer.details.getByTestId('session-actions').click();
    await viewer.page.getByTestId('save-packets').click();
  });
  await expect
    .poll(() =>
      readFile(target).then(
        (bytes) => bytes.length,
        () => 0,
      ),
    )
    .toBeGreaterThan(0);
  const read = await netloupe('read', target, '--summary', 'json');
  expect(read.status, read.stderr).toBe(0);
  expect(JSON.parse(read.stdout)).toMatchObject({ packets, sessions: 1 });
  expect((await readFile(target)).includes(NAME)).toBe(true);
});

test('a packet of the log shows its bytes and leads to its session', async ({ start }) => {
  const viewer = await start(SAMPLE);
  await viewer.filter(NAME);
  await viewer.goTo('packets');
  await viewer.rows('packets').filter({ hasText: 'TLS' }).first().locator('[data-column="timestamp"]').click();
  await expect.poll(() => hexOf(viewer)).toContain(HELLO);
  await viewer.details.getByRole('button', { name: 'Show session' }).click();
  await expect(viewer.table('sessions')).toBeVisible();
  await expect(viewer.details.getByTestId('session-names')).toContainText(NAME);
});

test.describe('live', () => {
  test.skip(process.platform !== 'linux' || process.getuid?.() !== 0, 'capturing on loopback needs root on Linux');

  const sockets: Socket[] = [];
  test.afterEach(() => sockets.splice(0).forEach((socket) => socket.close()));

  test('details go on while packets arrive', async ({ start }) => {
    const address = '127.44.0.81';
    const [echo, client] = [createSocket('udp4'), createSocket('udp4')];
    sockets.push(echo, client);
    echo.on('message', (message, from) => echo.send(message, from.port, from.address));
    echo.bind(0, address);
    await once(echo, 'listening');
    const ask = async (): Promise<void> => {
      const answered = once(client, 'message');
      client.send('hello', echo.address().port, address);
      await answered;
    };
    const viewer = await start(null);
    await viewer.capture('lo', `host ${address}`);
    await ask();
    await showSession(viewer, `dst_ip = ${address}`);
    const tab = viewer.details.getByTestId('details-tab-packets');
    for (let asked = 1; asked <= 3; asked++) {
      await expect(tab).toContainText(String(asked * 2));
      await ask();
    }
    await tab.click();
    await expect(viewer.details.getByTestId('session-packet')).toHaveCount(8);
  });
});
