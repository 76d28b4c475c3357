/** A QUIC client's first packets, made for tests with keys that the test names: the other way round than the engine. */
import { createCipheriv, createHmac } from 'node:crypto';

export interface InitialKeys {
  readonly key: Uint8Array;
  readonly iv: Uint8Array;
  readonly hp: Uint8Array;
}

export interface InitialShape {
  readonly keys: InitialKeys;
  readonly version: number;
  readonly destination: Uint8Array;
  readonly source?: Uint8Array;
  readonly token?: Uint8Array;
  readonly packetNumber: number;
  readonly packetNumberLength?: number;
  /** The long header's type; 0 is version 1's Initial. */
  readonly type?: number;
  readonly frames: Uint8Array;
}

export function hex(digits: string): Uint8Array {
  return new Uint8Array(Buffer.from(digits.replaceAll(/\s/g, ''), 'hex'));
}

/** RFC 9000 §16: in as few bytes as there can be, or in `length`. */
export function integer(value: number, length: number = value < 64 ? 1 : value < 16_384 ? 2 : 4): number[] {
  const bytes = Array.from({ length }, (_, index) => Math.floor(value / 256 ** (length - 1 - index)) % 256);
  bytes[0]! |= [1, 2, 4, 8].indexOf(length) << 6;
  return bytes;
}

export function cryptoFrame(offset: number, data: readonly number[] | Uint8Array, type: number = 6): number[] {
  return [type, ...integer(offset), ...integer(data.length), ...data];
}

/** RFC 9001 §5.1 and §5.2. */
export function clientKeys(salt: Uint8Array, destination: Uint8Array, label: string = 'quic'): InitialKeys {
  const hash = (key: Uint8Array, data: Uint8Array): Buffer => createHmac('sha256', key).update(data).digest();
  const expand = (secret: Uint8Array, name: string, length: number): Uint8Array => {
    const text = Buffer.from(`tls13 ${name}`);
    const info = Buffer.from([0, length, text.length, ...text, 0, 1]);
    return new Uint8Array(hash(secret, info).subarray(0, length));
  };
  const client = expand(hash(salt, destination), 'client in', 32);
  return {
    key: expand(client, `${label} key`, 16),
    iv: expand(client, `${label} iv`, 12),
    hp: expand(client, `${label} hp`, 16),
  };
}

/** RFC 9001 §5.3 and §5.4. */
export function sealInitial(shape: InitialShape): Uint8Array {
  const { keys, destination, source = new Uint8Array(0), token = new Uint8Array(0), packetNumber } = shape;
  const numberLength = shape.packetNumberLength ?? 4;
  const version = Buffer.alloc(4);
  version.writeUInt32BE(shape.version);
  const number = Buffer.alloc(4);
  number.writeUInt32BE(packetNumber);
  const header = Buffer.from([
    0xc0 | ((shape.type ?? 0) << 4) | (numberLength - 1),
    ...version,
    destination.length,
    ...destination,
    source.length,
    ...source,
    ...integer(token.length),
    ...token,
    ...integer(numberLength + shape.frames.length + 16, 2),
    ...number.subarray(4 - numberLength),
  ]);
  const nonce = Buffer.from(keys.iv);
  for (let index = 0; index < 4; index++) nonce[8 + index]! ^= number[index]!;
  const cipher = createCipheriv('aes-128-gcm', keys.key, nonce);
  cipher.setAAD(header);
  const sealed = Buffer.concat([cipher.update(shape.frames), cipher.final(), cipher.getAuthTag()]);
  const sample = sealed.subarray(4 - numberLength, 20 - numberLength);
  const mask = createCipheriv('aes-128-ecb', keys.hp, null).update(sample);
  header[0]! ^= mask[0]! & 0x0f;
  for (let index = 0; index < numberLength; index++) header[header.length - numberLength + index]! ^= mask[1 + index]!;
  return new Uint8Array(Buffer.concat([header, sealed]));
}

/** Frames filled with PADDING to a length. */
export function padded(frames: readonly number[], length: number): Uint8Array {
  const bytes = new Uint8Array(Math.max(length, frames.length));
  bytes.set(frames);
  return bytes;
}
