/** Snoop files, version 2 (RFC 1761), as Solaris' snoop writes them: big-endian, one link type, microseconds. */
import { failure, success, type Failure, type Result } from '#base/result.ts';
import { MICROSECONDS_PER_SECOND } from '#base/units.ts';
import type { ByteWindow } from './byte-window.ts';
import type { CaptureInterface } from './packet-source.ts';
import { DEFAULT_MAXIMUM_RECORD_BYTES } from './pcap-records.ts';
import type { RecordBatch } from './record-batch.ts';
import type { RecordReader } from './record-reader.ts';

/** Magic, version, link type. */
export const SNOOP_FILE_HEADER_BYTES = 16;
/** "snoop" and three zero bytes. */
const MAGIC: readonly number[] = [0x736e6f6f, 0x70000000];
const VERSION = 2;
const RECORD_HEADER_BYTES = 24;
const LARGEST_MICROSECOND = 999_999;
/** LINKTYPE_ values by RFC 1761's: IEEE 802.3 and Ethernet, token ring, FDDI. */
const LINK_TYPES: ReadonlyMap<number, number> = new Map([
  [0, 1],
  [4, 1],
  [2, 6],
  [8, 10],
]);

/** Whether the window, which has at least four bytes, begins like a snoop file as far as it goes. */
export function isSnoop(view: DataView, end: number): boolean {
  return view.getUint32(0) === MAGIC[0] && (end < 8 || view.getUint32(4) === MAGIC[1]);
}

/** Reads the file header, which the caller made sure is there. */
export function openSnoop(window: ByteWindow, name: string): Result<SnoopReader> {
  const { view } = window;
  const convert = 'Convert it, for example with: editcap -F pcap INPUT OUTPUT';
  const version = view.getUint32(8);
  if (version !== VERSION) {
    return failure('unsupported', `${name} is a snoop file of version ${version}; only version 2 is supported`, {
      remedy: convert,
    });
  }
  const linkType = LINK_TYPES.get(view.getUint32(12));
  if (linkType === undefined) {
    return failure(
      'unsupported',
      `${name} is a snoop file of datalink type ${view.getUint32(12)}, which is not supported`,
      { remedy: convert },
    );
  }
  window.position = SNOOP_FILE_HEADER_BYTES;
  return success(new SnoopReader(linkType, name));
}

export class SnoopReader implements RecordReader {
  readonly interfaces: readonly CaptureInterface[];
  /** Each record says how many packets were lost since the beginning. */
  kernelDrops: number = 0;
  readonly interfaceDrops: number = 0;
  damage: Failure | null = null;
  readonly #name: string;

  constructor(linkType: number, name: string) {
    this.interfaces = [{ name: '', linkType, snaplen: 0 }];
    this.#name = name;
  }

  index(window: ByteWindow, batch: RecordBatch): number {
    const { view, end } = window;
    while (batch.count < batch.capacity) {
      const at = window.position;
      if (at + RECORD_HEADER_BYTES > end) return RECORD_HEADER_BYTES;
      const captured = view.getUint32(at + 4);
      // With its header and padding.
      const length = view.getUint32(at + 8);
      if (
        captured > DEFAULT_MAXIMUM_RECORD_BYTES ||
        length < RECORD_HEADER_BYTES + captured ||
        length - captured > 4096
      ) {
        return this.#damaged(window, captured, length);
      }
      if (at + length > end) return length;
      const row = batch.count++;
      batch.offsets[row] = at + RECORD_HEADER_BYTES;
      batch.capturedLengths[row] = captured;
      batch.wireLengths[row] = Math.max(view.getUint32(at), captured);
      batch.interfaceIds[row] = 0;
      batch.times[row] =
        view.getUint32(at + 16) * MICROSECONDS_PER_SECOND + Math.min(view.getUint32(at + 20), LARGEST_MICROSECOND);
      this.kernelDrops = view.getUint32(at + 12);
      window.position = at + length;
    }
    return 0;
  }

  endsHere(window: ByteWindow): Failure | null {
    if (window.available === 0) return null;
    return this.#failure(window, 'is cut short: the packet record there is incomplete');
  }

  #damaged(window: ByteWindow, captured: number, length: number): number {
    this.damage = this.#failure(
      window,
      `is damaged: a packet record of ${length} bytes there claims to hold ${captured}`,
    );
    return 0;
  }

  #failure(window: ByteWindow, what: string): Failure {
    return failure('damaged', `${this.#name} ${what} (byte ${window.inputOffset})`, {
      offset: window.inputOffset,
      remedy: 'Everything before that byte was read; record or copy the capture again',
    }).failure;
  }
}
