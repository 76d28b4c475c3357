/** The end of what a process logged, for the report of its end. */
import { formatWithOptions } from 'node:util';

const MOST_CHARACTERS = 8192;

export class LogTail {
  #text: string = '';

  get text(): string {
    return this.#text;
  }

  add(text: string): void {
    this.#text = (this.#text + text).slice(-MOST_CHARACTERS);
  }

  /** Of this process: what is logged goes where it went, and is kept here too. */
  follow(log: Pick<Console, 'error'>): void {
    const print = log.error.bind(log);
    log.error = (...parts: unknown[]) => {
      this.add(`${formatWithOptions({ breakLength: Infinity }, ...parts)}\n`);
      print(...parts);
    };
  }
}
