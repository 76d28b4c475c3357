import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import { assert } from '#base/assert.ts';
import { success } from '#base/result.ts';
import { connectEngine } from '#channel/client.ts';
import { webSocketTransport } from '#channel/web-socket.ts';
import type { CommandHandlers, EngineService, StreamHandlers } from '#contract/protocol.ts';
import { createClock } from '#main/host/clock.ts';
import { createPrivateFolder, type PrivateFolder } from '#main/host/files/private-folder.ts';
import { parseListenAddress } from './listen-address.ts';
import { startServer, type RunningServer, type ServerOptions } from './server.ts';
import { createUploads, safeName } from './uploads.ts';

const TOKEN = 'correct-horse-battery-staple';

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

let folder: string;
let own: PrivateFolder;
let server: RunningServer;
let options: ServerOptions;
const opened: string[] = [];

const service: EngineService = {
  commands: {
    'capture.open': ({ path: file }: { path: string }) => {
      opened.push(file);
      return Promise.resolve(success(null));
    },
    'export.start': () => Promise.resolve(success({ exportId: 'e1' })),
  } as unknown as CommandHandlers,
  streams: {} as StreamHandlers,
};

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'netloupe-test-'));
  mkdirSync(path.join(folder, 'page/assets'), { recursive: true });
  writeFileSync(path.join(folder, 'secret.txt'), 'secret');
  writeFileSync(path.join(folder, 'page/index.html'), '<title>Netloupe</title>');
  writeFileSync(path.join(folder, 'page/assets/main-abc.js'), 'export {};');
  writeFileSync(path.join(folder, 'export.csv'), 'a\r\n');
  own = createPrivateFolder(folder);
  options = {
    listen: { host: '127.0.0.1', port: 0 },
    token: TOKEN,
    service,
    rendererFolder: path.join(folder, 'page'),
    intent: { kind: 'none' },
    captures: createUploads(own, { what: 'capture', maxBytes: 1000, maxKept: 2 }),
    packages: createUploads(own, { what: 'plugin', maxBytes: 500, maxKept: 2 }),
    plugins: null,
    privateFolder: own,
    readable: (file) => file.startsWith(own.path()),
    download: (id) =>
      id === 'e1' ? { path: path.join(folder, 'export.csv'), fileName: 'netloupe sessions.csv', bytes: 3 } : null,
    after: (delayMs, callback) => createClock().after(delayMs, callback),
    onBug: (error) => {
      throw error;
    },
  };
  const started = await startServer(options);
  assert(started.ok, 'the server starts');
  server = started.value;
  const signedIn = await ask(`/?token=${TOKEN}`);
  session = signedIn.headers['set-cookie']?.[0]?.split(';')[0] ?? '';
});
afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

function ask(
  target: string,
  headers: Record<string, string> = {},
  method = 'GET',
  body: Buffer | string = '',
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(
      {
        host: '127.0.0.1',
        port: server.port,
        path: target,
        method,
        headers: { host: `127.0.0.1:${server.port}`, ...headers },
      },
      (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => (text += chunk));
        response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }));
        response.on('error', reject);
      },
    );
    request.on('error', reject);
    request.end(body);
  });
}

const origin = (): string => `http://127.0.0.1:${server.port}`;
const bearer = { authorization: `Bearer ${TOKEN}` };
let session = '';
const cookie = (): Record<string, string> => ({ cookie: `other=1; ${session}` });

