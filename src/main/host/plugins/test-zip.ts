/** Zips byte by byte, for tests: also those that no tool would write. */
import { crc32, deflateRawSync } from 'node:zlib';

export interface ZipEntry {
  readonly name: string | Buffer;
  readonly data?: Buffer | string;
  /** Default: deflated. */
  readonly stored?: boolean;
  /** Type and permissions as Unix has them; default a regular file. */
  readonly mode?: number;
  /** Further general purpose flags, e.g. 1: encrypted. */
  readonly flags?: number;
  readonly method?: number;
  readonly crc?: number;
  /** What the headers say instead of the truth. */
  readonly unpackedBytes?: number;
  readonly extra?: Buffer;
}

const UTF8_NAMES = 0x800;

export function zipOf(entries: readonly ZipEntry[]): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const entry of entries) {
    const { local, central } = headersOf(entry, at);
    parts.push(local);
    directory.push(central);
    at += local.length;
  }
  const central = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...parts, central, end]);
}

function headersOf(entry: ZipEntry, at: number): { readonly local: Buffer; readonly central: Buffer } {
  const name = Buffer.from(entry.name);
  const data = Buffer.from(entry.data ?? '');
  const packed = entry.stored === true ? data : deflateRawSync(data);
  const extra = entry.extra ?? Buffer.alloc(0);
  const common = Buffer.alloc(26);
  common.writeUInt16LE(20, 0);
  common.writeUInt16LE(UTF8_NAMES | (entry.flags ?? 0), 2);
  common.writeUInt16LE(entry.method ?? (entry.stored === true ? 0 : 8), 4);
  common.writeUInt16LE(0x21, 8);
  common.writeUInt32LE(entry.crc ?? crc32(data), 10);
  common.writeUInt32LE(packed.length, 14);
  common.writeUInt32LE(entry.unpackedBytes ?? data.length, 18);
  common.writeUInt16LE(name.length, 22);
  common.writeUInt16LE(extra.length, 24);
  const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), common, name, extra, packed]);
  const rest = Buffer.alloc(14);
  rest.writeUInt32LE(((entry.mode ?? 0o100644) << 16) >>> 0, 6);
  rest.writeUInt32LE(at, 10);
  const central = Buffer.concat([Buffer.from('PK\x01\x02\x14\x03', 'latin1'), common, rest, name, extra]);
  return { local, central };
}

export const LUA_MANIFEST = '{"name": "demo", "version": "1.2.0", "language": "lua"}';
export const LUA_MAIN = 'function receiver(log) print(log.src_ip) end\n';

/** A plugin that is fine, with `more` after it. */
export function pluginZip(more: readonly ZipEntry[] = [], manifest: string = LUA_MANIFEST): Buffer {
  return zipOf([{ name: 'plugin.json', data: manifest }, { name: 'main.lua', data: LUA_MAIN }, ...more]);
}
