/** Gathers lines, as bytes, into chunks worth a write, and remembers the first failure of its sink. */
import { ByteText } from '#base/byte-text.ts';
import type { Failure, Result } from '#base/result.ts';

/** Bytes per write. */
const CHUNK = 256 * 1024;
/** Room for the row that fills a chunk, and for those that come before anybody looks. */
const SLACK = 64 * 1024;

export interface LineSink {
  /** The bytes are lent until it answers. */
  write(lines: Uint8Array): Promise<Result<unknown>>;
}

export class RowBuffer {
  rows = 0;
  /** Bytes handed on so far. */
  written = 0;
  failure: Failure | null = null;
  /** Where the next row goes; nothing may be written to it while a flush is under way. */
  readonly out: ByteText = new ByteText(CHUNK + SLACK);
  private readonly sink: LineSink;

  constructor(sink: LineSink) {
    this.sink = sink;
  }

  /** A whole row was written to `out`. */
  rowEnded(): void {
    this.rows++;
  }

  get isFull(): boolean {
    return this.out.length >= CHUNK;
  }

  /** Writes what was gathered. False once the sink failed; nothing is written after that. */
  async flush(): Promise<boolean> {
    const { out } = this;
    const count = out.length;
    if (this.failure !== null || count === 0) {
      out.clear();
      return this.failure === null;
    }
    const result = await this.sink.write(out.written());
    out.clear();
    if (!result.ok) {
      this.failure = result.failure;
      return false;
    }
    this.written += count;
    return true;
  }
}
