/**
 * One open view. It recomputes its rows when the table changed, never more often than a fifth of the time, and
 * answers any window of what it has at once. The plain view (no filter, no sort) needs no rows: the table knows them.
 */
import type { StreamProducer, ViewFrame, ViewParams } from '#contract/protocol.ts';
import type { TimeSpan } from '#contract/views/time-range.ts';
import { compileRowFilter, type RowFilter } from '#main/engine/filter/row-filter.ts';
import { MICROSECONDS_PER_SECOND } from '#base/units.ts';
import { RowList } from './row-list.ts';
import { Slicer, type Turns } from './slicer.ts';
import type { RowTotals, TableModel } from './table-model.ts';
import { collectRows, noRows, type CollectRequest, type ViewRows } from './view-rows.ts';
import { spanOf, wantedRows } from './wanted-rows.ts';
import { viewFrame } from './view-frame.ts';

/** Rest between two recomputations: at least this, and four times what the last one took. */
const MIN_REST_MS = 100;
const REST_FACTOR = 4;

/** A window that ends beyond this many rows of a sort is cut out of all rows, sorted. */
const MAX_TOP_ROWS = 4096;
const MIN_TOP_ROWS = 256;

/** How far the end of a range moves before the view is computed again although nothing else changed. */
const RANGE_STEP_US = MICROSECONDS_PER_SECOND;

/** What views are of. */
export interface ViewSource {
  /** The table that a view is about; another one after another capture was started. */
  table(params: Pick<ViewParams, 'table' | 'packetLogs' | 'redact'>): TableModel;
  /** Where the capture has got to: its last packet, or now while it is live. Microseconds since the epoch; null: nowhere. */
  latestUs(): number | null;
}

export class ViewStream implements StreamProducer<'view'> {
  private readonly source: ViewSource;
  private readonly turns: Turns;
  private readonly notify: () => void;
  private params: ViewParams;
  private model: TableModel;
  private filter: RowFilter;
  /** Where rows are collected: what is shown is in one, what is collected goes to the other. */
  private lists: readonly [RowList, RowList] = [new RowList(), new RowList()];
  private rows: ViewRows | null = null;
  private totals: RowTotals | null = null;
  /** Rows that came later than this are not shown; infinite unless paused or holding. */
  private lastSerial = Number.POSITIVE_INFINITY;
  /** Where a paused view had got to; undefined unless paused. */
  private latestUs: number | null | undefined = undefined;
  private frozen: TableModel | null = null;
  /** What the rows were collected for; null: all of time. */
  private span: TimeSpan | null = null;
  private seenVersion = Number.NaN;
  /** Goes up to cancel the recomputation under way. */
  private run = 0;
  private computing = false;
  private restUntil = 0;
  private cancelTimer: (() => void) | null = null;
  private dirty = true;
  private folded = 0;
  private closed = false;

  constructor(source: ViewSource, params: ViewParams, turns: Turns, notify: () => void) {
    this.source = source;
    this.turns = turns;
    this.notify = notify;
    this.params = params;
    this.model = source.table(params);
    this.filter = compileRowFilter(params.filter);
    if (params.paused) this.freeze();
    else this.hold(params.hold);
    this.recompute();
  }

  /** Something may have changed in the tables. Called a few times a second, and when a capture starts or ends. */
  tick(): void {
    if (this.closed || this.params.paused) return;
    const current = this.source.table(this.params);
    if (current !== this.model) this.restart();
    else if (current.version() !== this.seenVersion || this.rangeMoved()) {
      this.folded++;
      if (this.isPlain()) this.markDirty();
      this.recompute();
    }
  }

  take(): ViewFrame | null {
    if (!this.dirty || this.closed) return null;
    if (!this.isPlain() && !this.isCovered()) return null;
    this.dirty = false;
    const coalesced = Math.max(0, this.folded - 1);
    this.folded = 0;
    const model = this.shownModel();
    const newer = this.isHolding() ? (model.newerThan(this.lastSerial) ?? 0) : 0;
    const shared = { params: this.params, model, newer, mistake: this.filter.mistake, coalesced };
    return viewFrame(this.isPlain() ? { ...shared, rows: null, totals: this.totals } : { ...shared, rows: this.rows });
  }

  update(params: ViewParams): void {
    const before = this.params;
    this.params = params;
    if (before.filter !== params.filter) this.filter = compileRowFilter(params.filter);
    if (before.table !== params.table || before.packetLogs !== params.packetLogs || before.redact !== params.redact) {
      this.thaw();
      if (params.paused) this.freeze();
      this.restart();
      return;
    }
    if (before.paused !== params.paused) {
      if (params.paused) this.freeze();
      else this.thaw();
      this.restart();
      return;
    }
    if (before.hold !== params.hold && !params.paused) {
      this.hold(params.hold);
      // What was collected may have rows that are held back from now on, or lacks those that were.
      this.seenVersion = Number.NaN;
    }
    const same = before.filter === params.filter && sameSort(before, params) && sameRange(before, params);
    if (!same || (this.rows !== null && !this.isPlain() && !this.isCovered())) this.restart();
    else this.markDirty();
  }

  close(): void {
    this.closed = true;
    this.run++;
    this.cancelTimer?.();
    this.cancelTimer = null;
  }

  private shownModel(): TableModel {
    return this.frozen ?? this.model;
  }

