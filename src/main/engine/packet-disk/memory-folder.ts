/** A folder of packets in memory, for tests: bounded as a disk is, and as full as it is made. */
import { failure, success, type Result } from '#base/result.ts';
import type { ByteSource } from '#main/engine/capture/packet-source.ts';
import type { GrowingFile, PacketFolder, StoredFile } from './ports.ts';

export class MemoryFolder implements PacketFolder {
  readonly path = '/packets';
  readonly files: Map<string, Uint8Array> = new Map();
  /** Of all files together, what there is room for. */
  room: number = Number.POSITIVE_INFINITY;
  /** The most that there ever was. */
  most = 0;
  isLocked = false;
  /** Whoever writes waits for it. */
  gate: Promise<void> = Promise.resolve();

  get total(): number {
    return [...this.files.values()].reduce((sum, { length }) => sum + length, 0);
  }

  async lock(): Promise<Result<null>> {
    if (this.isLocked) return failure('in-use', 'Packets on disk are kept by somebody else');
    this.isLocked = true;
    return success(null);
  }

  async unlock(): Promise<void> {
    this.isLocked = false;
  }

  async list(): Promise<Result<readonly StoredFile[]>> {
    return success([...this.files].map(([name, { length }]) => ({ name, bytes: length })));
  }

  async create(name: string): Promise<Result<GrowingFile>> {
    this.files.set(name, new Uint8Array(0));
    return success({ write: (bytes) => this.#append(name, bytes), close: async () => undefined });
  }

  async open(name: string, bytes: number): Promise<Result<ByteSource>> {
    const file = this.files.get(name)?.subarray(0, bytes);
    if (file === undefined) return failure('not-found', `${name} is gone`);
    const source = {
      position: 0,
      size: file.length,
      read(into: Uint8Array) {
        const part = file.subarray(source.position, source.position + into.length);
        into.set(part);
        source.position += part.length;
        return success(part.length);
      },
      close: async () => undefined,
    };
    return success(source);
  }

  async readText(name: string): Promise<Result<string | null>> {
    const file = this.files.get(name);
    return success(file === undefined ? null : new TextDecoder().decode(file));
  }

  async writeText(name: string, text: string): Promise<Result<null>> {
    this.files.set(name, new Uint8Array(0));
    return this.#append(name, new TextEncoder().encode(text));
  }

  async rename(name: string, to: string): Promise<Result<null>> {
    this.files.set(to, this.files.get(name)!);
    this.files.delete(name);
    return success(null);
  }

  async truncate(name: string, bytes: number): Promise<Result<null>> {
    this.files.set(name, this.files.get(name)!.slice(0, bytes));
    return success(null);
  }

  async remove(name: string): Promise<Result<null>> {
    this.files.delete(name);
    return success(null);
  }

  async #append(name: string, bytes: Uint8Array): Promise<Result<null>> {
    await this.gate;
    if (this.total + bytes.length > this.room) return failure('no-space', 'The disk is full');
    const before = this.files.get(name)!;
    const after = new Uint8Array(before.length + bytes.length);
    after.set(before);
    after.set(bytes, before.length);
    this.files.set(name, after);
    this.most = Math.max(this.most, this.total);
    return success(null);
  }
}
