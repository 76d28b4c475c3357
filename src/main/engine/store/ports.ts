/** Ports of the store and the engine's root; the host implements them. */
import type { Result } from '#base/result.ts';
import type { InterfaceInfo } from '#contract/protocol.ts';

/** A file that appears under its name only when whole: written beside it and renamed by `commit`. */
export interface ExportFile {
  /** Appends; answers when the bytes, which are lent until then, are handed to the system. A failure (disk full) is final. */
  write(chunk: Uint8Array | string): Promise<Result<null>>;
  commit(): Promise<Result<{ readonly path: string; readonly bytes: number }>>;
  /** Removes what was written so far. Idempotent. */
  abort(): Promise<void>;
}

export interface ExportFiles {
  create(path: string): Promise<Result<ExportFile>>;
  /** A file of the program's own for a download; the host knows it by `exportId`. */
  createForDownload(exportId: string, fileName: string): Promise<Result<ExportFile>>;
}

/** One reading of the operating system's counters for an interface. */
export interface InterfaceReading {
  readonly info: InterfaceInfo;
  readonly rxBytes: number;
  readonly txBytes: number;
  readonly rxPackets: number;
  readonly txPackets: number;
  readonly rxErrors: number;
  readonly txErrors: number;
  readonly rxDropped: number;
  readonly txDropped: number;
}

export interface InterfaceProbe {
  read(): Promise<readonly InterfaceReading[]>;
  /** Name of the interface of the default route (IPv4 first, then IPv6), or null. */
  defaultRoute(): Promise<string | null>;
}

/** Time, as arguments: the engine never reads a clock itself. */
export interface Clock {
  /** Wall clock, microseconds since the epoch. */
  nowUs(): number;
  /** Monotonic, milliseconds from an arbitrary start. */
  monotonicMs(): number;
  /** Calls back once after `delayMs`; returns a way to cancel. */
  after(delayMs: number, callback: () => void): () => void;
  /** Resolves at the next turn of the event loop: how a long job lets others run. */
  yieldTurn(): Promise<void>;
}

/** Memory of this process, for the summary and the status. */
export interface ProcessUsage {
  rssBytes(): number;
  peakRssBytes(): number;
}
