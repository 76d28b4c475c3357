/** The TCP streams that are followed at a time. Bounded in number and memory: beyond it the oldest ones are let go. */
import { ByteStream, type StreamReader } from './byte-stream.ts';

export class StreamTable {
  readonly #mostStreams: number;
  readonly #mostBytes: number;
  /** Called for a stream that was let go to make room; `waiting`: bytes of it had not been read. */
  readonly #onLetGo: (key: number, waiting: boolean) => void;
  /** In the order in which they were opened. */
  readonly #streams: Map<number, ByteStream> = new Map();
  #bytes = 0;

  constructor(mostStreams: number, mostBytes: number, onLetGo: (key: number, waiting: boolean) => void) {
    this.#mostStreams = mostStreams;
    this.#mostBytes = mostBytes;
    this.#onLetGo = onLetGo;
  }

  find(key: number): ByteStream | undefined {
    return this.#streams.get(key);
  }

  /** A stream under a key that has none. `next`: sequence number of its first byte. */
  open(key: number, next: number): ByteStream {
    if (this.#streams.size >= this.#mostStreams) this.#letGoOldest();
    const stream = new ByteStream(next);
    this.#streams.set(key, stream);
    return stream;
  }

  /** See `ByteStream.push`; a stream that is given up by it leaves the table. */
  push(
    key: number,
    stream: ByteStream,
    sequence: number,
    bytes: Uint8Array,
    start: number,
    end: number,
    wireLength: number,
    reader: StreamReader,
  ): void {
    const before = stream.size;
    stream.push(sequence, bytes, start, end, wireLength, reader);
    this.#bytes += stream.size - before;
    if (stream.givenUp) this.close(key);
    while (this.#bytes > this.#mostBytes && this.#streams.size > 0) this.#letGoOldest();
  }

  close(key: number): void {
    if (this.#streams.size === 0) return;
    const stream = this.#streams.get(key);
    if (stream === undefined) return;
    this.#bytes -= stream.size;
    this.#streams.delete(key);
  }

  #letGoOldest(): void {
    const [key, stream] = this.#streams.entries().next().value!;
    const waiting = stream.size > 0;
    this.close(key);
    this.#onLetGo(key, waiting);
  }
}
