import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { assert } from '#base/assert.ts';
import { failure, success, type Result } from '#base/result.ts';
import type { PluginRequest, PluginResponse } from '#contract/plugins/process.ts';
import { createPrivateFolder } from '../files/private-folder.ts';
import { startApiServer, type ApiServer } from './api-server.ts';
import { MAX_REQUESTS_PER_PLUGIN } from './request-slots.ts';
import { askAt, errorOf, type TestAnswer } from './test-client.ts';
import { testPlatform, type TestPlatform, type TestPlugin } from './test-platform.ts';

const KEY = 'key-of-the-whole-api';
const OWN_KEY = 'key-of-one-plugin';
const DASHBOARD = 'https://dashboard.example';

let folder: string;
let server: ApiServer;
let platform: TestPlatform;
let port: number;
/** What plugins were asked, in order. */
let heard: PluginRequest[] = [];
let waiting: ((answer: Result<PluginResponse>) => void)[] = [];

const answering = (answer: Result<PluginResponse>) => (request: PluginRequest) => {
  heard.push(request);
  return Promise.resolve(answer);
};
const ok = success<PluginResponse>({ status: 200, type: 'json', body: { fine: true } });
const plugin = (
  auth: 'global' | 'plugin' | 'none',
  answer: Result<PluginResponse> = ok,
  origins: readonly string[] = [],
): TestPlugin => ({
  endpoint: { auth, origins, key: auth === 'plugin' ? OWN_KEY : null },
  request: answering(answer),
});

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'netloupe-api-'));
  platform = testPlatform({
    global: plugin('global'),
    own: plugin('plugin'),
    open: plugin('none', ok, [DASHBOARD, 'http://localhost:3000']),
    teapot: plugin('none', success({ status: 418, type: 'text', body: '<script>short and stout</script>' })),
    list: plugin('none', success({ status: 200, type: 'json', body: [1, null, 'ü'] })),
    nothing: plugin('none', success({ status: 204, type: 'json', body: null })),
    throws: plugin('none', failure('invalid', 'It threw: no')),
    slow: plugin('none', failure('cancelled', 'It took longer than 1 s')),
    stopped: plugin('none', failure('unavailable', 'It does not run')),
    bug: { endpoint: { auth: 'none', origins: [], key: null }, request: () => Promise.reject(new Error('bug')) },
    hangs: {
      endpoint: { auth: 'none', origins: [], key: null },
      request: () => new Promise((resolve) => waiting.push(resolve)),
    },
    mute: { endpoint: null, request: answering(ok) },
  });
  const started = await startApiServer({
    port: 0,
    key: KEY,
    platform,
    uploads: createPrivateFolder(folder),
    onBug: (error) => expect(error).toMatchObject({ message: 'bug' }),
  });
  assert(started.ok, 'the server starts');
  server = started.value;
  port = Number(new URL(server.url).port);
});
afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(() => {
  heard = [];
  waiting = [];
  platform.asked.length = 0;
});

const ask = askAt(() => port);
const bearer = { authorization: `Bearer ${KEY}` };
const json = { 'content-type': 'application/json' };

