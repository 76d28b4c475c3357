/**
 * Updates against a real HTTPS server on loopback with an authority of its own, with answers made and signed by the tool that
 * packagers use: what is believed, what is refused, how often and with what it is asked.
 */
import { execFileSync } from 'node:child_process';
import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { assertDefined } from '#base/assert.ts';
import type { UpdateState } from '#contract/updates.ts';
import { parseChannel, readChannel, type UpdateChannel } from '#main/desktop/updates/channel.ts';
import { fetchBytes } from '#main/desktop/updates/fetch-bounded.ts';
import type { Manifest } from '#main/desktop/updates/manifest.ts';
import { type CheckerPorts, UpdateChecker, type UpdateMemory } from '#main/desktop/updates/update-checker.ts';
import { hasOpenssl, makeCertificate, type TestCertificate } from '#main/host/sinks/test-certificate.ts';
import { ROOT } from './kit/command-line.ts';

const TOOL = path.join(ROOT, 'scripts/sign-update.mjs');
const DAY = 86_400_000;
const PACKAGE = Buffer.from('as if it were a package\n'.repeat(5000));

let folder: string;
let certificate: TestCertificate;
let server: https.Server;
let keys: Record<string, string>;
let answer: (request: IncomingMessage, response: ServerResponse) => void;
let requests: IncomingMessage[];

const at = (name: string): string => path.join(folder, name);
const port = (): number => (server.address() as AddressInfo).port;
const base = (): string => `https://localhost:${port()}`;
const tool = (...args: string[]): string => execFileSync(process.execPath, [TOOL, ...args], { encoding: 'utf8' });

