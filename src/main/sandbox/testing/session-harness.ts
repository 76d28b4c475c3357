/** A plugin's session without a process: the test is the engine. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { constants, Script } from 'node:vm';
import { onTestFinished } from 'vitest';
import { PLUGIN_PROTOCOL_VERSION } from '#contract/plugins/process-limits.ts';
import { observedColumns, type FlowRecord } from '#contract/plugins/header-fields.ts';
import { fromPluginSchema, packetAckSchema } from '#contract/plugins/process.ts';
import type {
  FromPlugin,
  PacketAck,
  PacketDelivery,
  PluginRequest,
  PluginResponse,
  PluginStart,
  ToPlugin,
} from '#contract/plugins/process.ts';
import { encodeRecordFrame } from '#contract/plugins/record-frame.ts';
import type { PluginLanguage, PluginLimits, PluginPermissions } from '#contract/plugins/manifest.ts';
import type { SandboxClock } from '../clock.ts';
import { systemClock } from '../clock.ts';
import { JsRuntime, type ImportModule } from '../js/js-runtime.ts';
import type { ProcessLink } from '../link/process-link.ts';
import { openLuaRuntime } from '../lua/lua-runtime.ts';
import { PluginSession } from '../plugin-session.ts';
import { headerFrame, type HeaderFrameExtras, type HeaderRow } from './header-frames.ts';
import { packetFrame, type FrameExtras, type FrameRow } from './packet-frames.ts';

/** Node's own `import()`: the tests' runner would rewrite what it imports. */
const importAsNode = new Script('(url) => import(url)', {
  importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
}).runInThisContext() as ImportModule;

export interface HarnessOptions {
  readonly limits?: Partial<PluginLimits>;
  readonly permissions?: Partial<PluginPermissions>;
  readonly start?: Partial<PluginStart>;
  readonly files?: Readonly<Record<string, string>>;
  readonly clock?: SandboxClock;
}

/** `program`: the text of main.lua or main.mjs. Nothing is started yet. */
export function openSession(language: PluginLanguage, program: string, options: HarnessOptions = {}): Harness {
  return new Harness(language, program, options);
}

export class Harness {
  readonly folder: string;
  readonly sent: FromPlugin[] = [];
  readonly acks: PacketAck[] = [];
  readonly session: PluginSession;
  readonly clock: SandboxClock;
  exitCode: number | null = null;
  private readonly start: PluginStart;
  private control: (message: ToPlugin) => void = () => undefined;
  private delivery: (delivery: PacketDelivery) => void = () => undefined;
  private closed: () => void = () => undefined;
  private waiting: (() => void)[] = [];
  private lastSeq = 0;
  private lastRequest = 0;

