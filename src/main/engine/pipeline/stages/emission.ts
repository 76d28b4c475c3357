/** What a stage emitted in one attempt: handed on when the attempt came through, forgotten when it failed. */
import { assert } from '#base/assert.ts';
import type { PipelineRecord } from '#contract/pipelines/record.ts';
import type { ChannelWriter } from './channel.ts';
import type { Delivery } from './delivery.ts';
import { MAX_BATCH } from './source.ts';
import type { Emit } from './stage.ts';

export class Emission {
  /** By output. */
  private readonly lists: PipelineRecord[][];
  count = 0;

  constructor(outputs: number) {
    this.lists = Array.from({ length: outputs }, () => []);
  }

  readonly emit: Emit = (records, output) => {
    assert(output === undefined || this.lists[output] !== undefined, `there is no output ${output}`);
    this.count += records.length;
    const lists = output === undefined ? this.lists : [this.lists[output]!];
    for (const list of lists) for (const record of records) list.push(record);
  };

  /** Waits until all of it is taken. False: `cancelled` said so meanwhile. */
  async handOn(writers: readonly ChannelWriter[], delivery: Delivery, cancelled: () => boolean): Promise<boolean> {
    for (const [output, list] of this.lists.entries()) {
      const writer = writers[output]!;
      for (let at = 0; at < list.length; at += MAX_BATCH) {
        for (;;) {
          const room = writer.whenRoom();
          if (room === null) break;
          await room;
          if (cancelled()) return false;
        }
        writer.push(at === 0 && list.length <= MAX_BATCH ? list : list.slice(at, at + MAX_BATCH), delivery);
      }
    }
    return true;
  }
}
