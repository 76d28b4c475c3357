/** What the ring of packets on disk needs of the world: one folder of its own. The host implements it. */
import type { Result } from '#base/result.ts';
import type { ByteSource } from '#main/engine/capture/packet-source.ts';

export interface StoredFile {
  readonly name: string;
  readonly bytes: number;
}

/** A file that grows. */
export interface GrowingFile {
  /** Appends all of it, or fails and leaves the file as it was. The bytes are lent until it answers. */
  write(bytes: Uint8Array): Promise<Result<null>>;
  /** Idempotent. */
  close(): Promise<void>;
}

/** Names have no folders in them. Failures: `no-space`, `unwritable`, `unreadable`, `not-found`. */
export interface PacketFolder {
  readonly path: string;
  /** Nobody else writes here until `unlock`; makes the folder, for this user alone. Failure `in-use`: another program does. */
  lock(): Promise<Result<null>>;
  unlock(): Promise<void>;
  /** Empty where there is no folder. */
  list(): Promise<Result<readonly StoredFile[]>>;
  create(name: string): Promise<Result<GrowingFile>>;
  /** Its first `bytes`. */
  open(name: string, bytes: number): Promise<Result<ByteSource>>;
  /** Null where there is no such file. */
  readText(name: string): Promise<Result<string | null>>;
  /** All of it, or as before. */
  writeText(name: string, text: string): Promise<Result<null>>;
  /** In the place of what has that name. */
  rename(name: string, to: string): Promise<Result<null>>;
  truncate(name: string, bytes: number): Promise<Result<null>>;
  /** It may be gone already. */
  remove(name: string): Promise<Result<null>>;
}
