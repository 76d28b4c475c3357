/**
 * One live capture on its way into the history. What happens in it leaves marks; rows are made of them in slices when they are asked for, a batch at a time,
 * so that nothing is held twice. Only sessions that are forgotten before their turn are made rows at once.
 */
import { assertDefined } from '#base/assert.ts';
import type { HistoryBatch } from '#contract/history/process.ts';
import type { HistoryRows } from '#contract/history/rows.ts';
import type { AlertRow } from '#contract/pipelines/commands.ts';
import type { InterfaceSample } from '#contract/protocol.ts';
import type { FlowListener } from '../flows/flow-listener.ts';
import type { SessionColumns, Slot } from '../flows/session-columns.ts';
import type { DnsRing } from '../store/dns-ring.ts';
import type { SessionCells } from '../store/session-cells.ts';
import type { Slicer } from '../store/slicer.ts';
import type { TrafficLog } from '../store/traffic-log.ts';
import { AlertRows } from './alert-rows.ts';
import { DnsRows } from './dns-rows.ts';
import { InterfaceStretches } from './interface-stretches.ts';
import { runRow, type RunHealth } from './run-row.ts';
import { SessionMarks } from './session-marks.ts';
import { SessionRows } from './session-rows.ts';
import { TrafficStretches } from './traffic-stretches.ts';

/** What is recorded of a capture, besides what the listener hears. */
export interface RecordedCapture {
  readonly columns: SessionColumns;
  readonly cells: SessionCells;
  readonly dns: DnsRing;
  readonly log: TrafficLog;
  /** Serial of the session that began last. */
  latestSerial(): number;
  /** Not ended yet. */
  openSessions(): readonly Slot[];
  health(): RunHealth;
}

export interface RunNumbers {
  /** Its own. */
  readonly run: number;
  /** Highest ones before it. */
  readonly session: number;
  readonly dns: number;
}

/** Rows in a batch: what is sent at once is encoded at once. */
const MOST_SESSIONS = 1000;
const MOST_DNS = 1000;
const MOST_TRAFFIC = 10_000;
/** Sessions that only went on, each time: beyond it they take turns. */
const MOST_CHANGED = 2000;
/** Rows of sessions that were forgotten before they could be written. */
const MOST_FORGOTTEN = 20_000;
/** Sessions between two looks at the clock. */
const STRIDE = 32;
/** Where nothing else is to be written, the run says that it goes on so often. */
const SIGN_OF_LIFE_US = 10_000_000;

interface Parts {
  readonly capture: RecordedCapture;
  readonly sessions: SessionRows;
  /** Of sessions that are forgotten, without the numbers of the run. */
  readonly forgotten: SessionRows;
  readonly dns: DnsRows;
  readonly traffic: TrafficStretches;
}

export class RunRecorder {
  /** For the flow table of the capture. Marks nothing while it does not record. */
  readonly listener: FlowListener;
  /** Something of it is in the database. */
  isKnown: boolean = false;
  readonly #marks: SessionMarks = new SessionMarks();
  readonly #interfaces: InterfaceStretches = new InterfaceStretches();
  readonly #alerts: AlertRows = new AlertRows();
  #capture: RecordedCapture | null = null;
  /** Null until it records. */
  #parts: Parts | null = null;
  #numbers: RunNumbers | null = null;
  #records: boolean = false;
  #isEnded: boolean = false;
  /** Of rows that were handed out and could not be written, and of what was given up. */
  #lost: number = 0;
  #isCaughtUp: boolean = false;
  #heardUs: number = 0;
  #lastHealth: string = '';

  readonly #version: string;

