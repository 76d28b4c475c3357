/** The rows of an export, fixed at the moment it begins: what comes later is not in it. */
import { success, type Result } from '#base/result.ts';
import type { ExportStartParams } from '#contract/protocol.ts';
import { DNS_COLUMNS, PACKET_COLUMNS } from '#contract/records.ts';
import type { TimeSpan } from '#contract/views/time-range.ts';
import { filterFailure } from './filter/mistake-text.ts';
import { compileRowFilter, type RowFilter } from './filter/row-filter.ts';
import { writeDnsCsv } from './store/dns-record.ts';
import type { ExportRows } from './store/export-rows.ts';
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
  switch (params.table) {
    case 'sessions':
      return success(data.sessions.exportRows(wantedRows(filter, span, data.sessions)));
    case 'packets':
      return success(packetRows(data, filter, span, params.packetLogs === 'all'));
    case 'dns':
      return success(dnsRows(data, filter, span));
  }
}

function packetRows(data: ViewerCapture, filter: RowFilter, span: TimeSpan | null, all: boolean): ExportRows {
  const table = all ? data.allPackets : data.loggedPackets;
  const { ring } = table;
  const { first } = ring;
  const test = wantedRows(filter, span, table);
  return {
    columns: PACKET_COLUMNS,
    count: ring.written - first,
    includes(position) {
      const number = first + position;
      if (number < ring.first) return false;
      return test === null || test(number % ring.capacity);
    },
    writeCsv: (position, out) => table.records.writeCsv((first + position) % ring.capacity, out),
  };
}

function dnsRows({ dns }: ViewerCapture, filter: RowFilter, span: TimeSpan | null): ExportRows {
  const { ring } = dns;
  const { first } = ring;
  const test = wantedRows(filter, span, dns);
  return {
    columns: DNS_COLUMNS,
    count: ring.written - first,
    includes(position) {
      const number = first + position;
      if (number < ring.first) return false;
      return test === null || test(number % ring.capacity);
    },
    writeCsv: (position, out) => writeDnsCsv(ring.at((first + position) % ring.capacity), out),
  };
}