  constructor(language: PluginLanguage, program: string, options: HarnessOptions) {
    this.folder = mkdtempSync(path.join(tmpdir(), 'netloupe-plugin-'));
    onTestFinished(() => rmSync(this.folder, { recursive: true, force: true }));
    const main = language === 'lua' ? 'main.lua' : 'main.mjs';
    for (const [name, text] of Object.entries({ ...options.files, [main]: program })) {
      const file = path.join(this.folder, name);
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, text);
    }
    this.start = startOf(language, main, this.folder, options);
    const link: ProcessLink = {
      // As a channel does: copies, and what the engine would check.
      sendControl: (message) => this.receive(fromPluginSchema.parse(structuredClone(message))),
      acknowledge: (ack) => {
        this.acks.push(packetAckSchema.parse(ack));
        this.tell();
      },
      onControl: (listener) => {
        this.control = listener;
      },
      onDelivery: (listener) => {
        this.delivery = listener;
      },
      onClosed: (listener) => {
        this.closed = listener;
      },
      flushed: async () => undefined,
    };
    this.clock = options.clock ?? systemClock;
    this.session = new PluginSession(link, {
      clock: this.clock,
      runtimeName: 'test',
      enforcement: { files: 'declared', processes: 'declared', network: 'declared' },
      openRuntime: async (start, api, monitor) =>
        language === 'lua' ? openLuaRuntime(start, api, monitor) : new JsRuntime(start, api, monitor, importAsNode),
      usage: () => ({ cpu_us: 1, rss_bytes: 1 }),
      exit: (code) => {
        this.exitCode ??= code;
        this.tell();
      },
    });
  }

  /** Starts it; answers `ready`, or why it was refused. */
  async load(): Promise<string> {
    this.session.begin();
    this.send({ t: 'start', start: this.start });
    const last = await this.until(() => this.sent.find(({ t }) => t === 'ready' || t === 'refused'));
    if (last.t === 'refused') return `${last.at}: ${last.message}`;
    this.send({ t: 'begin', store: this.start.store });
    return 'ready';
  }

  send(message: ToPlugin): void {
    this.control(structuredClone(message));
  }

  /** Delivers rows and waits until they are done with. */
  async deliver(rows: number | readonly FrameRow[], extras: FrameExtras = {}): Promise<void> {
    const seq = this.hand(rows, extras);
    await this.until(() => this.acks.find((ack) => ack.seq >= seq));
  }

  /** Delivers DNS transactions and waits until they are done with. */
  async deliverDns(records: readonly unknown[]): Promise<void> {
    const seq = ++this.lastSeq;
    const frame = encodeRecordFrame(records.map((record) => JSON.stringify(record)));
    this.delivery({ seq, from: 0, step: 1, frame });
    await this.until(() => this.acks.find((ack) => ack.seq >= seq));
  }

  /** Delivers a frame of headers with the columns that its observers are given, and waits until it is done with. */
  async deliverHeaders(rows: readonly HeaderRow[], extras: Partial<HeaderFrameExtras> = {}): Promise<void> {
    const loaded = this.sent.find((message) => message.t === 'loaded');
    const columns = observedColumns(loaded?.exports ?? [], this.start.observers.fields) ?? 0;
    await this.deliverFrame(headerFrame(rows, { columns, ...extras }));
  }

  private async deliverFrame(frame: Uint8Array): Promise<void> {
    const seq = ++this.lastSeq;
    this.delivery({ seq, from: 0, step: 1, frame });
    await this.until(() => this.acks.find((ack) => ack.seq >= seq));
  }

  /** Records of flows that ended so far. */
  flows(): readonly FlowRecord[] {
    return this.sent.flatMap((message) => (message.t === 'flows' ? message.records : []));
  }

  /** Without waiting; answers the number of the delivery. */
  hand(rows: number | readonly FrameRow[], extras: FrameExtras = {}): number {
    const seq = ++this.lastSeq;
    this.delivery({ seq, from: 0, step: 1, frame: packetFrame(rows, extras) });
    return seq;
  }

  async request(request: Partial<PluginRequest> = {}): Promise<PluginResponse | string> {
    const id = ++this.lastRequest;
    const whole = {
      method: 'GET',
      path: '/plugins/test/',
      subpath: '',
      query: {},
      headers: {},
      body: null,
      client: '::1',
    };
    this.send({ t: 'request', id, request: { ...whole, ...request } });
    const found = await this.until(() => this.sent.find((message) => message.t === 'response' && message.id === id));
    if (found.t !== 'response') throw new Error('no response');
    return found.response ?? found.message ?? '';
  }

  /** Answers calls of the plugin until the test ends. */
  answerCalls(
    answer: (call: Extract<FromPlugin, { t: 'call' }>) => Extract<ToPlugin, { t: 'answer' }>['answer'],
  ): void {
    this.answering = answer;
  }

  async stop(): Promise<void> {
    this.send({ t: 'stop', after: this.lastSeq });
    await this.until(() => (this.exitCode === null ? undefined : 'gone'));
  }

  close(): void {
    this.closed();
  }

  /** Lines of its log so far, those that wait to be sent included. */
  async lines(): Promise<readonly string[]> {
    await this.stop();
    return this.linesSent();
  }

  linesSent(level?: string): readonly string[] {
    return this.sent.flatMap((message) =>
      message.t === 'log'
        ? message.lines.filter((line) => level === undefined || line.level === level).map(({ text }) => text)
        : [],
    );
  }

  /** Resolves with what `look` finds, looking again whenever something came. */
  async until<T>(look: () => T | undefined): Promise<T> {
    for (;;) {
      const found = look();
      if (found !== undefined) return found;
      await new Promise<void>((resolve) => {
        this.waiting.push(resolve);
      });
    }
  }

  /** Nothing that it asks is answered from now on. Answers its next call. */
  leaveUnanswered(): Promise<Extract<FromPlugin, { t: 'call' }>> {
    this.answering = null;
    const before = this.sent.length;
    return this.until(() => this.sent.slice(before).find((message) => message.t === 'call'));
  }

  private answering: Parameters<Harness['answerCalls']>[0] | null = () => ({ ok: true, value: null });

  private receive(message: FromPlugin): void {
    this.sent.push(message);
    if (message.t === 'call' && this.answering !== null) {
      this.send({ t: 'answer', id: message.id, answer: this.answering(message) });
    }
    this.tell();
  }

  private tell(): void {
    for (const resolve of this.waiting.splice(0)) resolve();
  }
}

function startOf(language: PluginLanguage, main: string, folder: string, options: HarnessOptions): PluginStart {
  return {
    protocol: PLUGIN_PROTOCOL_VERSION,
    id: 'test',
    version: '1.2.3',
    language,
    folder,
    main,
    dataFolder: null,
    config: {},
    passConfig: false,
    bulkSize: 512,
    bulkDelayMs: 20,
    payload: [],
    observers: { fields: null },
    symbols: { sources: [], sinks: [], functions: [] },
    store: {},
    engine: '0.1.0',
    deterministic: false,
    ...options.start,
    permissions: {
      store: false,
      http: [],
      sessions: false,
      interfaces: false,
      files: [],
      network: [],
      ...options.permissions,
    },
    limits: {
      call_ms: 1000,
      batch_ms: 1000,
      start_ms: 10_000,
      stop_ms: 3000,
      memory_mb: 64,
      instructions: 10_000_000,
      ...options.limits,
    },
  };
}