  /** `version`: of Netloupe. */
  constructor(version: string) {
    this.#version = version;
    const marks = this.#marks;
    const turned = (slot: Slot): void => {
      if (this.#records) marks.turned(slot);
    };
    this.listener = {
      sessionStarted: turned,
      sessionEnded: turned,
      sessionForgotten: (slot) => this.#forget(slot),
      packet: (_packet, slot) => {
        if (this.#records && slot >= 0) marks.changed(slot);
      },
    };
  }

  /** The capture goes on no more. */
  get isEnded(): boolean {
    return this.#isEnded;
  }

  /** Null: nothing was written yet. */
  get numbers(): RunNumbers | null {
    return this.#numbers;
  }

  /** Highest numbers with it. */
  get lastNumbers(): RunNumbers {
    const { run, session, dns } = assertDefined(this.#numbers, 'it has numbers');
    const parts = assertDefined(this.#parts, 'it recorded');
    return { run, session: session + parts.capture.latestSerial(), dns: dns + parts.dns.count };
  }

  /** Rows that were not and will not be written. */
  get lost(): number {
    const parts = this.#parts;
    return (
      this.#lost +
      this.#interfaces.lost +
      this.#alerts.lost +
      (parts === null ? 0 : parts.dns.lost + parts.traffic.lost)
    );
  }

  /** When batches were asked for last, everything that was marked by then was in them. */
  get isCaughtUp(): boolean {
    return this.#isCaughtUp;
  }

  get records(): boolean {
    return this.#records;
  }

  /** Nothing is left to be written. */
  get isDrained(): boolean {
    const parts = this.#parts;
    if (parts === null) return true;
    const { forgotten, dns } = parts;
    return this.#marks.size + forgotten.rows.rows + dns.waiting + this.#alerts.rows === 0;
  }

  /** Once, before the first packet. */
  attach(capture: RecordedCapture): void {
    this.#capture = capture;
  }

  /** From now on. What is open is recorded with all that was counted in it. */
  record(): void {
    const capture = this.#capture;
    if (capture === null || this.#isEnded || this.#records) return;
    const { columns, cells, dns, log } = capture;
    this.#parts ??= {
      capture,
      sessions: new SessionRows(columns, cells),
      forgotten: new SessionRows(columns, cells),
      dns: new DnsRows(dns),
      traffic: new TrafficStretches(log),
    };
    this.#parts.dns.begin();
    this.#parts.traffic.begin();
    this.#records = true;
    this.#markOpen();
  }

  /** Nothing more is recorded; what there is can still be written. */
  rest(): void {
    this.#records = false;
    this.#parts?.dns.stop();
    this.#parts?.traffic.stop();
  }

  /** The capture is over, and so is its flow table. */
  end(): void {
    this.rest();
    this.#isEnded = true;
  }

  /** The database knows nothing of this run: it is another one, or another program wrote into it meanwhile. It goes on under a new number. */
  beginAnew(): void {
    this.#numbers = null;
    this.isKnown = false;
    if (this.#records) this.#markOpen();
  }

  /** Something was found out about sessions. */
  found(slots: readonly Slot[]): void {
    if (this.#records) for (const slot of slots) this.#marks.changed(slot);
  }

  /** Pipelines may take longer than the capture. */
  alert(alert: AlertRow): void {
    if (this.#records || (this.#isEnded && this.#parts !== null)) this.#alerts.add(alert);
  }

  sample(samples: readonly InterfaceSample[], nowUs: number): void {
    if (this.#records) this.#interfaces.sample(samples, nowUs);
  }

  /** Rows that were handed out could not be written. */
  lose(rows: number): void {
    this.#lost += rows;
  }

  /** What was not written never will be. Counted. */
  giveUp(): void {
    const parts = this.#parts;
    if (parts === null) return;
    this.#lost += this.#marks.size + parts.forgotten.rows.rows + parts.dns.waiting + this.#alerts.rows;
    this.#marks.clear();
    parts.forgotten.rows.take();
    parts.dns.begin();
    this.rest();
    this.#alerts.clear();
  }

  /**
   * What is to be written now, a batch at a time; each is to be written before the next is asked for. `all`: nothing waits for its turn, or for the end of its
   * stretch.
   */
  async *batches(
    numbers: RunNumbers,
    nowUs: number,
    all: boolean,
    slicer: Slicer,
  ): AsyncGenerator<HistoryBatch, void, void> {
    this.#numbers = numbers;
    const parts = this.#parts;
    if (parts === null) return;
    const marks = this.#marks;
    let room = all ? Number.POSITIVE_INFINITY : MOST_CHANGED;
    let traffic: HistoryRows[] | null = null;
    if (all) this.#interfaces.finish();
    let isDue = all || this.#isDue(parts, nowUs);
    for (;;) {
      const { rows: sessions, changed } = await this.#sessionRows(parts, numbers, room, slicer);
      room -= changed;
      // After the sessions that it is of, or together with them.
      if (marks.urgent === 0 && traffic === null) {
        const latest = (): number => parts.capture.latestSerial();
        const numberOf = (serial: number): number => numbers.session + serial;
        traffic = cut(await parts.traffic.take(all ? null : nowUs, latest, numberOf, slicer), MOST_TRAFFIC);
      }
      const batch = withoutGaps({
        sessions,
        dns: parts.dns.take(MOST_DNS, numbers.run, numbers.dns),
        alerts: this.#alerts.take(numbers.run),
        interfaces: this.#interfaces.take(),
        traffic: traffic?.shift(),
      });
      const isEmpty = Object.keys(batch).length === 0;
      if (!isEmpty || isDue) {
        yield { ...batch, runs: this.#runRow(parts, numbers, nowUs) };
        isDue = false;
      }
      const waits = marks.urgent > 0 || (room > 0 && marks.size > 0) || parts.dns.waiting > 0;
      if (!waits && traffic !== null && traffic.length === 0 && parts.forgotten.rows.rows === 0) break;
    }
    this.#isCaughtUp = room > 0;
  }

  #markOpen(): void {
    for (const slot of this.#capture?.openSessions() ?? []) this.#marks.turned(slot);
  }

  #isDue({ capture }: Parts, nowUs: number): boolean {
    return nowUs >= this.#heardUs + SIGN_OF_LIFE_US || JSON.stringify(capture.health()) !== this.#lastHealth;
  }

  #runRow({ capture }: Parts, numbers: RunNumbers, nowUs: number): HistoryRows {
    const health = capture.health();
    this.#heardUs = nowUs;
    this.#lastHealth = JSON.stringify(health);
    return runRow(numbers.run, health, this.#version, nowUs, this.lost);
  }

  async #sessionRows(
    { capture, sessions, forgotten }: Parts,
    numbers: RunNumbers,
    room: number,
    slicer: Slicer,
  ): Promise<{ readonly rows: HistoryRows | undefined; readonly changed: number }> {
    const early = forgotten.rows.take(MOST_SESSIONS);
    if (early !== undefined) return { rows: numbered(early, numbers), changed: 0 };
    let changed = 0;
    for (let count = 0; count < MOST_SESSIONS; count++) {
      const isUrgent = this.#marks.urgent > 0;
      const slot = this.#marks.take(changed >= room);
      if (slot < 0) break;
      if (!isUrgent) changed++;
      sessions.add(slot, numbers.run, numbers.session + capture.columns.serial(slot));
      if (count % STRIDE === STRIDE - 1 && slicer.isDue()) await slicer.pause();
    }
    return { rows: sessions.rows.take(), changed };
  }

  #forget(slot: Slot): void {
    const parts = this.#parts;
    if (parts === null || !this.#marks.isMarked(slot)) return;
    this.#marks.unmark(slot);
    if (parts.forgotten.rows.rows >= MOST_FORGOTTEN) this.#lost++;
    else parts.forgotten.add(slot, 0, parts.capture.columns.serial(slot));
  }
}

function numbered({ rows, columns }: HistoryRows, numbers: RunNumbers): HistoryRows {
  const [, serials, ...rest] = columns as [unknown, readonly number[], ...HistoryRows['columns']];
  const runs = serials.map(() => numbers.run);
  return { rows, columns: [runs, serials.map((serial) => numbers.session + serial), ...rest] };
}

function cut(rows: HistoryRows | undefined, limit: number): HistoryRows[] {
  if (rows === undefined) return [];
  return Array.from({ length: Math.ceil(rows.rows / limit) }, (_, part) => {
    const columns = rows.columns.map((column) => column.slice(part * limit, (part + 1) * limit));
    return { rows: Math.min(limit, rows.rows - part * limit), columns };
  });
}

type Gappy<T> = { readonly [K in keyof T]: T[K] | undefined };

function withoutGaps(batch: Gappy<HistoryBatch>): HistoryBatch {
  return Object.fromEntries(Object.entries(batch).filter(([, rows]) => rows !== undefined));
}