  /** Whether the table's own order serves. A frozen view always has rows of its own, unless its table is a copy. */
  private isPlain(): boolean {
    const { filter, params } = this;
    if (this.isHolding() && this.model.newerThan(this.lastSerial) === null) return false;
    if (filter.expression !== null || filter.mistake !== null || params.range !== null) return false;
    return params.sort === null && (!params.paused || this.frozen !== null);
  }

  /** Whether the window can be cut out of the rows that are known. */
  private isCovered(): boolean {
    const { rows, params } = this;
    if (rows === null) return false;
    const known = rows.indices.length;
    return known === rows.matching || (!params.follow && params.offset + params.limit <= known);
  }

  private currentSpan(): TimeSpan | null {
    return spanOf(this.params.range, this.latestUs === undefined ? this.source.latestUs() : this.latestUs);
  }

  /** As time goes on, rows leave the range. */
  private rangeMoved(): boolean {
    if (this.params.range?.kind !== 'last') return false;
    const now = this.currentSpan();
    return now !== null && (this.span === null || now.toUs - this.span.toUs >= RANGE_STEP_US);
  }

  private isHolding(): boolean {
    return !this.params.paused && this.lastSerial !== Number.POSITIVE_INFINITY;
  }

  /** Of tables that append, rows keep their places anyway. */
  private hold(wanted: boolean): void {
    this.lastSerial = wanted && this.model.newestFirst ? this.model.lastSerial() : Number.POSITIVE_INFINITY;
  }

  private freeze(): void {
    this.model = this.source.table(this.params);
    this.lastSerial = this.model.lastSerial();
    this.latestUs = this.source.latestUs();
    this.frozen = this.model.freeze();
  }

  private thaw(): void {
    this.hold(this.params.hold);
    this.latestUs = undefined;
    this.frozen = null;
  }

  private restart(): void {
    const model = this.source.table(this.params);
    if (model !== this.model) {
      this.model = model;
      this.totals = null;
      // There are no rows on screen that could keep their places.
      if (!this.params.paused) this.hold(false);
    }
    this.rows = null;
    this.run++;
    this.computing = false;
    this.restUntil = 0;
    this.markDirty();
    this.recompute();
  }

  private markDirty(): void {
    this.dirty = true;
    this.notify();
  }

  private recompute(): void {
    const model = this.shownModel();
    if (this.closed || this.computing) return;
    if (this.isPlain() && model.addTotals === null) {
      this.seenVersion = model.version();
      return;
    }
    const rest = this.restUntil - this.turns.clock.monotonicMs();
    if (rest > 0) {
      this.cancelTimer ??= this.turns.clock.after(rest, () => {
        this.cancelTimer = null;
        this.recompute();
      });
      return;
    }
    this.computing = true;
    void this.compute(model, ++this.run);
  }

  private async compute(model: TableModel, run: number): Promise<void> {
    const version = model.version();
    const { clock } = this.turns;
    const started = clock.monotonicMs();
    const plain = this.isPlain();
    this.span = this.currentSpan();
    const rows = this.filter.mistake === null ? await collectRows(this.request(model, run, plain)) : noRows(model);
    if (run !== this.run || rows === null) return;
    this.computing = false;
    const ended = clock.monotonicMs();
    this.restUntil = ended + Math.max(MIN_REST_MS, (ended - started) * REST_FACTOR);
    this.seenVersion = version;
    if (plain) this.totals = rows.totals;
    else {
      this.rows = rows;
      this.lists = [this.lists[1], this.lists[0]];
    }
    this.markDirty();
    // The window was moved beyond what was asked for.
    if (!this.isPlain() && !this.isCovered()) this.restart();
  }

  private request(model: TableModel, run: number, plain: boolean): CollectRequest {
    const { params, filter, span } = this;
    const { sort } = params;
    const key = sort === null ? null : model.sortKey(sort.column);
    const windowEnd = params.follow ? Number.POSITIVE_INFINITY : params.offset + params.limit;
    const near = windowEnd <= MAX_TOP_ROWS;
    return {
      model,
      test: wantedRows(filter, span, model),
      sort: sort === null || key === null ? null : { key, descending: sort.descending },
      // Other rows would not stay as they are now: of a paused view all are needed.
      all: !plain && (key === null || !near || params.paused),
      first: near ? 2 ** Math.ceil(Math.log2(Math.max(MIN_TOP_ROWS, windowEnd * 2))) : 0,
      lastSerial: this.lastSerial,
      list: this.lists[1],
      slicer: new Slicer(this.turns),
      isCancelled: () => run !== this.run,
      onPartial: (partial) => {
        if (run !== this.run || (this.rows !== null && this.rows.indices.length > partial.indices.length)) return;
        this.rows = partial;
        this.markDirty();
      },
    };
  }
}

function sameRange({ range: left }: ViewParams, { range: right }: ViewParams): boolean {
  if (left === null || right === null || left === right) return left === right;
  if (left.kind === 'last') return right.kind === 'last' && left.seconds === right.seconds;
  return right.kind === 'between' && left.fromUs === right.fromUs && left.toUs === right.toUs;
}

function sameSort(left: ViewParams, right: ViewParams): boolean {
  return left.sort?.column === right.sort?.column && left.sort?.descending === right.sort?.descending;
}
