/** The rows of an export, fixed at the moment it begins: what comes later is not in it. */
import { success, type Result } from '#base/result.ts';
import type { ExportStartParams } from '#contract/protocol.ts';
import { DNS_COLUMNS, PACKET_COLUMNS } from '#contract/records.ts';
import { filterFailure } from './filter/mistake-text.ts';
import type { Test } from './filter/field-tests.ts';
import { compileRowFilter } from './filter/row-filter.ts';
import type { CurrentCapture } from './capture-controller.ts';
import type { DnsTable } from './store/dns-table.ts';
import { writeDnsCsv, writeDnsJson } from './store/dns-record.ts';
import { linesFormat, type RowFormat } from './store/export-format.ts';
import type { ExportRows } from './store/export-rows.ts';
import type { PacketTable } from './store/packet-table.ts';
import { ringRows } from './store/ring-rows.ts';
import { linesOf, type RowLines } from './store/redact-lines.ts';
import type { TableModel } from './store/table-model.ts';
import { spanOf, wantedRows } from './store/wanted-rows.ts';

/** `latestUs`: where the capture has got to, microseconds since the epoch; null: nowhere. `gathered`: how rows are written that do not become text here. */
export function exportSource(
  current: CurrentCapture,
  params: ExportStartParams,
  latestUs: number | null,
  gathered: ((table: TableModel) => RowFormat) | null = null,
): Result<ExportRows> {
  const { data } = current;
  const filter = compileRowFilter(params.filter);
  if (filter.mistake !== null) return { ok: false, failure: filterFailure(filter.source, filter.mistake) };
  const span = spanOf(params.range, latestUs);
  // What is hidden cannot be asked for either.
  const test = (table: TableModel): Test<number> | null =>
    wantedRows(filter, span, params.redact ? data.redacted.of(table) : table);
  const format = (table: TableModel, real: RowLines<number>): RowFormat =>
    gathered?.(params.redact ? data.redacted.of(table) : table) ??
    linesFormat(
      params.format === 'csv' ? 'csv' : 'jsonl',
      params.redact ? redactedLines(data.redacted.of(table)) : real,
    );
  switch (params.table) {
    case 'sessions': {
      const { sessions } = data;
      return success(sessions.exportRows(test(sessions), format(sessions, sessions.records)));
    }
    case 'packets': {
      const table = params.packetLogs === 'all' ? data.allPackets : data.loggedPackets;
      return success(ringRows(table, test(table), format(table, packetLines(table))));
    }
    case 'dns':
      return success(ringRows(data.dns, test(data.dns), format(data.dns, dnsLines(data.dns))));
  }
}

function redactedLines(table: TableModel): RowLines<number> {
  return linesOf(table.columns, (index, column) => table.cell(index, column));
}

function packetLines(table: PacketTable): RowLines<number> {
  return {
    columnNames: PACKET_COLUMNS,
    writeCsv: (index, out) => table.records.writeCsv(index, out),
    writeJson: (index, out) => table.records.writeJson(index, out),
  };
}

function dnsLines({ ring }: DnsTable): RowLines<number> {
  return {
    columnNames: DNS_COLUMNS,
    writeCsv: (index, out) => writeDnsCsv(ring.at(index), out),
    writeJson: (index, out) => writeDnsJson(ring.at(index), out),
  };
}
