import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { assert } from '#base/assert.ts';
import { success } from '#base/result.ts';
import { startApiServer, type ApiServer } from '#main/host/api/api-server.ts';
import type { RunningInstance } from '#main/host/api/running-files.ts';
import { testPlatform } from '#main/host/api/test-platform.ts';
import { createPrivateFolder } from '#main/host/files/private-folder.ts';
import { askInstance } from './running-instance.ts';

let folder: string;
let server: ApiServer;
let instance: RunningInstance;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'netloupe-instance-'));
  const request = () => Promise.resolve(success({ status: 200, type: 'text', body: 'no JSON' } as const));
  const started = await startApiServer({
    port: 0,
    key: 'the-key',
    platform: testPlatform({ a: { endpoint: { auth: 'none', origins: [], key: null }, request } }),
    uploads: createPrivateFolder(folder),
    onBug: (error) => {
      throw error;
    },
  });
  assert(started.ok, 'the server starts');
  server = started.value;
  instance = { pid: 1, host: 'desktop', url: server.url, key: 'the-key' };
});
afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('a Netloupe that runs', () => {
  it('is asked with its key', async () => {
    const answer = await askInstance(instance, 'GET', '/plugins');
    expect(answer).toMatchObject({ ok: true, value: [{ id: 'a', state: 'running' }] });
    expect(await askInstance(instance, 'POST', '/plugins/a/restart')).toMatchObject({ ok: true, value: { id: 'a' } });
  });

  it('says what is wrong, and what to do', async () => {
    expect(await askInstance(instance, 'GET', '/plugins/b/status')).toMatchObject({
      ok: false,
      failure: { code: 'not-found', message: 'There is no plugin "b"', remedy: 'GET /plugins lists them' },
    });
    expect(await askInstance({ ...instance, key: 'other' }, 'GET', '/plugins')).toMatchObject({
      ok: false,
      failure: { message: 'That is not the key of the API' },
    });
  });

  it('may be another program at that address, or nobody', async () => {
    expect(await askInstance(instance, 'GET', '/plugins/a/page')).toMatchObject({
      ok: false,
      failure: { code: 'unavailable', message: expect.stringContaining('status 200') as unknown },
    });
    expect(await askInstance({ ...instance, url: 'http://127.0.0.1:1' }, 'GET', '/plugins')).toMatchObject({
      ok: false,
      failure: { code: 'disconnected' },
    });
  });
});
