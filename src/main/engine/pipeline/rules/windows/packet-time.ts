/** Packet time as windows see it: it comes from records, and it never runs backwards by itself. */
import type { Microseconds } from '#base/units.ts';
import type { PipelineRecord } from '#contract/pipelines/record.ts';

/** Records may come later than others that are younger (a session is told of when it timed out); further back, it is another capture. */
const ANOTHER_CAPTURE_US = 3_600_000_000;

export class PacketTime {
  private latest = Number.NEGATIVE_INFINITY;
  private readonly withinUs: number;
  private readonly restart: () => void;
  /** Of the first record since the last restart. */
  firstUs: Microseconds = Number.NaN;

  /** `restart` is called when time has gone back by so much that nothing which was seen before counts any more. */
  constructor(withinUs: number, restart: () => void) {
    this.withinUs = withinUs;
    this.restart = restart;
  }

  /** The time that a record counts at; NaN for one that has none or came after the window had closed for it. */
  of(record: PipelineRecord): Microseconds {
    const time = recordTime(record);
    if (Number.isNaN(time)) return time;
    if (time < this.latest - Math.max(this.withinUs, ANOTHER_CAPTURE_US)) {
      this.restart();
      this.firstUs = time;
      this.latest = time;
    } else if (time < this.latest - this.withinUs) return Number.NaN;
    if (Number.isNaN(this.firstUs)) this.firstUs = time;
    this.latest = Math.max(this.latest, time);
    return this.latest;
  }
}

let lastText = '';
let lastTime = Number.NaN;

/** Microseconds since the epoch of the record's `time`; NaN where it has none. The last one is kept: several windows ask for it. */
export function recordTime(record: PipelineRecord): Microseconds {
  const text = record['time'];
  if (typeof text !== 'string') return Number.NaN;
  if (text !== lastText) {
    lastText = text;
    // Date.parse cuts fractions off after the millisecond.
    const micro = /\.\d{3}(\d{3})Z$/.exec(text)?.[1];
    lastTime = Date.parse(text) * 1000 + (micro === undefined ? 0 : Number(micro));
  }
  return lastTime;
}
