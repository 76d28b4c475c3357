/**
 * Who had how much in each stretch of time, from the traffic log: read once a stretch is over, so that of each session and stretch there is one row. What
 * comes so late that its stretch was written counts in the next one.
 */
import { HISTORY_TABLES } from '#contract/history/schema.ts';
import type { HistoryRows } from '#contract/history/rows.ts';
import { MICROSECONDS_PER_SECOND } from '#base/units.ts';
import type { Slicer } from '../store/slicer.ts';
import {
  ENTRY_IN,
  ENTRY_OUT,
  ENTRY_PACKETS,
  ENTRY_SECOND,
  ENTRY_SERIAL,
  ENTRY_SLOT,
  ENTRY_WORDS,
  NOBODY,
} from '../store/traffic-entries.ts';
import type { TrafficLog } from '../store/traffic-log.ts';
import { RowColumns } from './row-columns.ts';

export const STRETCH_SECONDS = 10;
/** Packets are seldom read later than this; those that are count in the next stretch. */
const LATE_SECONDS = 3;
/** Entries between two looks at the clock. */
const STRIDE = 1024;
const WORD_SIZE = 2 ** 32;

export class TrafficStretches {
  readonly #log: TrafficLog;
  /** Of the next entry that was not read. */
  #next: number;
  /** Entries from here on are not wanted. */
  #end: number = Number.POSITIVE_INFINITY;
  /** Seconds before this were written. */
  #writtenUntil: number = 0;
  /** Entries that could not be read, or were nobody's any more. */
  lost: number = 0;

  constructor(log: TrafficLog) {
    this.#log = log;
    this.#next = log.nextNumber;
    log.settle(this.#next);
  }

  /** What was not read is let go of; what comes from now on is wanted. */
  begin(): void {
    this.#next = this.#log.nextNumber;
    this.#log.settle(this.#next);
    this.#end = Number.POSITIVE_INFINITY;
  }

  /** What comes from now on is not wanted. */
  stop(): void {
    this.#end = Math.min(this.#end, this.#log.nextNumber);
    this.#log.settle(this.#end);
  }

  /**
   * Rows of stretches that are over at `nowUs` (null: of all there are) and were not taken yet. `numberOf`: of a session by its serial, of which `latestSerial`
   * is the highest there is.
   */
  async take(
    nowUs: number | null,
    latestSerial: () => number,
    numberOf: (serial: number) => number,
    slicer: Slicer,
  ): Promise<HistoryRows | undefined> {
    const second = nowUs === null ? Number.POSITIVE_INFINITY : nowUs / MICROSECONDS_PER_SECOND - LATE_SECONDS;
    const until = beginOf(second);
    const from = this.#writtenUntil;
    if (!(until > from)) return undefined;
    const rows = new RowColumns(HISTORY_TABLES.traffic.length);
    const places: RowPlaces = { origin: null, rows: new Map() };
    let latest = from;
    let due = 0;
    reading: for (;;) {
      const { words, count, first } = this.#log.entriesFrom(this.#next);
      this.lost += first - this.#next;
      this.#next = first;
      if (count === 0) break;
      for (let i = 0; i < count; i++) {
        const at = i * ENTRY_WORDS;
        const entrySecond = words[at + ENTRY_SECOND]!;
        if (entrySecond >= until || this.#next >= this.#end) break reading;
        this.#log.settle(++this.#next);
        const time = Math.max(from, beginOf(entrySecond));
        if (time > latest) latest = time;
        if (words[at + ENTRY_SLOT] === NOBODY) this.lost++;
        else {
          const serial = wholeSerial(words[at + ENTRY_SERIAL]!, latestSerial());
          addTo(rows, places, time, serial, numberOf(serial), words, at);
        }
        if (++due % STRIDE === 0 && slicer.isDue()) {
          await slicer.pause();
          // The log may have moved on meanwhile.
          continue reading;
        }
      }
    }
    this.#writtenUntil = nowUs === null ? latest + STRETCH_SECONDS : until;
    return rows.take();
  }
}

/** Positions of rows by stretch, counted from the first one, and serial. */
interface RowPlaces {
  origin: number | null;
  readonly rows: Map<number, number>;
}

function addTo(
  rows: RowColumns,
  places: RowPlaces,
  time: number,
  serial: number,
  sessionNo: number,
  words: Uint32Array,
  at: number,
): void {
  places.origin ??= time;
  const key = ((time - places.origin) / STRETCH_SECONDS) * WORD_SIZE + (serial % WORD_SIZE);
  const place = places.rows.get(key);
  const [, , , bytesIn, bytesOut, packets] = rows.cells as number[][];
  if (place === undefined) {
    places.rows.set(key, rows.rows);
    rows.add([
      time * MICROSECONDS_PER_SECOND,
      STRETCH_SECONDS,
      sessionNo,
      words[at + ENTRY_IN]!,
      words[at + ENTRY_OUT]!,
      words[at + ENTRY_PACKETS]!,
    ]);
    return;
  }
  bytesIn![place]! += words[at + ENTRY_IN]!;
  bytesOut![place]! += words[at + ENTRY_OUT]!;
  packets![place]! += words[at + ENTRY_PACKETS]!;
}

function beginOf(second: number): number {
  return second === Number.POSITIVE_INFINITY ? second : Math.floor(second / STRETCH_SECONDS) * STRETCH_SECONDS;
}

/** Of a serial only the lower half is kept; it is the highest one there is that ends so. */
function wholeSerial(kept: number, latest: number): number {
  const above = Math.floor(latest / WORD_SIZE) * WORD_SIZE;
  const serial = above + kept;
  return serial > latest && above > 0 ? serial - WORD_SIZE : serial;
}
