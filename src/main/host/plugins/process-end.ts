/**
 * The end of a plugin's process, told once: after everything that it had sent was handed on, or a second after it was gone
 * where a channel stays open (something that it started holds the other end).
 */
import type { ProcessExit } from '#main/engine/pipeline/plugins/ports.ts';

const GRACE_MS = 1000;
const TAIL_BYTES = 4096;

export class ProcessEnd {
  #openChannels: number;
  #gone: Pick<ProcessExit, 'code' | 'signal'> | null = null;
  #exit: ProcessExit | null = null;
  #listener: ((exit: ProcessExit) => void) | null = null;
  #grace: NodeJS.Timeout | null = null;
  #tail: Buffer = Buffer.alloc(0);

  readonly #over: () => void;

  /** `channels`: how many have to close besides. `over`: just before the end is told. */
  constructor(channels: number, over: () => void = () => undefined) {
    this.#openChannels = channels;
    this.#over = over;
  }

  get isOver(): boolean {
    return this.#exit !== null;
  }

  /** What it writes to standard error, or what we have to say about it; the end of it is kept. */
  wrote(text: Buffer | string): void {
    this.#tail = Buffer.from(Buffer.concat([this.#tail, Buffer.from(text)]).subarray(-TAIL_BYTES));
  }

  channelClosed(): void {
    this.#openChannels--;
    this.#settle();
  }

  gone(code: number | null, signal: string | null): void {
    if (this.#gone !== null) return;
    this.#gone = { code, signal };
    this.#grace = setTimeout(() => this.#finish(), GRACE_MS);
    this.#settle();
  }

  onExit(listener: (exit: ProcessExit) => void): void {
    this.#listener = listener;
    if (this.#exit !== null) listener(this.#exit);
  }

  #settle(): void {
    if (this.#gone !== null && this.#openChannels <= 0) this.#finish();
  }

  #finish(): void {
    if (this.#gone === null || this.#exit !== null) return;
    if (this.#grace !== null) clearTimeout(this.#grace);
    this.#exit = { ...this.#gone, stderr: textOf(this.#tail) };
    this.#over();
    this.#listener?.(this.#exit);
  }
}

/** The cut may have gone through a character. */
function textOf(tail: Buffer): string {
  const text = tail.toString('utf8');
  return (tail.length === TAIL_BYTES ? text.replace(/^\uFFFD+/, '') : text).trim();
}
