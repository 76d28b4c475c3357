/** The rows of an export, fixed at the moment it begins: what comes later is not in it. */
import { failure, success, type Result } from '#base/result.ts';
import type { ExportStartParams } from '#contract/protocol.ts';
import { DNS_COLUMNS, PACKET_COLUMNS } from '#contract/records.ts';
import { filterFailure } from './filter/mistake-text.ts';
import type { Test } from './filter/field-tests.ts';
import { compileRowFilter } from './filter/row-filter.ts';
import { keptPackets } from './kept-packets.ts';
import type { DnsTable } from './store/dns-table.ts';
import { writeDnsCsv, writeDnsJson } from './store/dns-record.ts';
import { linesFormat, type RowFormat } from './store/export-format.ts';
import type { ExportRows } from './store/export-rows.ts';
import type { PacketTable } from './store/packet-table.ts';
import { pcapngFormat } from './store/pcapng-format.ts';
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
  const refused = refusal(data, params);
  if (refused !== null) return refused;
  const filter = compileRowFilter(params.filter);
  if (filter.mistake !== null) return { ok: false, failure: filterFailure(filter.source, filter.mistake) };
  const span = spanOf(params.range, latestUs);
  // What is hidden cannot be asked for either.
  const test = (table: TableModel): Test<number> | null =>
    wantedRows(filter, span, params.redact ? data.redacted.of(table) : table);
  const format = (table: TableModel, real: RowLines<number>): RowFormat =>
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
      if (params.format === 'pcapng') return success(packetRows(data, table, test(table)));
      return success(ringRows(table, test(table), format(table, packetLines(table))));
    }
    case 'dns':
      return success(ringRows(data.dns, test(data.dns), format(data.dns, dnsLines(data.dns))));
  }
}

function refusal({ frames }: ViewerCapture, params: ExportStartParams): Result<never> | null {
  if (params.format !== 'pcapng') return null;
  if (params.table !== 'packets') return failure('invalid', `A capture file holds packets, not ${params.table}`);
  if (params.redact) {
    return failure(
      'not-permitted',
      'A capture file holds real addresses and names, so none is written while they are hidden',
      {
        remedy: 'Turn redaction off, or export as CSV or JSON',
      },
    );
  }
  if (frames.capacity > 0) return null;
  return failure('unavailable', 'No bytes of packets are kept', {
    remedy: 'Set viewer.packet_bytes to the memory that they may take, and capture again',
  });
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

/** State changes are rows without a packet: they are not missing where packets are written. */
function packetRows(data: ViewerCapture, table: PacketTable, test: Test<number> | null): ExportRows {
  const { ring } = table;
  const isPacket = (index: number): boolean => ring.columns.length[index]! > 0 && (test === null || test(index));
  return ringRows(table, isPacket, pcapngFormat(keptPackets(data, ring)));
}

function ringRows({ ring }: PacketTable | DnsTable, test: Test<number> | null, format: RowFormat): ExportRows {
  const { first } = ring;
  return {
    count: ring.written - first,
    includes(position) {
      const number = first + position;
      if (number < ring.first) return false;
      return test === null || test(number % ring.capacity);
    },
    writeHead: (out) => format.writeHead(out),
    write: (position, out) => format.write((first + position) % ring.capacity, out),
  };
}
