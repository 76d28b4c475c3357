/** The built entry as a process: what only a real one can show. */
import { fork, type ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Duplex } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { build } from 'vite';
import { ACK_BYTES } from '#contract/plugins/delivery-bytes.ts';
import { PLUGIN_PROTOCOL_VERSION } from '#contract/plugins/process-limits.ts';
import { fromPluginSchema, type FromPlugin, type PluginStart, type ToPlugin } from '#contract/plugins/process.ts';
import { packetFrame } from './testing/packet-frames.ts';

const project = path.resolve(import.meta.dirname, '../../..');
let out: string;

beforeAll(async () => {
  out = mkdtempSync(path.join(tmpdir(), 'netloupe-sandbox-'));
  await build({
    configFile: false,
    root: project,
    logLevel: 'error',
    ssr: { noExternal: ['zod', 'ipaddr.js'] },
    build: {
      ssr: true,
      outDir: out,
      emptyOutDir: true,
      target: 'node20',
      rolldownOptions: {
        input: path.join(import.meta.dirname, 'plugin-process.ts'),
        output: { entryFileNames: '[name].js' },
      },
    },
  });
  // As beside out/main of the program.
  const wasmoon = path.join(project, 'node_modules', 'wasmoon');
  mkdirSync(path.join(out, 'node_modules', 'wasmoon', 'dist'), { recursive: true });
  for (const file of ['package.json', 'dist/glue.wasm']) {
    writeFileSync(path.join(out, 'node_modules', 'wasmoon', file), readFileSync(path.join(wasmoon, file)));
  }
  writeFileSync(path.join(out, 'package.json'), '{"type":"module"}');
});
afterAll(() => rmSync(out, { recursive: true, force: true }));

const MODEL = ['--permission', '--experimental-permission'].find((flag) =>
  process.allowedNodeEnvironmentFlags.has(flag),
)!;

class PluginChild {
  readonly folder: string = mkdtempSync(path.join(tmpdir(), 'netloupe-plugin-'));
  readonly sent: FromPlugin[] = [];
  acks = Buffer.alloc(0);
  stderr = '';
  readonly child: ChildProcess;
  readonly exited: Promise<number | string | null>;
  private readonly language: 'js' | 'lua';
  private waiting: (() => void)[] = [];

  constructor(language: 'js' | 'lua', program: string, isConfined = true) {
    this.language = language;
    writeFileSync(path.join(this.folder, this.main), program);
    const readable = [out, this.folder].map((folder) => `--allow-fs-read=${folder}`);
    this.child = fork(path.join(out, 'plugin-process.js'), [language], {
      cwd: this.folder,
      execArgv: isConfined ? [MODEL, ...readable] : [],
      stdio: ['ignore', 'ignore', 'pipe', 'ipc', 'pipe'],
      serialization: 'advanced',
    });
    this.child.stderr!.on('data', (chunk) => {
      this.stderr += String(chunk);
    });
    this.child.on('message', (message) => {
      this.sent.push(fromPluginSchema.parse(message));
      this.tell();
    });
    this.data.on('data', (chunk: Buffer) => {
      this.acks = Buffer.concat([this.acks, chunk]);
      this.tell();
    });
    this.data.on('error', () => undefined);
    this.exited = new Promise((resolve) => {
      this.child.on('exit', (code, signal) => {
        resolve(signal ?? code);
        this.tell();
      });
    });
    onTestFinished(() => {
      this.child.kill('SIGKILL');
      rmSync(this.folder, { recursive: true, force: true });
    });
  }

  get main(): string {
    return this.language === 'lua' ? 'main.lua' : 'main.mjs';
  }

  async load(limits: Partial<PluginStart['limits']> = {}): Promise<string> {
    await this.until(() => this.sent.find(({ t }) => t === 'hello'));
    const start: PluginStart = {
      protocol: PLUGIN_PROTOCOL_VERSION,
      id: 'test',
      version: '1.0.0',
      language: this.language,
      folder: this.folder,
      main: this.main,
      dataFolder: null,
      config: {},
      passConfig: false,
      bulkSize: 512,
      bulkDelayMs: 50,
      permissions: { store: false, http: [], sessions: false, interfaces: false, files: [], network: [] },
      limits: {
        call_ms: 5000,
        batch_ms: 5000,
        start_ms: 10_000,
        stop_ms: 3000,
        memory_mb: 64,
        instructions: 100_000_000,
        ...limits,
      },
      payload: [],
      observers: { fields: null },
      symbols: { sources: [], sinks: [], functions: [] },
      store: {},
      engine: '0.1.0',
      deterministic: false,
    };
    this.send({ t: 'start', start });
    const last = await this.until(() => this.sent.find(({ t }) => t === 'ready' || t === 'refused'));
    return last.t === 'refused' ? `${last.at}: ${last.message}` : last.t;
  }

  send(message: ToPlugin): void {
    this.child.send(message);
  }

  deliver(seq: number, rows: number): void {
    const frame = packetFrame(rows);
    const head = Buffer.alloc(16);
    [frame.length, seq, 0, 1].forEach((value, at) => head.writeUInt32LE(value, at * 4));
    this.data.write(Buffer.concat([head, frame]));
  }

  /** Rows handled, by delivery. */
  get handled(): readonly (readonly [number, number])[] {
    return Array.from(
      { length: Math.floor(this.acks.length / ACK_BYTES) },
      (_, at) => [this.acks.readUInt32LE(at * ACK_BYTES), this.acks.readUInt32LE(at * ACK_BYTES + 4)] as const,
    );
  }

