/**
 * One open view. It recomputes its rows when the table changed, never more often than a fifth of the time, and
 * answers any window of what it has at once. The plain view (no filter, no sort) needs no rows: the table knows them.
 */
import type { StreamProducer, ViewFrame, ViewParams } from '#contract/protocol.ts';
import type { Clock } from './ports.ts';
import { Slicer } from './slicer.ts';
import type { RowTotals, TableModel } from './table-model.ts';
import { compileTextFilter } from './text-filter.ts';
import { collectRows, FilterVerdicts, type ViewRows } from './view-rows.ts';
import { viewFrame } from './view-frame.ts';

/** Rest between two recomputations: at least this, and four times what the last one took. */
const MIN_REST_MS = 100;
const REST_FACTOR = 4;

/** The table that a view is about; another one after another capture was started. */
export type TableLookup = (params: ViewParams) => TableModel;

export class ViewStream implements StreamProducer<'view'> {
  private readonly lookup: TableLookup;
  private readonly clock: Clock;
  private readonly notify: () => void;
  private params: ViewParams;
  private model: TableModel;
  private verdicts: FilterVerdicts;
  private rows: ViewRows | null = null;
  private totals: RowTotals | null = null;
  /** Rows that came later than this are not shown; infinite unless paused. */
  private lastSerial = Number.POSITIVE_INFINITY;
  private frozen: TableModel | null = null;
  private seenVersion = Number.NaN;
  /** Goes up to cancel the recomputation under way. */
  private run = 0;
  private computing = false;
  private restUntil = 0;
  private cancelTimer: (() => void) | null = null;
  private dirty = true;
  private folded = 0;
  private closed = false;

  constructor(lookup: TableLookup, params: ViewParams, clock: Clock, notify: () => void) {
    this.lookup = lookup;
    this.clock = clock;
    this.notify = notify;
    this.params = params;
    this.model = lookup(params);
    this.verdicts = new FilterVerdicts(compileTextFilter(params.filter));
    if (params.paused) this.freeze();
    this.recompute();
  }

  /** Something may have changed in the tables. Called a few times a second, and when a capture starts or ends. */
  tick(): void {
    if (this.closed || this.params.paused) return;
    const current = this.lookup(this.params);
    if (current !== this.model) this.restart();
    else if (current.version() !== this.seenVersion) {
      this.folded++;
      if (this.isPlain()) this.markDirty();
      this.recompute();
    }
  }

  take(): ViewFrame | null {
    if (!this.dirty || this.closed) return null;
    if (!this.isPlain() && this.rows === null) return null;
    this.dirty = false;
    const coalesced = Math.max(0, this.folded - 1);
    this.folded = 0;
    const shared = { params: this.params, model: this.shownModel(), coalesced };
    return viewFrame(this.isPlain() ? { ...shared, rows: null, totals: this.totals } : { ...shared, rows: this.rows });
  }

  update(params: ViewParams): void {
    const before = this.params;
    this.params = params;
    if (before.table !== params.table || before.packetLogs !== params.packetLogs) {
      this.thaw();
      if (params.paused) this.freeze();
      this.restart();
      return;
    }
    if (before.filter !== params.filter) this.verdicts = new FilterVerdicts(compileTextFilter(params.filter));
    if (before.paused !== params.paused) {
      if (params.paused) this.freeze();
      else this.thaw();
      this.restart();
      return;
    }
    if (before.filter !== params.filter || !sameSort(before, params)) this.restart();
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
    return this.verdicts.filter.isEmpty && this.params.sort === null && (!this.params.paused || this.frozen !== null);
  }

  private freeze(): void {
    this.model = this.lookup(this.params);
    this.lastSerial = this.model.lastSerial();
    this.frozen = this.model.freeze();
  }

  private thaw(): void {
    this.lastSerial = Number.POSITIVE_INFINITY;
    this.frozen = null;
  }

  private restart(): void {
    const model = this.lookup(this.params);
    if (model !== this.model) {
      this.model = model;
      this.verdicts = new FilterVerdicts(compileTextFilter(this.params.filter));
      this.totals = null;
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
    const rest = this.restUntil - this.clock.monotonicMs();
    if (rest > 0) {
      this.cancelTimer ??= this.clock.after(rest, () => {
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
    const started = this.clock.monotonicMs();
    const plain = this.isPlain();
    const rows = await collectRows({
      model,
      verdicts: this.verdicts,
      sort: this.params.sort,
      lastSerial: this.lastSerial,
      slicer: new Slicer(this.clock),
      isCancelled: () => run !== this.run,
      onPartial: (partial) => {
        if (plain || run !== this.run || (this.rows !== null && this.rows.indices.length > partial.indices.length))
          return;
        this.rows = partial;
        this.markDirty();
      },
    });
    if (run !== this.run || rows === null) return;
    this.computing = false;
    const ended = this.clock.monotonicMs();
    this.restUntil = ended + Math.max(MIN_REST_MS, (ended - started) * REST_FACTOR);
    this.seenVersion = version;
    if (plain) this.totals = rows.totals;
    else this.rows = rows;
    this.markDirty();
  }
}

function sameSort(left: ViewParams, right: ViewParams): boolean {
  return left.sort?.column === right.sort?.column && left.sort?.descending === right.sort?.descending;
}
