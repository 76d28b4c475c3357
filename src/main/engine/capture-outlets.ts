/** Where what happens in one capture goes beside its tables and files: to plugins and to pipelines. */
import type { CaptureInterfaces } from './capture-interfaces.ts';
import type { DecodedPacket } from './decode/packet.ts';
import { feedCapture } from './feed-capture.ts';
import { fedCapture } from './fed-capture.ts';
import type { FlowListener } from './flows/flow-listener.ts';
import type { FlowTable } from './flows/flow-table.ts';
import { joinListeners } from './join-listeners.ts';
import type { FeedCapture } from './pipeline/plugins/packet-feed.ts';
import type { PacketFeeds } from './pipeline/plugins/packet-feeds.ts';
import type { CaptureFeeds, FedCapture } from './pipeline/sources/capture-feeds.ts';
import type { Patience } from './pipeline/sources/record-source.ts';
import { dnsRecord } from './store/dns-record.ts';
import type { ObservedColumns } from './store/observed-columns.ts';
import type { SessionAttribution } from './store/session-attribution.ts';

/** Null: there are none, or none that wants anything of this capture. */
export interface Feeds {
  readonly plugins: PacketFeeds | null;
  readonly pipelines: CaptureFeeds | null;
}

export class CaptureOutlets {
  /** For the flow table that `bind` is then called with. */
  readonly listener: FlowListener;
  private readonly feeds: Feeds;
  private readonly interfaces: CaptureInterfaces;
  private readonly observed: ObservedColumns | null;
  private readonly attribution: SessionAttribution | null;
  private forPlugins: FeedCapture | null = null;
  private forPipelines: FedCapture | null = null;

  /** `observed`: what observers add to its sessions; `attribution`: what is known of them beyond their packets. */
  constructor(
    feeds: Feeds,
    interfaces: CaptureInterfaces,
    observed: ObservedColumns | null,
    attribution: SessionAttribution | null = null,
  ) {
    this.feeds = feeds;
    this.interfaces = interfaces;
    this.observed = observed;
    this.attribution = attribution;
    const { plugins, pipelines } = feeds;
    this.listener = joinListeners([
      ...(plugins === null
        ? []
        : [
            plugins.listener(
              () => this.forPlugins!,
              (transaction) => dnsRecord(transaction, interfaces),
            ),
          ]),
      ...(pipelines === null ? [] : [pipelines.listener(() => this.forPipelines!)]),
    ]);
  }

  get isWanted(): boolean {
    return this.feeds.plugins !== null || this.feeds.pipelines !== null;
  }

  /** Once, before the first packet. */
  bind(flows: FlowTable): void {
    if (this.feeds.plugins !== null) this.forPlugins = feedCapture(flows.columns, this.interfaces);
    if (this.feeds.pipelines !== null) {
      this.forPipelines = fedCapture(flows, this.interfaces, this.observed, this.attribution);
    }
  }

  /** From now on they get what happens in this capture. `patience`: of its reader with pipelines; with plugins, a file's has it. */
  attach(live: boolean, patience: Patience): void {
    if (this.forPlugins !== null) this.feeds.plugins?.attach(this.forPlugins, !live);
    if (this.forPipelines !== null) this.feeds.pipelines?.attach(this.forPipelines, patience);
  }

  /** Every packet that has a session. */
  observe(packet: DecodedPacket): void {
    if (this.forPlugins !== null) this.feeds.plugins?.observe(packet, this.forPlugins);
    if (this.forPipelines !== null) this.feeds.pipelines?.observe(packet, this.forPipelines);
  }

  /** Between batches of packets; to be waited for. `nowUs`: about once a second while live. */
  afterBatch(nowUs: number | null = null): Promise<void> | null {
    if (nowUs !== null && this.forPlugins !== null) this.feeds.plugins?.advance(nowUs, this.forPlugins);
    const plugins = this.feeds.plugins?.whenRoom() ?? null;
    const pipelines = this.feeds.pipelines?.afterBatch(nowUs) ?? null;
    if (plugins === null || pipelines === null) return plugins ?? pipelines;
    return plugins.then(() => pipelines);
  }

  /** The capture ended, and its flow table is finished. */
  async end(): Promise<void> {
    if (this.forPlugins !== null) this.feeds.plugins?.end(this.forPlugins);
    if (this.forPipelines !== null) await this.feeds.pipelines?.captureEnded(this.forPipelines);
  }
}
