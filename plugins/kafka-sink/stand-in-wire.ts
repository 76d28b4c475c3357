/** Reading and writing of Kafka's protocol (kafka.apache.org/protocol), for the stand-in broker: flexible versions only. */

export class WireReader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  int8 = (): number => this.#bytes.readInt8(this.#move(1));
  int16 = (): number => this.#bytes.readInt16BE(this.#move(2));
  int32 = (): number => this.#bytes.readInt32BE(this.#move(4));
  uint32 = (): number => this.#bytes.readUInt32BE(this.#move(4));
  int64 = (): bigint => this.#bytes.readBigInt64BE(this.#move(8));
  bytes = (length: number): Buffer => this.#bytes.subarray(this.#move(length), this.#at);
  rest = (): Buffer => this.#bytes.subarray(this.#at);

  unsignedVarint = (): number => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.#bytes.readUInt8(this.#move(1));
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value >>> 0;
    }
  };

  /** Zigzag. */
  varint = (): number => {
    const raw = this.unsignedVarint();
    return (raw >>> 1) ^ -(raw & 1);
  };

  /** A long one is read, but its value only where it is small. */
  varlong = (): number => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = this.#bytes.readUInt8(this.#move(1));
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return Number((value >> 1n) ^ -(value & 1n));
    }
  };

  compactString = (): string | null => {
    const length = this.unsignedVarint() - 1;
    return length < 0 ? null : this.bytes(length).toString();
  };

  /** Of the request's header, which is older. */
  string = (): string | null => {
    const length = this.int16();
    return length < 0 ? null : this.bytes(length).toString();
  };

  varintBytes = (): string | null => {
    const length = this.varint();
    return length < 0 ? null : this.bytes(length).toString();
  };

  array<T>(read: () => T): T[] {
    return Array.from({ length: Math.max(0, this.unsignedVarint() - 1) }, read);
  }

  tags = (): void => {
    for (let left = this.unsignedVarint(); left > 0; left--) {
      this.unsignedVarint();
      this.bytes(this.unsignedVarint());
    }
  };

  #move(length: number): number {
    const at = this.#at;
    this.#at += length;
    return at;
  }
}

export class WireWriter {
  #chunks: Buffer[] = [];

  bytes(): Buffer {
    return Buffer.concat(this.#chunks);
  }

  raw(chunk: Buffer): this {
    this.#chunks.push(chunk);
    return this;
  }

  int8(value: number): this {
    return this.raw(Buffer.from([value & 0xff]));
  }

  int16(value: number): this {
    const chunk = Buffer.alloc(2);
    chunk.writeInt16BE(value);
    return this.raw(chunk);
  }

  int32(value: number): this {
    const chunk = Buffer.alloc(4);
    chunk.writeInt32BE(value);
    return this.raw(chunk);
  }

  int64(value: bigint): this {
    const chunk = Buffer.alloc(8);
    chunk.writeBigInt64BE(value);
    return this.raw(chunk);
  }

  unsignedVarint(value: number): this {
    let left = value;
    while (left > 0x7f) {
      this.int8((left & 0x7f) | 0x80);
      left >>>= 7;
    }
    return this.int8(left);
  }

  compactString(text: string | null): this {
    if (text === null) return this.unsignedVarint(0);
    return this.unsignedVarint(Buffer.byteLength(text) + 1).raw(Buffer.from(text));
  }

  array<T>(values: readonly T[], write: (value: T) => void): this {
    this.unsignedVarint(values.length + 1);
    for (const value of values) write(value);
    return this;
  }

  tags(): this {
    return this.unsignedVarint(0);
  }
}

/** CRC-32C (Castagnoli), bit by bit. */
export function crc32c(bytes: Buffer): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0x82f63b78 : 0);
  }
  return (crc ^ 0xffffffff) >>> 0;
}
