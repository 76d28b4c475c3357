/**
 * The `PacketSource` port: where packets come from, whatever it is. A file, a pipe and a live interface all deliver
 * batches of raw records, so everything behind this line is the same for all three.
 */
import type { Failure, Result } from '#base/result.ts';

/** An interface as the capture names it. Its position in `PacketSource.interfaces` is `PacketBatch.interfaceIds`. */
export interface CaptureInterface {
  readonly name: string;
  /** LINKTYPE_ value (https://www.tcpdump.org/linktypes.html), upper bits (FCS length) removed. */
  readonly linkType: number;
  readonly snaplen: number;
}

/**
 * Raw records as columns over one buffer. The source owns all arrays and overwrites them at the following `next()`:
 * a consumer copies what it keeps. Only the first `count` entries hold; entry i is the i-th packet in capture order.
 */
export interface PacketBatch {
  bytes: Uint8Array;
  count: number;
  /** Where in `bytes` the frame begins. */
  readonly offsets: Uint32Array;
  /** How many bytes of it were captured; never more than what `bytes` holds from the offset on. */
  readonly capturedLengths: Uint32Array;
  /** How many bytes it had on the wire (at least the captured length). */
  readonly wireLengths: Uint32Array;
  /** Packet time; NaN where the capture gives none (pcapng simple packets). */
  readonly times: Float64Array;
  readonly interfaceIds: Uint16Array;
}

/** The end of a source. `failure` null: a clean end; else what was delivered before it stands. */
export interface SourceEnd {
  readonly end: true;
  readonly failure: Failure | null;
}

export interface SourceCounters {
  readonly kernelDrops: number;
  readonly interfaceDrops: number;
  /** Bytes consumed and bytes in all, for progress; total null where unknown. */
  readonly bytesRead: number;
  readonly bytesTotal: number | null;
}

export interface PacketSource {
  /** Grows while reading (pcapng interfaces appear inside the file); existing entries never change. */
  readonly interfaces: readonly CaptureInterface[];
  /**
   * The next batch. A live source may answer a batch with `count` 0 when it is quiet. Answers without a promise where
   * it can, so that a file is read without a turn of the event loop per batch.
   */
  next(): PacketBatch | SourceEnd | Promise<PacketBatch | SourceEnd>;
  counters(): SourceCounters;
  /**
   * Live sources: take nothing more, but let `next()` still answer what had been captured until now, then the end.
   * Absent where there is nothing to wait for (files): just `close()`. Idempotent.
   */
  finish?(): void;
  /** Idempotent. After it, a pending or later `next()` answers the end; what was not fetched by then is lost. */
  close(): Promise<void>;
}

/** Raw bytes of a capture file or stream, already decompressed; the host implements it over files, pipes and children. */
export interface ByteSource {
  /** Fills `into` from its start as far as it can: the number of bytes, 0 at the end. A failure is `unreadable` or `damaged`. */
  read(into: Uint8Array): Result<number> | Promise<Result<number>>;
  /** Compressed bytes consumed and file size, for progress. */
  readonly position: number;
  readonly size: number | null;
  close(): Promise<void>;
}

export interface LiveRequest {
  readonly interfaces: readonly string[];
  readonly bpf: string | null;
  readonly promiscuous: boolean;
  readonly snaplen: number;
  readonly bufferBytes: number;
}

export interface LiveCapture {
  readonly source: PacketSource;
  readonly backend: 'libpcap' | 'cap' | 'netloupe-capture' | 'dumpcap' | 'tcpdump';
  /** What this backend cannot do, in words for the user. */
  readonly limits: readonly string[];
}

/** A file that may be a capture: what is in it tells. */
export interface FoundFile {
  /** As messages call it: in its folder, with `/`. */
  readonly name: string;
  readonly path: string;
  readonly bytes: number;
}

export interface FoundFiles {
  /** Name of the folder, or of the first file. */
  readonly title: string;
  readonly files: readonly FoundFile[];
  /** What is no file, cannot be looked at, or is one too many. */
  readonly leftOut: readonly { readonly name: string; readonly reason: string }[];
}

/** How the engine gets at captures; implemented by the host. */
export interface CaptureOpener {
  openBytes(path: string): Promise<Result<ByteSource>>;
  /** Files that are one timeline: several paths, or a folder with those right in it. Null: it is a single file, or nothing. */
  find(paths: readonly string[]): Promise<FoundFiles | null>;
  openLive(request: LiveRequest): Promise<Result<LiveCapture>>;
}
