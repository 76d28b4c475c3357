/** Records that come seldom (DNS transactions) on their way to plugins, as JSON, made once for all of them. */
import { encodeRecordFrame, RECORD_FRAME_CHARACTERS, RECORD_FRAME_ROWS } from '#contract/plugins/record-frame.ts';
import type { FeedListener } from './packet-feed.ts';
import type { PluginClock } from './ports.ts';

const FLUSH_MS = 50;

export class RecordFeed {
  private readonly clock: PluginClock;
  private readonly listeners = new Set<FeedListener>();
  private rows: string[] = [];
  private characters = 0;
  private cancelFlush: (() => void) | null = null;

  constructor(clock: PluginClock) {
    this.clock = clock;
  }

  get isActive(): boolean {
    return this.listeners.size > 0;
  }

  /** As `PacketFeed.listen`. */
  listen(listener: FeedListener): () => void {
    this.flush();
    this.listeners.add(listener);
    return () => {
      this.flush();
      this.listeners.delete(listener);
    };
  }

  add(record: unknown): void {
    const row = JSON.stringify(record);
    if (this.characters + row.length > RECORD_FRAME_CHARACTERS) this.flush();
    this.rows.push(row);
    this.characters += row.length;
    if (this.rows.length === RECORD_FRAME_ROWS) this.flush();
    else this.cancelFlush ??= this.clock.after(FLUSH_MS, () => this.flush());
  }

  flush(): void {
    this.cancelFlush?.();
    this.cancelFlush = null;
    if (this.rows.length === 0) return;
    const { rows } = this;
    this.rows = [];
    this.characters = 0;
    const frame = encodeRecordFrame(rows);
    for (const listener of this.listeners) listener.frame(frame, rows.length);
  }
}
