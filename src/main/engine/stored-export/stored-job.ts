/** Exports of packets from the ring on disk, read from its beginning to its end: of sessions, or of rows whose bytes memory no longer holds. */
import type { Failure, Result } from '#base/result.ts';
import type { TimeSpan } from '#contract/views/time-range.ts';
import type { CaptureInterface, PacketBatch } from '../capture/packet-source.ts';
import { decodeFrame } from '../decode/frame.ts';
import { DecodedPacket, KIND_SESSION } from '../decode/packet.ts';
import type { CaptureFileFacts } from '../kept-packets.ts';
import type { PacketDisk } from '../packet-disk/packet-disk.ts';
import { storedBatches } from '../packet-disk/stored-packets.ts';
import { SessionComments, type PacketNotes } from '../session-comments.ts';
import type { ExportControl, ExportJob } from '../store/export-job.ts';
import { RowBuffer } from '../store/row-buffer.ts';
import { PacketFile } from './packet-file.ts';
import { WantedSessions } from './wanted-sessions.ts';

/** Packets between two looks at the clock. */
const STRIDE = 256;

/** What of the packets on disk is wanted. */
export interface StoredChoice {
  /** Null: nothing is. */
  readonly span: TimeSpan | null;
  /** Packets that should be there. */
  readonly expected: number;
  /** Null: it is not wanted. Asked once for each packet in that time, in the order of the capture. */
  notes(batch: PacketBatch, row: number, described: CaptureInterface): PacketNotes | null;
}

/** `choose` is called when the export begins. */
export function storedJob(
  disk: PacketDisk,
  facts: CaptureFileFacts,
  choose: (control: ExportControl) => Promise<Result<StoredChoice>>,
): ExportJob {
  return {
    count: 0,
    async run(file, control): Promise<Failure | null> {
      const { slicer, signal, progress } = control;
      const buffer = new RowBuffer(file);
      const packets = new PacketFile(buffer.out, facts.section, facts.captureFilter);
      const chosen = await choose(control);
      if (!chosen.ok) return chosen.failure;
      const choice = chosen.value;
      const { span, expected } = choice;
      const report = (skipped: number): void =>
        progress({ rows: buffer.rows, totalRows: Math.max(expected, buffer.rows), bytes: buffer.written, skipped });
      if (span !== null) {
        for await (const { batch, interfaces } of storedBatches(disk, span)) {
          for (let row = 0; row < batch.count; row++) {
            const time = batch.times[row]!;
            if (time < Math.floor(span.fromUs) || time > span.toUs) continue;
            const described = interfaces[batch.interfaceIds[row]!]!;
            const told = choice.notes(batch, row, described);
            if (told !== null) {
              packets.write(batch, row, described, told);
              buffer.rowEnded();
            }
            if (buffer.isFull && !(await buffer.flush())) return buffer.failure;
            if (row % STRIDE !== 0 || !slicer.isDue()) continue;
            report(0);
            await slicer.pause();
            if (signal.aborted) return null;
          }
        }
      }
      await buffer.flush();
      report(Math.max(0, expected - buffer.rows));
      return buffer.failure;
    },
  };
}

/** All packets of some sessions. `gather` adds these and answers how many packets they have. */
export function storedSessions(
  disk: PacketDisk,
  facts: CaptureFileFacts,
  gather: (wanted: WantedSessions, control: ExportControl) => Promise<Result<number>>,
): ExportJob {
  return storedJob(disk, facts, async (control) => {
    const wanted = new WantedSessions();
    const gathered = await gather(wanted, control);
    if (!gathered.ok) return gathered;
    const comments = new SessionComments(facts.alertsAbout);
    const packet = new DecodedPacket();
    return {
      ok: true,
      value: {
        span: wanted.span,
        expected: gathered.value,
        notes(batch, row, { name, linkType }) {
          packet.time = batch.times[row]!;
          const length = batch.capturedLengths[row]!;
          decodeFrame(batch.bytes, batch.offsets[row]!, length, batch.wireLengths[row]!, linkType, packet);
          const found = packet.kind === KIND_SESSION ? wanted.find(packet, name) : null;
          return found === null ? null : comments.next(found.number, () => found.session());
        },
      },
    };
  });
}
