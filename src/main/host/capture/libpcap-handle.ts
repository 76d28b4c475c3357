/** One interface opened with libpcap: options, filter, batches written into memory by C, drop counts. */
import { success, type Result } from '#base/result.ts';
import { PCAP_RECORD_HEADER_BYTES } from '#main/engine/capture/pcap-records.ts';
import type { LiveRequest } from '#main/engine/capture/packet-source.ts';
import {
  badFilter,
  cannotCapture,
  interfaceDown,
  noSuchInterface,
  notPermitted,
  type Refused,
} from './capture-failures.ts';
import type { Libpcap, Pointer } from './libpcap-library.ts';

const ERROR_TEXT_BYTES = 256;
/** Room for `struct bpf_program` and `struct pcap_stat` on every platform. */
const BPF_PROGRAM_BYTES = 16;
const STATISTICS_BYTES = 64;
const OFFSET_KERNEL_DROPS = 4;
const OFFSET_INTERFACE_DROPS = 8;
/** How long the kernel may hold back a block that is not full. */
const BLOCK_TIMEOUT_MS = 10;
const NETMASK_UNKNOWN = 0xffff_ffff;
const FULLY_BUFFERED = 0;
const STREAM_BUFFER_BYTES = 64 * 1024;
/** A poll stops here, so that what it touches stays small; the rest of the region is room for the largest packets. */
const ENOUGH_BYTES = 2 * 1024 * 1024;
const OFFSET_LINK_TYPE = 20;

const STATUS_ERROR = -1;
const STATUS_NO_SUCH_DEVICE = -5;
const STATUS_NOT_PERMITTED = -8;
const STATUS_INTERFACE_DOWN = -9;
const STATUS_PROMISCUOUS_NOT_PERMITTED = -11;
const WARNING_PROMISCUOUS_UNSUPPORTED = 2;

/** What one poll of an interface brought. */
export interface PollOutcome {
  /** Where records end in the region (they begin at its start). */
  readonly end: number;
  /** There may be more to take at once. */
  readonly more: boolean;
  /** libpcap's words, where the interface can no longer be read. */
  readonly error: string | null;
}

export class LibpcapHandle {
  readonly name: string;
  readonly linkType: number;
  readonly snaplen: number;
  /** Where this handle's records lie, from its start, after a poll. */
  readonly region: Uint8Array;
  readonly warnings: readonly string[];
  kernelDrops: number = 0;
  interfaceDrops: number = 0;
  readonly #library: Libpcap;
  readonly #handle: Pointer;
  readonly #file: Pointer;
  readonly #dumper: Pointer;
  readonly #statistics = new Uint8Array(STATISTICS_BYTES);
  readonly #statisticsView = new DataView(this.#statistics.buffer);
  #rawKernelDrops = 0;
  #rawInterfaceDrops = 0;
  #closed = false;

  private constructor(
    library: Libpcap,
    handle: Pointer,
    name: string,
    region: Uint8Array,
    warnings: readonly string[],
    dump: { readonly file: Pointer; readonly dumper: Pointer },
  ) {
    this.#library = library;
    this.#handle = handle;
    this.#file = dump.file;
    this.#dumper = dump.dumper;
    this.name = name;
    this.region = region;
    this.warnings = warnings;
    this.snaplen = library.snapshot(handle);
    library.flushDump(dump.dumper);
    // pcap_datalink() answers the platform's own number; the file header that libpcap wrote has the portable one.
    this.linkType = new DataView(region.buffer, region.byteOffset).getUint32(OFFSET_LINK_TYPE, hostIsLittleEndian());
  }

  /** Failures: `not-found`, `not-permitted`, `unavailable` (down, or refused otherwise), `usage` (filter). */
  static open(library: Libpcap, name: string, request: LiveRequest, region: Uint8Array): Result<LibpcapHandle> {
    const errorText = new Uint8Array(ERROR_TEXT_BYTES);
    const handle = library.create(name, errorText);
    if (isNull(handle)) return cannotCapture(name, textOf(errorText));
    const prepared = prepare(library, handle, name, request, errorText);
    if (!prepared.ok) {
      library.close(handle);
      return prepared;
    }
    const file = library.openMemory(region, region.length, 'w+');
    const dumper = isNull(file) ? null : library.openDump(handle, file);
    if (isNull(dumper)) {
      const reason = isNull(file) ? 'no memory stream' : library.lastError(handle);
      library.close(handle);
      return cannotCapture(name, reason);
    }
    library.setStreamBuffer(file, null, FULLY_BUFFERED, STREAM_BUFFER_BYTES);
    return success(new LibpcapHandle(library, handle, name, region, prepared.value, { file, dumper }));
  }