describe('who may talk to the server', () => {
  it('takes the token from the printed address, keeps it in a cookie and out of the address bar', async () => {
    const { pathname, search } = new URL(server.url);
    const answer = await ask(`${pathname}${search}`);
    expect(answer.status).toBe(303);
    expect(answer.headers.location).toBe('/');
    const [set] = answer.headers['set-cookie'] ?? [];
    expect(set).toMatch(/HttpOnly/);
    expect(set).toMatch(/SameSite=Strict/);
    const page = await ask('/', { cookie: (set ?? '').split(';')[0]! });
    expect(page).toMatchObject({ status: 200, body: '<title>Netloupe</title>' });
  });

  it.each([
    ['a wrong token', '/?token=wrong-token-of-some-length', {}, 403],
    ['an empty token', '/?token=', {}, 403],
    ['no token at all', '/', {}, 401],
    ['a wrong cookie', '/', { cookie: 'netloupe_session_PORT=wrong' }, 401],
    ['a wrong bearer token', '/', { authorization: 'Bearer wrong' }, 401],
    ['another host name', '/?token=correct-horse-battery-staple', { host: 'evil.example' }, 403],
    ['another host name with our port', '/', { ...bearer, host: 'evil.example:PORT' }, 403],
    ['our host with another port', '/', { ...bearer, host: '127.0.0.1:1' }, 403],
    ['a page of another site', '/start', { ...bearer, origin: 'http://evil.example' }, 403],
    ['a page of another local port', '/start', { ...bearer, origin: 'http://127.0.0.1:1' }, 403],
    ['a sandboxed page', '/start', { ...bearer, origin: 'null' }, 403],
    ['a load by another site', '/start', { ...bearer, 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'cors' }, 403],
  ])('refuses %s', async (_what, target, headers, status) => {
    const host = (headers as { host?: string }).host?.replace('PORT', String(server.port));
    const answer = await ask(target, { ...headers, ...(host !== undefined && { host }) });
    expect(answer.status).toBe(status);
    expect(answer.body).not.toContain('Netloupe');
    expect(answer.headers['set-cookie']).toBeUndefined();
  });

  it('answers under every loopback name, with the cookie or as a bearer', async () => {
    for (const name of ['127.0.0.1', 'localhost', '[::1]']) {
      expect((await ask('/start', { ...bearer, host: `${name}:${server.port}` })).status).toBe(200);
    }
    expect((await ask('/start', cookie())).body).toBe('{"kind":"none"}');
  });

  it('sends the security headers with every answer, refusals too', async () => {
    for (const answer of [await ask('/', bearer), await ask('/'), await ask('/nothing', bearer)]) {
      expect(answer.headers['content-security-policy']).toContain("default-src 'none'");
      expect(answer.headers['content-security-policy']).toContain("frame-ancestors 'none'");
      expect(answer.headers['x-content-type-options']).toBe('nosniff');
      expect(answer.headers['referrer-policy']).toBe('no-referrer');
    }
  });
});

describe('files of the page', () => {
  it('have their types and may be cached where their name holds a hash', async () => {
    const script = await ask('/assets/main-abc.js', bearer);
    expect(script.headers['content-type']).toBe('text/javascript; charset=utf-8');
    expect(script.headers['cache-control']).toContain('immutable');
    expect((await ask('/', bearer)).headers['cache-control']).toBe('no-store');
    expect(await ask('/', bearer, 'HEAD')).toMatchObject({ status: 200, body: '' });
  });

  it.each([
    '/../secret.txt',
    '/..%2fsecret.txt',
    '/%2e%2e/secret.txt',
    '/assets/../../secret.txt',
    '/assets/..%5c..%5csecret.txt',
    '/assets/%00',
    '/%',
    '//etc/passwd',
    '/etc/passwd',
  ])('cannot be left by %s', async (target) => {
    const answer = await ask(target, bearer);
    expect([400, 404]).toContain(answer.status);
    expect(answer.body).not.toContain('secret\n');
    expect(answer.body).not.toBe('secret');
  });

  it('are told apart from what is not there and what is not allowed', async () => {
    expect((await ask('/missing.js', bearer)).status).toBe(404);
    expect(await ask('/', { ...bearer, origin: origin() }, 'DELETE')).toMatchObject({
      status: 405,
      headers: { allow: 'GET, HEAD' },
    });
    expect(await ask('/captures', bearer)).toMatchObject({ status: 405, headers: { allow: 'PUT' } });
    expect((await ask('/channel', bearer)).status).toBe(426);
  });

  it('must be built', async () => {
    const refused = await startServer({ ...options, rendererFolder: path.join(folder, 'nowhere') });
    expect(refused).toMatchObject({ ok: false, failure: { remedy: 'Run: npm run build' } });
  });
});

