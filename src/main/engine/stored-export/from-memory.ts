/** What of a capture on view is wanted from disk: the sessions that pass, or the rows of packets that do. */
import { success } from '#base/result.ts';
import type { Test } from '../filter/field-tests.ts';
import { IN, OUT } from '../flows/session-columns.ts';
import type { CaptureFileFacts } from '../kept-packets.ts';
import type { PacketDisk } from '../packet-disk/packet-disk.ts';
import { NO_NOTES, SessionComments, toldSession } from '../session-comments.ts';
import type { ExportControl, ExportJob } from '../store/export-job.ts';
import type { PacketTable } from '../store/packet-table.ts';
import type { ViewerCapture } from '../viewer-capture.ts';
import { storedJob, storedSessions, type StoredChoice } from './stored-job.ts';
import type { WantedSessions } from './wanted-sessions.ts';

/** Between two looks at the clock. */
const STRIDE = 1024;
/** A row whose packet should have come by then is not on disk. */
const PATIENCE_US = 1_000_000;

/** Whether the disk goes back further than the bytes in memory, and these do not have everything. */
export function diskGoesBackFurther(data: ViewerCapture, table: PacketTable, disk: PacketDisk): boolean {
  const { ring } = table;
  const { columns } = ring;
  let oldest = Number.POSITIVE_INFINITY;
  for (let number = ring.first; number < ring.written; number++) {
    const index = number % ring.capacity;
    if (columns.length[index] === 0) continue;
    if (data.frames.holds(columns.frame[index]!)) {
      if (number === ring.first && ring.forgotten === 0) return false;
      oldest = columns.time[index]!;
      break;
    }
  }
  const { span } = disk.status();
  return disk.isOn && span !== null && span.fromUs < oldest;
}

export function storedFromSessions(
  disk: PacketDisk,
  data: ViewerCapture,
  test: Test<number> | null,
  facts: CaptureFileFacts,
): ExportJob {
  const held = data.sessions.exportRows(test);
  return storedSessions(disk, facts, async (wanted, control) => {
    await held.prepare(control.slicer);
    return success(await gather(data, held, wanted, control));
  });
}

async function gather(
  data: ViewerCapture,
  held: ReturnType<ViewerCapture['sessions']['exportRows']>,
  wanted: WantedSessions,
  { slicer }: ExportControl,
): Promise<number> {
  const { columns } = data.flows;
  const { records } = data.sessions;
  let packets = 0;
  for (let position = 0; position < held.count; position++) {
    if (held.includes(position)) {
      const slot = held.slotAt(position);
      const [number, fromUs] = [columns.serial(slot), columns.startTime(slot)];
      wanted.add(
        { number, fromUs, toUs: columns.lastTime(slot), session: () => toldSession(data, number, fromUs) },
        records.record(slot),
      );
      packets += columns.packets(slot, OUT) + columns.packets(slot, IN) + columns.icmpErrors(slot);
    }
    if (position % STRIDE === 0 && slicer.isDue()) await slicer.pause();
  }
  return packets;
}

/** Rows in the order of the capture, as the packets on disk are: each is found behind the one before. */
export function storedFromRows(
  disk: PacketDisk,
  data: ViewerCapture,
  table: PacketTable,
  test: Test<number> | null,
  facts: CaptureFileFacts,
): ExportJob {
  return storedJob(disk, facts, async () => success(new RowSearch(data, table, test, facts)));
}

class RowSearch implements StoredChoice {
  readonly span: StoredChoice['span'];
  readonly expected: number;
  readonly #data: ViewerCapture;
  readonly #table: PacketTable;
  readonly #comments: SessionComments;
  /** Numbers of the rows, and where the search has got to. */
  readonly #wanted: readonly number[];
  #next = 0;

  constructor(data: ViewerCapture, table: PacketTable, test: Test<number> | null, facts: CaptureFileFacts) {
    this.#data = data;
    this.#table = table;
    this.#comments = new SessionComments(facts.alertsAbout);
    const { ring } = table;
    const { columns } = ring;
    const wanted: number[] = [];
    let fromUs = Number.POSITIVE_INFINITY;
    let toUs = Number.NEGATIVE_INFINITY;
    for (let number = ring.first; number < ring.written; number++) {
      const index = number % ring.capacity;
      if (columns.length[index] === 0 || !(test?.(index) ?? true)) continue;
      wanted.push(number);
      fromUs = Math.min(fromUs, columns.time[index]!);
      toUs = Math.max(toUs, columns.time[index]!);
    }
    this.#wanted = wanted;
    this.expected = wanted.length;
    this.span = wanted.length === 0 ? null : { fromUs, toUs };
  }

  notes(...[batch, row, described]: Parameters<StoredChoice['notes']>): ReturnType<StoredChoice['notes']> {
    const { ring } = this.#table;
    const { columns } = ring;
    const time = batch.times[row]!;
    for (;;) {
      const number = this.#wanted[this.#next];
      if (number === undefined) return null;
      const index = number % ring.capacity;
      const wantedTime = columns.time[index]!;
      // Overwritten meanwhile, or not on disk.
      if (number < ring.first || time > wantedTime + PATIENCE_US) {
        this.#next++;
        continue;
      }
      const isIt =
        Math.floor(wantedTime) === time &&
        columns.captured[index] === batch.capturedLengths[row] &&
        columns.length[index] === batch.wireLengths[row] &&
        this.#data.interfaces.interfaceName(columns.interfaceId[index]!) === described.name;
      if (!isIt) return null;
      this.#next++;
      const serial = columns.sessionSerial[index]!;
      if (serial === 0) return NO_NOTES;
      return this.#comments.next(serial, () => toldSession(this.#data, serial, columns.sessionStart[index]!));
    }
  }
}
