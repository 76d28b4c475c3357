/**
 * A batch that the other end refuses for what is in it: the refused records are found by halving, told and left out, so that one
 * record never holds up all that come after it.
 */
import type { PipelineRecord } from '#contract/pipelines/record.ts';
import { idOf } from './records.ts';

export interface Sending {
  send(records: readonly PipelineRecord[]): Promise<void>;
  /** It would be refused again, however often it is sent; else it is a matter of time. */
  isRefusal(error: unknown): boolean;
  say(text: string): void;
}

/** Of refused records that are told one by one. */
const MOST_TOLD = 100;

export class RefusedRecords {
  #count = 0;

  async send(records: readonly PipelineRecord[], sending: Sending): Promise<void> {
    if (records.length === 0) return;
    try {
      await sending.send(records);
    } catch (error) {
      if (!sending.isRefusal(error)) throw error;
      if (records.length > 1) {
        const half = records.length >> 1;
        await this.send(records.slice(0, half), sending);
        await this.send(records.slice(half), sending);
        return;
      }
      this.#count++;
      if (this.#count > MOST_TOLD) return;
      const why = error instanceof Error ? error.message : String(error);
      const last = this.#count === MOST_TOLD ? '; no more of them are told' : '';
      sending.say(`Record ${idOf(records[0]!)} is refused and left out (${this.#count} so far): ${why}${last}`);
    }
  }
}
