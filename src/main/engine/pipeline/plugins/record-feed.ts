/** Records that come seldom (DNS transactions) on their way to plugins, as JSON, made once for all of them. */
import { encodeRecordFrame, RECORD_FRAME_CHARACTERS, RECORD_FRAME_ROWS } from '#contract/plugins/record-frame.ts';
import { FrameFeed, type TakenFrame } from './frame-feed.ts';

export class RecordFeed extends FrameFeed {
  private rows: string[] = [];
  private characters = 0;

  add(record: unknown): void {
    const row = JSON.stringify(record);
    if (this.characters + row.length > RECORD_FRAME_CHARACTERS) this.flush();
    this.rows.push(row);
    this.characters += row.length;
    if (this.rows.length === RECORD_FRAME_ROWS) this.flush();
    else this.added();
  }

  protected override take(): TakenFrame | null {
    if (this.rows.length === 0) return null;
    const { rows } = this;
    this.rows = [];
    this.characters = 0;
    return { frame: encodeRecordFrame(rows), rows: rows.length };
  }
}
