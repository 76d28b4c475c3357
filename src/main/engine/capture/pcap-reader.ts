/** Classic pcap files (draft-ietf-opsawg-pcap): both byte orders, microseconds, nanoseconds, "modified" records. */
import { failure, success, type Failure, type Result } from '#base/result.ts';
import type { ByteWindow } from './byte-window.ts';
import type { CaptureInterface } from './packet-source.ts';
import {
  capturedLengthAt,
  DEFAULT_MAXIMUM_RECORD_BYTES,
  indexPcapRecords,
  MODIFIED_RECORD_HEADER_BYTES,
  PCAP_FILE_HEADER_BYTES,
  PCAP_RECORD_HEADER_BYTES,
  recordBytesNeeded,
  type PcapRecordFormat,
} from './pcap-records.ts';
import type { RecordBatch } from './record-batch.ts';
import type { RecordReader } from './record-reader.ts';

const MAGIC_MICROSECONDS = 0xa1b2c3d4;
const MAGIC_NANOSECONDS = 0xa1b23c4d;
const MAGIC_MODIFIED = 0xa1b2cd34;
const MAGICS: readonly number[] = [MAGIC_MICROSECONDS, MAGIC_NANOSECONDS, MAGIC_MODIFIED];

const OFFSET_MAJOR_VERSION = 4;
const OFFSET_MINOR_VERSION = 6;
const OFFSET_SNAPLEN = 16;
const OFFSET_LINK_TYPE = 20;
/** The upper bits say whether and how long a frame check sequence follows each frame. */
const LINK_TYPE_MASK = 0x03ff_ffff;
const SUPPORTED_MAJOR_VERSION = 2;
/** Up to this minor version both lengths may have changed places (2.3 in either order, before always). */
const LAST_SWAPPED_MINOR_VERSION = 3;
/** Link types such as USB announce snap lengths of this size; what is announced beyond is not believed. */
const LARGEST_BELIEVED_SNAPLEN = 128 * 1024 * 1024;

/** Whether the first four bytes of the window are a pcap magic, and in which byte order; null where they are not. */
export function pcapByteOrder(view: DataView): 'little' | 'big' | null {
  if (MAGICS.includes(view.getUint32(0, true))) return 'little';
  return MAGICS.includes(view.getUint32(0, false)) ? 'big' : null;
}

export class PcapReader implements RecordReader {
  readonly interfaces: readonly CaptureInterface[];
  readonly kernelDrops: number = 0;
  readonly interfaceDrops: number = 0;
  damage: Failure | null = null;
  readonly #format: PcapRecordFormat;
  readonly #name: string;

  constructor(format: PcapRecordFormat, linkType: number, snaplen: number, name: string) {
    this.#format = format;
    this.#name = name;
    this.interfaces = [{ name: '', linkType, snaplen }];
  }

  index(window: ByteWindow, batch: RecordBatch): number {
    const { view, end } = window;
    window.position = indexPcapRecords(view, window.position, end, this.#format, 0, batch);
    if (batch.count === batch.capacity) return 0;
    const needed = recordBytesNeeded(view, window.position, end, this.#format);
    if (needed > 0) return needed;
    const claimed = capturedLengthAt(view, window.position, this.#format);
    this.damage = failure(
      'damaged',
      `${this.#name} is damaged at byte ${window.inputOffset}: a packet record there claims ${claimed} bytes, more than the ${this.#format.maximumRecordBytes} possible in this file`,
      { offset: window.inputOffset, remedy: 'Everything before that byte was read; record or copy the capture again' },
    ).failure;
    return 0;
  }

  endsHere(window: ByteWindow): Failure | null {
    if (window.available === 0) return null;
    return failure(
      'damaged',
      `${this.#name} is cut short: the packet record at byte ${window.inputOffset} is incomplete`,
      { offset: window.inputOffset, remedy: 'Everything before that byte was read; record or copy the capture again' },
    ).failure;
  }
}

/** Reads the file header (the caller made sure that it is there and begins with a pcap magic). */
export function openPcap(window: ByteWindow, littleEndian: boolean, name: string): Result<PcapReader> {
  const { view } = window;
  const magic = view.getUint32(0, littleEndian);
  const major = view.getUint16(OFFSET_MAJOR_VERSION, littleEndian);
  const minor = view.getUint16(OFFSET_MINOR_VERSION, littleEndian);
  if (major !== SUPPORTED_MAJOR_VERSION) {
    return failure('unsupported', `${name} is a pcap file of version ${major}.${minor}; only version 2 is supported`, {
      remedy: 'Convert it, for example with: editcap -F pcap INPUT OUTPUT',
    });
  }
  const snaplen = view.getUint32(OFFSET_SNAPLEN, littleEndian);
  const believedSnaplen = snaplen <= LARGEST_BELIEVED_SNAPLEN ? snaplen : 0;
  const format: PcapRecordFormat = {
    littleEndian,
    nanoseconds: magic === MAGIC_NANOSECONDS,
    headerBytes: magic === MAGIC_MODIFIED ? MODIFIED_RECORD_HEADER_BYTES : PCAP_RECORD_HEADER_BYTES,
    maximumRecordBytes: Math.max(DEFAULT_MAXIMUM_RECORD_BYTES, believedSnaplen),
    lengthsMayBeSwapped: minor <= LAST_SWAPPED_MINOR_VERSION,
  };
  window.position = PCAP_FILE_HEADER_BYTES;
  const linkType = view.getUint32(OFFSET_LINK_TYPE, littleEndian) & LINK_TYPE_MASK;
  return success(new PcapReader(format, linkType, snaplen, name));
}
