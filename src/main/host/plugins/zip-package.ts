/**
 * A zip into memory. What its headers say is believed only where it makes us refuse: sizes are counted from what comes out,
 * contents are checked against their CRC, and names are judged by the bytes in the central directory.
 */
import { crc32 } from 'node:zlib';
import { fromBufferPromise, getFileNameLowLevel, type Entry, type ZipFile } from 'yauzl';
import { success, type Result } from '#base/result.ts';
import { errorMessage } from '../capture/open-failures.ts';
import { entryNameProblem, EntryNames, isLeftOut } from './entry-names.ts';
import { MOST_ENTRIES, PackageBudget } from './package-budget.ts';
import { refuseEntry, refusePackage, type PackageFile, type PackageFiles } from './package-files.ts';

const STRONGLY_ENCRYPTED = 0x40;
const TYPE_MASK = 0xf000;
const REGULAR = 0x8000;
const FOLDER = 0x4000;
const LINK = 0xa000;

export function isZip(bytes: Uint8Array): boolean {
  // PK\3\4, or PK\5\6 of an empty one.
  return bytes[0] === 0x50 && bytes[1] === 0x4b && (bytes[2] === 3 || bytes[2] === 5);
}

/** `shown`: how messages call it. */
export async function readZip(bytes: Buffer, shown: string): Promise<Result<PackageFiles>> {
  if (!isZip(bytes)) return refusePackage(shown, 'it is not a zip file');
  const reader = new ZipReader(shown, bytes.length);
  try {
    // Names are decoded and judged here, so that what is wrong with one is said in our words.
    const zip = await fromBufferPromise(bytes, { decodeStrings: false, validateEntrySizes: true });
    return await reader.read(zip);
  } catch (error) {
    return reader.damaged(error);
  }
}

class ZipReader {
  readonly #shown: string;
  readonly #budget: PackageBudget;
  readonly #names: EntryNames = new EntryNames();
  readonly #files: PackageFile[] = [];
  readonly #leftOut: string[] = [];
  /** Name of the entry that is being unpacked, for errors. */
  #current: string | null = null;

  constructor(shown: string, zipBytes: number) {
    this.#shown = shown;
    this.#budget = new PackageBudget(zipBytes);
  }

  async read(zip: ZipFile): Promise<Result<PackageFiles>> {
    if (zip.entryCount > MOST_ENTRIES) {
      return refusePackage(this.#shown, `it holds more than ${MOST_ENTRIES} files and folders`);
    }
    for await (const entry of zip.eachEntry()) {
      this.#current = null;
      const refused = await this.#entry(zip, entry);
      if (refused !== null) return refused;
    }
    return success({ files: this.#files, bytes: this.#budget.bytes, leftOut: this.#leftOut });
  }

  damaged(error: unknown): Result<never> {
    const reason = errorMessage(error);
    if (reason.includes('strong encryption')) {
      return refusePackage(this.#shown, 'it is encrypted', 'unsupported');
    }
    if (this.#current !== null) return refuseEntry(this.#shown, this.#current, `is damaged (${reason})`, 'damaged');
    return refusePackage(this.#shown, `the zip file is damaged or cut short (${reason})`, 'damaged');
  }

  async #entry(zip: ZipFile, entry: Entry): Promise<Result<never> | null> {
    const tooMany = this.#budget.entry();
    if (tooMany !== null) return refusePackage(this.#shown, tooMany);
    const raw = getFileNameLowLevel(entry.generalPurposeBitFlag, entry.fileNameRaw, entry.extraFields, true);
    const isFolder = raw.endsWith('/');
    const name = isFolder ? raw.slice(0, -1) : raw;
    const problem = entryNameProblem(name) ?? typeProblem(entry, isFolder);
    if (problem !== null) return refuseEntry(this.#shown, raw, problem);
    if (isLeftOut(name)) {
      this.#leftOut.push(name);
      return null;
    }
    const clash = this.#names.add(name, isFolder ? 'folder' : 'file');
    if (clash !== null) return refuseEntry(this.#shown, raw, clash);
    if (isEncrypted(entry)) return refuseEntry(this.#shown, raw, 'is encrypted', 'unsupported');
    if (isFolder) return null;
    if (entry.compressionMethod !== 0 && entry.compressionMethod !== 8) {
      const method = `is packed by a method that Netloupe does not read (${entry.compressionMethod})`;
      return refuseEntry(this.#shown, raw, method, 'unsupported');
    }
    return await this.#unpack(zip, entry, name);
  }

  async #unpack(zip: ZipFile, entry: Entry, name: string): Promise<Result<never> | null> {
    this.#current = name;
    this.#budget.file(entry.compressedSize);
    const chunks: Buffer[] = [];
    let checksum = 0;
    // Leaving the loop ends the stream.
    for await (const chunk of (await zip.openReadStreamPromise(entry)) as AsyncIterable<Buffer>) {
      const problem = this.#budget.take(chunk.length);
      if (problem !== null) return refuseEntry(this.#shown, name, problem);
      checksum = crc32(chunk, checksum);
      chunks.push(chunk);
    }
    if (checksum !== entry.crc32) return refuseEntry(this.#shown, name, 'is damaged (wrong checksum)', 'damaged');
    this.#files.push({ name, bytes: Buffer.concat(chunks) });
    return null;
  }
}

function isEncrypted(entry: Entry): boolean {
  return entry.isEncrypted() || (entry.generalPurposeBitFlag & STRONGLY_ENCRYPTED) !== 0;
}

/** Zips of every maker are asked: those without Unix types have zeros there. */
function typeProblem(entry: Entry, isFolder: boolean): string | null {
  const type = (entry.externalFileAttributes >>> 16) & TYPE_MASK;
  if (type === LINK) return 'is a symbolic link';
  if (type !== 0 && type !== REGULAR && type !== FOLDER) return 'is a special file (device, pipe or socket)';
  if ((type === FOLDER && !isFolder) || (isFolder && (type === REGULAR || entry.uncompressedSize > 0))) {
    return 'is both a file and a folder';
  }
  return null;
}
