/** Records of CSV (RFC 4180) from text that comes in pieces. Lines may end in CRLF or LF; empty ones are skipped. */

/** UTF-16 units of one record: more is no table. */
const MOST_RECORD = 16 * 1024 * 1024;

export class CsvRecords {
  #rest: string = '';

  /** Every record that is whole by now. False: one is longer than any can be, or (at the end) a quote is left open. */
  push(text: string, isLast: boolean, record: (cells: string[]) => void): boolean {
    const all = this.#rest === '' ? text : this.#rest + text;
    let at = 0;
    for (;;) {
      const cells: string[] = [];
      const next = recordAt(all, at, isLast, cells);
      if (next < 0) break;
      if (cells.length > 1 || cells[0] !== '') record(cells);
      at = next;
      if (at >= all.length) break;
    }
    this.#rest = all.slice(at);
    return isLast ? this.#rest === '' : this.#rest.length <= MOST_RECORD;
  }
}

const QUOTE = 0x22;
const COMMA = 0x2c;
const LINE_FEED = 0x0a;
const RETURN = 0x0d;

/** Where the record after the one at `from` begins; -1: it is not whole yet. */
function recordAt(text: string, from: number, isLast: boolean, cells: string[]): number {
  let at = from;
  for (;;) {
    if (text.charCodeAt(at) === QUOTE) {
      const end = closingQuote(text, at + 1);
      if (end < 0) return -1;
      const inner = text.slice(at + 1, end);
      cells.push(inner.includes('"') ? inner.replaceAll('""', '"') : inner);
      at = end + 1;
      // Whether another quote follows is not known before the next piece.
      if (at >= text.length && !isLast) return -1;
    } else {
      const start = at;
      while (at < text.length) {
        const code = text.charCodeAt(at);
        if (code === COMMA || code === LINE_FEED) break;
        at++;
      }
      if (at >= text.length && !isLast) return -1;
      const end = text.charCodeAt(at - 1) === RETURN && at > start && text.charCodeAt(at) !== COMMA ? at - 1 : at;
      cells.push(text.slice(start, end));
    }
    if (at >= text.length) return text.length;
    const code = text.charCodeAt(at);
    if (code === COMMA) at++;
    else if (code === LINE_FEED) return at + 1;
    else if (code === RETURN) {
      if (at + 1 >= text.length) return isLast ? text.length : -1;
      if (text.charCodeAt(at + 1) === LINE_FEED) return at + 2;
      at = skipTo(text, at);
    } else at = skipTo(text, at);
    if (at >= text.length && !isLast) return -1;
  }
}

/** Text after a closing quote belongs nowhere; the cell ends where the next begins. */
function skipTo(text: string, from: number): number {
  let at = from;
  while (at < text.length && text.charCodeAt(at) !== COMMA && text.charCodeAt(at) !== LINE_FEED) at++;
  return text.charCodeAt(at) === COMMA ? at + 1 : at;
}

function closingQuote(text: string, from: number): number {
  let at = from;
  for (;;) {
    at = text.indexOf('"', at);
    if (at < 0) return -1;
    if (text.charCodeAt(at + 1) !== QUOTE) return at;
    at += 2;
  }
}
