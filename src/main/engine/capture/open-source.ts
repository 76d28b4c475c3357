/** From bytes to packets: finds out what a file or stream is and answers a source over it. */
import { failure, success, type Result } from '#base/result.ts';
import { ByteWindow } from './byte-window.ts';
import { bytesToRecognise, recogniseForeign } from './foreign-formats.ts';
import type { ByteSource, PacketSource } from './packet-source.ts';
import { openPcap, pcapByteOrder } from './pcap-reader.ts';
import { BLOCK_SECTION_HEADER, BYTE_ORDER_MAGIC, OFFSET_BYTE_ORDER, SMALLEST_BLOCK_BYTES } from './pcapng-blocks.ts';
import { PcapngReader } from './pcapng-reader.ts';
import { PCAP_FILE_HEADER_BYTES } from './pcap-records.ts';
import { isSnoop, openSnoop, SNOOP_FILE_HEADER_BYTES } from './snoop-reader.ts';
import { StreamingSource } from './streaming-source.ts';

/** Large enough that reading costs little beside copying, small enough to stay in the last-level cache. */
const WINDOW_BYTES = 1024 * 1024;
const MAGIC_BYTES = 4;
/** What is read of something foreign to say what it is. */
const RECOGNITION_BYTES = 64;
const SUPPORTED = 'Supported are pcap, pcapng and snoop captures, plain or compressed with gzip';

/**
 * Answers once the header is there. `name` is what messages call the input. Failures: `unsupported` (not a capture,
 * or none of ours), `damaged` (ends within its header), or what reading failed with. On failure `bytes` is closed. `windowBytes`: of input held at
 * once, at first.
 */
export async function openPacketSource(
  bytes: ByteSource,
  name: string,
  windowBytes: number = WINDOW_BYTES,
): Promise<Result<PacketSource>> {
  const opened = await sniff(bytes, name, windowBytes);
  if (!opened.ok) await bytes.close();
  return opened;
}

async function sniff(bytes: ByteSource, name: string, windowBytes: number): Promise<Result<PacketSource>> {
  const window = new ByteWindow(bytes, windowBytes);
  const magicRead = await fillTo(window, MAGIC_BYTES);
  if (!magicRead.ok) return magicRead;
  if (window.end === 0)
    return failure('unsupported', `${name} is empty: there is no capture in it`, { remedy: SUPPORTED });
  if (window.end < MAGIC_BYTES) return refuse(window, name);

  const byteOrder = pcapByteOrder(window.view);
  if (byteOrder !== null) {
    const headerRead = await fillTo(window, PCAP_FILE_HEADER_BYTES);
    if (!headerRead.ok) return headerRead;
    if (window.end < PCAP_FILE_HEADER_BYTES) return endsInHeader(window, name, 'pcap', PCAP_FILE_HEADER_BYTES);
    const reader = openPcap(window, byteOrder === 'little', name);
    return reader.ok ? success(new StreamingSource(window, reader.value)) : reader;
  }
  if (window.view.getUint32(0, true) === BLOCK_SECTION_HEADER) {
    const headerRead = await fillTo(window, SMALLEST_BLOCK_BYTES);
    if (!headerRead.ok) return headerRead;
    if (window.end < SMALLEST_BLOCK_BYTES) return endsInHeader(window, name, 'pcapng', SMALLEST_BLOCK_BYTES);
    if (hasByteOrderMagic(window.view)) return success(new StreamingSource(window, new PcapngReader(name)));
  }
  const moreRead = await fillTo(window, RECOGNITION_BYTES);
  if (moreRead.ok && isSnoop(window.view, window.end)) {
    if (window.end < SNOOP_FILE_HEADER_BYTES) return endsInHeader(window, name, 'snoop', SNOOP_FILE_HEADER_BYTES);
    const reader = openSnoop(window, name);
    return reader.ok ? success(new StreamingSource(window, reader.value)) : reader;
  }
  if (!moreRead.ok) return moreRead;
  const lastRead = await fillTo(window, bytesToRecognise(window.bytes.subarray(0, window.end)));
  return lastRead.ok ? refuse(window, name) : lastRead;
}

async function fillTo(window: ByteWindow, needed: number): Promise<Result<null>> {
  while (window.end < needed) {
    const read = await window.fill(needed);
    if (!read.ok) return read;
    if (read.value === 0) break;
  }
  return success(null);
}

function hasByteOrderMagic(view: DataView): boolean {
  return [true, false].some((little) => view.getUint32(OFFSET_BYTE_ORDER, little) === BYTE_ORDER_MAGIC);
}

function endsInHeader(window: ByteWindow, name: string, format: string, needed: number): Result<never> {
  return failure(
    'damaged',
    `${name} begins like a ${format} capture but ends after ${window.end} of at least ${needed} bytes`,
    {
      offset: 0,
      remedy: 'Record or copy the capture again',
    },
  );
}

function refuse(window: ByteWindow, name: string): Result<never> {
  const read = window.bytes.subarray(0, window.end);
  const foreigner = recogniseForeign(read.subarray(0, bytesToRecognise(read)));
  const what = foreigner === null ? 'not a capture of a format that is known here' : foreigner.what;
  const remedy = foreigner === null || foreigner.remedy === null ? SUPPORTED : `${SUPPORTED}. ${foreigner.remedy}`;
  return failure('unsupported', `${name} is ${what}`, { remedy });
}
