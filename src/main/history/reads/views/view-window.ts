/** A window of the rows of a view: which rows, then what is in them, so that only what is shown is read in full. */
import type { ViewQuestion } from '#contract/history/questions.ts';
import type { CellValue, ViewFrame } from '#contract/protocol.ts';
import { DNS_COLUMNS, SESSION_COLUMNS } from '#contract/records.ts';
import type { Asking, Row } from '../asking.ts';
import { wantedRows, type WantedRows } from '../filter/wanted-rows.ts';
import { dnsColumns, dnsRecord, sessionColumns, sessionRecord } from '../records.ts';
import { sparklines } from './sparklines.ts';
import { rowOrder } from './row-order.ts';

type View = Omit<ViewFrame, 'coalesced' | 'paused'>;

export async function viewWindow(asking: Asking, question: ViewQuestion): Promise<View> {
  const { table, limit } = question;
  const wanted = wantedRows(table, question.filter, question.span, 't');
  const { held, matching, totals } = await countsOf(asking, table, wanted);
  const offset = question.follow ? Math.max(0, matching - limit) : question.offset;
  const found = await windowOf(asking, question, wanted, offset, matching);
  const names: readonly string[] = table === 'sessions' ? SESSION_COLUMNS : DNS_COLUMNS;
  const records = found.map((row) => (table === 'sessions' ? sessionRecord(row) : dnsRecord(row)));
  const cells = records as unknown as readonly Readonly<Record<string, CellValue>>[];
  const isLined = question.sparklines && table === 'sessions';
  return {
    table,
    matching,
    held,
    newer: 0,
    offset,
    keys: found.map((row) => String(row[table === 'sessions' ? 'session_id' : 'dns_no'])),
    columns: Object.fromEntries(names.map((name) => [name, cells.map((cell) => cell[name]!)])),
    totals,
    sparklines: isLined
      ? await sparklines(
          asking,
          found.map((row) => Number(row['session_no'])),
          question.span,
        )
      : null,
    mistake: wanted.mistake,
  };
}

async function countsOf(
  asking: Asking,
  table: ViewQuestion['table'],
  { sql, parameters, mistake }: WantedRows,
): Promise<Pick<View, 'held' | 'matching' | 'totals'>> {
  const [all] = await asking.rows(`SELECT count(*) AS held FROM ${table}`);
  const held = Number(all!['held']);
  if (table === 'dns') {
    if (sql === 'true') return { held, matching: held, totals: null };
    const [counted] = await asking.rows(`SELECT count(*) AS matching FROM dns t WHERE ${sql}`, parameters);
    return { held, matching: Number(counted!['matching']), totals: null };
  }
  if (mistake !== null) return { held, matching: 0, totals: { bytes_out: 0, bytes_in: 0, packets: 0 } };
  // Sums of numbers of 64 bits have 128, and take several times as long.
  const [sums] = await asking.rows(
    `SELECT count(*) AS matching, sum(bytes_out::DOUBLE) AS bytes_out, sum(bytes_in::DOUBLE) AS bytes_in, sum((packets_out + packets_in)::DOUBLE) AS packets
      FROM sessions t WHERE ${sql}`,
    parameters,
  );
  const { matching, bytes_out, bytes_in, packets } = sums!;
  const totals = { bytes_out: Number(bytes_out), bytes_in: Number(bytes_in), packets: Number(packets) };
  return { held, matching: Number(matching), totals };
}

async function windowOf(
  asking: Asking,
  { table, limit, sort }: ViewQuestion,
  { sql, parameters }: WantedRows,
  offset: number,
  matching: number,
): Promise<readonly Row[]> {
  const count = Math.max(0, Math.min(limit, matching - offset));
  if (count === 0) return [];
  const { join, forth, back } = rowOrder(table, sort, sql);
  // What is behind the middle is nearer from the end.
  const isBack = offset > matching / 2;
  const skipped = isBack ? matching - offset - count : offset;
  const order = await asking.rows(
    `SELECT t.rowid AS place FROM ${table} t ${join} WHERE ${sql} ORDER BY ${isBack ? back : forth} LIMIT ${count} OFFSET ${skipped}`,
    parameters,
  );
  const places = order.map(({ place }) => Number(place));
  if (isBack) places.reverse();
  const columns = table === 'sessions' ? `t.session_no, ${sessionColumns('t')}` : `t.dns_no, ${dnsColumns('t')}`;
  // Of a list alone DuckDB looks at all of the table: of neighbours, that takes thirty times as long.
  const within = `t.rowid BETWEEN ${Math.min(...places)} AND ${Math.max(...places)} AND t.rowid IN (${places.join(', ')})`;
  const rows = await asking.rows(`SELECT t.rowid AS place, ${columns} FROM ${table} t WHERE ${within}`);
  const byPlace = new Map(rows.map((row) => [row['place'], row]));
  return places.map((place) => byPlace.get(place)!);
}
