/** A plugin's process for tests: says what the script makes it say, and remembers what it was told. */
import { PLUGIN_PROTOCOL_VERSION } from '#contract/plugins/process-limits.ts';
import type { PacketDelivery, ToPlugin } from '#contract/plugins/process.ts';
import { HeaderFrame } from '#contract/plugins/header-frame.ts';
import { PacketFrame } from '#contract/plugins/packet-frame.ts';
import { decodeRecordFrame } from '#contract/plugins/record-frame.ts';
import type { PluginProcess, PluginSpawner, ProcessExit, SpawnRequest } from './ports.ts';

export const NO_STATS = {
  errors: 0,
  call_p50_ms: null,
  call_p99_ms: null,
  cpu_us: 0,
  rss_bytes: 50_000_000,
  heap_bytes: 0,
};

export interface FakeScript {
  /** Null: it never says hello. */
  readonly hello?: null;
  readonly refused?: { readonly at: 'load' | 'init' | 'test'; readonly message: string };
  /** Stays in `init` for ever. */
  readonly hangs?: true;
  /** Never answers pings. */
  readonly deaf?: true;
  /** Acknowledges nothing by itself. */
  readonly stuck?: true;
  /** Does not react to `stop`. */
  readonly stubborn?: true;
  readonly exports?: readonly string[];
}

export class FakeProcess implements PluginProcess {
  readonly pid = 1;
  readonly request: SpawnRequest;
  readonly told: ToPlugin[] = [];
  readonly delivered: PacketDelivery[] = [];
  /** Numbers of all rows that it got, as the feed counts them. */
  readonly rows: number[] = [];
  resident: number | null = 50_000_000;
  killed = false;
  exited = false;
  private readonly script: FakeScript;
  private control: (message: unknown) => void = () => undefined;
  private ack: (ack: unknown) => void = () => undefined;
  private exit: (exit: ProcessExit) => void = () => undefined;

  constructor(request: SpawnRequest, script: FakeScript) {
    this.request = request;
    this.script = script;
    if (script.hello === null) return;
    const enforcement = { files: 'enforced', processes: 'enforced', network: 'declared' };
    queueMicrotask(() => this.say({ t: 'hello', protocol: PLUGIN_PROTOCOL_VERSION, runtime: 'fake', enforcement }));
  }

  sendControl(message: ToPlugin): void {
    this.told.push(message);
    const { script } = this;
    queueMicrotask(() => {
      if (message.t === 'start') this.started();
      else if (message.t === 'ping' && script.deaf !== true) this.say({ t: 'pong', seq: message.seq, stats: NO_STATS });
      else if (message.t === 'stop' && script.stubborn !== true) {
        const last = this.delivered.at(-1);
        if (last !== undefined && script.stuck !== true) this.acknowledge(last.seq);
        this.say({ t: 'stopped', stats: NO_STATS });
        this.end({ code: 0, signal: null, stderr: '' });
      }
    });
  }

  onControl(listener: (message: unknown) => void): void {
    this.control = listener;
  }

  deliver(delivery: PacketDelivery): void {
    this.delivered.push(delivery);
    if (HeaderFrame.read(delivery.frame) === null && decodeRecordFrame(delivery.frame) === null) {
      const frame = new PacketFrame(delivery.frame);
      for (let row = delivery.from; row < frame.rows; row += delivery.step) this.rows.push(frame.first + row);
    }
    if (this.script.stuck !== true) queueMicrotask(() => this.acknowledge(delivery.seq));
  }

  onAck(listener: (ack: unknown) => void): void {
    this.ack = listener;
  }

  onExit(listener: (exit: ProcessExit) => void): void {
    this.exit = listener;
  }

  kill(): void {
    this.killed = true;
    queueMicrotask(() => this.end({ code: null, signal: 'SIGKILL', stderr: '' }));
  }

  async residentBytes(): Promise<number | null> {
    return this.resident;
  }

  say(message: unknown): void {
    if (!this.exited) this.control(message);
  }

  /** `flows`: how many messages of observed flows it says that it sent. */
  acknowledge(seq: number, errors = 0, flows = 0): void {
    if (!this.exited) this.ack({ seq, handled: 0, errors, flows });
  }

  end(exit: ProcessExit): void {
    if (this.exited) return;
    this.exited = true;
    this.exit(exit);
  }

  private started(): void {
    const { refused, hangs, exports = ['receiver'] } = this.script;
    if (refused?.at === 'load') {
      this.say({ t: 'refused', ...refused });
      return;
    }
    this.say({ t: 'loaded', exports });
    if (hangs === true) return;
    this.say(refused === undefined ? { t: 'ready' } : { t: 'refused', ...refused });
  }
}

export class FakeSpawner implements PluginSpawner {
  readonly processes: FakeProcess[] = [];
  /** Of the processes to come; the last one is used again and again. */
  scripts: FakeScript[] = [{}];

  spawn(request: SpawnRequest): PluginProcess {
    const script = this.scripts.length > 1 ? this.scripts.shift()! : this.scripts[0]!;
    const process = new FakeProcess(request, script);
    this.processes.push(process);
    return process;
  }

  get latest(): FakeProcess {
    return this.processes.at(-1)!;
  }
}
