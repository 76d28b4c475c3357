/** Reads OTLP log requests, for tests: protobuf by the numbers of opentelemetry-proto (logs/v1, common/v1), or JSON. */

export interface ReadLog {
  readonly timeNs: bigint;
  readonly severity: number;
  readonly severityText: string;
  readonly eventName: string;
  readonly body: unknown;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly resource: Readonly<Record<string, unknown>>;
}

/** Values by field number: numbers as bigint, everything else as bytes. */
type Fields = ReadonlyMap<number, readonly (bigint | Uint8Array)[]>;

export function readProtobuf(body: Uint8Array): ReadLog[] {
  return messages(read(body), 1).flatMap((resourceLogs) => {
    const resource = keyValues(messages(resourceLogs, 1).flatMap((one) => messages(one, 1)));
    return messages(resourceLogs, 2)
      .flatMap((scopeLogs) => messages(scopeLogs, 2))
      .map((log) => ({
        timeNs: number(log, 1),
        severity: Number(number(log, 2)),
        severityText: text(log, 3),
        eventName: text(log, 12),
        body: messages(log, 5).map(anyValue)[0],
        attributes: keyValues(messages(log, 6)),
        resource,
      }));
  });
}

function read(bytes: Uint8Array): Fields {
  const fields = new Map<number, (bigint | Uint8Array)[]>();
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  const varint = (): bigint => {
    for (let value = 0n, shift = 0n; ; shift += 7n) {
      const byte = bytes[at++]!;
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
  };
  while (at < bytes.length) {
    const tag = Number(varint());
    const values = fields.get(tag >> 3) ?? [];
    fields.set(tag >> 3, values);
    switch (tag & 7) {
      case 0:
        values.push(varint());
        break;
      case 1:
        values.push(view.getBigUint64(at, true));
        at += 8;
        break;
      case 2: {
        const length = Number(varint());
        values.push(bytes.subarray(at, at + length));
        at += length;
        break;
      }
      case 5:
        values.push(BigInt(view.getUint32(at, true)));
        at += 4;
        break;
      default:
        throw new Error(`no wire type: ${tag & 7}`);
    }
  }
  return fields;
}

function messages(fields: Fields, field: number): Fields[] {
  return (fields.get(field) ?? []).map((value) => read(value as Uint8Array));
}

function number(fields: Fields, field: number): bigint {
  return (fields.get(field)?.[0] as bigint | undefined) ?? 0n;
}

function text(fields: Fields, field: number): string {
  return new TextDecoder().decode((fields.get(field)?.[0] as Uint8Array | undefined) ?? new Uint8Array());
}

function keyValues(fields: readonly Fields[]): Record<string, unknown> {
  return Object.fromEntries(fields.map((one) => [text(one, 1), messages(one, 2).map(anyValue)[0]]));
}

/** string 1, bool 2, int 3, double 4, array 5, key-value list 6; none of them: null. */
function anyValue(fields: Fields): unknown {
  if (fields.has(1)) return text(fields, 1);
  if (fields.has(2)) return number(fields, 2) !== 0n;
  if (fields.has(3)) return Number(BigInt.asIntN(64, number(fields, 3)));
  if (fields.has(4)) {
    const view = new DataView(new ArrayBuffer(8));
    view.setBigUint64(0, number(fields, 4));
    return view.getFloat64(0);
  }
  if (fields.has(5))
    return messages(fields, 5)
      .flatMap((one) => messages(one, 1))
      .map(anyValue);
  if (fields.has(6)) return keyValues(messages(fields, 6).flatMap((one) => messages(one, 1)));
  return null;
}
