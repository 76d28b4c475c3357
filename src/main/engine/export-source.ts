/** The rows of an export, fixed at the moment it begins: what comes later is not in it. */
import type { ExportStartParams } from '#contract/protocol.ts';
import { DNS_COLUMNS, PACKET_COLUMNS } from '#contract/records.ts';
import { dnsSearchFields, writeDnsCsv } from './store/dns-record.ts';
import type { ExportRows } from './store/export-rows.ts';
import { compileTextFilter, rowTest, type TextFilter } from './store/text-filter.ts';
import type { ViewerCapture } from './viewer-capture.ts';

export function exportSource(data: ViewerCapture, params: ExportStartParams): ExportRows {
  const filter = compileTextFilter(params.filter);
  switch (params.table) {
    case 'sessions':
      return data.sessions.exportRows(filter);
    case 'packets':
      return packetRows(data, filter, params.packetLogs === 'all');
    case 'dns':
      return dnsRows(data, filter);
  }
}

function packetRows(data: ViewerCapture, filter: TextFilter, all: boolean): ExportRows {
  const table = all ? data.allPackets : data.loggedPackets;
  const { ring } = table;
  const { first } = ring;
  const test = filter.isEmpty ? null : rowTest(filter, table.searchFields);
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

function dnsRows({ dns }: ViewerCapture, filter: TextFilter): ExportRows {
  const { ring } = dns;
  const { first } = ring;
  const test = filter.isEmpty ? null : rowTest(filter, dnsSearchFields);
  return {
    columns: DNS_COLUMNS,
    count: ring.written - first,
    includes(position) {
      const number = first + position;
      if (number < ring.first) return false;
      return test === null || test(ring.at(number % ring.capacity));
    },
    writeCsv: (position, out) => writeDnsCsv(ring.at((first + position) % ring.capacity), out),
  };
}