describe('uploads and downloads', () => {
  const put = (name: string, body: Buffer | string, headers: Record<string, string> = {}): Promise<Answer> =>
    ask(`/captures?name=${encodeURIComponent(name)}`, { ...bearer, origin: origin(), ...headers }, 'PUT', body);

  it('stores what is handed over under its own name, privately', async () => {
    const answer = await put('my capture.pcap', 'bytes');
    expect(answer.status).toBe(201);
    const { path: file } = JSON.parse(answer.body) as { path: string };
    expect(path.basename(file)).toBe('my capture.pcap');
    expect(file.startsWith(own.path())).toBe(true);
    expect(readFileSync(file, 'utf8')).toBe('bytes');
  });

  it('needs our own origin', async () => {
    expect((await ask('/captures?name=x', bearer, 'PUT', 'x')).status).toBe(403);
    expect((await put('x', 'x', { origin: 'http://evil.example' })).status).toBe(403);
  });

  it('never leaves its folder, whatever the name', async () => {
    for (const name of ['../../escape.pcap', '/etc/passwd', '..\\..\\x', '..', '.', '', 'a\u0000b']) {
      const { path: file } = JSON.parse((await put(name, 'x')).body) as { path: string };
      expect(path.dirname(path.dirname(file))).toBe(own.path());
    }
    expect(existsSync(path.join(folder, 'escape.pcap'))).toBe(false);
    expect(Buffer.byteLength(safeName('ü'.repeat(400), 'capture'))).toBeLessThanOrEqual(200);
  });

  it('refuses what is too large, announced or not, and keeps nothing of it', async () => {
    const before = readdirSync(own.path());
    const announced = await put('big.pcap', Buffer.alloc(1001));
    expect(announced.status).toBe(413);
    expect(announced.body).toContain('larger than');
    const chunked = await put('big.pcap', Buffer.alloc(5000), { 'transfer-encoding': 'chunked' }).catch(
      () => ({ status: 413 }) as const, // the connection may be closed while the rest is on its way
    );
    expect(chunked.status).toBe(413);
    await vi.waitFor(() => expect(readdirSync(own.path())).toEqual(before));
  });

  it('keeps only the latest', async () => {
    for (const name of ['1', '2', '3', '4']) await put(name, 'x');
    expect(readdirSync(own.path())).toHaveLength(2);
  });

  it('keeps files of one group together, whatever their number, and removes them together', async () => {
    const together = async (group: string, names: readonly string[]): Promise<string[]> => {
      const files: string[] = [];
      for (const name of names) {
        const address = `/captures?name=${name}&group=${group}`;
        const { body } = await ask(address, { ...bearer, origin: origin() }, 'PUT', name);
        files.push((JSON.parse(body) as { path: string }).path);
      }
      return files;
    };
    const ring = await together('ring', ['a', 'b', 'a', 'c']);
    expect(ring.map((file) => path.basename(file))).toEqual(['a', 'b', 'a', 'c']);
    expect(ring.map((file) => readFileSync(file, 'utf8'))).toEqual(['a', 'b', 'a', 'c']);
    await put('single', 'x');
    expect(ring.every((file) => existsSync(file))).toBe(true);
    await together('other', ['d']);
    expect(ring.some((file) => existsSync(file))).toBe(false);
  });

  it('takes plugins, too, beside the captures and within bounds of their own', async () => {
    const plugin = (body: Buffer | string): Promise<Answer> =>
      ask('/packages?name=hello.lua', { ...bearer, origin: origin() }, 'PUT', body);
    const { path: file } = JSON.parse((await plugin('print(1)')).body) as { path: string };
    expect(path.basename(file)).toBe('hello.lua');
    expect(readFileSync(file, 'utf8')).toBe('print(1)');
    const refused = await plugin(Buffer.alloc(501));
    expect(refused.status).toBe(413);
    expect(JSON.parse(refused.body)).toMatchObject({
      failure: {
        message: 'The plugin is larger than the 500 B that can be handed over',
        remedy: expect.stringContaining('netloupe plugin install') as unknown,
      },
    });
    expect((await ask('/packages?name=x.lua', bearer, 'PUT', 'x')).status).toBe(403);
  });

  it('offers finished exports under their name', async () => {
    const answer = await ask('/exports/e1', bearer);
    expect(answer).toMatchObject({ status: 200, body: 'a\r\n' });
    expect(answer.headers['content-disposition']).toBe("attachment; filename*=UTF-8''netloupe%20sessions.csv");
    expect((await ask('/exports/e2', bearer)).status).toBe(404);
    expect((await ask('/exports/..%2fexport.csv', bearer)).status).toBe(404);
  });
});

