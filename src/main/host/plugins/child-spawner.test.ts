/** The spawner against a small program that speaks the protocol, or breaks it as it is told. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { PacketAck } from '#contract/plugins/process.ts';
import type { PluginProcess, ProcessExit, SpawnRequest } from '#main/engine/pipeline/plugins/ports.ts';
import { createChildSpawner } from './child-spawner.ts';
import { commandOf } from './die-with-parent.ts';
import { buildProgram, type BuiltProgram } from './test-build.ts';

const STAND_IN = `
import fs from 'node:fs';
import { spawn } from 'node:child_process';
import { Socket } from 'node:net';
const data = new Socket({ fd: 4, readable: true, writable: true });
const tried = (work) => { try { work(); return 'done'; } catch (error) { return error.code; } };
let pending = Buffer.alloc(0);
data.on('data', (chunk) => {
  pending = Buffer.concat([pending, chunk]);
  while (pending.length >= 16 && pending.length >= 16 + pending.readUInt32LE(0)) {
    const length = pending.readUInt32LE(0);
    const frame = pending.subarray(16, 16 + length);
    process.send({ t: 'got', seq: pending.readUInt32LE(4), from: pending.readUInt32LE(8), step: pending.readUInt32LE(12),
      length, sum: frame.reduce((sum, byte) => (sum + byte) % 65521, 0) });
    const ack = Buffer.alloc(16);
    ack.writeUInt32LE(pending.readUInt32LE(4), 0);
    ack.writeUInt32LE(length, 4);
    ack.writeUInt32LE(1, 8);
    for (const byte of ack) data.write(Buffer.from([byte]));
    pending = pending.subarray(16 + length);
  }
});
process.on('disconnect', () => process.exit(0));
const say = (message) => process.send(message);
const actions = {
  hello: () => say({ t: 'hello', pid: process.pid, env: process.env, argv: process.execArgv, cwd: process.cwd() }),
  read: ({ file }) => say({ t: 'read', result: tried(() => fs.readFileSync(file)) }),
  write: ({ file }) => say({ t: 'write', result: tried(() => fs.writeFileSync(file, 'x')) }),
  start: () => say({ t: 'start', result: tried(() => spawn(process.execPath, ['-v'])) }),
  exit: ({ code }) => process.send({ t: 'last words' }, () => process.exit(code)),
  throw: ({ text }) => { throw new Error(text); },
  write_err: ({ text, times }) => { for (let i = 0; i < times; i++) fs.writeSync(2, text); say({ t: 'written' }); },
  loop: () => { say({ t: 'looping' }); setTimeout(() => { for (;;); }, 0); },
  flood: () => { for (let i = 0; i < 3000; i++) say({ t: 'flood', i }); },
  big: ({ bytes }) => say({ t: 'big', bytes: bytes.length, is: bytes.constructor.name }),
};
process.on('message', (message) => actions[message.t](message));
`;

let folder: string;
const running: PluginProcess[] = [];
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'netloupe-test-'));
  mkdirSync(at('program'));
  mkdirSync(at('plugin'));
  writeFileSync(at('program', 'plugin-process.mjs'), STAND_IN);
  writeFileSync(at('plugin', 'main.mjs'), 'x');
});
afterEach(async () => {
  await Promise.all(
    running.splice(0).map(async (child) => {
      child.kill();
      await exitOf(child);
    }),
  );
  rmSync(folder, { recursive: true, force: true });
});

const at = (...names: readonly string[]): string => path.join(folder, ...names);

function start(more: Partial<SpawnRequest> = {}, processFile = at('program', 'plugin-process.mjs')): PluginProcess {
  const spawner = createChildSpawner({ processFile, programFolders: [at('program')] });
  const base = {
    id: 'demo',
    language: 'js',
    folder: at('plugin'),
    writableFolders: [],
    memoryMb: 128,
    network: false,
  } as const;
  const child = spawner.spawn({ ...base, ...more });
  running.push(child);
  return child;
}

function exitOf(child: PluginProcess): Promise<ProcessExit> {
  return new Promise((resolve) => child.onExit(resolve));
}

/** The stand-in is told what to do in messages that the protocol does not have. */
function tell(child: PluginProcess, message: Readonly<Record<string, unknown>>): void {
  child.sendControl(message as never);
}

type Said = Readonly<Record<string, unknown>>;

