/**
 * A capture that comes from a source of a plugin: read, decoded and tracked like any other, but by itself, for one source of one
 * pipeline, and seen nowhere else.
 */
import { success, type Failure, type Result } from '#base/result.ts';
import type { Settings } from '#contract/settings.ts';
import { CaptureCounters } from './capture-counters.ts';
import { CaptureInterfaces } from './capture-interfaces.ts';
import { CaptureRun } from './capture-run.ts';
import { openPacketSource } from './capture/open-source.ts';
import type { EnginePorts } from './engine-ports.ts';
import { fedCapture } from './fed-capture.ts';
import { flowOptions, newHashSeed, newSessionSeed } from './flow-setup.ts';
import { FlowTable } from './flows/flow-table.ts';
import type { FlowOptions } from './flows/flow-options.ts';
import type { InletKind, PacketInlet } from './pipeline/plugins/symbols/packet-inlet.ts';
import { CaptureFeeds, type FeedWish } from './pipeline/sources/capture-feeds.ts';
import { RecordSource } from './pipeline/sources/record-source.ts';
import type { SourceOutput } from './pipeline/stages/source.ts';
import { PushedBytes } from './pushed-bytes.ts';

const RUN_NAME_BYTES = 4;
const WISHES: Readonly<Record<InletKind, FeedWish>> = {
  sessions: { kind: 'sessions', on: ['end'], everyMs: null },
  packets: { kind: 'packets', rule: 'state' },
  dns: { kind: 'dns' },
};

export interface PluginCaptureParts {
  readonly ports: EnginePorts;
  readonly settings: Settings;
}

export function openPluginCapture(
  { ports, settings }: PluginCaptureParts,
  title: string,
  kind: InletKind,
  output: SourceOutput,
): Result<PacketInlet> {
  const options = flowOptions(settings, ports, 0);
  return options.ok ? success(new PluginCapture(ports, options.value, title, kind, output)) : options;
}

class PluginCapture implements PacketInlet {
  private readonly title: string;
  private readonly flows: FlowTable;
  private readonly feeds: CaptureFeeds;
  private readonly fed: ReturnType<typeof fedCapture>;
  private readonly records: RecordSource;
  private readonly run: CaptureRun;
  private bytes = new PushedBytes();
  /** Of the bytes that are pushed now; null: none were yet. */
  private reading: Promise<void> | null = null;
  private failure: Failure | null = null;
  private isClosed = false;

  constructor(ports: EnginePorts, options: FlowOptions, title: string, kind: InletKind, output: SourceOutput) {
    this.title = title;
    const { clock } = ports;
    const interfaces = new CaptureInterfaces(newSessionSeed(ports));
    const name = Array.from(ports.randomBytes(RUN_NAME_BYTES), (byte) => byte.toString(16).padStart(2, '0')).join('');
    this.feeds = new CaptureFeeds(name, () => newHashSeed(ports));
    this.flows = new FlowTable(
      options,
      this.feeds.listener(() => this.fed),
    );
    this.fed = fedCapture(this.flows, interfaces);
    this.feeds.attach(this.fed, 'always');
    this.records = new RecordSource({
      clock,
      patience: () => 'always',
      listen: (source) => this.feeds.listen(source, WISHES[kind]),
      unlisten: (source) => this.feeds.unlisten(source),
    });
    void this.records.start(this.watched(output));
    this.run = new CaptureRun({
      clock,
      flows: this.flows,
      counters: new CaptureCounters(),
      interfaces,
      live: false,
      observe: (packet) => this.feeds.observe(packet, this.fed),
      afterBatch: () => this.feeds.afterBatch(),
    });
  }

  async write(bytes: Uint8Array): Promise<Result<boolean>> {
    const { bytes: pushed } = this;
    this.reading ??= this.read(pushed);
    const { reading } = this;
    await pushed.push(bytes);
    // Nobody reads any more: why, is known when the reader is done.
    if (pushed.isFinished) await reading;
    if (this.failure !== null) return { ok: false, failure: this.failure };
    return success(!this.isClosed);
  }

  restart(): void {
    this.bytes.finish();
    this.bytes = new PushedBytes();
    this.reading = null;
  }

  setPaused(paused: boolean): void {
    this.records.setPaused(paused);
  }

  async end(): Promise<Failure | null> {
    this.bytes.finish();
    await this.reading;
    this.flows.finish();
    await this.feeds.captureEnded(this.fed);
    await this.records.stop();
    return this.failure;
  }

  async close(): Promise<void> {
    this.isClosed = true;
    this.bytes.finish();
    this.run.stop();
    await this.records.cleanup();
  }

  /** Notes that nothing more is wanted. */
  private watched(output: SourceOutput): SourceOutput {
    return {
      give: (records) => {
        const given = output.give(records);
        void given.taken.then((isTaken) => {
          if (!isTaken) this.isClosed = true;
        });
        return given;
      },
      advance: (timeUs) => output.advance(timeUs),
      restart: (epoch) => output.restart(epoch),
      dropped: (count) => output.dropped(count),
      end: () => output.end(),
    };
  }

  private async read(bytes: PushedBytes): Promise<void> {
    const opened = await openPacketSource(bytes, this.title);
    const failed = opened.ok ? await this.run.read(opened.value, this.title) : opened.failure;
    // What was cut off with its process is nobody's fault.
    if (this.bytes === bytes) this.failure = failed;
    bytes.finish();
  }
}
