/** How much a package may hold. Counted from the bytes that come out, never from what a header promises. */

export const MOST_ENTRIES = 2000;
export const MOST_FILE_BYTES: number = 16 * 1024 * 1024;
export const MOST_PACKAGE_BYTES: number = 32 * 1024 * 1024;
/** Larger zips cannot hold a package that is allowed. */
export const MOST_ZIP_BYTES: number = 40 * 1024 * 1024;
/** Bytes that may come out of one that went in. Text of a program packs 3 to 20 times. */
const MOST_RATIO = 200;
/** A file smaller than this may be as repetitive as it likes. */
const RATIO_FROM_BYTES: number = 256 * 1024;

const mib = (bytes: number): string => `${bytes / (1024 * 1024)} MiB`;

export class PackageBudget {
  /** Bytes that hold the package, or null where nothing is packed. */
  readonly #packedBytes: number | null;
  #entries = 0;
  #bytes = 0;
  #fileBytes = 0;
  #filePacked: number | null = null;

  constructor(packedBytes: number | null) {
    this.#packedBytes = packedBytes;
  }

  /** Bytes of all files so far. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Another entry, file or folder. Answers what is wrong, to follow the name of the package, or null. */
  entry(): string | null {
    this.#entries++;
    return this.#entries > MOST_ENTRIES ? `it holds more than ${MOST_ENTRIES} files and folders` : null;
  }

  /** The next file begins; `packed` bytes hold it, or null. */
  file(packed: number | null): void {
    this.#fileBytes = 0;
    this.#filePacked = packed;
  }

  /** So many more bytes of the file. Answers what is wrong, to follow the name of the file, or null. */
  take(bytes: number): string | null {
    this.#fileBytes += bytes;
    this.#bytes += bytes;
    if (this.#fileBytes > MOST_FILE_BYTES) return `is larger than ${mib(MOST_FILE_BYTES)}`;
    if (this.#bytes > MOST_PACKAGE_BYTES) return `makes the whole larger than ${mib(MOST_PACKAGE_BYTES)}`;
    if (bomb(this.#fileBytes, this.#filePacked) || bomb(this.#bytes, this.#packedBytes)) {
      return `unpacks to more than ${MOST_RATIO} times its size`;
    }
    return null;
  }
}

function bomb(bytes: number, packed: number | null): boolean {
  return packed !== null && bytes > RATIO_FROM_BYTES && bytes > packed * MOST_RATIO;
}
