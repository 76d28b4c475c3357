/** Reads a Zeek log, TSV or JSON lines, line by line. */
import { CellReader } from './cell-reader.ts';
import type { LineReader, RowSink } from './rows.ts';
import { zeekSession } from './zeek-conn.ts';
import { zeekDns } from './zeek-dns.ts';
import { jsonLookup, ZeekHeader } from './zeek-text.ts';

export class ZeekReader implements LineReader {
  readonly #header: ZeekHeader = new ZeekHeader();
  readonly #cells: CellReader = new CellReader();
  readonly #kind: 'zeek-conn' | 'zeek-dns';
  readonly #sink: RowSink;

  constructor(kind: 'zeek-conn' | 'zeek-dns', sink: RowSink) {
    this.#kind = kind;
    this.#sink = sink;
  }

  line(text: string): void {
    if (text === '') return;
    if (text.startsWith('#')) {
      this.#header.line(text);
      return;
    }
    if (text.startsWith('{')) {
      const lookup = jsonLookup(text);
      if (lookup === null) this.#sink.refuse('a line is no JSON');
      else this.#take(this.#cells.begin(lookup));
      return;
    }
    const values = text.split(this.#header.separator);
    if (values.length !== this.#header.width) {
      this.#sink.refuse(`a line has ${values.length} fields, not ${this.#header.width}`);
      return;
    }
    this.#take(this.#cells.begin(this.#header.lookup(values)));
  }

  end(): void {}

  #take(cells: CellReader): void {
    if (this.#kind === 'zeek-conn') {
      const session = zeekSession(cells);
      if (session !== null) this.#sink.session(session);
    } else {
      const dns = zeekDns(cells);
      if (dns !== null) this.#sink.dns(dns);
    }
    if (cells.mistake !== null) this.#sink.refuse(cells.mistake);
  }
}
