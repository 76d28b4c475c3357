/** One capture of a timeline: looked at once to see where it begins, and opened when its time has come. */
import type { Failure, Result } from '#base/result.ts';
import type { PacketBatch, PacketSource } from '../packet-source.ts';

export interface Member {
  /** As messages call it: its name in the folder. */
  readonly name: string;
  readonly bytes: number;
  /** Time of its first packet that has one; -Infinity where none of the first ones has. Microseconds since the epoch. */
  readonly firstTime: number;
  open(): Promise<Result<PacketSource>>;
}

/** A member that is being read: its batch at hand, and the row that is next. */
export class OpenMember {
  readonly member: Member;
  readonly source: PacketSource;
  batch: PacketBatch | null = null;
  row = 0;
  /** Of its packets. */
  packets = 0;
  failure: Failure | null = null;
  /** Ids in the timeline, by its own. */
  readonly ids: number[] = [];
  #time: number = Number.NEGATIVE_INFINITY;

  constructor(member: Member, source: PacketSource) {
    this.member = member;
    this.source = source;
  }

  /** Of the next row. One without a time comes right behind the one before. */
  get time(): number {
    const time = this.batch!.times[this.row]!;
    return Number.isNaN(time) ? this.#time : time;
  }

  /** Behind `count` rows. */
  pass(count: number): void {
    const { batch } = this;
    for (let at = this.row + count - 1; at >= this.row; at--) {
      const time = batch!.times[at]!;
      if (!Number.isNaN(time)) {
        this.#time = time;
        break;
      }
    }
    this.row += count;
  }

  get isEmpty(): boolean {
    return this.batch === null || this.row >= this.batch.count;
  }

  /** How many of the rows at hand come before `time`, in one go; those of the very same time do. */
  rowsUntil(time: number): number {
    const { times, count } = this.batch!;
    let row = this.row;
    // Comparisons with NaN are false.
    while (row < count && !(times[row]! > time)) row++;
    return row - this.row;
  }
}
