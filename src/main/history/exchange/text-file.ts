/** Rows of a query as lines of CSV or JSON, as our exports have them. */
import { open, type FileHandle } from 'node:fs/promises';
import { DuckDBTypeId, type DuckDBDataChunk, type DuckDBType } from '@duckdb/node-api';
import { ByteText } from '#base/byte-text.ts';
import { COMMA, csvHeader, csvText, writeCsvLineEnd, writeCsvValue } from '#base/csv.ts';
import { jsonLineWriter } from '#base/json-lines.ts';
import { resultCell, type ResultCell } from '../sql/result-values.ts';

/** Bytes per write. */
const PIECE = 256 * 1024;

export class TextFile {
  readonly #handle: FileHandle;
  readonly #out: ByteText = new ByteText(PIECE + 64 * 1024);
  readonly #types: readonly DuckDBType[];
  readonly #isJson: readonly boolean[];
  readonly #line: (row: readonly ResultCell[], out: ByteText) => void;
  #bytes: number = 0;
  rows: number = 0;

  private constructor(
    handle: FileHandle,
    format: 'csv' | 'jsonl',
    names: readonly string[],
    types: readonly DuckDBType[],
  ) {
    this.#handle = handle;
    this.#types = types;
    this.#isJson = types.map(isJson);
    if (format === 'csv') {
      this.#line = csvLine;
      this.#out.utf8(csvHeader(names.map(csvText)));
    } else {
      this.#line = jsonLineWriter(names, (row: readonly ResultCell[], _name, position) => {
        const cell = row[position] ?? null;
        return this.#isJson[position] === true && typeof cell === 'string' ? (JSON.parse(cell) as object) : cell;
      });
    }
  }

  /** Throws what Node says. */
  static async begin(
    path: string,
    format: 'csv' | 'jsonl',
    names: readonly string[],
    types: readonly DuckDBType[],
  ): Promise<TextFile> {
    return new TextFile(await open(path, 'w'), format, names, types);
  }

  async addChunk(chunk: DuckDBDataChunk): Promise<void> {
    for (const row of chunk.getRows()) {
      this.#line(
        row.map((value, index) => resultCell(value, this.#types[index]!)),
        this.#out,
      );
      this.rows++;
      if (this.#out.length >= PIECE) await this.#flush();
    }
  }

  async finish(): Promise<{ readonly rows: number; readonly bytes: number }> {
    try {
      await this.#flush();
    } finally {
      await this.#handle.close();
    }
    return { rows: this.rows, bytes: this.#bytes };
  }

  async abort(): Promise<void> {
    await this.#handle.close();
  }

  async #flush(): Promise<void> {
    const bytes = this.#out.written();
    let at = 0;
    while (at < bytes.length) at += (await this.#handle.write(bytes, at, bytes.length - at, null)).bytesWritten;
    this.#bytes += bytes.length;
    this.#out.clear();
  }
}

function csvLine(row: readonly ResultCell[], out: ByteText): void {
  for (const [position, cell] of row.entries()) {
    if (position > 0) out.byte(COMMA);
    writeCsvValue(out, cell);
  }
  writeCsvLineEnd(out);
}

/** What is written as JSON inside of JSON, and as its text elsewhere. */
function isJson(type: DuckDBType): boolean {
  if (type.alias === 'JSON') return true;
  switch (type.typeId) {
    case DuckDBTypeId.LIST:
    case DuckDBTypeId.ARRAY:
    case DuckDBTypeId.STRUCT:
    case DuckDBTypeId.MAP:
      return true;
    default:
      return false;
  }
}
