/** Lines of text that comes in pieces, without their ends. */

/** UTF-16 units of one line: more is no log. */
const MOST_LINE = 16 * 1024 * 1024;

export class TextLines {
  #rest: string = '';

  /** Every line that is whole by now, and at the end the last one. False: one is longer than any can be. */
  push(text: string, isLast: boolean, line: (text: string) => void): boolean {
    const all = this.#rest === '' ? text : this.#rest + text;
    let at = 0;
    for (;;) {
      const end = all.indexOf('\n', at);
      if (end < 0) break;
      line(withoutReturn(all.slice(at, end)));
      at = end + 1;
    }
    this.#rest = all.slice(at);
    if (isLast && this.#rest !== '') {
      line(withoutReturn(this.#rest));
      this.#rest = '';
    }
    return this.#rest.length <= MOST_LINE;
  }
}

function withoutReturn(line: string): string {
  return line.endsWith('\r') ? line.slice(0, -1) : line;
}