  /**
   * Takes at most `rows` packets that are there already, without waiting, into the region from its start; what was in
   * it before is overwritten.
   */
  poll(rows: number): PollOutcome {
    const library = this.#library;
    const largestRecord = PCAP_RECORD_HEADER_BYTES + this.snaplen;
    library.rewind(this.#file);
    let used = 0;
    let taken = 0;
    let more = true;
    let error: string | null = null;
    while (taken < rows && used < ENOUGH_BYTES) {
      const count = Math.min(rows - taken, Math.floor((this.region.length - used) / largestRecord));
      if (count < 1) break;
      const got = library.dispatch(this.#handle, count, library.dumpHandler, this.#dumper);
      if (got < 0) error = library.lastError(this.#handle);
      more = got === count;
      if (got > 0) taken += got;
      if (got !== 0) used = Number(library.tellDump(this.#dumper));
      if (!more) break;
    }
    if (used > 0) library.flushDump(this.#dumper);
    return { end: used, more, error };
  }

  /** Brings the drop counts up to date; they are 32 bits wide in C and may have wrapped round. */
  updateStatistics(): void {
    if (this.#closed || this.#library.statistics(this.#handle, this.#statistics) !== 0) return;
    const little = hostIsLittleEndian();
    const kernel = this.#statisticsView.getUint32(OFFSET_KERNEL_DROPS, little);
    const interfaceDrops = this.#statisticsView.getUint32(OFFSET_INTERFACE_DROPS, little);
    this.kernelDrops += (kernel - this.#rawKernelDrops) >>> 0;
    this.interfaceDrops += (interfaceDrops - this.#rawInterfaceDrops) >>> 0;
    this.#rawKernelDrops = kernel;
    this.#rawInterfaceDrops = interfaceDrops;
  }

  close(): void {
    if (this.#closed) return;
    this.updateStatistics();
    this.#closed = true;
    this.#library.closeDump(this.#dumper);
    this.#library.close(this.#handle);
  }
}

/** Sets options, activates and filters; answers warnings for the user. */
function prepare(
  library: Libpcap,
  handle: Pointer,
  name: string,
  request: LiveRequest,
  errorText: Uint8Array,
): Result<readonly string[]> {
  library.setSnaplen(handle, request.snaplen);
  library.setPromiscuous(handle, request.promiscuous ? 1 : 0);
  library.setTimeout(handle, BLOCK_TIMEOUT_MS);
  library.setBufferSize(handle, request.bufferBytes);
  const status = library.activate(handle);
  if (status < 0) return activationFailure(library, handle, name, status);
  const warnings: string[] = [];
  if (status === WARNING_PROMISCUOUS_UNSUPPORTED) warnings.push(`${name} cannot be read in promiscuous mode`);
  else if (status > 0) warnings.push(`${name}: ${library.lastError(handle) || library.statusText(status)}`);
  if (library.setNonBlocking(handle, 1, errorText) < 0) return cannotCapture(name, textOf(errorText));
  if (request.bpf !== null && request.bpf.trim() !== '') {
    const program = new Uint8Array(new ArrayBuffer(BPF_PROGRAM_BYTES));
    if (library.compile(handle, program, request.bpf, 1, NETMASK_UNKNOWN) < 0) {
      return badFilter(request.bpf, library.lastError(handle));
    }
    const set = library.setFilter(handle, program);
    library.freeCode(program);
    if (set < 0) return badFilter(request.bpf, library.lastError(handle));
  }
  return success(warnings);
}

function activationFailure(library: Libpcap, handle: Pointer, name: string, status: number): Refused {
  switch (status) {
    case STATUS_NO_SUCH_DEVICE:
      return noSuchInterface(name);
    case STATUS_NOT_PERMITTED:
    case STATUS_PROMISCUOUS_NOT_PERMITTED:
      return notPermitted(name);
    case STATUS_INTERFACE_DOWN:
      return interfaceDown(name);
    default: {
      const detail = library.lastError(handle);
      return cannotCapture(name, status === STATUS_ERROR || detail !== '' ? detail : library.statusText(status));
    }
  }
}

/** Records of libpcap's dumper are in the byte order of the machine. */
export function hostIsLittleEndian(): boolean {
  return new Uint8Array(Uint32Array.of(1).buffer)[0] === 1;
}

function isNull(pointer: Pointer): boolean {
  return pointer === null || pointer === 0n;
}

function textOf(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  return new TextDecoder().decode(end < 0 ? bytes : bytes.subarray(0, end));
}
