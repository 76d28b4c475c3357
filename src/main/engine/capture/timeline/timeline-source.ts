/**
 * Several captures as one, in order of time. A capture is opened when the others have got to its first packet, so that those that follow one
 * another are read one after the other, and batches of a capture that is alone are handed on as they are. What overlaps is merged row by row, into
 * a batch of our own. Within a capture the order stays as it is.
 */
import type { Failure } from '#base/result.ts';
import type { CaptureInterface, PacketBatch, PacketSource, SourceCounters, SourceEnd } from '../packet-source.ts';
import { RecordBatch } from '../record-batch.ts';
import { InterfaceNames } from './interface-names.ts';
import { OpenMember, type Member } from './member.ts';

/** Read side by side; each takes about 1.2 MB. */
export const MOST_OPEN = 32;
/** Of merged packets in one batch, at least as many as one packet has. */
const MERGED_BYTES = 1024 * 1024;

/** A capture that was not read, or not to its end. */
export interface LeftOut {
  readonly name: string;
  readonly reason: string;
}

/** What becomes of the captures of a timeline; changes while it is read. */
export interface TimelineFiles {
  /** Those that are captures. */
  readonly count: number;
  readonly leftOut: readonly LeftOut[];
}

export class TimelineSource implements PacketSource {
  readonly #waiting: Member[];
  readonly #open: OpenMember[] = [];
  readonly #names = new InterfaceNames();
  readonly #leftOut: LeftOut[];
  readonly #count: number;
  readonly #total: number;
  readonly #closed = { bytes: 0, kernelDrops: 0, interfaceDrops: 0 };
  #merged: RecordBatch | null = null;
  /** Lent out whole: its rows are gone with the next call. */
  #lent: OpenMember | null = null;
  #late = false;
  #isClosed = false;

