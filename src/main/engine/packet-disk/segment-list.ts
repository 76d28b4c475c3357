/** The files of the ring that are whole, oldest first: what there is, and what goes. */
import { success, type Result } from '#base/result.ts';
import type { Clock } from '#main/engine/store/ports.ts';
import type { PacketFolder } from './ports.ts';
import {
  INDEX_BYTES,
  indexFile,
  indexText,
  scanSegment,
  segmentFile,
  segmentNumber,
  segmentOf,
  type Segment,
} from './segment.ts';

export class SegmentList {
  readonly #folder: PacketFolder;
  readonly #clock: Clock;
  #segments: readonly Segment[] = [];
  #nextNumber = 1;

  constructor(folder: PacketFolder, clock: Clock) {
    this.#folder = folder;
    this.#clock = clock;
  }

  get all(): readonly Segment[] {
    return this.#segments;
  }

  /** With their indexes. */
  get bytes(): number {
    return this.#segments.reduce((sum, { bytes }) => sum + bytes + INDEX_BYTES, 0);
  }

  takeNumber(): number {
    return this.#nextNumber++;
  }

  /** One that was just ended. */
  async add(segment: Segment): Promise<void> {
    this.#segments = [...this.#segments, segment];
    if (segment.packets === 0) await this.remove(segment);
    // Without it, the next start looks into the file.
    else await this.#folder.writeText(indexFile(segment.number), indexText(segment));
  }

  /** What there is. `mends`: files that were not ended are cut behind their last whole block, and what is of no use goes. */
  async look(mends: boolean): Promise<Result<null>> {
    const listed = await this.#folder.list();
    if (!listed.ok) return listed;
    const segments: Segment[] = [];
    for (const { name, bytes } of listed.value) {
      const number = segmentNumber(name);
      if (number === null) continue;
      this.#nextNumber = Math.max(this.#nextNumber, number + 1);
      const found = await this.#lookInto(number, bytes, mends);
      if (found !== null) segments.push(found);
    }
    this.#segments = segments.toSorted((one, other) => one.number - other.number);
    if (mends) await this.#removeStrays(listed.value.map(({ name }) => name));
    return success(null);
  }

  /** Null: there are no packets in it. */
  async #lookInto(number: number, bytes: number, mends: boolean): Promise<Segment | null> {
    const index = await this.#folder.readText(indexFile(number));
    const known = index.ok ? segmentOf(number, bytes, index.value) : null;
    if (known !== null) return known;
    const scanned = await scanSegment(this.#folder, number, bytes, () => this.#clock.yieldTurn());
    if (!scanned.ok || scanned.value.packets === 0) return null;
    const found = scanned.value;
    if (mends) {
      if (found.bytes < bytes) await this.#folder.truncate(segmentFile(number), found.bytes);
      await this.#folder.writeText(indexFile(number), indexText(found));
    }
    return found;
  }

  /** Files without packets, indexes without a file, and what a rewrite left. */
  async #removeStrays(names: readonly string[]): Promise<void> {
    const ours = new Set(this.#segments.flatMap(({ number }) => [segmentFile(number), indexFile(number)]));
    for (const name of names) if (name.startsWith('packets-') && !ours.has(name)) await this.#folder.remove(name);
  }

  /** The oldest go until all together take no more than `limit`. */
  async shrinkTo(limit: number): Promise<void> {
    for (const oldest of this.#segments) {
      if (this.bytes <= limit) return;
      await this.remove(oldest);
    }
  }

  async removeWhere(isUnwanted: (segment: Segment) => boolean): Promise<void> {
    for (const each of this.#segments.filter(isUnwanted)) await this.remove(each);
  }

  /** Where it cannot be removed it stays, and is counted as before. */
  async remove(segment: Segment): Promise<Result<null>> {
    const removed = await this.#folder.remove(segmentFile(segment.number));
    if (!removed.ok) return removed;
    this.#segments = this.#segments.filter((each) => each !== segment);
    return this.#folder.remove(indexFile(segment.number));
  }

  /** Another file with less in it in the place of a segment. */
  async replace(segment: Segment, name: string, found: Omit<Segment, 'number'>): Promise<Result<null>> {
    const moved = await this.#folder.rename(name, segmentFile(segment.number));
    if (!moved.ok) return moved;
    Object.assign(segment, found);
    return this.#folder.writeText(indexFile(segment.number), indexText(segment));
  }
}
