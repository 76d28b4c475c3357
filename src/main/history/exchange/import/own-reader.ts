/** Reads our own exports of text: CSV record by record, JSON lines line by line. */
import { CellReader } from './cell-reader.ts';
import { takeOwnRow, type OwnKind } from './own-rows.ts';
import type { LineReader, RowSink } from './rows.ts';
import { jsonLookup } from './zeek-text.ts';

export class OwnCsvReader {
  readonly #kind: OwnKind;
  readonly #sink: RowSink;
  readonly #cells: CellReader = new CellReader();
  #positions: ReadonlyMap<string, number> | null = null;

  constructor(kind: OwnKind, sink: RowSink) {
    this.#kind = kind;
    this.#sink = sink;
  }

  /** The first one is the header. */
  record(values: readonly string[]): void {
    if (this.#positions === null) {
      this.#positions = new Map(values.map((name, position) => [name, position]));
      return;
    }
    const positions = this.#positions;
    if (values.length !== positions.size) {
      this.#sink.refuse(`a line has ${values.length} cells, not ${positions.size}`);
      return;
    }
    this.#cells.begin((name) => {
      const position = positions.get(name);
      return position === undefined ? undefined : values[position];
    });
    takeOwnRow(this.#kind, this.#cells, true, this.#sink);
  }
}

export class OwnJsonReader implements LineReader {
  readonly #kind: OwnKind;
  readonly #sink: RowSink;
  readonly #cells: CellReader = new CellReader();

  constructor(kind: OwnKind, sink: RowSink) {
    this.#kind = kind;
    this.#sink = sink;
  }

  line(text: string): void {
    if (text === '') return;
    const lookup = jsonLookup(text);
    if (lookup === null) this.#sink.refuse('a line is no JSON');
    else takeOwnRow(this.#kind, this.#cells.begin(lookup), false, this.#sink);
  }

  end(): void {}
}
