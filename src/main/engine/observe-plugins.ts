/**
 * Observers of plugins beside built-in ones: they are given the headers of the same packets, and the records of flows that they
 * answer with become lines, each with the plugin's name in front.
 */
import type { FlowRecord } from '#contract/plugins/header-fields.ts';
import type { CaptureInterfaces } from './capture-interfaces.ts';
import type { CreatedPlugins } from './create-plugins.ts';
import type { DecodedPacket } from './decode/packet.ts';
import { feedCapture } from './feed-capture.ts';
import { SessionColumns } from './flows/session-columns.ts';
import type { FeedCapture } from './pipeline/plugins/packet-feed.ts';
import type { RowBuffer } from './store/row-buffer.ts';

export class ObservingPlugins {
  private readonly feeds: CreatedPlugins['feeds'];
  private readonly feed: FeedCapture;
  private readonly unlisten: () => void;
  /** Lines that wait until nobody writes. */
  private waiting: string[] = [];

  constructor(
    { feeds, platform }: Pick<CreatedPlugins, 'feeds' | 'platform'>,
    names: CaptureInterfaces,
    live: boolean,
  ) {
    this.feeds = feeds;
    // There are no sessions here, and so no packet logs.
    this.feed = feedCapture(new SessionColumns(1), names);
    feeds.attach(this.feed, !live);
    this.unlisten = platform.onOutput((output) => {
      if (output.kind === 'flows') this.waiting.push(...output.records.map((record) => lineOf(output.plugin, record)));
    });
  }

  observe(packet: DecodedPacket): void {
    this.feeds.observe(packet, this.feed);
  }

  /** Time goes on without packets; microseconds since the epoch. */
  advance(nowUs: number): void {
    this.feeds.advance(nowUs, this.feed);
  }

  /** To be called while no write is under way. */
  writeTo(buffer: RowBuffer): void {
    for (const line of this.waiting.splice(0)) {
      buffer.out.utf8(line);
      buffer.rowEnded();
    }
  }

  whenRoom(): Promise<void> | null {
    return this.feeds.whenRoom();
  }

  /** `settled`: resolves when plugins have handled all that they were given and told of it. */
  async end(settled: () => Promise<void>): Promise<void> {
    this.feeds.end(this.feed);
    await settled();
    this.unlisten();
  }
}

function lineOf(plugin: string, record: FlowRecord): string {
  return `${JSON.stringify({ plugin, ...record })}\n`;
}
