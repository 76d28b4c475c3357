/** The rows of an export, fixed at the moment it begins: what comes later is not in it. */
import type { ExportStartParams } from '#contract/protocol.ts';
import { DNS_COLUMNS, PACKET_COLUMNS, SESSION_COLUMNS } from '#contract/records.ts';
import { dnsSearchText, writeDnsCsv } from './store/dns-record.ts';
import type { ExportRows } from './store/export-rows.ts';
import { compileTextFilter, type TextFilter } from './store/text-filter.ts';
import type { ViewerCapture } from './viewer-capture.ts';

export function exportSource(data: ViewerCapture, params: ExportStartParams): ExportRows {
  const filter = compileTextFilter(params.filter);
  switch (params.table) {
    case 'sessions':
      return sessionRows(data, filter);
    case 'packets':
      return packetRows(data, filter, params.packetLogs === 'all');
    case 'dns':
      return dnsRows(data, filter);
  }
}

function sessionRows({ sessions, flows }: ViewerCapture, filter: TextFilter): ExportRows {
  const { slots, serials } = sessions.canonicalOrder();
  const { records } = sessions;
  return {
    columns: SESSION_COLUMNS,
    count: slots.length,
    includes(position) {
      const slot = slots[position]!;
      if (flows.columns.serial(slot) !== serials[position]) return false;
      return filter.isEmpty || filter.matches(records.searchText(slot), () => records.id(slot));
    },
    writeCsv: (position, out) => records.writeCsv(slots[position]!, out),
  };
}

function packetRows(data: ViewerCapture, filter: TextFilter, all: boolean): ExportRows {
  const table = all ? data.allPackets : data.loggedPackets;
  const { ring } = table;
  const { first } = ring;
  return {
    columns: PACKET_COLUMNS,
    count: ring.written - first,
    includes(position) {
      const number = first + position;
      if (number < ring.first) return false;
      const index = number % ring.capacity;
      return filter.isEmpty || filter.matches(table.searchText(index), () => table.fullId(index));
    },
    writeCsv: (position, out) => table.records.writeCsv((first + position) % ring.capacity, out),
  };
}

function dnsRows({ dns }: ViewerCapture, filter: TextFilter): ExportRows {
  const { ring } = dns;
  const { first } = ring;
  return {
    columns: DNS_COLUMNS,
    count: ring.written - first,
    includes(position) {
      const number = first + position;
      if (number < ring.first) return false;
      const row = ring.at(number % ring.capacity);
      return filter.isEmpty || filter.matches(dnsSearchText(row), () => row.session_id);
    },
    writeCsv: (position, out) => writeDnsCsv(ring.at((first + position) % ring.capacity), out),
  };
}