function listen(child: PluginProcess): () => Promise<Said> {
  const said: Said[] = [];
  let wake: (() => void) | null = null;
  child.onControl((message) => {
    said.push(message as Said);
    wake?.();
  });
  return async () => {
    while (said.length === 0) await new Promise<void>((resolve) => (wake = resolve));
    return said.shift() as Said;
  };
}

const hasModel = ['--permission', '--experimental-permission'].some((flag) =>
  process.allowedNodeEnvironmentFlags.has(flag),
);

describe("a plugin's process", () => {
  it('is another process, with nothing of our environment', async () => {
    process.env['NETLOUPE_TEST_SECRET'] = 'hunter2';
    process.env['NODE_OPTIONS'] = '--no-deprecation';
    const child = start();
    delete process.env['NETLOUPE_TEST_SECRET'];
    delete process.env['NODE_OPTIONS'];
    const next = listen(child);
    tell(child, { t: 'hello' });
    const hello = await next();
    expect(hello).toMatchObject({ pid: child.pid, cwd: at('plugin') });
    expect(hello['pid']).not.toBe(process.pid);
    const names = Object.keys(hello['env'] as object).filter((name) => !name.startsWith('NODE_CHANNEL'));
    expect(['TZ', 'SystemRoot', 'windir']).toEqual(expect.arrayContaining(names));
    expect(hello['argv']).toContain('--max-old-space-size=128');
  });

  it('gets packet logs whole and in order, and its acknowledgements arrive however they are cut', async () => {
    const child = start();
    const next = listen(child);
    const acks: PacketAck[] = [];
    child.onAck((ack) => acks.push(ack as PacketAck));
    const frames = [59_000, 1, 30_000, 59_999].map((length, i) => new Uint8Array(length).fill(i + 7));
    frames.forEach((frame, i) => child.deliver({ seq: i + 1, from: i, step: 2, frame }));
    for (const [i, frame] of frames.entries()) {
      const sum = (frame.length * (i + 7)) % 65521;
      expect(await next()).toEqual({ t: 'got', seq: i + 1, from: i, step: 2, length: frame.length, sum });
    }
    await expect.poll(() => acks.length, { timeout: 30_000 }).toBe(frames.length);
    expect(acks).toEqual(frames.map(({ length }, i) => ({ seq: i + 1, handled: length, errors: 1, flows: 0 })));
  });

  it('takes bytes in control messages as bytes', async () => {
    const child = start();
    const next = listen(child);
    tell(child, { t: 'big', bytes: new Uint8Array(200_000) });
    expect(await next()).toEqual({ t: 'big', bytes: 200_000, is: 'Uint8Array' });
  });

  it('keeps what it says for a listener that comes late, and its last words come before its exit', async () => {
    const child = start();
    tell(child, { t: 'exit', code: 3 });
    const exit = await exitOf(child);
    expect(exit).toEqual({ code: 3, signal: null, stderr: '' });
    const said: unknown[] = [];
    child.onControl((message) => said.push(message));
    expect(said).toEqual([{ t: 'last words' }]);
    // At once where it is over already, and sending to it does nothing.
    expect(await exitOf(child)).toEqual(exit);
    tell(child, { t: 'hello' });
    child.deliver({ seq: 1, from: 0, step: 1, frame: new Uint8Array(10) });
    child.kill();
    expect(await child.residentBytes()).toBeNull();
  });

  it('says why it crashed', async () => {
    const child = start();
    tell(child, { t: 'throw', text: 'no such luck' });
    expect(await exitOf(child)).toMatchObject({ code: 1, stderr: expect.stringContaining('no such luck') as string });
  });

  it('leaves the end of what it wrote, 4 KiB, cut between characters', async () => {
    const child = start();
    const next = listen(child);
    tell(child, { t: 'write_err', text: 'ü'.repeat(4999), times: 1 });
    tell(child, { t: 'write_err', text: 'end', times: 1 });
    await next();
    await next();
    child.kill();
    const { stderr, signal } = await exitOf(child);
    expect(stderr).toBe(`${'ü'.repeat(2046)}end`);
    expect(signal).toBe('SIGKILL');
  });

  it('ends by force however busy it is', async () => {
    const child = start();
    const next = listen(child);
    tell(child, { t: 'loop' });
    await next();
    child.kill();
    child.kill();
    expect(await exitOf(child)).toMatchObject({ code: null, signal: 'SIGKILL' });
  });

  it('is ended when it talks on and on before anybody listens', async () => {
    const child = start();
    tell(child, { t: 'flood' });
    expect(await exitOf(child)).toMatchObject({ stderr: expect.stringContaining('more than anybody') as string });
  });

  it('can be weighed on Linux', async ({ skip }) => {
    if (process.platform !== 'linux') skip('there is no /proc');
    const child = start();
    const next = listen(child);
    tell(child, { t: 'hello' });
    await next();
    const bytes = await child.residentBytes();
    expect(bytes).toBeGreaterThan(10_000_000);
    expect(bytes).toBeLessThan(1_000_000_000);
  });

  it('starts wherever its folders are, however they are written', async ({ skip }) => {
    if (!hasModel) skip('this Node has no permission model');
    mkdirSync(at('real'));
    symlinkSync(at('real'), at('link'));
    const child = start({ writableFolders: [`${at('link')}/`, at('link'), at('real'), `${at('plugin')}/../real`] });
    const next = listen(child);
    tell(child, { t: 'write', file: at('link', 'a.txt') });
    expect(await next()).toEqual({ t: 'write', result: 'done' });
  });

  it('reads what is its own and ours, writes where it may, and starts nothing', async ({ skip }) => {
    if (!hasModel) skip('this Node has no permission model');
    writeFileSync(at('secret.txt'), 'x');
    const writable = at('deep', 'data, and more');
    const child = start({ writableFolders: [writable] });
    const next = listen(child);
    const results: Record<string, unknown> = {};
    for (const file of [at('plugin', 'main.mjs'), at('secret.txt'), '/etc/passwd']) {
      tell(child, { t: 'read', file });
      results[file] = (await next())['result'];
    }
    for (const file of [path.join(writable, 'a.txt'), at('plugin', 'b.txt'), at('program', 'c.txt'), at('d.txt')]) {
      tell(child, { t: 'write', file });
      results[file] = (await next())['result'];
    }
    tell(child, { t: 'start' });
    results['start'] = (await next())['result'];
    expect(results).toEqual({
      [at('plugin', 'main.mjs')]: 'done',
      [at('secret.txt')]: 'ERR_ACCESS_DENIED',
      '/etc/passwd': 'ERR_ACCESS_DENIED',
      [path.join(writable, 'a.txt')]: 'done',
      [at('plugin', 'b.txt')]: 'ERR_ACCESS_DENIED',
      [at('program', 'c.txt')]: 'ERR_ACCESS_DENIED',
      [at('d.txt')]: 'ERR_ACCESS_DENIED',
      start: 'ERR_ACCESS_DENIED',
    });
    expect(readFileSync(path.join(writable, 'a.txt'), 'utf8')).toBe('x');
  });
});

