/** The API of plugins as a part of the browser view's server; the API itself is tested beside its code. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { assert } from '#base/assert.ts';
import { success } from '#base/result.ts';
import type { PluginRequest } from '#contract/plugins/process.ts';
import type { CommandHandlers, StreamHandlers } from '#contract/protocol.ts';
import { askAt } from '#main/host/api/test-client.ts';
import { testPlatform, type TestPlugin } from '#main/host/api/test-platform.ts';
import { createClock } from '#main/host/clock.ts';
import { createPrivateFolder } from '#main/host/files/private-folder.ts';
import { startServer, type RunningServer } from './server.ts';
import { CAPTURE_LIMITS, createUploads, PACKAGE_LIMITS } from './uploads.ts';

const TOKEN = 'correct-horse-battery-staple';
const DASHBOARD = 'https://dashboard.example';

let folder: string;
let server: RunningServer;
let heard: PluginRequest[] = [];

const plugin = (auth: 'global' | 'none'): TestPlugin => ({
  endpoint: { auth, origins: [DASHBOARD], key: null },
  request: (request) => {
    heard.push(request);
    return Promise.resolve(success({ status: 200, type: 'text', body: '<b>text</b>' }));
  },
});

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'netloupe-test-'));
  mkdirSync(path.join(folder, 'page'));
  writeFileSync(path.join(folder, 'page/index.html'), '<title>Netloupe</title>');
  const own = createPrivateFolder(folder);
  const started = await startServer({
    listen: { host: '127.0.0.1', port: 0 },
    token: TOKEN,
    service: { commands: {} as CommandHandlers, streams: {} as StreamHandlers },
    rendererFolder: path.join(folder, 'page'),
    intent: { kind: 'none' },
    captures: createUploads(own, CAPTURE_LIMITS),
    packages: createUploads(own, PACKAGE_LIMITS),
    plugins: testPlatform({ guarded: plugin('global'), open: plugin('none') }),
    privateFolder: own,
    readable: (file) => file.startsWith(own.path()),
    download: () => null,
    after: (delayMs, callback) => createClock().after(delayMs, callback),
    onBug: (error) => {
      throw error;
    },
  });
  assert(started.ok, 'the server starts');
  server = started.value;
  const signedIn = await ask('GET', `/?token=${TOKEN}`);
  session = signedIn.headers['set-cookie']?.[0]?.split(';')[0] ?? '';
});
afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(() => {
  heard = [];
});

const ask = askAt(() => server.port);
let session = '';
const cookie = (): { readonly cookie: string } => ({ cookie: session });
const own = (): { readonly origin: string } => ({ origin: `http://127.0.0.1:${server.port}` });

describe('the API of plugins in the browser view', () => {
  it('takes the token as its key, and the cookie of our own pages', async () => {
    for (const headers of [
      { authorization: `Bearer ${TOKEN}` },
      { 'x-api-key': TOKEN },
      cookie(),
      { ...cookie(), ...own() },
      { ...cookie(), 'sec-fetch-site': 'same-origin' },
    ]) {
      expect((await ask('GET', '/plugins', headers)).status).toBe(200);
      expect((await ask('GET', '/plugins/guarded', headers)).status).toBe(200);
    }
    for (const headers of [{}, { 'x-api-key': 'wrong' }, { ...cookie(), authorization: 'Bearer wrong' }]) {
      expect((await ask('GET', '/plugins', headers)).status).toBe(401);
    }
    expect((await ask('GET', `/plugins?token=${TOKEN}`)).status).toBe(401);
  });

  it('does not let an allowed page of another site use the cookie', async () => {
    const answer = await ask('POST', '/plugins/guarded', { ...cookie(), origin: DASHBOARD });
    expect(answer.status).toBe(401);
    expect(heard).toEqual([]);
    const key = { 'x-api-key': TOKEN, origin: DASHBOARD };
    expect((await ask('POST', '/plugins/guarded', key)).headers['access-control-allow-origin']).toBe(DASHBOARD);
  });

  it('lets a plugin be asked from the origins that it names, while the rest stays closed', async () => {
    expect((await ask('GET', '/plugins/open', { origin: DASHBOARD })).status).toBe(200);
    for (const target of ['/', '/start', '/plugins', '/plugins/open/status']) {
      expect((await ask('GET', target, { ...cookie(), origin: DASHBOARD })).status).toBe(403);
    }
    expect((await ask('GET', '/plugins/open', { origin: 'https://evil.example' })).status).toBe(403);
    expect((await ask('GET', '/plugins/open', { host: `evil.example:${server.port}` })).status).toBe(403);
  });

  it('keeps the cookie from plugins, and their answers from being pages', async () => {
    const answer = await ask('GET', '/plugins/guarded', cookie());
    expect(heard[0]?.headers).not.toHaveProperty('cookie');
    expect(answer.headers).toMatchObject({
      'content-type': 'text/plain; charset=utf-8',
      'x-content-type-options': 'nosniff',
      'content-security-policy': expect.stringContaining("frame-ancestors 'none'") as unknown,
      'cache-control': 'no-store',
    });
  });
});
