/** The C functions that a capture needs, called through koffi: no compiler is needed to install this program. */
import type { LibraryHandle } from 'koffi';
import { failure, success, type Result } from '#base/result.ts';
import { errorMessage } from './open-failures.ts';

/** An address in C; null is NULL. */
export type Pointer = bigint | null;

export interface Libpcap {
  readonly version: string;
  readonly create: (device: string, errorText: Uint8Array) => Pointer;
  readonly setSnaplen: (handle: Pointer, bytes: number) => number;
  readonly setPromiscuous: (handle: Pointer, on: number) => number;
  readonly setTimeout: (handle: Pointer, milliseconds: number) => number;
  readonly setBufferSize: (handle: Pointer, bytes: number) => number;
  readonly activate: (handle: Pointer) => number;
  readonly setNonBlocking: (handle: Pointer, on: number, errorText: Uint8Array) => number;
  readonly compile: (handle: Pointer, program: Uint8Array, text: string, optimize: number, netmask: number) => number;
  readonly setFilter: (handle: Pointer, program: Uint8Array) => number;
  readonly freeCode: (program: Uint8Array) => void;
  readonly dispatch: (handle: Pointer, count: number, handler: Pointer, user: Pointer) => number;
  readonly statistics: (handle: Pointer, counts: Uint8Array) => number;
  readonly lastError: (handle: Pointer) => string;
  readonly statusText: (status: number) => string;
  readonly snapshot: (handle: Pointer) => number;
  readonly openDump: (handle: Pointer, file: Pointer) => Pointer;
  readonly flushDump: (dumper: Pointer) => number;
  readonly tellDump: (dumper: Pointer) => number | bigint;
  readonly closeDump: (dumper: Pointer) => void;
  readonly close: (handle: Pointer) => void;
  /** Address of `pcap_dump`, the handler that writes each packet to the dumper without coming back to JavaScript. */
  readonly dumpHandler: Pointer;
  /** A C stream over memory of ours, which must outlive it. */
  readonly openMemory: (memory: Uint8Array, size: number, mode: string) => Pointer;
  readonly setStreamBuffer: (file: Pointer, buffer: Pointer, mode: number, size: number) => number;
  readonly rewind: (file: Pointer) => void;
}

const NAMES: Readonly<Record<string, readonly string[]>> = {
  linux: ['libpcap.so.1', 'libpcap.so.0.8', 'libpcap.so'],
  darwin: ['/usr/lib/libpcap.A.dylib', 'libpcap.dylib'],
  freebsd: ['libpcap.so.8', 'libpcap.so'],
};

let loaded: Promise<Result<Libpcap>> | null = null;

/** Loads libpcap once for the process. Failure `unavailable`: not installed, or this platform is not supported. */
export function loadLibpcap(): Promise<Result<Libpcap>> {
  loaded ??= load();
  return loaded;
}

async function load(): Promise<Result<Libpcap>> {
  const names = NAMES[process.platform];
  if (names === undefined) return failure('unavailable', `libpcap is not used on ${process.platform}`);
  let problem = '';
  try {
    const { default: koffi } = await import('koffi');
    for (const name of names) {
      try {
        return success(bind(koffi.load(name), koffi.load(null)));
      } catch (error) {
        problem = errorMessage(error);
      }
    }
  } catch (error) {
    problem = errorMessage(error);
  }
  return failure('unavailable', `libpcap cannot be loaded: ${problem}`, {
    remedy: process.platform === 'linux' ? 'Install it: sudo apt install libpcap0.8' : 'Install libpcap',
  });
}

function bind(pcap: LibraryHandle, c: LibraryHandle): Libpcap {
  // koffi checks nothing at compile time: each declaration here is what makes the type of its property true.
  const call = <F>(library: LibraryHandle, declaration: string): F => library.func(declaration) as unknown as F;
  return {
    version: call<() => string>(pcap, 'const char *pcap_lib_version(void)')(),
    create: call(pcap, 'void *pcap_create(const char *device, void *error)'),
    setSnaplen: call(pcap, 'int pcap_set_snaplen(void *handle, int bytes)'),
    setPromiscuous: call(pcap, 'int pcap_set_promisc(void *handle, int on)'),
    setTimeout: call(pcap, 'int pcap_set_timeout(void *handle, int ms)'),
    setBufferSize: call(pcap, 'int pcap_set_buffer_size(void *handle, int bytes)'),
    activate: call(pcap, 'int pcap_activate(void *handle)'),
    setNonBlocking: call(pcap, 'int pcap_setnonblock(void *handle, int on, void *error)'),
    compile: call(pcap, 'int pcap_compile(void *handle, void *program, const char *text, int optimize, uint32_t mask)'),
    setFilter: call(pcap, 'int pcap_setfilter(void *handle, void *program)'),
    freeCode: call(pcap, 'void pcap_freecode(void *program)'),
    dispatch: call(pcap, 'int pcap_dispatch(void *handle, int count, void *handler, void *user)'),
    statistics: call(pcap, 'int pcap_stats(void *handle, void *counts)'),
    lastError: call(pcap, 'const char *pcap_geterr(void *handle)'),
    statusText: call(pcap, 'const char *pcap_statustostr(int status)'),
    snapshot: call(pcap, 'int pcap_snapshot(void *handle)'),
    openDump: call(pcap, 'void *pcap_dump_fopen(void *handle, void *file)'),
    flushDump: call(pcap, 'int pcap_dump_flush(void *dumper)'),
    tellDump: call(pcap, 'long pcap_dump_ftell(void *dumper)'),
    closeDump: call(pcap, 'void pcap_dump_close(void *dumper)'),
    close: call(pcap, 'void pcap_close(void *handle)'),
    dumpHandler: pcap.symbol('pcap_dump') as Pointer,
    openMemory: call(c, 'void *fmemopen(void *memory, size_t size, const char *mode)'),
    setStreamBuffer: call(c, 'int setvbuf(void *file, void *buffer, int mode, size_t size)'),
    rewind: call(c, 'void rewind(void *file)'),
  };
}
