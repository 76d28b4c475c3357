/**
 * Indexing of classic pcap records in memory: the hot loop, shared by files, pipes and live captures that let libpcap
 * write a batch of records into a buffer. Format: draft-ietf-opsawg-pcap §5.
 */
import { MICROSECONDS_PER_SECOND } from '#base/units.ts';
import type { RecordBatch } from './record-batch.ts';

/** Length of the header at the start of a pcap file. */
export const PCAP_FILE_HEADER_BYTES = 24;
export const PCAP_RECORD_HEADER_BYTES = 16;
/** Records of Alexey Kuznetzov's "modified" libpcap carry an interface index, a protocol and a packet type as well. */
export const MODIFIED_RECORD_HEADER_BYTES = 24;
/** The largest record taken where the file's snap length does not announce more: libpcap's and Wireshark's bound. */
export const DEFAULT_MAXIMUM_RECORD_BYTES = 262_144;

const OFFSET_FRACTION = 4;
const OFFSET_CAPTURED_LENGTH = 8;
const OFFSET_WIRE_LENGTH = 12;
const LARGEST_MICROSECOND = 999_999;
const LARGEST_NANOSECOND = 999_999_999;
/** A double holds today's microseconds to a quarter: rounding down keeps a packet within its microsecond. */
const NANOSECONDS_PER_QUARTER = 250;

export interface PcapRecordFormat {
  readonly littleEndian: boolean;
  /** The fraction of the time counts nanoseconds instead of microseconds. */
  readonly nanoseconds: boolean;
  readonly headerBytes: number;
  /** A record that claims more is damage. */
  readonly maximumRecordBytes: number;
  /** Files before version 2.3 have both lengths in the other order, 2.3 in either: whichever is smaller was captured. */
  readonly lengthsMayBeSwapped: boolean;
}

/**
 * Appends the records that lie whole in [position, end) to the batch, until it is full, and answers where the first
 * one not taken begins. The caller tells the three reasons to stop apart with `recordBytesNeeded`. A fraction out of
 * range, which some writers leave, counts as the last instant of its second.
 */
export function indexPcapRecords(
  view: DataView,
  position: number,
  end: number,
  format: PcapRecordFormat,
  interfaceId: number,
  batch: RecordBatch,
): number {
  const { offsets, capturedLengths, wireLengths, times, interfaceIds, capacity } = batch;
  const { littleEndian, nanoseconds, headerBytes, maximumRecordBytes, lengthsMayBeSwapped } = format;
  let count = batch.count;
  let at = position;
  while (count < capacity && at + headerBytes <= end) {
    let captured = view.getUint32(at + OFFSET_CAPTURED_LENGTH, littleEndian);
    let wire = view.getUint32(at + OFFSET_WIRE_LENGTH, littleEndian);
    if (captured > wire) {
      const larger = captured;
      if (lengthsMayBeSwapped) captured = wire;
      wire = larger;
    }
    const body = at + headerBytes;
    if (captured > maximumRecordBytes || body + captured > end) break;
    const fraction = view.getUint32(at + OFFSET_FRACTION, littleEndian);
    const microseconds = nanoseconds
      ? Math.floor((fraction > LARGEST_NANOSECOND ? LARGEST_NANOSECOND : fraction) / NANOSECONDS_PER_QUARTER) / 4
      : fraction > LARGEST_MICROSECOND
        ? LARGEST_MICROSECOND
        : fraction;
    times[count] = view.getUint32(at, littleEndian) * MICROSECONDS_PER_SECOND + microseconds;
    offsets[count] = body;
    capturedLengths[count] = captured;
    wireLengths[count] = wire;
    interfaceIds[count] = interfaceId;
    count++;
    at = body + captured;
  }
  batch.count = count;
  return at;
}

/**
 * How many bytes the record at `position` takes with its header (just the header where even that is not there yet),
 * or -1 where its length is beyond the format's maximum.
 */
export function recordBytesNeeded(view: DataView, position: number, end: number, format: PcapRecordFormat): number {
  if (position + format.headerBytes > end) return format.headerBytes;
  let captured = capturedLengthAt(view, position, format);
  if (format.lengthsMayBeSwapped) {
    captured = Math.min(captured, view.getUint32(position + OFFSET_WIRE_LENGTH, format.littleEndian));
  }
  return captured > format.maximumRecordBytes ? -1 : format.headerBytes + captured;
}

export function capturedLengthAt(view: DataView, position: number, format: PcapRecordFormat): number {
  return view.getUint32(position + OFFSET_CAPTURED_LENGTH, format.littleEndian);
}
