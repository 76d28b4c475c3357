/**
 * The newest packets of live captures on disk: capture files of a bounded size one after the other, the oldest removed whole so that all of them
 * together never take more than they may. A file is of one capture, and is readable up to its last whole block whatever happens. One program writes.
 */
import { ByteText } from '#base/byte-text.ts';
import { success, type Failure, type Result } from '#base/result.ts';
import type { PacketRingStatus } from '#contract/history/commands.ts';
import type { HistorySettings } from '#contract/settings.ts';
import { MICROSECONDS_PER_SECOND } from '#base/units.ts';
import type { TimeSpan } from '#contract/views/time-range.ts';
import type { Clock } from '#main/engine/store/ports.ts';
import { writeInterface, writeSection } from '#main/engine/store/pcapng-writer.ts';
import {
  CHUNK_BYTES,
  MOST_CHUNKS,
  PacketBlocks,
  type Chunk,
  type ChunkPool,
  type DescribedCapture,
} from './packet-blocks.ts';
import type { GrowingFile, PacketFolder } from './ports.ts';
import { INDEX_BYTES, isWithin, segmentFile, type Segment } from './segment.ts';
import { SegmentList } from './segment-list.ts';

/** After something went wrong with the disk. */
const RETRY_MS = 5_000;
const RETENTION_EVERY_MS = 600_000;
const LARGEST_SEGMENT = 64 * 1024 * 1024;
/** Of what all of them may take: as much is gone at once when the oldest goes. */
const SEGMENT_SHARE = 8;
const DAY_US = 86_400 * MICROSECONDS_PER_SECOND;

export interface PacketDiskOptions {
  readonly folder: PacketFolder;
  readonly clock: Clock;
  readonly version: string;
  /** Something that `status` says is another. */
  changed(): void;
}

type Limits = Pick<HistorySettings, 'enabled' | 'days' | 'packets_bytes'>;

/** Packets of one live capture on their way. */
export interface RecordedPackets {
  readonly blocks: PacketBlocks;
  /** About once a second. */
  tick(): void;
  end(): void;
}

interface Current extends Segment {
  readonly file: GrowingFile;
  readonly capture: DescribedCapture;
}

export class PacketDisk {
  readonly folder: PacketFolder;
  readonly version: string;
  readonly #options: PacketDiskOptions;
  #limits: Limits;
  /** The one that is being written is not among them. */
  readonly #list: SegmentList;
  #current: Current | null = null;
  #isOpen = false;
  #failure: Failure | null = null;
  #retryAtMs = Number.NEGATIVE_INFINITY;
  #lost = 0;
  readonly #free: Uint8Array[] = [];
  #made = 0;
  readonly #live = new Set<PacketBlocks>();
  /** Everything that touches the folder, one after the other. */
  #last: Promise<unknown> = Promise.resolve();
  #stopRetention: (() => void) | null = null;

  constructor(options: PacketDiskOptions, limits: Limits) {
    this.#options = options;
    this.folder = options.folder;
    this.version = options.version;
    this.#list = new SegmentList(options.folder, options.clock);
    this.#limits = limits;
  }

  /** Packets are kept. */
  get isOn(): boolean {
    return this.#limits.enabled && this.#limits.packets_bytes > 0;
  }

  /** Looks at what there is; what is too old or too much goes. */
  start(): void {
    if (!this.isOn) return;
    void this.#inTurn(() => this.#tidy());
    this.#watchAge();
  }

