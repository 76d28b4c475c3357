import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { assert } from '#base/assert.ts';
import { failure, success } from '#base/result.ts';
import { createPrivateFolder } from '../files/private-folder.ts';
import { startApiServer, type ApiServer } from './api-server.ts';
import { askAt, errorOf, type TestAnswer } from './test-client.ts';
import { testInspection, testPlatform, type TestPlatform, type TestPlugin } from './test-platform.ts';

const KEY = 'key-of-the-whole-api';

let folder: string;
let server: ApiServer;
let platform: TestPlatform;
let port: number;

const plugin = (endpoint: TestPlugin['endpoint']): TestPlugin => ({
  endpoint,
  request: () => Promise.resolve(success({ status: 200, type: 'json', body: null })),
});

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'netloupe-api-'));
  platform = testPlatform({
    open: plugin({ auth: 'none', origins: [], key: null }),
    own: plugin({ auth: 'plugin', origins: [], key: 'key-of-one-plugin' }),
    mute: plugin(null),
    bundled: plugin(null),
  });
  const started = await startApiServer({
    port: 0,
    key: KEY,
    platform,
    uploads: createPrivateFolder(folder),
    onBug: (error) => {
      throw error;
    },
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
  platform.asked.length = 0;
  platform.onInstall = () => undefined;
});

const ask = askAt(() => port);
const bearer = { authorization: `Bearer ${KEY}` };
const json = { 'content-type': 'application/json' };

describe('management', () => {
  it('lists plugins with what matters, and tells all of one', async () => {
    const listed = JSON.parse((await ask('GET', '/plugins', bearer)).body) as Record<string, unknown>[];
    const open = listed.find(({ id }) => id === 'open');
    expect(open).toMatchObject({ version: '1.0.0', state: 'running', enabled: true, counters: { handled: 7 } });
    expect(open).not.toHaveProperty('config');
    const one = JSON.parse((await ask('GET', '/plugins/own/status', bearer)).body) as object;
    expect(one).toMatchObject({ id: 'own', config: {}, endpoint: { auth: 'plugin', key: 'key-of-one-plugin' } });
    expect(await ask('HEAD', '/plugins', bearer)).toMatchObject({ status: 200, body: '' });
  });

  it.each([
    ['enable', ['plugins.set_enabled', { id: 'mute', enabled: true }]],
    ['disable', ['plugins.set_enabled', { id: 'mute', enabled: false, force: false }]],
    ['disable?force=1', ['plugins.set_enabled', { id: 'mute', enabled: false, force: true }]],
    ['restart', ['plugins.restart', { id: 'mute' }]],
    ['reload', ['plugins.restart', { id: 'mute' }]],
  ])('POST …/%s', async (verb, command) => {
    const answer = await ask('POST', `/plugins/mute/${verb}`, bearer);
    expect(answer.status).toBe(200);
    expect(JSON.parse(answer.body)).toMatchObject({ id: 'mute', state: 'running' });
    expect(platform.asked).toEqual([command]);
  });

  it('replaces the configuration', async () => {
    expect((await ask('PUT', '/plugins/mute/config', { ...bearer, ...json }, '{"a":1}')).status).toBe(200);
    expect(platform.asked).toEqual([['plugins.configure', { id: 'mute', config: { a: 1 } }]]);
    for (const body of ['[]', '3', '']) {
      expect((await ask('PUT', '/plugins/mute/config', { ...bearer, ...json }, body)).status).toBe(400);
    }
    expect((await ask('PUT', '/plugins/mute/config', { ...bearer, 'content-type': 'text/plain' }, '{}')).status).toBe(
      415,
    );
  });

  it('gives the latest output', async () => {
    const answer = await ask('GET', '/plugins/mute/output?limit=5', bearer);
    expect(JSON.parse(answer.body)).toMatchObject({ id: 'mute', lines: [{ number: 5, text: 'hello' }] });
    expect((await ask('GET', '/plugins/mute/output?limit=0', bearer)).status).toBe(400);
  });

  it('removes, unless it ships with the program', async () => {
    expect(await ask('DELETE', '/plugins/mute', bearer)).toMatchObject({ status: 204, body: '' });
    expect((await ask('DELETE', '/plugins/bundled', bearer)).status).toBe(409);
    expect((await ask('DELETE', '/plugins/nowhere', bearer)).status).toBe(404);
    expect((await ask('DELETE', '/plugins/mute?force', bearer)).status).toBe(204);
    const asked = (id: string, force: boolean): unknown => ['plugins.remove', { id, force }];
    expect(platform.asked).toEqual([asked('mute', false), asked('bundled', false), asked('mute', true)]);
  });

  const post = (body: unknown, target = '/plugins', method = 'POST'): Promise<TestAnswer> =>
    ask(method, target, { ...bearer, ...json }, JSON.stringify(body));

  it('installs only with every permission accepted', async () => {
    platform.inspection = success(testInspection('fresh', ['Reach a.example', 'Keep values'], null));
    for (const accepted of [undefined, [], ['Keep values']]) {
      const refused = await post({ source: '/x.zip', ...(accepted && { accepted }) });
      expect(refused.status).toBe(409);
      expect(errorOf(refused).permissions).toEqual(['Reach a.example', 'Keep values']);
    }
    expect(platform.asked).toEqual([]);
    const accepted = ['Keep values', 'Reach a.example'];
    const installed = await post({ source: '/x.zip', accepted, enable: false });
    expect(installed).toMatchObject({ status: 201, headers: { location: '/plugins/fresh/status' } });
    await post({ source: '/x.zip', accept_all: true });
    expect(platform.asked.map(([, params]) => params)).toEqual([
      { source: '/x.zip', accepted: ['Reach a.example', 'Keep values'], enable: false },
      { source: '/x.zip', accepted: ['Reach a.example', 'Keep values'], enable: true },
    ]);
  });

  it('installs a package that is sent, and keeps it no longer than that', async () => {
    platform.inspection = success(testInspection('fresh', ['Keep values'], null));
    const zip = { ...bearer, 'content-type': 'application/zip' };
    expect((await ask('POST', '/plugins', zip, 'PK')).status).toBe(409);
    const seen: string[] = [];
    platform.onInstall = (source) => seen.push(source, readFileSync(source, 'utf8'));
    expect((await ask('POST', '/plugins?accept_all=true&enable=false', zip, 'PK')).status).toBe(201);
    expect(platform.asked[0]?.[1]).toMatchObject({ accepted: ['Keep values'], enable: false });
    expect(seen[0]?.startsWith(folder)).toBe(true);
    expect(seen[1]).toBe('PK');
    expect(existsSync(seen[0] ?? '')).toBe(false);
  });

  it('tells installing from updating', async () => {
    platform.inspection = success(testInspection('mute', [], '1.0.0'));
    expect(errorOf(await post({ source: '/x.zip' })).remedy).toBe('PUT /plugins/mute updates it');
    expect((await post({ source: '/x.zip' }, '/plugins/mute', 'PUT')).status).toBe(200);
    expect((await post({ source: '/x.zip' }, '/plugins/open', 'PUT')).status).toBe(409);
    expect((await post({ source: '/x.zip' }, '/plugins/nowhere', 'PUT')).status).toBe(404);
    platform.inspection = failure('damaged', 'No zip');
    expect(await post({ source: '/x.zip' })).toMatchObject({ status: 400 });
    expect((await post({ src: '/x.zip' })).status).toBe(400);
  });
});