  /** `leftOut`: what was found before. */
  constructor(members: readonly Member[], leftOut: readonly LeftOut[] = []) {
    this.#waiting = members.toSorted((one, other) =>
      one.firstTime === other.firstTime ? inNameOrder(one.name, other.name) : one.firstTime < other.firstTime ? -1 : 1,
    );
    this.#leftOut = [...leftOut];
    this.#count = members.length;
    this.#total = members.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  get interfaces(): readonly CaptureInterface[] {
    return this.#names.interfaces;
  }

  get files(): TimelineFiles {
    return { count: this.#count, leftOut: this.#leftOut };
  }

  async next(): Promise<PacketBatch | SourceEnd> {
    this.#lent?.pass(this.#lent.batch!.count - this.#lent.row);
    this.#lent = null;
    if (!(await this.#settle())) return { end: true, failure: null };
    const [first, second] = this.#open;
    const until = Math.min(second?.time ?? Infinity, this.#nextToOpen());
    if (first!.row === 0 && first!.rowsUntil(until) === first!.batch!.count) {
      this.#lent = first!;
      return first!.batch!;
    }
    return this.#merge();
  }

  counters(): SourceCounters {
    const sum = { ...this.#closed };
    for (const { source } of this.#open) {
      const counters = source.counters();
      sum.bytes += counters.bytesRead;
      sum.kernelDrops += counters.kernelDrops;
      sum.interfaceDrops += counters.interfaceDrops;
    }
    return {
      kernelDrops: sum.kernelDrops,
      interfaceDrops: sum.interfaceDrops,
      bytesRead: sum.bytes,
      bytesTotal: this.#total,
    };
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#waiting.length = 0;
    for (const open of this.#open.splice(0)) await open.source.close();
  }

  /** First time of a capture that may be opened, or Infinity. */
  #nextToOpen(): number {
    return this.#open.length < MOST_OPEN ? (this.#waiting[0]?.firstTime ?? Infinity) : Infinity;
  }

  /** Has all rows at hand that the next batch takes: the earliest first. False: there are none left. */
  async #settle(): Promise<boolean> {
    for (const open of this.#open.filter((each) => each.isEmpty)) await this.#advance(open);
    this.#open.sort((one, other) => one.time - other.time);
    while (this.#waiting.length > 0 && !this.#isClosed) {
      const earliest = this.#open[0]?.time ?? Infinity;
      if (this.#open.length > 0 && !(earliest > this.#nextToOpen())) break;
      if (this.#open.length >= MOST_OPEN) break;
      await this.#openNext();
      this.#open.sort((one, other) => one.time - other.time);
    }
    if (this.#open.length >= MOST_OPEN && this.#isLate()) this.#sayLate();
    return this.#open.length > 0;
  }

  /** One of those that wait should be read by now. */
  #isLate(): boolean {
    const [waiting] = this.#waiting;
    return !this.#late && waiting !== undefined && this.#open[0]!.time > waiting.firstTime;
  }

  #sayLate(): void {
    this.#late = true;
    const reason = `More than ${MOST_OPEN} captures overlap from ${this.#waiting[0]!.name} on: packets of some come later than they happened`;
    this.#leftOut.push({ name: '', reason });
  }

  async #openNext(): Promise<void> {
    const member = this.#waiting.shift()!;
    const source = await member.open();
    if (!source.ok) {
      this.#leftOut.push({ name: member.name, reason: source.failure.message });
      this.#closed.bytes += member.bytes;
      return;
    }
    if (this.#isClosed) return source.value.close();
    const open = new OpenMember(member, source.value);
    this.#open.push(open);
    await this.#advance(open);
  }

  /** Its next batch that has rows, or its end. */
  async #advance(open: OpenMember): Promise<void> {
    for (;;) {
      const answer = open.source.next();
      const batch = answer instanceof Promise ? await answer : answer;
      if ('end' in batch) {
        await this.#end(open, batch.failure);
        return;
      }
      if (batch.count === 0) continue;
      this.#number(open, batch);
      open.batch = batch;
      open.row = 0;
      open.packets += batch.count;
      return;
    }
  }

  /** Ids of its interfaces become those of the timeline, in its own batch. */
  #number(open: OpenMember, { interfaceIds, count }: PacketBatch): void {
    const { interfaces } = open.source;
    while (open.ids.length < interfaces.length) {
      open.ids.push(this.#names.take(interfaces[open.ids.length]!, open.member.name));
    }
    if (open.ids.every((id, own) => id === own)) return;
    for (let row = 0; row < count; row++) interfaceIds[row] = open.ids[interfaceIds[row]!]!;
  }

  async #end(open: OpenMember, failed: Failure | null): Promise<void> {
    const { bytesRead, kernelDrops, interfaceDrops } = open.source.counters();
    this.#closed.bytes += Math.max(bytesRead, open.member.bytes);
    this.#closed.kernelDrops += kernelDrops;
    this.#closed.interfaceDrops += interfaceDrops;
    this.#names.release(open.ids);
    const at = this.#open.indexOf(open);
    if (at >= 0) this.#open.splice(at, 1);
    await open.source.close();
    if (failed !== null) this.#leftOut.push({ name: open.member.name, reason: failed.message });
  }

  /** Rows of all that are open, as far as those at hand tell which is next. */
  #merge(): PacketBatch {
    this.#merged ??= new RecordBatch();
    const into = this.#merged;
    if (into.bytes.length === 0) into.bytes = new Uint8Array(MERGED_BYTES);
    into.count = 0;
    let filled = 0;
    const until = this.#nextToOpen();
    while (into.count < into.capacity) {
      const open = this.#open[0]!;
      const { batch, row } = open;
      if (open.time > until) break;
      const length = batch!.capturedLengths[row]!;
      if (filled + length > into.bytes.length) {
        if (into.count > 0) break;
        into.bytes = new Uint8Array(length);
      }
      const at = batch!.offsets[row]!;
      into.bytes.set(batch!.bytes.subarray(at, at + length), filled);
      const to = into.count++;
      into.offsets[to] = filled;
      into.capturedLengths[to] = length;
      into.wireLengths[to] = batch!.wireLengths[row]!;
      into.times[to] = batch!.times[row]!;
      into.interfaceIds[to] = batch!.interfaceIds[row]!;
      filled += length;
      open.pass(1);
      if (open.isEmpty) break;
      this.#sink();
    }
    return into;
  }

  /** The first one got later: to its place among the others. */
  #sink(): void {
    const open = this.#open;
    const first = open[0]!;
    const { time } = first;
    let at = 0;
    while (at + 1 < open.length && open[at + 1]!.time < time) {
      open[at] = open[at + 1]!;
      at++;
    }
    open[at] = first;
  }
}

/** `10` behind `9`. */
export function inNameOrder(one: string, other: string): number {
  return one.localeCompare(other, 'en', { numeric: true });
}