  /** The same bound that holds from now on. From some to none, all are removed. */
  configure(limits: Limits): Promise<void> {
    const before = this.#limits;
    this.#limits = limits;
    return this.#inTurn(async () => {
      if (!this.isOn) await this.#closeCurrent();
      if (limits.packets_bytes === 0 && before.packets_bytes > 0) await this.#list.removeWhere(() => true);
      if (this.isOn) {
        this.#retryAtMs = Number.NEGATIVE_INFINITY;
        await this.#open();
        this.#watchAge();
        await this.#makeRoom(0);
        await this.#removeOld();
      } else this.#stopRetention?.();
      await this.#rest();
      this.#options.changed();
    });
  }

  /** Null: they are not kept. */
  record(capture: DescribedCapture): RecordedPackets | null {
    if (!this.isOn) return null;
    const blocks = new PacketBlocks(capture, this.#pool());
    this.#live.add(blocks);
    return {
      blocks,
      tick: () => blocks.handOn(),
      end: () => {
        blocks.handOn();
        this.#live.delete(blocks);
        void this.#inTurn(async () => {
          if (this.#current?.capture === capture) await this.#closeCurrent();
          await this.#rest();
        });
      },
    };
  }

  status(): PacketRingStatus {
    const segments = this.#all();
    const failure = this.#failure;
    const packets = segments.reduce((sum, each) => sum + each.packets, 0);
    return {
      state: !this.isOn
        ? 'off'
        : failure === null
          ? 'on'
          : failure.code === 'in-use'
            ? 'locked'
            : failure.code === 'no-space'
              ? 'full'
              : 'unwritable',
      failure: this.isOn ? failure : null,
      path: this.#options.folder.path,
      bytes: this.#total(),
      limit: this.#limits.packets_bytes,
      packets,
      packetsLost: this.#lost,
      span:
        packets === 0
          ? null
          : {
              fromUs: segments.reduce((least, each) => Math.min(least, each.firstUs), Infinity),
              toUs: segments.reduce((most, each) => Math.max(most, each.lastUs), -Infinity),
            },
    };
  }

  /** Everything that was captured until now is on disk, or counted as lost. */
  flush(): Promise<void> {
    for (const blocks of this.#live) blocks.handOn();
    return this.#inTurn(async () => undefined);
  }

  /** Segments with packets of that time, oldest first, as they are now; null: all. */
  async within(span: TimeSpan | null): Promise<readonly Readonly<Segment>[]> {
    await this.flush();
    return this.#inTurn(async () => {
      if (!this.#isOpen) await this.#list.look(false);
      return this.#all()
        .filter((each) => each.packets > 0 && isWithin(each, span))
        .map((each) => ({
          number: each.number,
          bytes: each.bytes,
          packets: each.packets,
          firstUs: each.firstUs,
          lastUs: each.lastUs,
        }));
    });
  }

  /** Whole segments that have something of that time in them go; null: all. What is being captured begins a new one. */
  async forget(span: TimeSpan | null): Promise<Result<null>> {
    return this.rewrite(async (list) => {
      for (const each of list.all) {
        const removed = isWithin(each, span) ? await list.remove(each) : success(null);
        if (!removed.ok) return removed;
      }
      return success(null);
    });
  }

  /** Has the folder to itself, with every segment closed. */
  async rewrite(work: (list: SegmentList) => Promise<Result<null>>): Promise<Result<null>> {
    for (const blocks of this.#live) blocks.handOn();
    return this.#inTurn(async () => {
      const opened = await this.#open(true);
      if (!opened.ok) return opened;
      await this.#closeCurrent();
      const done = await work(this.#list);
      await this.#rest();
      this.#options.changed();
      return done;
    });
  }

  async close(): Promise<void> {
    this.#stopRetention?.();
    for (const blocks of this.#live) blocks.handOn();
    this.#live.clear();
    await this.#inTurn(async () => {
      await this.#closeCurrent();
      await this.#release();
    });
  }

  #pool(): ChunkPool {
    return {
      take: () => {
        const free = this.#free.pop();
        if (free !== undefined) return free;
        if (this.#made >= MOST_CHUNKS) return null;
        this.#made++;
        return new Uint8Array(CHUNK_BYTES);
      },
      hand: (chunk) =>
        void this.#inTurn(async () => {
          if (!(await this.#write(chunk))) this.#lost += chunk.packets;
          this.#free.push(chunk.bytes);
        }),
      lost: (packets) => {
        this.#lost += packets;
      },
    };
  }

  /** False: the disk cannot take it. */
  async #write(chunk: Chunk): Promise<boolean> {
    if (!this.isOn || chunk.length === 0) return false;
    if (!(await this.#open()).ok) return false;
    const largest = Math.max(
      CHUNK_BYTES * 2,
      Math.min(LARGEST_SEGMENT, Math.floor(this.#limits.packets_bytes / SEGMENT_SHARE)),
    );
    const { capture } = chunk;
    if (this.#current !== null && (this.#current.capture !== capture || this.#current.bytes + chunk.length > largest)) {
      await this.#closeCurrent();
    }
    if (this.#current === null && !(await this.#begin(chunk))) return false;
    const current = this.#current;
    if (current === null) return false;
    await this.#makeRoom(chunk.length);
    const written = await current.file.write(chunk.bytes.subarray(0, chunk.length));
    if (!written.ok) {
      await this.#closeCurrent();
      return this.#failed(written.failure);
    }
    current.bytes += chunk.length;
    current.packets += chunk.packets;
    current.firstUs = Math.min(current.firstUs, chunk.firstUs);
    current.lastUs = Math.max(current.lastUs, chunk.lastUs);
    return true;
  }

  /** A segment for the capture of a chunk, with its head. */
  async #begin({ capture, interfaces }: Chunk): Promise<boolean> {
    const { folder, version } = this.#options;
    const head = new ByteText();
    writeSection(head, { application: `Netloupe ${version}`, comments: [] });
    for (const described of capture.interfacesFrom(0).slice(0, interfaces)) writeInterface(head, described);
    await this.#removeOld();
    await this.#makeRoom(head.length + INDEX_BYTES);
    const number = this.#list.takeNumber();
    const file = await folder.create(segmentFile(number));
    if (!file.ok) return this.#failed(file.failure);
    const written = await file.value.write(head.written());
    if (!written.ok) {
      await file.value.close();
      await folder.remove(segmentFile(number));
      return this.#failed(written.failure);
    }
    const nothing = { packets: 0, firstUs: Infinity, lastUs: -Infinity };
    this.#current = { number, bytes: head.length, ...nothing, file: file.value, capture };
    if (this.#failure !== null) {
      this.#failure = null;
      this.#options.changed();
    }
    return true;
  }

  async #closeCurrent(): Promise<void> {
    const current = this.#current;
    if (current === null) return;
    this.#current = null;
    await current.file.close();
    const { number, bytes, packets, firstUs, lastUs } = current;
    await this.#list.add({ number, bytes, packets, firstUs, lastUs });
  }

  #failed(failure: Failure): false {
    const isNew = this.#failure?.message !== failure.message;
    this.#failure = failure;
    this.#retryAtMs = this.#options.clock.monotonicMs() + RETRY_MS;
    if (isNew) this.#options.changed();
    return false;
  }

  /** The folder is ours, and what is in it is known. Not tried again right after it failed. */
  async #open(atOnce: boolean = false): Promise<Result<null>> {
    const { folder, clock } = this.#options;
    if (this.#failure !== null && !atOnce && clock.monotonicMs() < this.#retryAtMs)
      return { ok: false, failure: this.#failure };
    if (this.#isOpen) return success(null);
    const locked = await folder.lock();
    if (!locked.ok) {
      this.#failed(locked.failure);
      return locked;
    }
    const looked = await this.#list.look(true);
    if (!looked.ok) {
      await folder.unlock();
      this.#failed(looked.failure);
      return looked;
    }
    this.#isOpen = true;
    this.#failure = null;
    if (this.isOn) {
      await this.#makeRoom(0);
      await this.#removeOld();
    }
    this.#options.changed();
    return success(null);
  }

  /** What is too old or too much goes. */
  async #tidy(): Promise<void> {
    const opened = await this.#open();
    if (opened.ok) await this.#removeOld();
    // Another program captures: whoever does not has nothing to say about it.
    else if (opened.failure.code === 'in-use' && this.#live.size === 0) {
      this.#failure = null;
      await this.#list.look(false);
    }
    await this.#rest();
  }

  /** Others may have the folder while nothing is captured. */
  async #rest(): Promise<void> {
    if (this.#live.size === 0) await this.#release();
  }

  async #release(): Promise<void> {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    await this.#options.folder.unlock();
  }

  #all(): readonly Segment[] {
    return this.#current === null ? this.#list.all : [...this.#list.all, this.#current];
  }

  #total(): number {
    return this.#list.bytes + (this.#current === null ? 0 : this.#current.bytes + INDEX_BYTES);
  }

  /** For so many more bytes. */
  async #makeRoom(bytes: number): Promise<void> {
    await this.#list.shrinkTo(this.#limits.packets_bytes - bytes - (this.#total() - this.#list.bytes));
  }

  async #removeOld(): Promise<void> {
    const { days } = this.#limits;
    if (days === 0) return;
    const before = this.#options.clock.nowUs() - days * DAY_US;
    await this.#list.removeWhere((each) => each.lastUs < before);
  }

  #watchAge(): void {
    this.#stopRetention?.();
    this.#stopRetention = this.#options.clock.after(RETENTION_EVERY_MS, () => {
      this.#stopRetention = null;
      void this.#inTurn(async () => {
        if (!this.isOn) return;
        await this.#tidy();
        this.#watchAge();
      });
    });
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(work, work);
    this.#last = turn.catch(() => undefined);
    return turn;
  }
}