describe('a process that cannot be started exits with the reason', () => {
  it.each([
    ['there is no program', {}, 'missing.mjs', /missing\.mjs is missing/],
    ['there is no folder', { folder: '/nonexistent/plugin' }, null, /could not be started: .*ENOENT/],
    ['a folder cannot be made', { writableFolders: ['/proc/nope/x'] }, null, /could not be started: Cannot write/],
    ['a folder would grant others, too', { folder: '/tmp/a*b' }, null, /has a \* in its path/],
  ] as const)('%s', async (_why, request, file, reason) => {
    const child = start(request, file === null ? undefined : at(file));
    const exit = await exitOf(child);
    expect(exit).toMatchObject({ code: null, signal: null });
    expect(exit.stderr).toMatch(reason);
    tell(child, { t: 'hello' });
    child.kill();
    expect([child.pid, await child.residentBytes()]).toEqual([null, null]);
  });
});

describe('a process ends when the one that started it', () => {
  let parent: BuiltProgram;
  beforeAll(async () => {
    parent = await buildProgram('test-spawning-parent.ts');
  });
  afterAll(() => parent.dispose());

  it.each(['SIGKILL', 'SIGTERM'] as const)('is ended by %s, even in an endless loop', async (signal) => {
    const [command] = commandOf(process.execPath);
    // Where the kernel cannot be told, only those that still listen end.
    if (command === process.execPath || !existsSync('/proc/self/stat')) return;
    const engine = spawn(process.execPath, [parent.file, at('program', 'plugin-process.mjs'), at('plugin')], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = (await once(createInterface({ input: engine.stdout }), 'line')) as [string];
    expect(stateOf(Number(line))).toBe('there');
    engine.kill(signal);
    await expect.poll(() => stateOf(Number(line)), { timeout: 30_000 }).toBe('gone');
  });
});

function stateOf(pid: number): 'gone' | 'there' {
  try {
    // Nobody may have taken its exit code yet.
    return / Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8')) ? 'gone' : 'there';
  } catch {
    return 'gone';
  }
}