describe('the channel', () => {
  const socket = (headers: Record<string, string>, target = '/channel'): WebSocket =>
    new WebSocket(`ws://127.0.0.1:${server.port}${target}`, { headers });

  it('carries commands', async () => {
    const client = connectEngine(webSocketTransport(socket({ ...bearer, origin: origin() })));
    expect(await client.call('capture.open', { path: '/tmp/x.pcap' })).toEqual(success(null));
    expect(opened).toEqual(['/tmp/x.pcap']);
    client.close();
  });

  it('does not let a page read a path of this machine, but what was handed over', async () => {
    const client = connectEngine(webSocketTransport(socket({ ...cookie(), origin: origin() })));
    const before = [...opened];
    const handedOver = path.join(own.path(), 'capture-1', 'x.pcap');
    for (const params of [{ path: '/etc/shadow' }, { path: handedOver, more: ['/etc/shadow'] }]) {
      expect(await client.call('capture.open', params)).toMatchObject({ failure: { code: 'not-permitted' } });
    }
    expect(opened).toEqual(before);
    expect(await client.call('capture.open', { path: handedOver })).toEqual(success(null));
    client.close();
  });

  it('does not let a page write to a path of this machine', async () => {
    const client = connectEngine(webSocketTransport(socket({ ...cookie(), origin: origin() })));
    const params = {
      table: 'dns',
      filter: '',
      format: 'csv',
      range: null,
      redact: false,
      packetLogs: 'state',
      path: '/etc/cron.d/x',
    } as const;
    expect(await client.call('export.start', params)).toMatchObject({ ok: false, failure: { code: 'not-permitted' } });
    expect(await client.call('export.start', { ...params, path: null })).toMatchObject({ ok: true });
    client.close();
  });

  it.each([
    ['no token', () => ({ origin: origin() }), '/channel', 401],
    ['a wrong token', () => ({ origin: origin(), authorization: 'Bearer no' }), '/channel', 401],
    ['no origin', () => bearer, '/channel', 403],
    ['another origin', () => ({ ...bearer, origin: 'http://evil.example' }), '/channel', 403],
    ['another host', () => ({ ...bearer, origin: origin(), host: 'evil.example' }), '/channel', 403],
    ['another path', () => ({ ...bearer, origin: origin() }), '/other', 404],
  ])('refuses %s', async (_what, headers, target, status) => {
    const refused = socket(headers(), target);
    const [, response] = (await once(refused, 'unexpected-response')) as [unknown, { statusCode: number }];
    expect(response.statusCode).toBe(status);
    refused.on('error', () => undefined);
    refused.terminate();
  });

  it('says goodbye to malformed messages and goes on serving others', async () => {
    const healthy = connectEngine(webSocketTransport(socket({ ...cookie(), origin: origin() })));
    const broken = socket({ ...cookie(), origin: origin() });
    const texts: string[] = [];
    broken.on('message', (data: Buffer) => texts.push(data.toString()));
    await once(broken, 'open');
    broken.send('{"t":"exec"}');
    await once(broken, 'close');
    expect(texts[0]).toContain('Malformed message');
    expect(await healthy.call('capture.open', { path: path.join(own.path(), 'y') })).toEqual(success(null));
    healthy.close();
  });

  it('closes on a message that is too large', async () => {
    const big = socket({ ...cookie(), origin: origin() });
    big.on('error', () => undefined);
    await once(big, 'open');
    big.send('x'.repeat(100_000));
    const [code] = (await once(big, 'close')) as [number];
    expect(code).toBe(1009);
  });

  it('closes on a frame that breaks the protocol', async () => {
    const raw = connect(server.port, '127.0.0.1');
    raw.write(
      `GET /channel HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
        `Sec-WebSocket-Key: ${Buffer.alloc(16).toString('base64')}\r\nSec-WebSocket-Version: 13\r\n` +
        `Origin: ${origin()}\r\nAuthorization: Bearer ${TOKEN}\r\n\r\n`,
    );
    const [head] = (await once(raw, 'data')) as [Buffer];
    expect(head.toString('latin1')).toContain('101 Switching Protocols');
    raw.write(Buffer.from([0xff, 0xff, 0xff])); // reserved bits and an unknown opcode
    await once(raw, 'close');
    expect((await ask('/start', bearer)).status).toBe(200);
  });
});

describe('listening', () => {
  it('says which port is in use and how to take another', async () => {
    const refused = await startServer({ ...options, listen: { host: '127.0.0.1', port: server.port } });
    expect(refused).toMatchObject({ ok: false, failure: { code: 'in-use' } });
    expect(JSON.stringify(refused)).toContain('--listen 127.0.0.1:0');
  });

  it.each([
    ['127.0.0.1:4680', { host: '127.0.0.1', port: 4680 }],
    ['localhost:0', { host: '127.0.0.1', port: 0 }],
    [':8080', { host: '127.0.0.1', port: 8080 }],
    ['[::1]:4680', { host: '::1', port: 4680 }],
    ['127.9.9.9:1', { host: '127.9.9.9', port: 1 }],
  ])('takes %s', (text, expected) => {
    expect(parseListenAddress(text)).toEqual(success(expected));
  });

  it.each(['0.0.0.0:4680', '[::]:4680', '192.0.2.1:80', 'example.com:80', '127.0.0.1.example.com:80'])(
    'refuses %s, which is not this machine alone',
    (text) => {
      expect(parseListenAddress(text)).toMatchObject({ ok: false, failure: { code: 'usage' } });
    },
  );

  it.each(['', '4680', '127.0.0.1', '127.0.0.1:', '127.0.0.1:70000', '::1:80', 'a:b:1'])(
    'refuses %s, which is no address',
    (text) => {
      expect(parseListenAddress(text)).toMatchObject({ ok: false, failure: { code: 'usage' } });
    },
  );

  it('cuts off malformed HTTP with a 400', async () => {
    const raw = connect(server.port, '127.0.0.1');
    raw.write('NOT HTTP\r\n\r\n');
    const [answer] = (await once(raw, 'data')) as [Buffer];
    expect(answer.toString()).toMatch(/^HTTP\/1\.1 400/);
    raw.destroy();
  });
});