  get lines(): readonly string[] {
    return this.sent.flatMap((message) => (message.t === 'log' ? message.lines.map(({ text }) => text) : []));
  }

  async until<T>(look: () => T | undefined): Promise<T> {
    for (;;) {
      const found = look();
      if (found !== undefined) return found;
      await new Promise<void>((resolve) => {
        this.waiting.push(resolve);
      });
    }
  }

  private get data(): Duplex {
    return this.child.stdio[4] as Duplex;
  }

  private tell(): void {
    for (const resolve of this.waiting.splice(0)) resolve();
  }
}

const PRINTS = {
  js: 'export function receiver(log) { console.log(log.src_ip, log.state); } export function cleanup() { console.warn("bye"); }',
  lua: 'function receiver(log) print(log.src_ip .. " " .. log.state) end function cleanup() print("bye") end',
};

describe.each(['js', 'lua'] as const)('a process with a plugin in %s', (language) => {
  it('does everything within the permission model', async () => {
    const child = new PluginChild(language, PRINTS[language]);
    expect(await child.load()).toBe('ready');
    const [hello] = child.sent;
    expect(hello).toMatchObject({
      t: 'hello',
      runtime: `Node ${process.versions.node}, Lua 5.4`,
      enforcement: { files: 'enforced', processes: 'enforced' },
    });
    child.send({ t: 'begin', store: {} });
    for (let seq = 1; seq <= 18; seq++) child.deliver(seq, 50);
    child.send({ t: 'stop', after: 18 });
    expect(await child.exited).toBe(0);
    expect(child.handled).toEqual(Array.from({ length: 18 }, (_, at) => [at + 1, 50]));
    expect(child.lines).toHaveLength(901);
    expect(child.lines[0]).toBe('192.0.2.1 NEW');
    expect(child.lines.at(-1)).toBe('bye');
    expect(child.sent.at(-1)).toMatchObject({ t: 'stopped', stats: { errors: 0 } });
  });

  it('ends at once when the engine is gone', async () => {
    const child = new PluginChild(language, PRINTS[language]);
    await child.load();
    child.child.disconnect();
    expect(await child.exited).toBe(0);
  });

  it('is not kept alive by what the plugin holds open', async () => {
    const program = {
      js: 'setInterval(() => 1, 1000); export function receiver() {}',
      lua: 'netloupe.timers.every(1000, print) function receiver() end',
    };
    const child = new PluginChild(language, program[language]);
    await child.load();
    child.send({ t: 'stop', after: 0 });
    expect(await child.exited).toBe(0);
  });

  it('ends after it was refused', async () => {
    const child = new PluginChild(language, 'this is no program');
    expect(await child.load()).toMatch(/^load: main\.\w+:1: /);
    expect(await child.exited).toBe(0);
  });
});

describe('a process with a JavaScript plugin', () => {
  it('says what is not enforced without a permission model', async () => {
    const child = new PluginChild('js', PRINTS.js, false);
    await child.load();
    expect(child.sent[0]).toMatchObject({
      enforcement: { files: 'declared', processes: 'declared', network: 'declared' },
    });
  });

  it('ends with the reason where nobody catches an exception', async () => {
    const child = new PluginChild(
      'js',
      "export function receiver() { setTimeout(() => { throw new Error('out of nowhere'); }); }",
    );
    await child.load();
    child.deliver(1, 1);
    expect(await child.exited).toBe(1);
    expect(child.stderr).toMatch(/Error: out of nowhere/);
    expect(child.lines.join('\n')).toMatch(/Error: out of nowhere/);
  });

  it('counts rejections that nobody awaits, and goes on', async () => {
    const child = new PluginChild('js', "export function receiver() { void Promise.reject(new Error('forgotten')); }");
    await child.load();
    child.deliver(1, 1);
    child.deliver(2, 1);
    await child.until(() => (child.lines.length > 0 ? true : undefined));
    child.send({ t: 'stop', after: 2 });
    expect(await child.exited).toBe(0);
    expect(child.lines[0]).toMatch(/^unhandled rejection: Error: forgotten\n {2}at receiver \(main\.mjs:1:/);
    expect(child.sent.at(-1)).toMatchObject({ t: 'stopped', stats: { errors: 2 } });
  });

  it('has a console that ends in the log', async () => {
    const child = new PluginChild(
      'js',
      "console.log('%s', 'a', { b: 1 }); console.error('e'); console.table([1]); export function receiver() {}",
    );
    await child.load();
    child.send({ t: 'stop', after: 0 });
    await child.exited;
    expect(child.lines.slice(0, 2)).toEqual(['a { b: 1 }', 'e']);
    expect(child.lines[2]).toMatch(/^┌/);
  });

  it('may be CommonJS, or a module named .js', async () => {
    for (const program of ['exports.receiver = () => console.log(1)', 'export const receiver = () => console.log(1)']) {
      const child = new PluginChild('js', '');
      Object.defineProperty(child, 'main', { value: 'main.js' });
      writeFileSync(path.join(child.folder, 'main.js'), program);
      expect(await child.load()).toBe('ready');
    }
  });
});

it('a process that nobody forked says what it is for', async () => {
  const { spawnSync } = await import('node:child_process');
  const { status, stderr } = spawnSync(process.execPath, [path.join(out, 'plugin-process.js')], { encoding: 'utf8' });
  expect([status, stderr]).toEqual([64, 'This program is started by netloupe, to run a plugin in it\n']);
});
