/** For tests: ClientHellos from a few words, and the records around them. */

/** The ClientHello of RFC 9001 §A.2, handshake header included: server name `example.com`. */
export const rfc9001ClientHello = `010000ed0303ebf8fa56f12939b9584a3896472ec40bb863cfd3e86804fe3a47f06a2b69484c000004
  13011302010000c000000010000e00000b6578616d706c652e636f6dff01000100000a00080006001d0017001800100007000504616c706e
  000500050100000000003300260024001d00209370b2c9caa47fbabaf4559fedba753de171fa71f50f1ce15d43e994ec74d748002b000302
  0304000d0010000e0403050306030203080408050806002d00020101001c00024001003900320408ffffffffffffffff05048000ffff0704
  8000ffff0801100104800075300901100f088394c8f03e51570806048000ffff`;

export interface HelloShape {
  readonly version?: number;
  readonly sessionId?: number;
  /** DTLS only. */
  readonly cookie?: readonly number[];
  readonly suites?: number;
  /** Type and data of each; undefined: no block of extensions at all. */
  readonly extensions?: readonly (readonly [type: number, data: readonly number[]])[];
}

export function word(value: number): number[] {
  return [(value >> 8) & 0xff, value & 0xff];
}

export function word24(value: number): number[] {
  return [(value >> 16) & 0xff, ...word(value)];
}

export function octets(text: string): number[] {
  return [...new TextEncoder().encode(text)];
}

/** The server_name extension with names of type host_name, or of the type given. */
export function serverName(...names: readonly (string | readonly [type: number, name: string])[]): [0, number[]] {
  const list = names.flatMap((name) => {
    const [type, text] = typeof name === 'string' ? [0, name] : name;
    const data = octets(text);
    return [type, ...word(data.length), ...data];
  });
  return [0, [...word(list.length), ...list]];
}

/** A ClientHello without its handshake header. */
export function helloBody(shape: HelloShape = {}): number[] {
  const { version = 0x0303, sessionId = 0, cookie, suites = 2, extensions } = shape;
  const block = extensions?.flatMap(([type, data]) => [...word(type), ...word(data.length), ...data]);
  return [
    ...word(version),
    ...Array.from({ length: 32 }, (_, index) => index),
    sessionId,
    ...Array.from({ length: sessionId }, () => 7),
    ...(cookie === undefined ? [] : [cookie.length, ...cookie]),
    ...word(2 * suites),
    ...Array.from({ length: 2 * suites }, () => 0x13),
    1,
    0,
    ...(block === undefined ? [] : [...word(block.length), ...block]),
  ];
}

export function handshake(body: readonly number[], type: number = 1): number[] {
  return [type, ...word24(body.length), ...body];
}

/** A TLS record. */
export function record(fragment: readonly number[], version: number = 0x0301, type: number = 22): number[] {
  return [type, ...word(version), ...word(fragment.length), ...fragment];
}

/** The message in records of these lengths; the rest of it in a last one. */
export function records(message: readonly number[], lengths: readonly number[]): number[] {
  const stream: number[] = [];
  let at = 0;
  for (const length of lengths) {
    if (length < 1 || at + length >= message.length) continue;
    stream.push(...record(message.slice(at, at + length)));
    at += length;
  }
  return [...stream, ...record(message.slice(at))];
}

/** A DTLS record. */
export function datagramRecord(
  fragment: readonly number[],
  version: number = 0xfeff,
  type: number = 22,
  epoch: number = 0,
): number[] {
  return [type, ...word(version), ...word(epoch), 0, 0, 0, 0, 0, 1, ...word(fragment.length), ...fragment];
}

/** A fragment of a ClientHello in DTLS; all of it where nothing else is said. */
export function datagramHandshake(body: readonly number[], from: number = 0, to: number = body.length): number[] {
  return [1, ...word24(body.length), 0, 0, ...word24(from), ...word24(to - from), ...body.slice(from, to)];
}

/** The CHLO message of Google's QUIC: tags, their values' ends, values. */
export function chlo(tags: Readonly<Record<string, string>>): number[] {
  const values = Object.values(tags).map(octets);
  let end = 0;
  const entries = Object.keys(tags).flatMap((tag, index) => {
    end += values[index]!.length;
    return [...octets(tag.padEnd(4, '\0')), end & 0xff, end >> 8, 0, 0];
  });
  return [...octets('CHLO'), values.length, 0, 0, 0, ...entries, ...values.flat()];
}
