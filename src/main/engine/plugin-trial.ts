/**
 * A plugin on a capture, by itself and repeatably: session ids begin with nothing random, logs are never dropped, bulks are
 * full but for the last, its store begins empty and is not kept. Same capture and same plugin give the same output.
 */
import type { Failure } from '#base/result.ts';
import type { PluginManifest } from '#contract/plugins/manifest.ts';
import type { ProcessStats } from '#contract/plugins/process.ts';
import type { PluginTrial } from '#contract/plugins/status.ts';
import type { Settings } from '#contract/settings.ts';
import { CaptureCounters } from './capture-counters.ts';
import { CaptureInterfaces } from './capture-interfaces.ts';
import { CaptureRun } from './capture-run.ts';
import type { EnginePorts } from './engine-ports.ts';
import { feedCapture } from './feed-capture.ts';
import { flowOptions } from './flow-setup.ts';
import { FlowTable } from './flows/flow-table.ts';
import { openInput } from './open-input.ts';
import { answerCall, type EngineFacts } from './pipeline/plugins/host-calls.ts';
import { PacketFeeds } from './pipeline/plugins/packet-feeds.ts';
import type { InstanceEnd, PluginInstance } from './pipeline/plugins/plugin-instance.ts';
import { PluginStoreEntries } from './pipeline/plugins/plugin-store-entries.ts';
import type { PluginSpawner, StoredPlugin } from './pipeline/plugins/ports.ts';
import { startInstance } from './pipeline/plugins/start-instance.ts';
import { PluginInbox, wishesWith, type RecordWishes } from './pipeline/plugins/plugin-inbox.ts';
import { findSession } from './plugin-facts.ts';
import { dnsRecord } from './store/dns-record.ts';
import { SessionRecords } from './store/session-record.ts';

const MOST_LINES = 10_000;
/** A plugin that handles nothing for this long although each of its calls should be over is not waited for; at least. */
const STALLED_MS = 3000;
const STALLED_GRACE_MS = 1000;

export interface TrialParts {
  readonly ports: EnginePorts;
  readonly settings: Settings;
  readonly spawner: PluginSpawner;
  /** Version of Netloupe. */
  readonly version: string;
  /** Only its interfaces are asked for: sessions are the trial's own. */
  readonly facts: EngineFacts;
}

/** What a plugin gets: its manifest's choice, else the settings'. */
export function feedWishes({ receiver }: PluginManifest, settings: Settings): RecordWishes {
  return { logs: receiver.logs ?? settings.logs.emit, dns: receiver.dns };
}

export async function tryPlugin(
  parts: TrialParts,
  plugin: StoredPlugin,
  capture: string,
  onLine?: (line: string) => void,
): Promise<PluginTrial> {
  return new Trial(parts, plugin, capture, onLine).run();
}

class Trial {
  private readonly parts: TrialParts;
  private readonly plugin: StoredPlugin;
  private readonly capture: string;
  private readonly onLine: ((line: string) => void) | undefined;
  private readonly output: string[] = [];
  private outputCut = false;
  private readonly feeds: PacketFeeds;
  private readonly inbox: PluginInbox;
  private instance: PluginInstance | null = null;
  private readonly counters = new CaptureCounters();
  private readonly store = new PluginStoreEntries({}, async () => ({ ok: true, value: null }));
  private alerts = 0;
  private errors = 0;
  private flows = 0;
  private cpuUs = { first: -1, last: -1 };
  private lastStats: ProcessStats | null = null;
  private ended: InstanceEnd | null = null;
  private lookup: ((id: string) => ReturnType<EngineFacts['session']>) | null = null;

  constructor(parts: TrialParts, plugin: StoredPlugin, capture: string, onLine: ((line: string) => void) | undefined) {
    this.parts = parts;
    this.plugin = plugin;
    this.capture = capture;
    this.onLine = onLine;
    const { clock } = parts.ports;
    const { queue, limits } = plugin.manifest;
    this.feeds = new PacketFeeds(clock);
    this.inbox = new PluginInbox({
      clock,
      feeds: this.feeds,
      queue,
      isAttended: () => this.ended === null,
      isChangingHands: () => false,
      stalledMs: Math.max(STALLED_MS, limits.call_ms + STALLED_GRACE_MS),
      arrived: () => this.instance?.pump(),
    });
  }

