/** Rows of imports on their way into a dataset: numbered, completed and gathered into batches. */
import { parseAddress } from '#base/addresses.ts';
import type { HistoryBatch } from '#contract/history/process.ts';
import type { HistoryCell, HistoryRows } from '#contract/history/rows.ts';
import { HISTORY_TABLES, type HistoryTable } from '#contract/history/schema.ts';
import type { AlertCells, DnsCells, RowSink, SessionCells } from './rows.ts';

/** Rows of one batch, about. */
const FULL = 8192;
/** Of one import. */
const RUN = 1;
/** Stretches of time that the bytes of a session are spread over, at most. */
const MOST_STRETCHES = 24;
const STRETCH_SECONDS = 10;
const SECOND = 1_000_000;

type Row = Readonly<Record<string, HistoryCell>>;

class TableRows {
  #columns: HistoryCell[][];
  readonly #names: readonly string[];
  rows: number = 0;

  constructor(table: HistoryTable) {
    this.#names = HISTORY_TABLES[table].map(({ name }) => name);
    this.#columns = this.#names.map(() => []);
  }

  add(row: Row): void {
    for (const [index, name] of this.#names.entries()) this.#columns[index]!.push(row[name] ?? null);
    this.rows++;
  }

  take(): HistoryRows {
    const taken = { rows: this.rows, columns: this.#columns };
    this.#columns = this.#names.map(() => []);
    this.rows = 0;
    return taken;
  }
}

export class DatasetRows implements RowSink {
  sessions: number = 0;
  transactions: number = 0;
  alerts: number = 0;
  refused: number = 0;
  reason: string | null = null;
  firstUs: number = Number.POSITIVE_INFINITY;
  lastUs: number = Number.NEGATIVE_INFINITY;
  readonly #tables = {
    sessions: new TableRows('sessions'),
    dns: new TableRows('dns'),
    traffic: new TableRows('traffic'),
    alerts: new TableRows('alerts'),
  };
  /** Named in the reason of a refusal. */
  #file: string = '';

  from(file: string): void {
    this.#file = file;
  }

  get isFull(): boolean {
    const { sessions, dns, alerts, traffic } = this.#tables;
    return sessions.rows + dns.rows + alerts.rows >= FULL || traffic.rows >= 2 * FULL;
  }

  /** What was gathered since the last one; null: nothing. */
  take(): HistoryBatch | null {
    const batch: Record<string, HistoryRows> = {};
    for (const [table, rows] of Object.entries(this.#tables)) if (rows.rows > 0) batch[table] = rows.take();
    return Object.keys(batch).length === 0 ? null : batch;
  }

  /** The row of `runs`, once everything is in. */
  run(version: string): HistoryBatch {
    const runs = new TableRows('runs');
    const isEmpty = this.firstUs > this.lastUs;
    runs.add({
      run_id: RUN,
      start_time: isEmpty ? null : this.firstUs,
      end_time: isEmpty ? null : this.lastUs,
      state: 'ended',
      interfaces: [],
      version,
    });
    return { runs: runs.take() };
  }

  session(cells: SessionCells): void {
    const number = ++this.sessions;
    const start = cells.start_time as number;
    const end = Math.max(start, Number(cells.end_time ?? start));
    this.#tables.sessions.add({
      ...cells,
      run_id: RUN,
      session_no: number,
      open: (cells.end_reason ?? null) === null,
      session_id: cells.session_id ?? `row-${number}`,
      end_time: end,
      duration_s: cells.duration_s ?? (end - start) / SECOND,
      midstream: cells.midstream ?? false,
      src_number: numberOf(cells.src_ip),
      dst_number: numberOf(cells.dst_ip),
    });
    this.#traffic(number, start, end, cells);
    this.#saw(start);
    this.#saw(end);
  }

  dns(cells: DnsCells): void {
    this.transactions++;
    this.#tables.dns.add({ ...cells, run_id: RUN, dns_no: this.transactions });
    this.#saw(cells.time as number);
  }

  alert(cells: AlertCells): void {
    this.alerts++;
    this.#tables.alerts.add({ ...cells, run_id: RUN });
    this.#saw(cells.time);
  }

  refuse(reason: string): void {
    this.refused++;
    this.reason ??= `${this.#file}: ${reason}`;
  }

  /** When a session had its bytes nobody says: they are spread evenly over its time. */
  #traffic(session: number, start: number, end: number, cells: SessionCells): void {
    const seconds = (end - start) / SECOND;
    const wanted = Math.min(MOST_STRETCHES, Math.max(1, Math.ceil(seconds / STRETCH_SECONDS)));
    const length = Math.max(1, Math.ceil(seconds / wanted / STRETCH_SECONDS)) * STRETCH_SECONDS;
    const count = Math.max(1, Math.ceil(seconds / length));
    const bytesOut = Number(cells.bytes_out ?? 0);
    const bytesIn = Number(cells.bytes_in ?? 0);
    const packets = Number(cells.packets_out ?? 0) + Number(cells.packets_in ?? 0);
    for (let i = 0; i < count; i++) {
      this.#tables.traffic.add({
        time: start + i * length * SECOND,
        seconds: length,
        session_no: session,
        bytes_out: share(bytesOut, i, count),
        bytes_in: share(bytesIn, i, count),
        packets: share(packets, i, count),
      });
    }
  }

  #saw(time: number): void {
    if (time < this.firstUs) this.firstUs = time;
    if (time > this.lastUs) this.lastUs = time;
  }
}

/** The shares add up to the amount. */
function share(amount: number, index: number, count: number): number {
  return Math.floor((amount * (index + 1)) / count) - Math.floor((amount * index) / count);
}

function numberOf(address: HistoryCell | undefined): bigint | null {
  const parsed = typeof address === 'string' ? parseAddress(address) : null;
  if (parsed === null) return null;
  return parsed.words.reduce((number, word) => (number << 32n) | BigInt(word), 0n);
}
