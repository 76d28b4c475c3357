/** The open summary of lookups: computed anew when there are others, in slices and with rests, as views are. */
import type { StreamProducer } from '#contract/protocol.ts';
import type { DnsStreamParams, DnsSummaryFrame } from '#contract/views/dns.ts';
import { compileRowFilter, type RowFilter } from '#main/engine/filter/row-filter.ts';
import type { DnsTable } from './dns-table.ts';
import { summarizeDns, type DnsSums } from './dns-summary.ts';
import type { Redactor } from './redact.ts';
import { Slicer, type Turns } from './slicer.ts';
import type { TableModel } from './table-model.ts';
import { spanOf, wantedRows } from './wanted-rows.ts';

/** Rest between two computations: at least this, and four times what the last one took. */
const MIN_REST_MS = 250;
const REST_FACTOR = 4;

type Params = DnsStreamParams['dns_summary'];

/** The lookups of the capture on view. */
export interface LookupSource {
  readonly table: DnsTable;
  readonly redactor: Redactor;
  /** What filters are asked of where things are redacted. */
  redacted(table: TableModel): TableModel;
  readonly latestUs: number | null;
}

/** Rows and where time had got to, when the summary was paused. */
interface Frozen {
  readonly source: LookupSource;
}

export class DnsSummaryStream implements StreamProducer<'dns_summary'> {
  private readonly lookup: () => LookupSource;
  private readonly turns: Turns;
  private readonly notify: () => void;
  private params: Params;
  private filter: RowFilter;
  private frozen: Frozen | null = null;
  private frame: DnsSummaryFrame | null = null;
  private dirty = false;
  private computedTable: DnsTable | null = null;
  private computedVersion = -1;
  private computedLatest: number | null = null;
  private run = 0;
  private computing = false;
  private restUntil = 0;
  private cancelTimer: (() => void) | null = null;
  private closed = false;

  constructor(lookup: () => LookupSource, params: Params, turns: Turns, notify: () => void) {
    this.lookup = lookup;
    this.turns = turns;
    this.notify = notify;
    this.params = params;
    this.filter = compileRowFilter(params.filter);
    if (params.paused) this.frozen = freeze(lookup());
    this.restart();
  }

  /** There may be other lookups. Called a few times a second. */
  tick(): void {
    if (this.closed || this.frozen !== null) return;
    const { table, latestUs } = this.lookup();
    const moved = this.params.range?.kind === 'last' && latestUs !== this.computedLatest;
    if (table !== this.computedTable) this.restart();
    else if (table.version() !== this.computedVersion || moved) this.compute();
  }

  take(): DnsSummaryFrame | null {
    if (!this.dirty || this.closed) return null;
    this.dirty = false;
    return this.frame;
  }

  update(params: Params): void {
    if (params.paused !== this.params.paused) this.frozen = params.paused ? freeze(this.lookup()) : null;
    if (params.filter !== this.params.filter) this.filter = compileRowFilter(params.filter);
    this.params = params;
    this.restart();
  }

  close(): void {
    this.closed = true;
    this.run++;
    this.cancelTimer?.();
    this.cancelTimer = null;
  }

  private restart(): void {
    this.run++;
    this.computing = false;
    this.restUntil = 0;
    this.cancelTimer?.();
    this.cancelTimer = null;
    this.compute();
  }

  private compute(): void {
    if (this.closed || this.computing) return;
    const rest = this.restUntil - this.turns.clock.monotonicMs();
    if (rest > 0) {
      this.cancelTimer ??= this.turns.clock.after(rest, () => {
        this.cancelTimer = null;
        this.compute();
      });
      return;
    }
    this.computing = true;
    void this.computeNow(++this.run);
  }

  private async computeNow(run: number): Promise<void> {
    const { clock } = this.turns;
    const started = clock.monotonicMs();
    const source = this.frozen?.source ?? this.lookup();
    this.computedTable = source.table;
    this.computedVersion = source.table.version();
    this.computedLatest = source.latestUs;
    const { params, filter } = this;
    const sums = filter.mistake === null ? await this.sums(source, () => run !== this.run) : noLookups();
    if (run !== this.run || sums === null) return;
    this.computing = false;
    const ended = clock.monotonicMs();
    this.restUntil = ended + Math.max(MIN_REST_MS, (ended - started) * REST_FACTOR);
    this.frame = { ...(params.redact ? redacted(sums, source.redactor) : sums), mistake: filter.mistake };
    this.dirty = true;
    this.notify();
  }

  private sums(source: LookupSource, isCancelled: () => boolean): Promise<DnsSums | null> {
    const { params, filter } = this;
    const { table } = source;
    const span = spanOf(params.range, source.latestUs);
    const asked = params.redact ? source.redacted(table) : table;
    return summarizeDns({
      rows: Uint32Array.from(table.window(0, table.held())),
      record: (index) => table.ring.at(index),
      test: wantedRows(filter, span, asked),
      span,
      points: params.points,
      top: params.top,
      slicer: new Slicer(this.turns),
      isCancelled,
    });
  }
}

/** Rows of a ring are copies of references: cheap enough at once. */
function freeze(source: LookupSource): Frozen {
  return { source: { ...source, table: source.table.freeze(), redacted: (table) => source.redacted(table) } };
}

function redacted(sums: DnsSums, redactor: Redactor): DnsSums {
  const name = <Row extends { readonly name: string }>(row: Row): Row => ({ ...row, name: redactor.name(row.name) });
  return {
    ...sums,
    resolvers: sums.resolvers.map((row) => ({ ...row, server_ip: redactor.address(row.server_ip) })),
    names: sums.names.map(name),
    failing: sums.failing.map(name),
  };
}

function noLookups(): DnsSums {
  return {
    transactions: 0,
    byStatus: { answered: 0, nodata: 0, nxdomain: 0, servfail: 0, refused: 0, error: 0, unanswered: 0, unsolicited: 0 },
    resolvers: [],
    span: null,
    bucketSeconds: 1,
    firstBucketUs: 0,
    over: { answered: [], failed: [], unanswered: [] },
    names: [],
    failing: [],
  };
}
