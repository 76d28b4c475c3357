/** Gathers lines into chunks worth a write, and remembers the first failure of its sink. */
import type { Failure, Result } from '#base/result.ts';

/** Characters per write. */
const CHUNK = 256 * 1024;

export interface LineSink {
  write(text: string): Promise<Result<unknown>>;
}

export class RowBuffer {
  rows = 0;
  /** Characters handed on so far. */
  written = 0;
  failure: Failure | null = null;
  private readonly sink: LineSink;
  private text = '';

  constructor(sink: LineSink) {
    this.sink = sink;
  }

  addHeader(line: string): void {
    this.text += line;
  }

  add(line: string): void {
    this.text += line;
    this.rows++;
  }

  get isFull(): boolean {
    return this.text.length >= CHUNK;
  }

  /** Writes what was gathered. False once the sink failed; nothing is written after that. */
  async flush(): Promise<boolean> {
    const { text } = this;
    this.text = '';
    if (this.failure !== null) return false;
    if (text === '') return true;
    const result = await this.sink.write(text);
    if (!result.ok) {
      this.failure = result.failure;
      return false;
    }
    this.written += text.length;
    return true;
  }
}