beforeAll(async () => {
  if (!hasOpenssl) return;
  folder = mkdtempSync(path.join(tmpdir(), 'netloupe-updates-'));
  certificate = makeCertificate(folder, 'DNS:localhost');
  server = https.createServer({ key: certificate.key, cert: certificate.cert }, (request, response) => {
    requests.push(request);
    answer(request, response);
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  keys = JSON.parse(tool('key', at('release.pem'))) as Record<string, string>;
  writeFileSync(at('netloupe_2.0.0_amd64.deb'), PACKAGE);
});
afterAll(async () => {
  if (!hasOpenssl) return;
  server.closeAllConnections();
  await new Promise((resolve) => void server.close(resolve));
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(() => {
  requests = [];
  answer = (_request, response) => void response.end(signed());
});
const checkers: UpdateChecker[] = [];
afterEach(() => {
  for (const checker of checkers.splice(0)) checker.switch(false);
});

const signedByTool = new Map<string, Buffer>();

/** What the tool makes of the package; a copy. */
function signed(version = '2.0.0', key = 'release.pem'): Buffer {
  const before = signedByTool.get(`${version} ${key}`);
  if (before !== undefined) return Buffer.from(before);
  const packages = [`linux-x64=${at('netloupe_2.0.0_amd64.deb')}`];
  const places = ['--page', `${base()}/download`, '--base', `${base()}/files`];
  tool('sign', '--key', at(key), '--version', version, ...places, '--out', at('latest'), ...packages);
  const bytes = readFileSync(at('latest'));
  signedByTool.set(`${version} ${key}`, bytes);
  return Buffer.from(bytes);
}

/** The same with changes that the tool would not make, signed rightly. */
function signedWith(changes: Partial<Record<keyof Manifest, unknown>> & Record<string, unknown>): Buffer {
  const whole = signed().toString();
  const manifest = JSON.parse(whole.slice(whole.indexOf('\n'))) as object;
  return signedBytes(Buffer.from(JSON.stringify({ ...manifest, ...changes })));
}

function signedBytes(bytes: Buffer): Buffer {
  const signature = sign(null, bytes, readFileSync(at('release.pem'))).toString('base64');
  return Buffer.concat([Buffer.from(`${Object.keys(keys)[0]} ${signature}\n`), bytes]);
}

interface Made {
  readonly checker: UpdateChecker;
  readonly states: UpdateState[];
  memory: UpdateMemory | null;
  now: number;
  /** What is waited for, and how long. */
  timers: { readonly delayMs: number; fire(): void }[];
}

function made(ports: Partial<CheckerPorts> = {}, memory: UpdateMemory | null = null): Made {
  const url = `${base()}/latest`;
  const channel: UpdateChannel = parseChannel({ url, keys, ca: certificate.cert });
  const states: UpdateState[] = [];
  const world: Omit<Made, 'checker'> = { states, memory, now: Date.now(), timers: [] };
  const checker = new UpdateChecker({
    channel,
    version: '1.0.0',
    platform: 'linux',
    arch: 'x64',
    kinds: ['.deb'],
    memory: { read: () => world.memory, write: (value) => (world.memory = value) },
    nowMs: () => world.now,
    chance: () => 0.5,
    after: (delayMs, fire) => {
      const timer = { delayMs, fire };
      world.timers.push(timer);
      return () => (world.timers = world.timers.filter((other) => other !== timer));
    },
    downloads: () => folder,
    installCommand: (file) => `sudo apt install ${file}`,
    changed: (state) => states.push(state),
    ...ports,
  });
  checkers.push(checker);
  return Object.assign(world, { checker });
}

async function checked(body: Buffer | string, world: Made = made()): Promise<UpdateState> {
  answer = (_request, response) => void response.end(body);
  world.checker.switch(true);
  return world.checker.check();
}

describe.skipIf(!hasOpenssl)('updates over HTTPS', () => {
  it('tells of a newer version that is signed, after one request that says nothing of who asks', async () => {
    const world = made();
    world.checker.switch(true);
    const state = await world.checker.check();
    expect(state).toMatchObject({ failure: null, checking: false, download: null });
    expect(state.offer).toMatchObject({
      version: '2.0.0',
      page: `${base()}/download`,
      file: { name: 'netloupe_2.0.0_amd64.deb', bytes: PACKAGE.length },
    });
    expect(requests).toHaveLength(1);
    const [request] = requests;
    expect(request?.url).toBe('/latest');
    expect(request?.headers).toEqual({
      host: `localhost:${port()}`,
      'user-agent': 'Netloupe',
      accept: '*/*',
      'accept-encoding': 'identity',
      connection: 'close',
    });
  });

  it('asks nothing while it is switched off, nor in a build without a channel', async () => {
    const off = made();
    await off.checker.check();
    expect(await off.checker.download()).toMatchObject({ ok: false });
    expect(off.timers).toEqual([]);
    off.checker.switch(true);
    off.checker.switch(false);
    expect(off.timers).toEqual([]);
    await off.checker.check();

    expect(readChannel(at('update-channel.json'))).toBeNull();
    const without = made({ channel: null });
    without.checker.switch(true);
    await without.checker.check();
    expect(without.timers).toEqual([]);
    expect(without.checker.state).toMatchObject({ channel: false, offer: null, failure: null });
    expect(requests).toEqual([]);
  });

  it('asks once a day by itself, not at once and not with everybody, and once more when told to', async () => {
    const world = made({ chance: () => 0.5 });
    world.checker.switch(true);
    expect(world.timers.map(({ delayMs }) => delayMs)).toEqual([60_000 + 300_000]);
    world.timers[0]?.fire();
    await vi.waitFor(
      () => expect(world.checker.state).toMatchObject({ checking: false, offer: { version: '2.0.0' } }),
      {
        timeout: 20_000,
      },
    );
    expect(requests).toHaveLength(1);
    expect(world.timers.map(({ delayMs }) => delayMs)).toContain(DAY + 3_600_000);

    // Started again after twenty hours: the rest of the day is waited for.
    const again = made({}, world.memory);
    again.now = assertDefined(world.memory?.lastCheckMs, 'kept') + 20 * 3_600_000;
    again.checker.switch(true);
    expect(again.timers.map(({ delayMs }) => delayMs)).toEqual([4 * 3_600_000 + 3_600_000]);
    // The clock was set back.
    const back = made({}, { lastCheckMs: again.now + 1000 * DAY, seen: null });
    back.checker.switch(true);
    expect(back.timers.map(({ delayMs }) => delayMs)).toEqual([DAY + 3_600_000]);
    await back.checker.check();
    expect(requests).toHaveLength(2);
  });

  it('is content with its own version', async () => {
    expect(await checked(signed('1.0.0'))).toMatchObject({ offer: null, failure: null });
  });

  it('refuses a manifest of which one byte was changed, or the signature', async () => {
    for (const position of [-3, 60, 18]) {
      const damaged = signed();
      const byte = position < 0 ? damaged.length + position : position;
      damaged[byte] = assertDefined(damaged[byte], 'inside') ^ 1;
      const state = await checked(damaged);
      expect(state.offer).toBeNull();
      expect(state.failure?.message).toContain('refused: its signature is');
    }
  });

  it.each([
    ['no signature', () => JSON.stringify({ format: 1, version: '9.0.0' })],
    ['nothing', () => ''],
    ['a line of text', () => 'hello\n'],
    ['a signature of another answer', () => Buffer.concat([signed().subarray(0, 106), Buffer.from('{}')])],
  ])('refuses %s', async (_name, body) => {
    const state = await checked(body());
    expect(state.offer).toBeNull();
    expect(state.failure?.message).toContain('refused: its signature is');
  });

  it('refuses a key that it does not know, whatever id it claims', async () => {
    tool('key', at('other.pem'));
    const body = signed('2.0.0', 'other.pem');
    expect((await checked(body)).failure?.message).toContain('a key that this program does not know');
    const claimed = Buffer.from(body);
    claimed.write(assertDefined(Object.keys(keys)[0], 'a key'));
    expect((await checked(claimed)).failure?.message).toContain('its signature is wrong');
    rmSync(at('other.pem'));
  });

  it('refuses versions that go backwards: below its own, or below what was seen', async () => {
    expect((await checked(signed('0.9.0'))).failure?.message).toContain('lower than that of this program');
    const world = made();
    expect((await checked(signed('3.0.0'), world)).offer?.version).toBe('3.0.0');
    const state = await checked(signed('2.5.0'), world);
    expect(state.failure?.message).toContain('lower than 3.0.0, which was seen before');
    expect(state.offer?.version).toBe('3.0.0');
    // So does the next start.
    expect((await checked(signed('2.5.0'), made({}, world.memory))).failure?.message).toContain('lower than 3.0.0');
  });

  it('refuses what is older than what was seen, and what is no longer to be believed', async () => {
    const old = signed();
    const world = made();
    await checked(signedWith({ date: new Date(Date.now() + 60_000).toISOString() }), world);
    expect((await checked(old, world)).failure?.message).toContain('older than the one seen before');

    const later = made();
    later.now = Date.now() + 31 * DAY;
    expect((await checked(signed(), later)).failure?.message).toContain('was to be believed until');
  });

  it.each([
    ['an unknown field', { extra: 1 }],
    ['another format', { format: 2 }],
    ['no version', { version: 'latest' }],
    ['an address that is not https', { page: 'http://localhost/' }],
    ['a script for an address', { page: 'javascript:alert(1)' }],
    [
      'a name that leads elsewhere',
      {
        files: [
          {
            platform: 'linux',
            arch: 'x64',
            name: '../../.bashrc',
            url: 'https://localhost/',
            sha256: '0'.repeat(64),
            size: 1,
          },
        ],
      },
    ],
    [
      'a name that hides',
      {
        files: [
          {
            platform: 'linux',
            arch: 'x64',
            name: '.desktop',
            url: 'https://localhost/',
            sha256: '0'.repeat(64),
            size: 1,
          },
        ],
      },
    ],
    [
      'a file without end',
      {
        files: [
          {
            platform: 'linux',
            arch: 'x64',
            name: 'a.deb',
            url: 'https://localhost/',
            sha256: '0'.repeat(64),
            size: 1e12,
          },
        ],
      },
    ],
  ])('refuses %s, although signed', async (_name, changes) => {
    const state = await checked(signedWith(changes));
    expect(state.failure?.message).toContain('not what a manifest looks like');
    expect(state.offer).toBeNull();
  });

  it('refuses what is neither JSON nor UTF-8, although signed', async () => {
    for (const bytes of [Buffer.from('{'), Buffer.from([0xff, 0xfe, 0x7b])]) {
      expect((await checked(signedBytes(bytes))).failure?.message).toContain('not what a manifest looks like');
    }
  });

  it('reads no more than 64 KiB', async () => {
    let sent = 0;
    answer = (_request, response) => {
      const more = (): void => {
        while (!response.destroyed && sent < 64 << 20 && response.write(Buffer.alloc(1 << 16))) sent += 1 << 16;
      };
      response.on('drain', more);
      more();
    };
    const world = made();
    world.checker.switch(true);
    expect((await world.checker.check()).failure?.message).toContain('more than the 65536 bytes');
    expect(sent).toBeLessThan(64 << 20);
  });

  it('goes nowhere else: not to another host, not to http, not in circles; but to another place of the same host', async () => {
    const elsewhere = https.createServer({ key: certificate.key, cert: certificate.cert }, () => {
      throw new Error('asked');
    });
    await new Promise<void>((resolve) => void elsewhere.listen(0, '127.0.0.1', resolve));
    const other = (elsewhere.address() as AddressInfo).port;
    for (const to of [
      `https://localhost:${other}/latest`,
      `http://localhost:${port()}/latest`,
      '//127.0.0.1/latest',
      'file:///etc/passwd',
    ]) {
      answer = (_request, response) => void response.writeHead(302, { location: to }).end();
      const world = made();
      world.checker.switch(true);
      expect((await world.checker.check()).failure?.message, to).toContain('where we do not go');
    }
    elsewhere.close();
    answer = (_request, response) => void response.writeHead(302, { location: '/latest' }).end();
    const round = made();
    round.checker.switch(true);
    expect((await round.checker.check()).failure?.message).toContain('in circles');
    answer = (request, response) => {
      if (request.url === '/latest') response.writeHead(302, { location: '/moved/latest' }).end();
      else response.end(signed());
    };
    const moved = made();
    moved.checker.switch(true);
    expect((await moved.checker.check()).offer?.version).toBe('2.0.0');
  });

  it('trusts no certificate but those that it was told of, whatever the environment says', async () => {
    vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
    const world = made({ channel: parseChannel({ url: `${base()}/latest`, keys }) });
    world.checker.switch(true);
    const state = await world.checker.check();
    vi.unstubAllEnvs();
    expect(state.failure).toMatchObject({ code: 'unavailable' });
    expect(requests).toEqual([]);
  });

  it('takes another status, or a connection that breaks, for what it is', async () => {
    const world = made();
    world.checker.switch(true);
    answer = (_request, response) => void response.writeHead(500).end(signed());
    expect((await world.checker.check()).failure?.message).toContain('status 500');
    answer = (_request, response) => {
      response.writeHead(200, { 'content-length': '1000' });
      response.write('x', () => response.destroy());
    };
    expect((await world.checker.check()).failure).toMatchObject({ code: 'unavailable' });
  });

  it('waits for no answer without end', async () => {
    answer = () => undefined;
    const bounds = { ca: certificate.cert, mostBytes: 10, timeoutMs: 200 };
    expect(await fetchBytes(new URL(`${base()}/latest`), bounds)).toMatchObject({
      ok: false,
      failure: { message: expect.stringContaining('no answer within 0.2 s') as string },
    });
  });

  it('stops asking when it is switched off meanwhile', async () => {
    const world = made();
    answer = () => world.checker.switch(false);
    world.checker.switch(true);
    expect(await world.checker.check()).toMatchObject({ enabled: false, checking: false, failure: null });
    expect(world.timers).toEqual([]);
  });

  it('downloads when asked to, checks what came, replaces nothing and makes nothing that runs', async () => {
    const world = made();
    await checked(signed(), world);
    requests = [];
    answer = (_request, response) => void response.end(PACKAGE);
    expect(await world.checker.download()).toMatchObject({ ok: true });
    const target = at('netloupe_2.0.0_amd64 (1).deb');
    expect(world.checker.state.download).toEqual({ kind: 'done', path: target, install: `sudo apt install ${target}` });
    expect(readFileSync(target).equals(PACKAGE)).toBe(true);
    expect(statSync(target).mode & 0o111).toBe(0);
    expect(requests.map(({ url }) => url)).toEqual(['/files/netloupe_2.0.0_amd64.deb']);
    rmSync(target);

    const files = readdirSync(folder);
    const wrong = [Buffer.concat([PACKAGE, PACKAGE]), PACKAGE.subarray(1), Buffer.from(PACKAGE).fill(1, 0, 1)];
    for (const body of wrong) {
      answer = (_request, response) => void response.end(body);
      expect(await world.checker.download()).toMatchObject({ ok: false });
      expect(world.checker.state.download).toMatchObject({ kind: 'failed' });
    }
    expect(readdirSync(folder)).toEqual(files);
  });
});

it('the tool makes a key that only its owner may read, and never replaces one', () => {
  const own = mkdtempSync(path.join(tmpdir(), 'netloupe-key-'));
  const file = path.join(own, 'key.pem');
  const printed = JSON.parse(tool('key', file)) as Record<string, string>;
  expect(statSync(file).mode & 0o777).toBe(0o600);
  const [[id, der] = []] = Object.entries(printed);
  expect(
    createHash('sha256')
      .update(Buffer.from(der ?? '', 'base64'))
      .digest('hex')
      .slice(0, 16),
  ).toBe(id);
  expect(() => tool('key', file)).toThrow('EEXIST');
  rmSync(own, { recursive: true });
});

it('a channel with a key that is no Ed25519 key, or an address that is not https, is a mistake of whoever built it', () => {
  const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const der = publicKey.export({ type: 'spki', format: 'der' }).toString('base64');
  expect(() => parseChannel({ url: 'https://localhost/', keys: { '0123456789abcdef': der } })).toThrow(
    'no Ed25519 key',
  );
  expect(() => parseChannel({ url: 'http://localhost/', keys: {} })).toThrow('url');
});
