import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { assert, assertDefined } from '#base/assert.ts';
import { createPrivateFolder } from '../files/private-folder.ts';
import { createApiSwitch, type SwitchedApi } from './api-switch.ts';
import { announce, runningInstances } from './running-files.ts';
import { askAt } from './test-client.ts';
import { testPlatform } from './test-platform.ts';

let home: string;
let api: SwitchedApi;

function newSwitch(): SwitchedApi {
  return createApiSwitch({
    home,
    uploads: createPrivateFolder(home),
    onBug: (error) => {
      throw error;
    },
  });
}

beforeEach(() => {
  home = mkdtempSync(path.join(tmpdir(), 'netloupe-switch-'));
  api = newSwitch();
});
afterEach(async () => {
  await api.close();
  rmSync(home, { recursive: true, force: true });
});

const platform = testPlatform({});
const portOf = (url: string | null): number => Number(new URL(assertDefined(url, 'it is on')).port);
const mode = (file: string): number => statSync(path.join(home, file)).mode & 0o777;

describe('the switch of the API', () => {
  it('is off until it is switched on, and leaves no file', async () => {
    await api.start(platform);
    expect(api.status()).toEqual({ enabled: false, switchable: true, url: null, key: null, problem: null });
    expect(readdirSync(home)).toEqual([]);
  });

  it('serves at once, tells the key, and keeps it to this user', async () => {
    await api.start(platform);
    const on = await api.configure(true, 0);
    assert(on.ok, 'it can be switched on');
    expect(on.value).toEqual(api.status());
    const key = assertDefined(on.value.key, 'there is a key');
    expect(key.length).toBeGreaterThanOrEqual(40);
    const ask = askAt(() => portOf(on.value.url));
    expect((await ask('GET', '/plugins', { 'x-api-key': key })).status).toBe(200);
    expect((await ask('GET', '/plugins', { 'x-api-key': 'other' })).status).toBe(401);
    expect(mode('api.json')).toBe(0o600);
    expect(mode(`run/${process.pid}.json`)).toBe(0o600);
    expect(mode('run')).toBe(0o700);
  });

  it('is remembered with its key, and so is that it was switched off', async () => {
    await api.start(platform);
    await api.configure(true, 0);
    const { key } = api.status();
    await api.close();
    expect(api.status().enabled).toBe(false);
    api = newSwitch();
    await api.start(platform);
    expect(api.status()).toMatchObject({ enabled: true, key });
    await api.configure(false, 0);
    expect(api.status()).toMatchObject({ enabled: false, url: null, key: null });
    api = newSwitch();
    await api.start(platform);
    expect(api.status()).toMatchObject({ enabled: false, problem: null });
    await api.configure(true, 0);
    expect(api.status().key).toBe(key);
  });

  it('says when the port is taken, and stays off', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => other.once('listening', resolve));
    const { port } = other.address() as AddressInfo;
    await api.start(platform);
    const refused = await api.configure(true, port);
    expect(refused).toMatchObject({ ok: false, failure: { code: 'in-use' } });
    expect(api.status()).toMatchObject({
      enabled: false,
      problem: expect.stringContaining(`127.0.0.1:${port}`) as unknown,
    });
    // It was not switched on, so the next start does not try either.
    expect(existsSync(path.join(home, 'api.json'))).toBe(false);
    other.close();
    expect((await api.configure(true, port)).ok).toBe(true);
    expect(portOf(api.status().url)).toBe(port);
    expect(api.status().problem).toBeNull();
  });

  it('says at the start when the port has been taken meanwhile', async () => {
    await api.start(platform);
    await api.configure(true, 0);
    const port = portOf(api.status().url);
    await api.configure(true, port);
    const second = newSwitch();
    await second.start(platform);
    expect(second.status()).toMatchObject({
      enabled: false,
      problem: expect.stringContaining(String(port)) as unknown,
    });
  });

  it('makes one change after the other', async () => {
    await api.start(platform);
    const all = await Promise.all([api.configure(true, 0), api.configure(false, 0), api.configure(true, 0)]);
    expect(all.map((result) => result.ok && result.value.enabled)).toEqual([true, false, true]);
    expect(api.status().enabled).toBe(true);
  });

  it.each(['{', '{"enabled": "yes"}', '[]'])('stays off with a file that holds %s', async (text) => {
    writeFileSync(path.join(home, 'api.json'), text);
    await api.start(platform);
    expect(api.status()).toMatchObject({ enabled: false, problem: expect.stringContaining('api.json') as unknown });
    expect((await api.configure(true, 0)).ok).toBe(true);
    expect(api.status().problem).toBeNull();
  });
});

describe('programs that serve the API', () => {
  it('are found while they run', async () => {
    expect(await runningInstances(home)).toEqual([]);
    const instance = { host: 'headless', url: 'http://127.0.0.1:1', key: 'k' } as const;
    const announced = await announce(home, instance);
    assert(announced.ok, 'the folder can be written');
    expect(await runningInstances(home)).toEqual([{ pid: process.pid, ...instance }]);
    announced.value();
    announced.value();
    expect(await runningInstances(home)).toEqual([]);
  });

  it('are forgotten when they were killed, and so is what is no such file', async () => {
    const gone = spawnSync(process.execPath, ['-e', '']).pid;
    mkdirSync(path.join(home, 'run'));
    const write = (name: string, text: string): void => writeFileSync(path.join(home, 'run', name), text);
    write(`${gone}.json`, JSON.stringify({ pid: gone, host: 'desktop', url: 'http://127.0.0.1:1', key: 'k' }));
    write('1.json', 'no JSON');
    // A key must not be sent to wherever a file says.
    write('2.json', JSON.stringify({ pid: process.pid, host: 'desktop', url: 'http://evil.example:80', key: 'k' }));
    write('notes.txt', 'of somebody else');
    expect(await runningInstances(home)).toEqual([]);
    expect(readdirSync(path.join(home, 'run'))).toEqual(['notes.txt']);
    expect(readFileSync(path.join(home, 'run/notes.txt'), 'utf8')).toBe('of somebody else');
  });
});