describe('keys', () => {
  it.each([
    ['none at all', {}],
    ['a wrong one', { authorization: 'Bearer wrong' }],
    ['an empty one', { authorization: 'Bearer ' }],
    ["the key of one plugin for another's endpoint", { 'x-api-key': OWN_KEY }],
    ['the right one as a password', { authorization: `Basic ${Buffer.from(`x:${KEY}`).toString('base64')}` }],
    ['the right one as a cookie', { cookie: `key=${KEY}` }],
  ])('refuse %s', async (_what, headers) => {
    for (const target of [
      '/plugins',
      '/plugins/global',
      '/plugins/global/status',
      '/plugins/nowhere',
      '/plugins/mute',
    ]) {
      const answer = await ask('GET', target, headers);
      expect(answer.status).toBe(401);
      expect(answer.headers['www-authenticate']).toMatch(/^Bearer/);
      expect(errorOf(answer)).toMatchObject({ code: 'not-permitted' });
    }
    expect(heard).toEqual([]);
  });

  it('are taken as a bearer token or in X-Api-Key, however the header is written', async () => {
    for (const headers of [bearer, { Authorization: `bearer ${KEY}` }, { 'x-api-key': KEY }, { 'X-API-KEY': KEY }]) {
      expect((await ask('GET', '/plugins', headers)).status).toBe(200);
      expect((await ask('GET', '/plugins/global', headers)).status).toBe(200);
    }
  });

  it('are never taken from the address or the body', async () => {
    const target = `/plugins/global?apikey=${KEY}&key=${KEY}&x-api-key=${KEY}&authorization=Bearer%20${KEY}`;
    expect((await ask('GET', target)).status).toBe(401);
    expect((await ask('POST', '/plugins/global', json, JSON.stringify({ apikey: KEY }))).status).toBe(401);
  });

  it("of a plugin's own open its endpoint alone, and the key of the API does not", async () => {
    expect((await ask('GET', '/plugins/own', { 'x-api-key': OWN_KEY })).status).toBe(200);
    expect((await ask('GET', '/plugins/own', { authorization: `Bearer ${OWN_KEY}` })).status).toBe(200);
    expect((await ask('GET', '/plugins/own', bearer)).status).toBe(401);
    expect((await ask('GET', '/plugins/own/status', { 'x-api-key': OWN_KEY })).status).toBe(401);
    expect((await ask('POST', '/plugins/own/disable', { 'x-api-key': OWN_KEY })).status).toBe(401);
  });

  it('are not asked for where the plugin asks for none', async () => {
    expect((await ask('GET', '/plugins/open')).status).toBe(200);
  });

  it('stay with us: a plugin sees neither the key nor cookies', async () => {
    await ask('GET', '/plugins/global', { ...bearer, cookie: 'netloupe_token=secret' });
    await ask('GET', '/plugins/own', { 'x-api-key': OWN_KEY });
    await ask('GET', '/plugins/open', { ...bearer, cookie: 'a=b' });
    for (const { headers } of heard) {
      expect(Object.keys(headers)).not.toContain('authorization');
      expect(Object.keys(headers)).not.toContain('x-api-key');
      expect(Object.keys(headers)).not.toContain('cookie');
    }
    await ask('GET', '/plugins/open', { authorization: 'Basic b2Y6dGhlIHBsdWdpbg==' });
    expect(heard.at(-1)?.headers).toMatchObject({ authorization: 'Basic b2Y6dGhlIHBsdWdpbg==' });
  });
});