  async run(): Promise<PluginTrial> {
    const { ports, settings, spawner, version } = this.parts;
    const options = flowOptions(settings, { ...ports, randomBytes: (count) => new Uint8Array(count) }, 0);
    if (!options.ok) return this.result(options.failure);
    const opened = await openInput({ kind: 'file', path: this.capture }, ports, settings.filter.bpf);
    if (!opened.ok) return this.result(opened.failure);
    const startParts = { clock: ports.clock, spawner, version };
    const started = await startInstance(this.plugin, {}, this.inbox.queue, startParts, () => this.events(), {
      deterministic: true,
    });
    if (!started.ok) {
      await opened.value.source.close();
      return this.result(started.failure);
    }
    const { instance, exports } = started.value;
    this.instance = instance;
    const { manifest } = this.plugin;
    this.inbox.open(wishesWith(feedWishes(manifest, settings), exports, manifest));
    const failed = await this.read(opened.value, options.value, instance);
    // The last bulk is not full, and waits for the stop.
    await this.inbox.whenBelow(exports.includes('receiver_bulk') ? this.plugin.manifest.receiver.max_size : 1);
    await instance.stop();
    return this.result(failed ?? this.endFailure());
  }

  private async read(
    { source, title }: Extract<Awaited<ReturnType<typeof openInput>>, { ok: true }>['value'],
    options: ConstructorParameters<typeof FlowTable>[0],
    instance: PluginInstance,
  ): Promise<Failure | null> {
    const { feeds, inbox } = this;
    const interfaces = new CaptureInterfaces(new Uint8Array(4));
    const flows = new FlowTable(
      options,
      feeds.listener(
        () => feed,
        (transaction) => dnsRecord(transaction, interfaces),
      ),
    );
    const feed = feedCapture(flows.columns, interfaces);
    const records = new SessionRecords(flows.columns, interfaces);
    this.lookup = (id) => findSession({ records, slotOf: (serial) => flows.columns.slotOf(serial) }, id);
    feeds.attach(feed, true);
    instance.begin({});
    const run = new CaptureRun({
      clock: this.parts.ports.clock,
      flows,
      counters: this.counters,
      interfaces,
      live: false,
      observe: (packet) => feeds.observe(packet, feed),
      afterBatch: () => {
        if (this.ended !== null) run.stop();
        return inbox.whenRoom();
      },
    });
    const failed = await run.read(source, title);
    flows.finish();
    feeds.end(feed);
    return failed;
  }

  private events(): Parameters<typeof startInstance>[4] extends (instance: never) => infer E ? E : never {
    const { permissions } = this.plugin.manifest;
    const { facts } = this.parts;
    return {
      enforcement: () => undefined,
      lines: (lines) => {
        for (const { level, text } of lines) this.add(level === 'print' ? text : `[${level}] ${text}`);
      },
      alert: (alert) => {
        this.alerts++;
        const about = alert.message === '' ? alert.title : `${alert.title}: ${alert.message}`;
        this.add(`[alert ${alert.severity}] ${about}`);
      },
      flows: ({ records, begun }) => {
        this.flows += begun;
        for (const record of records) this.add(`[flow] ${JSON.stringify(record)}`);
      },
      symbol: () => false, // none is opened
      call: (call, params) =>
        answerCall(call, params, permissions, this.store, {
          session: (id) => this.lookup?.(id) ?? null,
          interfaces: () => facts.interfaces(),
        }),
      acknowledged: (errors) => {
        this.errors += errors;
        this.inbox.progressed();
      },
      stats: (stats) => {
        if (this.cpuUs.first < 0) this.cpuUs = { first: stats.cpu_us, last: stats.cpu_us };
        else this.cpuUs = { ...this.cpuUs, last: stats.cpu_us };
        this.errors = Math.max(this.errors, stats.errors);
        this.lastStats = stats;
      },
      ended: (end) => {
        this.ended = end;
        this.inbox.look();
      },
    };
  }

  private add(line: string): void {
    this.onLine?.(line);
    if (this.output.length < MOST_LINES) this.output.push(line);
    else this.outputCut = true;
  }

  private endFailure(): Failure | null {
    const { ended } = this;
    if (ended === null || ended.kind === 'stopped') return null;
    return { code: 'unavailable', message: ended.message };
  }

  private result(failure: Failure | null): PluginTrial {
    const { plugin, cpuUs } = this;
    const { queue } = this.inbox;
    const handled = queue.settled;
    return {
      id: plugin.id,
      version: plugin.manifest.version,
      capture: this.capture.split(/[\\/]/).at(-1) ?? this.capture,
      packets: this.counters.packets,
      logs: queue.logsIn,
      handled,
      errors: this.errors,
      alerts: this.alerts,
      flows: this.flows,
      output: this.output,
      output_cut: this.outputCut,
      us_per_log: handled === 0 || cpuUs.last < 0 ? null : (cpuUs.last - cpuUs.first) / handled,
      call_p50_ms: this.lastStats?.call_p50_ms ?? null,
      call_p99_ms: this.lastStats?.call_p99_ms ?? null,
      failure,
    };
  }
}
