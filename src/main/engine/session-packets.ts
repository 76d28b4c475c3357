/** The packets of one session that are still held, and what each of them was. */
import type { PacketFacts } from '#contract/views/session-details.ts';
import type { PacketLog } from '#contract/records.ts';
import type { PacketRing } from './store/packet-ring.ts';
import type { ViewerCapture } from './viewer-capture.ts';

export interface NamedPacket {
  readonly filter: string;
  readonly name: string;
  readonly time: string;
}

export interface SessionPackets {
  /** The latest ones, oldest first. */
  readonly records: readonly PacketLog[];
  readonly facts: readonly PacketFacts[];
  /** Of all packets of the session that are held, those whose bytes are, too. */
  readonly withBytes: number;
  /** Of all that are held, oldest first. */
  readonly names: readonly NamedPacket[];
}

/** Later ones with a name say nothing new, as a rule. */
const MOST_NAMES = 256;

/** Bounded by the ring. */
export function sessionPackets(data: ViewerCapture, serial: number, limit: number): SessionPackets {
  const { ring, records } = data.allPackets;
  const numbers = numbersOf(ring, serial);
  const { columns } = ring;
  const names: NamedPacket[] = [];
  let withBytes = 0;
  for (const number of numbers) {
    const index = number % ring.capacity;
    if (data.frames.holds(columns.frame[index]!)) withBytes++;
    const [filter, name] = [columns.filter[index], columns.name[index]];
    if (filter !== undefined && name !== undefined && names.length < MOST_NAMES) {
      names.push({ filter, name, time: records.cell(index, 'timestamp') });
    }
  }
  const shown = numbers.slice(-limit);
  const facts = factsOf(data, numbers);
  return {
    records: shown.map((number) => records.record(number % ring.capacity)),
    facts: facts.slice(-limit),
    withBytes,
    names,
  };
}

/** Oldest first. */
function numbersOf(ring: PacketRing, serial: number): number[] {
  const { sessionSerial } = ring.columns;
  const numbers: number[] = [];
  for (let number = ring.first; number < ring.written; number++) {
    if (sessionSerial[number % ring.capacity] === serial) numbers.push(number);
  }
  return numbers;
}

/**
 * A row has what its session had counted by then in its direction: the difference to the row before tells what it was. The first one
 * that is held has none before it, unless nothing was forgotten.
 */
function factsOf(data: ViewerCapture, numbers: readonly number[]): PacketFacts[] {
  const { ring } = data.allPackets;
  const { retransmissions, outOfOrder, direction, length, frame } = ring.columns;
  const complete = ring.first === 0;
  const before: (number | null)[] = complete ? [0, 0] : [null, null];
  const late: (number | null)[] = complete ? [0, 0] : [null, null];
  return numbers.map((number) => {
    const index = number % ring.capacity;
    if (length[index] === 0) return { bytesKey: null, retransmission: false, outOfOrder: false };
    const way = direction[index]!;
    const again = before[way] !== null && before[way] !== retransmissions[index];
    const overtaken = late[way] !== null && late[way] !== outOfOrder[index];
    before[way] = retransmissions[index]!;
    late[way] = outOfOrder[index]!;
    const bytesKey = data.frames.holds(frame[index]!) ? String(number) : null;
    return { bytesKey, retransmission: again, outOfOrder: overtaken };
  });
}
