/** The rows of an export, fixed at the moment it begins: what comes later is not in it. */
import { success, type Result } from '#base/result.ts';
import type { ExportStartParams } from '#contract/protocol.ts';
import { DNS_COLUMNS, PACKET_COLUMNS } from '#contract/records.ts';
import { filterFailure } from './filter/mistake-text.ts';
import type { Test } from './filter/field-tests.ts';
import { compileRowFilter } from './filter/row-filter.ts';
import type { DnsTable } from './store/dns-table.ts';
import { writeDnsCsv, writeDnsJson } from './store/dns-record.ts';
import type { ExportRows } from './store/export-rows.ts';
import type { PacketTable } from './store/packet-table.ts';
import { linesOf, type RowLines } from './store/redact-lines.ts';
import type { TableModel } from './store/table-model.ts';
import { spanOf, wantedRows } from './store/wanted-rows.ts';
import type { ViewerCapture } from './viewer-capture.ts';

/** `latestUs`: where the capture has got to, microseconds since the epoch; null: nowhere. */
export function exportSource(
  data: ViewerCapture,
  params: ExportStartParams,
  latestUs: number | null,
): Result<ExportRows> {
  const filter = compileRowFilter(params.filter);
  if (filter.mistake !== null) return { ok: false, failure: filterFailure(filter.source, filter.mistake) };
  const span = spanOf(params.range, latestUs);
  // What is hidden cannot be asked for either.
  const test = (table: TableModel): Test<number> | null =>
    wantedRows(filter, span, params.redact ? data.redacted.of(table) : table);
  const lines = (table: TableModel, real: RowLines<number>): RowLines<number> =>
    params.redact ? redactedLines(data.redacted.of(table)) : real;
  switch (params.table) {
    case 'sessions': {
      const { sessions } = data;
      return success(sessions.exportRows(test(sessions), lines(sessions, sessions.records)));
    }
    case 'packets': {
      const table = params.packetLogs === 'all' ? data.allPackets : data.loggedPackets;
      return success(ringRows(table, test(table), lines(table, packetLines(table))));
    }
    case 'dns':
      return success(ringRows(data.dns, test(data.dns), lines(data.dns, dnsLines(data.dns))));
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

function ringRows({ ring }: PacketTable | DnsTable, test: Test<number> | null, lines: RowLines<number>): ExportRows {
  const { first } = ring;
  return {
    columns: lines.columnNames,
    count: ring.written - first,
    includes(position) {
      const number = first + position;
      if (number < ring.first) return false;
      return test === null || test(number % ring.capacity);
    },
    writeCsv: (position, out) => lines.writeCsv((first + position) % ring.capacity, out),
  };
}
