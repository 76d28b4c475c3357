/** Packet time as windows see it: it comes from records, and it never runs backwards by itself. */
import type { Microseconds } from '#base/units.ts';
import { RECORD_TIME_KEY, type PipelineRecord } from '#contract/pipelines/record.ts';
import { recordTimeUs } from '../../stages/kinds/record-time.ts';

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

let lastText: unknown = null;
let lastTime = Number.NaN;

/**
 * Microseconds since the epoch at which the source made the record, else of what it tells; NaN where it has neither. The last
 * one is kept: several windows ask for it, and records of one moment come together.
 */
export function recordTime(record: PipelineRecord): Microseconds {
  const field = typeof record[RECORD_TIME_KEY] === 'string' ? RECORD_TIME_KEY : 'time';
  const text = record[field];
  if (text !== lastText) {
    lastText = text;
    lastTime = recordTimeUs(record, field) ?? Number.NaN;
  }
  return lastTime;
}

/** When what the record tells of began: of a session, the same in all its records. NaN where it has no time. */
export function beginning(record: PipelineRecord): Microseconds {
  return recordTimeUs(record, typeof record['start_time'] === 'string' ? 'start_time' : 'time') ?? Number.NaN;
}