describe('origins', () => {
  it.each([
    ['another host', { host: 'evil.example' }],
    ['another host with our port', { host: 'evil.example:PORT' }],
    ['our host with another port', { host: '127.0.0.1:1' }],
    ['a page of another site', { origin: 'https://evil.example' }],
    ['a page of another port', { origin: 'http://127.0.0.1:1' }],
    ['a page of a site that begins like an allowed one', { origin: `${DASHBOARD}.evil.example` }],
    ['an allowed host over the wrong protocol', { origin: 'http://dashboard.example' }],
    ['a sandboxed page', { origin: 'null' }],
    ['an image on another site', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' }],
    ['a link on another port of this machine', { 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'navigate' }],
  ])('refuse %s, whatever the key', async (_what, headers) => {
    const { host } = headers as { readonly host?: string };
    const all = { ...bearer, ...headers, ...(host !== undefined && { host: host.replace('PORT', String(port)) }) };
    for (const [method, target] of [
      ['GET', '/plugins'],
      ['GET', '/plugins/open'],
      ['POST', '/plugins/open'],
      ['OPTIONS', '/plugins/open'],
    ] as const) {
      const answer = await ask(method, target, all);
      expect(answer.status).toBe(403);
      expect(answer.headers['access-control-allow-origin']).toBeUndefined();
    }
    expect(heard).toEqual([]);
  });

  it('that a plugin names may use its endpoint and nothing else', async () => {
    for (const origin of [DASHBOARD, 'http://localhost:3000']) {
      const answer = await ask('GET', '/plugins/open', { origin });
      expect(answer.status).toBe(200);
      expect(answer.headers['access-control-allow-origin']).toBe(origin);
      expect(answer.headers['access-control-allow-credentials']).toBeUndefined();
      expect(answer.headers.vary).toBe('Origin');
      for (const target of ['/plugins', '/plugins/global', '/plugins/open/status']) {
        expect((await ask('GET', target, { ...bearer, origin })).status).toBe(403);
      }
      expect((await ask('POST', '/plugins/open/disable', { ...bearer, origin })).status).toBe(403);
    }
    expect(platform.asked).toEqual([]);
  });

  it('of our own are allowed under every name', async () => {
    for (const name of ['127.0.0.1', 'localhost']) {
      const host = `${name}:${port}`;
      expect((await ask('GET', '/plugins', { ...bearer, host, origin: `http://${host}` })).status).toBe(200);
    }
    expect((await ask('GET', '/plugins', { ...bearer, 'sec-fetch-site': 'none' })).status).toBe(200);
  });

  it('are told before the request itself, without a key', async () => {
    const asked = { origin: DASHBOARD, 'access-control-request-method': 'PUT' };
    const answer = await ask('OPTIONS', '/plugins/open/x', asked);
    expect(answer.status).toBe(204);
    expect(answer.headers).toMatchObject({
      'access-control-allow-origin': DASHBOARD,
      'access-control-allow-methods': expect.stringContaining('PUT') as unknown,
      'access-control-allow-headers': expect.stringContaining('X-Api-Key') as unknown,
    });
    expect(answer.headers['access-control-allow-private-network']).toBeUndefined();
    const near = await ask('OPTIONS', '/plugins/open/x', {
      ...asked,
      'access-control-request-private-network': 'true',
    });
    expect(near.headers['access-control-allow-private-network']).toBe('true');
    // The same address is one of management for this method.
    expect((await ask('OPTIONS', '/plugins/open', asked)).status).toBe(403);
    expect((await ask('OPTIONS', '/plugins/nowhere/x', asked)).status).toBe(403);
    expect(heard).toEqual([]);
  });
});

describe("a plugin's endpoint", () => {
  it('hears method, path, subpath, query, headers and who asks', async () => {
    await ask('GET', '/plugins/open/a%20b/c?x=1&y=2&x=3&method=DELETE&path=%2Fetc&__proto__=p', { 'x-own': 'yes' });
    expect(heard).toHaveLength(1);
    const [request] = heard;
    expect(request).toMatchObject({
      method: 'GET',
      path: '/plugins/open/a%20b/c',
      subpath: 'a b/c',
      body: null,
      client: '127.0.0.1',
    });
    expect(request?.headers['x-own']).toBe('yes');
    // Compared as pairs: in an object, "__proto__" would hide.
    expect(new Map(Object.entries(request?.query ?? {}))).toEqual(
      new Map([
        ['x', '1'],
        ['y', '2'],
        ['method', 'DELETE'],
        ['path', '/etc'],
        ['__proto__', 'p'],
      ]),
    );
  });

  it('tells no path from an empty one', async () => {
    for (const target of [
      '/plugins/open',
      '/plugins/open?a',
      '/plugins/open/',
      '/plugins/open//',
      '/plugins/open/x/../y',
    ]) {
      await ask('GET', target);
    }
    expect(heard.map(({ subpath }) => subpath)).toEqual([null, null, '', '/', 'y']);
    expect((await ask('GET', '/plugins/open/%zz')).status).toBe(400);
  });

  it('gets JSON parsed, text as text and forms as fields', async () => {
    const post = (type: string, body: string): Promise<TestAnswer> =>
      ask('POST', '/plugins/open', { 'content-type': type }, body);
    await post('application/json', '{"a":[1,null],"method":"GET"}');
    await post('application/vnd.x+json; charset=utf-8', '"ü"');
    await post('text/plain', 'grüße');
    await post('text/csv; charset="UTF-8"', 'a,b');
    await post('application/x-www-form-urlencoded', 'a=1&b=%C3%BC&a=2');
    await ask('POST', '/plugins/open');
    expect(heard.map(({ body }) => body)).toEqual([
      { a: [1, null], method: 'GET' },
      'ü',
      'grüße',
      'a,b',
      { a: '1', b: 'ü' },
      null,
    ]);
    expect(heard.every(({ method }) => method === 'POST')).toBe(true);
  });

  it.each([
    [400, 'application/json', '{"a":'],
    [400, 'application/json', Buffer.from([0x22, 0xff, 0x22])],
    [400, 'application/json', '['.repeat(500_000) + ']'.repeat(500_000)],
    [400, 'application/json', '['.repeat(66) + ']'.repeat(66)],
    [400, 'text/plain', Buffer.from([0xc3, 0x28])],
    [415, 'application/octet-stream', 'x'],
    [415, 'multipart/form-data; boundary=x', '--x--'],
    [415, 'text/plain; charset=iso-8859-1', 'x'],
    [413, 'text/plain', 'x'.repeat(1024 * 1024 + 1)],
  ])('answers %d to %s that it cannot take', async (status, type, body) => {
    const answer = await ask('POST', '/plugins/open', { 'content-type': type }, body);
    expect(answer.status).toBe(status);
    expect(errorOf(answer).message).not.toBe('');
    expect(heard).toEqual([]);
  });

  it('answers 415 to a body without a type, and to a compressed one', async () => {
    expect((await ask('POST', '/plugins/open', {}, 'x')).status).toBe(415);
    expect((await ask('POST', '/plugins/open', { ...json, 'content-encoding': 'gzip' }, 'x')).status).toBe(415);
  });

  it('counts a body that comes without a length', async () => {
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => undefined);
    socket.write(
      `POST /plugins/open HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nContent-Type: text/plain\r\n` +
        `Transfer-Encoding: chunked\r\n\r\n${(1024 * 1024 + 1).toString(16)}\r\n${'x'.repeat(1024 * 1024 + 1)}\r\n`,
    );
    const [head] = (await once(socket, 'data')) as [Buffer];
    expect(head.toString('latin1')).toMatch(/^HTTP\/1\.1 413 .*connection: close/is);
    socket.destroy();
  });

  it('says its own status, in JSON or as plain text and never as a page', async () => {
    const teapot = await ask('GET', '/plugins/teapot');
    expect(teapot).toMatchObject({ status: 418, body: '<script>short and stout</script>' });
    expect(teapot.headers['content-type']).toBe('text/plain; charset=utf-8');
    expect(teapot.headers['x-content-type-options']).toBe('nosniff');
    expect(teapot.headers['content-security-policy']).toContain("default-src 'none'");
    const list = await ask('GET', '/plugins/list');
    expect(list.headers['content-type']).toBe('application/json; charset=utf-8');
    expect(JSON.parse(list.body)).toEqual([1, null, 'ü']);
    expect(await ask('GET', '/plugins/nothing')).toMatchObject({ status: 204, body: '' });
  });

  it.each([
    ['throws', 502],
    ['slow', 504],
    ['stopped', 503],
    ['bug', 500],
  ])('is answered for when it %s: %d', async (id, status) => {
    const answer = await ask('GET', `/plugins/${id}`);
    expect(answer.status).toBe(status);
    expect(errorOf(answer).message).not.toMatch(/bug$/);
    if (status === 503) expect(answer.headers['retry-after']).toBe('1');
  });

  it('answers HEAD as GET without the body', async () => {
    const get = await ask('GET', '/plugins/list');
    const head = await ask('HEAD', '/plugins/list');
    expect(head).toMatchObject({ status: 200, body: '' });
    expect(head.headers['content-length']).toBe(get.headers['content-length']);
    expect(heard.map(({ method }) => method)).toEqual(['GET', 'GET']);
  });

  it('takes every usual method and refuses the others', async () => {
    for (const method of ['GET', 'POST', 'PATCH']) expect((await ask(method, '/plugins/open')).status).toBe(200);
    for (const method of ['PUT', 'DELETE']) expect((await ask(method, '/plugins/open/x')).status).toBe(200);
    for (const target of ['/plugins/open', '/plugins/open/x']) {
      const answer = await ask('PROPFIND', target);
      expect(answer).toMatchObject({ status: 405, headers: { allow: 'GET, HEAD, POST, PUT, PATCH, DELETE' } });
    }
    expect(await ask('DELETE', '/plugins', bearer)).toMatchObject({
      status: 405,
      headers: { allow: 'GET, HEAD, POST' },
    });
  });

  it('keeps reserved paths only for the methods that they are reserved for', async () => {
    await ask('GET', '/plugins/open/enable');
    await ask('POST', '/plugins/open/status');
    await ask('GET', '/plugins/open/status/more');
    expect(heard.map(({ subpath }) => subpath)).toEqual(['enable', 'status', 'status/more']);
  });

  it('is 404 where there is none, to those who may know', async () => {
    expect(errorOf(await ask('GET', '/plugins/nowhere', bearer)).message).toBe('There is no plugin "nowhere"');
    expect(errorOf(await ask('GET', '/plugins/mute', bearer)).message).toBe('The plugin "mute" has no endpoint');
    expect((await ask('GET', '/plugins/mute', bearer)).status).toBe(404);
    expect(await ask('GET', '/plugins/mute/enable', bearer)).toMatchObject({ status: 405, headers: { allow: 'POST' } });
    expect((await ask('GET', '/plugins/nowhere/status', bearer)).status).toBe(404);
    expect((await ask('GET', '/', bearer)).status).toBe(404);
    expect((await ask('GET', '/pluginsx', bearer)).status).toBe(404);
  });

  it('that hangs does not keep others busy', async () => {
    const hanging = Array.from({ length: MAX_REQUESTS_PER_PLUGIN }, () => ask('GET', '/plugins/hangs'));
    await expect.poll(() => waiting.length).toBe(MAX_REQUESTS_PER_PLUGIN);
    const refused = await ask('GET', '/plugins/hangs');
    expect(refused).toMatchObject({ status: 429, headers: { 'retry-after': '1' } });
    expect((await ask('GET', '/plugins/open')).status).toBe(200);
    for (const answer of waiting) answer(ok);
    for (const { status } of await Promise.all(hanging)) expect(status).toBe(200);
    waiting = [];
    const again = ask('GET', '/plugins/hangs');
    await expect.poll(() => waiting.length).toBe(1);
    waiting[0]?.(ok);
    expect((await again).status).toBe(200);
  });
});
