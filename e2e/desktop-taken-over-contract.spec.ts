/** The page taken over: what its script can do with the bridge and with the engine's port. */
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DESKTOP_IPC } from '../src/contract/desktop-ipc.ts';
import { expect, test } from './app.ts';
import { SAMPLE } from './kit/captures.ts';
import { openPort, state, type Attack } from './kit/taken-over.ts';

test('the bridge and its channels do nothing with what they are not made for', async ({ start }) => {
  const { page, electron } = (await start(SAMPLE)).program;
  const before = await state(electron!);
  await electron!.evaluate(({ dialog }) => {
    const asked: string[] = [];
    Object.assign(globalThis, { asked });
    for (const name of ['showOpenDialog', 'showSaveDialog'] as const) {
      dialog[name] = (() => {
        asked.push(name);
        return Promise.resolve({ canceled: true, filePaths: [], filePath: '' });
      }) as never;
    }
  });
  const answered = await page.evaluate(async () => {
    const deep = JSON.parse(`${'['.repeat(5000)}${']'.repeat(5000)}`) as unknown;
    const cyclic: Record<string, unknown> = {};
    cyclic['self'] = cyclic;
    const garbage: unknown[] = [
      {},
      Number.NaN,
      -1,
      '',
      '\0',
      'x'.repeat(10_000_000),
      deep,
      cyclic,
      JSON.parse('{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}'),
      [],
      new Map([['theme', 'dark']]),
      new Date(),
      new ArrayBuffer(8),
      Symbol('x'),
      () => 'file',
      new Proxy({}, { get: () => 'file' }),
      new File(['x'], '/etc/passwd'),
      { theme: 'dark', language: 'en', more: 1 },
    ];
    const bridge = (window as unknown as { netloupe: Record<string, (...values: unknown[]) => unknown> }).netloupe;
    // Those that take nothing, and one that only listens, are no business of this.
    const names = ['chooseCapture', 'choosePlugin', 'saveText', 'setAppearance', 'notify', 'setDesktopPreferences'];
    const found: string[] = [];
    const preferences = JSON.stringify(await bridge['desktopPreferences']?.());
    for (const name of [...names, 'viewPaused', 'pathOf']) {
      for (const value of garbage) {
        try {
          const answer = await bridge[name]?.(value, value);
          // What names no preference changes none, and is told those that hold.
          if (name === 'setDesktopPreferences') continue;
          if (answer !== undefined && answer !== '') found.push(`${name} ${typeof value}`);
        } catch {
          // Refused.
        }
      }
    }
    if (JSON.stringify(await bridge['desktopPreferences']?.()) !== preferences) found.push('other preferences');
    return found;
  });
  expect(answered).toEqual([]);
  // Channel by channel, as a process could that was taken over whole: what the preload script would not send.
  const taken = await electron!.evaluate(async ({ ipcMain, BrowserWindow }, channels) => {
    const { webContents } = BrowserWindow.getAllWindows()[0]!;
    const garbage: readonly (readonly unknown[])[] = [
      [undefined],
      [null, null, null],
      [Number.NaN],
      ['x'.repeat(5_000_000)],
      [{ theme: 'none' }],
      [JSON.parse('{"__proto__":{"polluted":1}}')],
      [['file']],
      ['file', 'file', 'file'],
    ];
    const handlers = (ipcMain as unknown as { _invokeHandlers: Map<string, (...values: unknown[]) => unknown> })
      ._invokeHandlers;
    const found: string[] = [];
    for (const channel of channels) {
      for (const values of garbage) {
        for (const senderFrame of [webContents.mainFrame, null, { url: 'https://evil.example/' }]) {
          const event = { sender: webContents, senderFrame };
          ipcMain.emit(channel, event, ...values);
          try {
            const answer = await handlers.get(channel)?.(event, ...values);
            if (answer !== undefined) found.push(channel);
          } catch {
            // Refused.
          }
        }
      }
    }
    return found;
  }, Object.values(DESKTOP_IPC));
  expect(taken).toEqual([]);
  expect(await electron!.evaluate(() => (globalThis as unknown as { asked: string[] }).asked)).toEqual([]);
  expect(await state(electron!)).toEqual(before);
});

