/** Rows of a capture file: packets that pass a filter, or all packets of the sessions that do. */
import { failure, type Result } from '#base/result.ts';
import { formatTime } from '#base/time-text.ts';
import type { AlertRow } from '#contract/pipelines/commands.ts';
import type { ExportStartParams } from '#contract/protocol.ts';
import type { TimeSpan } from '#contract/views/time-range.ts';
import type { CurrentCapture } from './capture-controller.ts';
import type { Test } from './filter/field-tests.ts';
import { keptPackets, type CaptureFileFacts } from './kept-packets.ts';
import type { ExportRows } from './store/export-rows.ts';
import type { PacketTable } from './store/packet-table.ts';
import { pcapngFormat } from './store/pcapng-format.ts';
import { ringRows } from './store/ring-rows.ts';
import type { ViewerCapture } from './viewer-capture.ts';

/** Sessions between two looks at the clock. */
const STRIDE = 1024;

export interface ExportContext {
  readonly version: string;
  /** Microseconds since the epoch. */
  readonly nowUs: number;
  alertsAbout(sessionId: string): readonly AlertRow[];
}

export function captureFileFacts(
  { title, input }: Pick<CurrentCapture, 'title' | 'input'>,
  { table, filter }: Pick<ExportStartParams, 'table' | 'filter'>,
  span: TimeSpan | null,
  { version, nowUs, alertsAbout }: ExportContext,
): CaptureFileFacts {
  const which = table === 'sessions' ? 'Packets of sessions' : 'Packets';
  const passing = filter.trim() === '' ? '' : ` that pass the filter ${filter.trim()}`;
  const when = span === null ? '' : `, ${formatTime(span.fromUs)} to ${formatTime(span.toUs)}`;
  const from = title === '' ? '' : `, from ${title}`;
  const comment = `${which}${passing}${when}${from}; written ${formatTime(nowUs)} by Netloupe ${version}`;
  return {
    section: { application: `Netloupe ${version}`, comments: [comment] },
    captureFilter: input?.kind === 'live' ? input.request.bpf : null,
    alertsAbout,
  };
}

/** Null where a capture file may be written. */
export function refusedCaptureFile({ frames }: ViewerCapture, params: ExportStartParams): Result<never> | null {
  if (params.table === 'dns') return failure('invalid', 'A capture file holds packets, not lookups');
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

/** State changes are rows without a packet: they are not missing where packets are written. */
export function packetRows(
  data: ViewerCapture,
  table: PacketTable,
  test: Test<number> | null,
  facts: CaptureFileFacts,
): ExportRows {
  const { ring } = table;
  const isPacket = (index: number): boolean => ring.columns.length[index]! > 0 && (test === null || test(index));
  return ringRows(table, isPacket, pcapngFormat(keptPackets(data, ring, facts)));
}

/** Whole sessions: also what they had outside of the span that made them pass. */
export function sessionPacketRows(data: ViewerCapture, test: Test<number> | null, facts: CaptureFileFacts): ExportRows {
  const wanted = new Set<number>();
  const { sessions, flows, allPackets } = data;
  const held = sessions.exportRows(test);
  const belongs = (index: number): boolean => wanted.has(allPackets.ring.columns.sessionSerial[index]!);
  return {
    ...packetRows(data, allPackets, belongs, facts),
    async prepare(slicer) {
      await held.prepare(slicer);
      for (let position = 0; position < held.count; position++) {
        if (held.includes(position)) wanted.add(flows.columns.serial(held.slotAt(position)));
        if (position % STRIDE === 0 && slicer.isDue()) await slicer.pause();
      }
    },
  };
}
