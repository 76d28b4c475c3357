/** Ports of the store and the engine's root; the host implements them. */
import type { Result } from '#base/result.ts';
import type { InterfaceInfo } from '#contract/protocol.ts';

/** A file that appears under its name only when whole: written beside it and renamed by `commit`. */
export interface ExportFile {
  /** Appends; answers when the bytes, which are lent until then, are handed to the system. A failure (disk full) is final. */
  write(chunk: Uint8Array | string): Promise<Result<null>>;
  commit(): Promise<Result<{ readonly path: string; readonly bytes: number }>>;
  /**
   * Where another process of ours may write it, in our place, until `commit` or `abort`; instead of `write`, before the first of those. Failure
   * `unsupported`: it is no file that could be written anew (a device, a pipe).
   */
  handOver(): Promise<Result<string>>;
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

/** One end of a conversation on this machine: which socket is it, and whose? */
export interface SocketQuestion {
  /** IP protocol number. */
  readonly protocol: number;
  /** Four words each, IPv4 as mapped IPv6. */
  readonly local: Uint32Array;
  readonly remote: Uint32Array;
  /** 0 where the protocol has no ports. */
  readonly localPort: number;
  readonly remotePort: number;
}

export interface SocketOwner {
  /** Null where several processes of one program have sockets that fit alike. */
  readonly pid: number | null;
  readonly program: string;
  /** The socket takes whatever comes to its port: it is not connected to this remote end. */
  readonly anyRemote: boolean;
}

/** Whose sockets there are on this machine, in the network namespace of this process. */
export interface ProcessProbe {
  /** Addresses of this machine, as text. */
  localAddresses(): readonly string[];
  /** In the order of the questions; null: no such socket now, or nobody's that may be seen. `costMs`: processor time it took. */
  find(
    questions: readonly SocketQuestion[],
  ): Promise<{ readonly owners: readonly (SocketOwner | null)[]; readonly costMs: number }>;
}

/** What is known of an address. */
export interface AddressFacts {
  /** ISO 3166-1 alpha-2. */
  readonly country: string | null;
  /** Number and holder of the autonomous system. */
  readonly asn: number | null;
  readonly asOrg: string | null;
}

export interface AddressDatabase {
  /** Of an address as text. Where a record is damaged, nothing is known. */
  lookup(address: string): AddressFacts;
}

export interface AddressDatabases {
  /** Null where neither path is given. Failures: what cannot be read (`not-found`, `unreadable`) or is no such database (`unsupported`). */
  open(paths: {
    readonly country: string | null;
    readonly asn: string | null;
  }): Promise<Result<AddressDatabase | null>>;
}