test('script in the page has nothing read or written that the user did not choose', async ({ start, folder }) => {
  const viewer = await start(SAMPLE);
  const { page, electron } = viewer.program;
  await openPort(page);
  const secret = join(folder, 'secret.csv');
  const plugin = join(folder, 'evil.lua');
  await writeFile(secret, 'a,b\n1,2\n');
  await writeFile(plugin, 'function receiver() end');
  const target = join(folder, 'written.csv');
  const codes = await page.evaluate(
    async ({ secret, plugin, target }) => {
      const ask = await (window as unknown as Attack).attack.asker();
      const view = { table: 'sessions', filter: '', range: null, redact: false, packetLogs: 'state' };
      return Promise.all([
        ask('capture.open', { path: secret }),
        ask('history.load', { path: secret }),
        ask('plugins.inspect', { source: plugin }),
        ask('plugins.install', { source: plugin, accepted: [], enable: true }),
        ask('plugins.try', { id: 'plain-log', capture: secret }),
        ask('export.start', { ...view, format: 'csv', path: target }),
        ask('history.export', { text: 'SELECT 1', format: 'csv', path: target }),
      ]);
    },
    { secret, plugin, target },
  );
  expect(codes).toEqual(Array<string>(7).fill('not-permitted'));
  // Nor by way of what is remembered of earlier captures.
  await page.evaluate((path) => window.netloupe?.noteRecent(path), secret);
  expect(
    await electron!.evaluate(({ Menu }) =>
      JSON.stringify(
        Menu.getApplicationMenu()!.items.map(({ submenu }) =>
          submenu?.items.flatMap((item) => [item.label, ...(item.submenu?.items.map(({ label }) => label) ?? [])]),
        ),
      ),
    ),
  ).not.toContain('secret.csv');
  expect(await readdir(folder)).not.toContain('written.csv');
  // What the user chooses is.
  await viewer.saveTo(target, () => page.getByTestId('export-button').click());
  await expect.poll(() => readdir(folder)).toContain('written.csv');
});

test('what is no message, too many or too much ends nothing but its own connection', async ({ start }) => {
  const viewer = await start(SAMPLE);
  const { page, electron } = viewer.program;
  const before = await state(electron!);
  await openPort(page);
  const farewells = await page.evaluate(async () => {
    const { connect } = (window as unknown as Attack).attack;
    const cyclic: Record<string, unknown> = { t: 'req', id: 1, command: 'hello' };
    cyclic['params'] = cyclic;
    const odd: unknown[] = [
      null,
      undefined,
      1,
      'hello',
      [],
      {},
      { t: 'req' },
      { t: 'req', id: 0, command: 'hello', params: {} },
      { t: 'req', id: 1.5, command: 'hello', params: {} },
      { t: 'req', id: 1, command: 'x'.repeat(1_000_000), params: {} },
      { t: 'req', id: 1, command: 'hello', params: {}, more: 1 },
      { t: 'bye', failure: {} },
      JSON.parse('{"t":"req","id":1,"command":"hello","__proto__":{"t":"req"},"params":{}}'),
      new Map([['t', 'req']]),
      new ArrayBuffer(1 << 26),
      new Blob(['x']),
      new ImageData(1, 1),
      new Error('x'),
      /x/g,
      10n ** 100n,
    ];
    const ends: string[] = [];
    for (const message of odd) {
      const port = await connect();
      const answer = new Promise<string>((resolve) => {
        port.addEventListener('message', ({ data }: { data: { t: string } }) => resolve(data.t));
        port.addEventListener('close', () => resolve('closed'));
        port.addEventListener('messageerror', () => resolve('closed'));
      });
      port.postMessage(message);
      ends.push(await answer);
    }
    // A cycle is no envelope's business: it is in `params`, and refused there.
    const port = await connect();
    const answer = new Promise<unknown>((resolve) => port.addEventListener('message', ({ data }) => resolve(data)));
    port.postMessage(cyclic);
    ends.push(JSON.stringify(await answer).includes('"invalid"') ? 'invalid' : 'taken');
    return ends;
  });
  expect(farewells).toEqual([...Array<string>(20).fill('bye'), 'invalid']);

  const floods = await page.evaluate(async () => {
    const { connect, asker } = (window as unknown as Attack).attack;
    const ask = await asker();
    const codes = await Promise.all(Array.from({ length: 10_000 }, () => ask('interfaces.list', { redact: false })));
    const port = await connect();
    const ended = new Promise<number>((resolve) => {
      let count = 0;
      port.addEventListener('message', ({ data }: { data: { t: string } }) => {
        if (data.t === 'end') count += 1;
        if (data.t === 'res') resolve(count);
      });
    });
    for (let id = 1; id <= 5000; id += 1) port.postMessage({ t: 'open', id, stream: 'status', params: {} });
    port.postMessage({ t: 'req', id: 5001, command: 'settings.get', params: {} });
    const refused = await ended;
    // Ports in messages, the connection's own end among them.
    const other = await connect();
    const channel = new MessageChannel();
    other.postMessage({ t: 'req', id: 1, command: 'hello', params: { port: 1 } }, [channel.port1]);
    const carrier = new MessageChannel();
    carrier.port1.postMessage('x', [other]);
    for (let i = 0; i < 200; i += 1) void connect();
    return { codes: [...new Set(codes)].toSorted(), count: codes.length, refused };
  });
  expect(floods).toEqual({ codes: ['ok', 'unavailable'], count: 10_000, refused: 5000 - 32 });
  expect(await state(electron!)).toEqual(before);
  // And the view goes on.
  await viewer.goTo('dns');
  await expect(viewer.rows('dns').first()).toBeVisible();
});
