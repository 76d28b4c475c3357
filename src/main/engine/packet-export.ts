/** Rows of a capture file: packets that pass a filter, or all packets of the sessions that do. */
import { failure, success, type Result } from '#base/result.ts';
import { formatTime } from '#base/time-text.ts';
import type { AlertRow } from '#contract/pipelines/commands.ts';
import type { ExportStartParams } from '#contract/protocol.ts';
import type { TimeSpan } from '#contract/views/time-range.ts';
import type { CurrentCapture } from './capture-controller.ts';
import type { Test } from './filter/field-tests.ts';
import { filterFailure } from './filter/mistake-text.ts';
import { compileRowFilter } from './filter/row-filter.ts';
import { keptPackets, type CaptureFileFacts } from './kept-packets.ts';
import type { PacketDisk } from './packet-disk/packet-disk.ts';
import { SessionComments } from './session-comments.ts';
import { diskGoesBackFurther, storedFromRows, storedFromSessions } from './stored-export/from-memory.ts';
import { linesJob, type ExportJob } from './store/export-job.ts';
import type { ExportRows } from './store/export-rows.ts';
import type { PacketTable } from './store/packet-table.ts';
import { pcapngFormat } from './store/pcapng-format.ts';
import { ringRows } from './store/ring-rows.ts';
import { spanOf, wantedRows } from './store/wanted-rows.ts';
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

/** From memory, or from disk where that goes back further. `disk`: null where there is none; `latestUs`: where the capture has got to. */
export function captureFileJob(
  current: CurrentCapture,
  params: ExportStartParams,
  latestUs: number | null,
  context: ExportContext,
  disk: PacketDisk | null,
): Result<ExportJob> {
  const { data } = current;
  const stored = current.input?.kind === 'live' && disk?.isOn === true ? disk : null;
  const refused = refusedCaptureFile(params) ?? (stored === null ? withoutBytes(data) : null);
  if (refused !== null) return refused;
  const filter = compileRowFilter(params.filter);
  if (filter.mistake !== null) return { ok: false, failure: filterFailure(filter.source, filter.mistake) };
  const span = spanOf(params.range, latestUs);
  const facts = captureFileFacts(current, params, span, context);
  if (params.table === 'sessions') {
    const test = wantedRows(filter, span, data.sessions);
    const held = linesJob(sessionPacketRows(data, test, facts));
    if (stored === null) return success(held);
    return success(further(data, data.allPackets, stored, held, storedFromSessions(stored, data, test, facts)));
  }
  const table = params.packetLogs === 'all' ? data.allPackets : data.loggedPackets;
  const test = wantedRows(filter, span, table);
  const held = linesJob(packetRows(data, table, test, facts));
  if (stored === null) return success(held);
  return success(further(data, table, stored, held, storedFromRows(stored, data, table, test, facts)));
}

/** The one that goes back further; memory where it has everything. */
function further(
  data: ViewerCapture,
  table: PacketTable,
  disk: PacketDisk,
  held: ExportJob,
  stored: ExportJob,
): ExportJob {
  return {
    count: held.count,
    async run(file, control) {
      await disk.flush();
      return diskGoesBackFurther(data, table, disk) ? stored.run(file, control) : held.run(file, control);
    },
  };
}

/** Null where a capture file may be written. */
export function refusedCaptureFile(params: Pick<ExportStartParams, 'table' | 'redact'>): Result<never> | null {
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
  return null;
}

function withoutBytes({ frames }: ViewerCapture): Result<never> | null {
  if (frames.capacity > 0) return null;
  return failure('unavailable', 'No bytes of packets are kept', {
    remedy: 'Set viewer.packet_bytes to the memory that they may take, and capture again',
  });
}

/** State changes are rows without a packet: they are not missing where packets are written. */
function packetRows(
  data: ViewerCapture,
  table: PacketTable,
  test: Test<number> | null,
  facts: CaptureFileFacts,
): ExportRows {
  const { ring } = table;
  const isPacket = (index: number): boolean => ring.columns.length[index]! > 0 && (test === null || test(index));
  return ringRows(
    table,
    isPacket,
    pcapngFormat(keptPackets(data, ring, facts, new SessionComments(facts.alertsAbout))),
  );
}

/** Whole sessions: also what they had outside of the span that made them pass. */
function sessionPacketRows(data: ViewerCapture, test: Test<number> | null, facts: CaptureFileFacts): ExportRows {
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
