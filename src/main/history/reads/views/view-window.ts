/** A window of the rows of a view: which rows, then what is in them, so that only what is shown is read in full. */
import type { ViewQuestion } from '#contract/history/questions.ts';
import type { TimeSpan } from '#contract/views/time-range.ts';
import type { CellValue, ViewFrame } from '#contract/protocol.ts';
import { DNS_COLUMNS, SESSION_COLUMNS } from '#contract/records.ts';
import type { Asking, Row } from '../asking.ts';
import { askedRows } from '../filter/asked-rows.ts';
import type { WantedRows } from '../filter/wanted-rows.ts';
import { dnsColumns, dnsRecord, sessionColumns, sessionRecord } from '../records.ts';
import { dimensionNumber } from '../pieces/pieces-to-make.ts';
import { ofPieces, restSql } from '../pieces/rest.ts';
import { placesOf } from './places.ts';
import { sparklines } from './sparklines.ts';

type View = Omit<ViewFrame, 'coalesced' | 'paused'>;

export async function viewWindow(asking: Asking, question: ViewQuestion): Promise<View> {
  const { table, limit } = question;
  const wanted = await askedRows(asking, table, question, 't');
  const { held, matching, totals } = await countsOf(asking, question, wanted);
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
  { table, span }: ViewQuestion,
  wanted: WantedRows,
): Promise<Pick<View, 'held' | 'matching' | 'totals'>> {
  const [all] = await asking.rows(`SELECT count(*) AS held FROM ${table}`);
  const held = Number(all!['held']);
  if (table === 'dns') {
    return { held, matching: wanted.sql === 'true' ? held : await lookupsMatching(asking, wanted, span), totals: null };
  }
  if (wanted.mistake !== null) return { held, matching: 0, totals: { bytes_out: 0, bytes_in: 0, packets: 0 } };
  return { held, ...(await sessionsMatching(asking, wanted, span)) };
}

async function lookupsMatching(
  asking: Asking,
  { sql, parameters }: WantedRows,
  span: TimeSpan | null,
): Promise<number> {
  const pieces = asking.pieces?.of('dns') ?? [];
  const kept =
    pieces.length === 0
      ? ''
      : ` + (SELECT coalesce(sum(transactions), 0) FROM ${asking.pieces!.tables.name('spans')} WHERE ${ofPieces(pieces)})`;
  const [counted] = await asking.rows(
    `SELECT (SELECT count(*) FROM ${restSql({ table: 'dns', alias: 't', columns: ['time'], where: sql, span }, pieces)})${kept} AS matching`,
    parameters,
  );
  return Number(counted!['matching']);
}

async function sessionsMatching(
  asking: Asking,
  { sql, parameters }: WantedRows,
  span: TimeSpan | null,
): Promise<Pick<View, 'matching' | 'totals'>> {
  const pieces = asking.pieces?.of('sessions') ?? [];
  // Of one dimension: each session is in one of its sums.
  const kept =
    pieces.length === 0
      ? ''
      : `UNION ALL SELECT sum(sessions), sum(bytes_out), sum(bytes_in), sum(packets) FROM ${asking.pieces!.tables.name('sums')}
          WHERE dimension = ${dimensionNumber('protocol')} AND ${ofPieces(pieces)}`;
  // Sums of numbers of 64 bits have 128, and take several times as long.
  const [sums] = await asking.rows(
    `SELECT sum(matching) AS matching, sum(bytes_out) AS bytes_out, sum(bytes_in) AS bytes_in, sum(packets) AS packets FROM (
      SELECT count(*) AS matching, sum(bytes_out::DOUBLE) AS bytes_out, sum(bytes_in::DOUBLE) AS bytes_in, sum((packets_out + packets_in)::DOUBLE) AS packets
      FROM ${restSql({ table: 'sessions', alias: 't', columns: ['bytes_out', 'bytes_in', 'packets_out', 'packets_in'], where: sql, span }, pieces)} ${kept})`,
    parameters,
  );
  const { matching, bytes_out, bytes_in, packets } = sums!;
  const totals = { bytes_out: Number(bytes_out), bytes_in: Number(bytes_in), packets: Number(packets) };
  return { matching: Number(matching), totals };
}

async function windowOf(
  asking: Asking,
  question: ViewQuestion,
  wanted: WantedRows,
  offset: number,
  matching: number,
): Promise<readonly Row[]> {
  const { table, limit } = question;
  const count = Math.max(0, Math.min(limit, matching - offset));
  if (count === 0) return [];
  const places = await placesOf(asking, question, wanted, { offset, count, matching });
  const columns = table === 'sessions' ? `t.session_no, ${sessionColumns('t')}` : `t.dns_no, ${dnsColumns('t')}`;
  // Of a list alone DuckDB looks at all of the table: of neighbours, that takes thirty times as long.
  const within = `t.rowid BETWEEN ${Math.min(...places)} AND ${Math.max(...places)} AND t.rowid IN (${places.join(', ')})`;
  const rows = await asking.rows(`SELECT t.rowid AS place, ${columns} FROM ${table} t WHERE ${within}`);
  const byPlace = new Map(rows.map((row) => [row['place'], row]));
  return places.map((place) => byPlace.get(place)!);
}
