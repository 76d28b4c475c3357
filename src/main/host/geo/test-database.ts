/** Writes databases in MaxMind's format (specification 2.0), for tests: IPv6 trees, IPv4 at their ::/96. */
import { parseAddress } from '#base/addresses.ts';

export type DatabaseValue =
  | string
  | number
  | boolean
  | readonly DatabaseValue[]
  | { readonly [key: string]: DatabaseValue };

const METADATA_MARK = Buffer.from('abcdef4d61784d696e642e636f6d', 'hex'); // "\xab\xcd\xefMaxMind.com"
const SEPARATOR_BYTES = 16;
const TYPE = { text: 2, map: 7, uint32: 6, uint16: 5, array: 11, boolean: 14, uint64: 9 };

/** `networks`: prefix to record. */
export function encodeDatabase(
  networks: Readonly<Record<string, DatabaseValue>>,
  { recordSize = 28, type = 'Test-Country' }: { readonly recordSize?: 24 | 28 | 32; readonly type?: string } = {},
): Buffer {
  const data: Buffer[] = [];
  let dataBytes = 0;
  /** A node's two records: another node, an offset in the data (as a one-element list), or nothing. */
  const nodes: (number | [offset: number] | null)[][] = [[null, null]];
  for (const [prefix, value] of Object.entries(networks)) {
    const [address, length] = prefix.split('/') as [string, string];
    const bits = bitsOf(address).slice(0, Number(length) + (address.includes(':') ? 0 : 96));
    const encoded = encode(value);
    let node = 0;
    for (const [depth, bit] of bits.entries()) {
      const next = nodes[node]![bit]!;
      if (depth === bits.length - 1) nodes[node]![bit] = [dataBytes];
      else if (typeof next === 'number') node = next;
      else node = nodes[node]![bit] = nodes.push([null, null]) - 1;
    }
    data.push(encoded);
    dataBytes += encoded.length;
  }
  const recordOf = (record: number | [number] | null): number => {
    if (record === null) return nodes.length;
    return typeof record === 'number' ? record : record[0] + nodes.length + SEPARATOR_BYTES;
  };
  const tree = nodes.map(([left, right]) => nodeOf(recordOf(left!), recordOf(right!), recordSize));
  const metadata = encode({
    node_count: nodes.length,
    record_size: recordSize,
    ip_version: 6,
    database_type: type,
    languages: ['en'],
    binary_format_major_version: 2,
    binary_format_minor_version: 0,
    build_epoch: 1_700_000_000,
    description: { en: 'A test' },
  });
  return Buffer.concat([...tree, Buffer.alloc(SEPARATOR_BYTES), ...data, METADATA_MARK, metadata]);
}

function bitsOf(text: string): number[] {
  const { words, ipv6 } = parseAddress(text)!;
  const parts = ipv6 ? [...words] : [0, 0, 0, words[3]!];
  return parts.flatMap((word) => Array.from({ length: 32 }, (_, bit) => (word >>> (31 - bit)) & 1));
}

function nodeOf(left: number, right: number, recordSize: number): Buffer {
  const bytes = Buffer.alloc(recordSize / 4);
  if (recordSize === 28) {
    bytes.writeUIntBE(left & 0xffffff, 0, 3);
    bytes[3] = ((left >>> 24) << 4) | (right >>> 24);
    bytes.writeUIntBE(right & 0xffffff, 4, 3);
  } else {
    bytes.writeUIntBE(left, 0, recordSize / 8);
    bytes.writeUIntBE(right, recordSize / 8, recordSize / 8);
  }
  return bytes;
}

function encode(value: DatabaseValue): Buffer {
  if (typeof value === 'string') {
    const text = Buffer.from(value);
    return Buffer.concat([control(TYPE.text, text.length), text]);
  }
  if (typeof value === 'boolean') return control(TYPE.boolean, Number(value));
  if (typeof value === 'number') {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(value);
    return Buffer.concat([control(TYPE.uint32, 4), bytes]);
  }
  if (Array.isArray(value)) return Buffer.concat([control(TYPE.array, value.length), ...value.map(encode)]);
  const entries = Object.entries(value);
  return Buffer.concat([
    control(TYPE.map, entries.length),
    ...entries.flatMap(([key, item]) => [encode(key), encode(item)]),
  ]);
}

/** Type and size; types from 8 on are extended. Sizes below 285 are all that tests need. */
function control(type: number, size: number): Buffer {
  const bytes = [(type < 8 ? type << 5 : 0) | Math.min(size, 29)];
  if (type >= 8) bytes.push(type - 7);
  if (size >= 29) bytes.push(size - 29);
  return Buffer.from(bytes);
}
