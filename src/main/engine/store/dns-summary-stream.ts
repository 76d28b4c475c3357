/** The open summary of lookups: computed anew when there are others, in slices and with rests, as views are. */
import type { StreamProducer } from '#contract/protocol.ts';
import type { DnsStreamParams, DnsSummaryFrame } from '#contract/views/dns.ts';
import { compileRowFilter, type RowFilter } from '#main/engine/filter/row-filter.ts';
import type { DnsTable } from './dns-table.ts';
import { summarizeDns, type DnsSums } from './dns-summary.ts';
import type { Redactor } from './redact.ts';
import { RestedWork } from './rested-work.ts';
import { Slicer, type Turns } from './slicer.ts';
import type { TableModel } from './table-model.ts';
import { spanOf, wantedRows } from './wanted-rows.ts';

const MIN_REST_MS = 250;

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
  private readonly work: RestedWork;
  private closed = false;

  constructor(lookup: () => LookupSource, params: Params, turns: Turns, notify: () => void) {
    this.lookup = lookup;
    this.turns = turns;
    this.notify = notify;
    this.params = params;
    this.filter = compileRowFilter(params.filter);
    if (params.paused) this.frozen = freeze(lookup());
    this.work = new RestedWork(turns, MIN_REST_MS, (isCancelled) => this.compute(isCancelled));
    this.work.request();
  }

  /** There may be other lookups. Called a few times a second. */
  tick(): void {
    if (this.closed || this.frozen !== null) return;
    const { table, latestUs } = this.lookup();
    const moved = this.params.range?.kind === 'last' && latestUs !== this.computedLatest;
    if (table !== this.computedTable) this.work.restart();
    else if (table.version() !== this.computedVersion || moved) this.work.request();
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
    this.work.restart();
  }

  close(): void {
    this.closed = true;
    this.work.close();
  }

  private async compute(isCancelled: () => boolean): Promise<(() => void) | null> {
    const source = this.frozen?.source ?? this.lookup();
    this.computedTable = source.table;
    this.computedVersion = source.table.version();
    this.computedLatest = source.latestUs;
    const { params, filter } = this;
    const sums = filter.mistake === null ? await this.sums(source, isCancelled) : noLookups();
    if (sums === null) return null;
    return () => {
      this.frame = { ...(params.redact ? redactedSums(sums, source.redactor) : sums), mistake: filter.mistake };
      this.dirty = true;
      this.notify();
    };
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

/** With made-up names and addresses. */
export function redactedSums<S extends DnsSums>(sums: S, redactor: Redactor): S {
  const name = <Row extends { readonly name: string }>(row: Row): Row => ({ ...row, name: redactor.name(row.name) });
  return {
    ...sums,
    resolvers: sums.resolvers.map((row) => ({ ...row, server_ip: redactor.address(row.server_ip) })),
    names: sums.names.map(name),
    failing: sums.failing.map(name),
  };
}

export function noLookups(): DnsSums {
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
