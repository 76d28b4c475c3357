/** The rows of a ring as an export: those that are there when it begins and still there when their turn comes. */
import type { Test } from '#main/engine/filter/field-tests.ts';
import type { DnsTable } from './dns-table.ts';
import type { RowFormat } from './export-format.ts';
import type { ExportRows } from './export-rows.ts';
import type { PacketTable } from './packet-table.ts';

export function ringRows({ ring }: PacketTable | DnsTable, test: Test<number> | null, format: RowFormat): ExportRows {
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
