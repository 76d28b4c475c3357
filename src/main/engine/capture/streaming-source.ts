/** A `PacketSource` over any `ByteSource` and any capture format, in constant memory. */
import { type Failure, type Result } from '#base/result.ts';
import type { ByteWindow } from './byte-window.ts';
import type { CaptureInterface, PacketBatch, PacketSource, SourceCounters, SourceEnd } from './packet-source.ts';
import { RecordBatch } from './record-batch.ts';
import type { RecordReader } from './record-reader.ts';

export class StreamingSource implements PacketSource {
  readonly #window: ByteWindow;
  readonly #reader: RecordReader;
  readonly #batch: RecordBatch;
  #end: SourceEnd | null = null;
  #closing: Promise<void> | null = null;

  constructor(window: ByteWindow, reader: RecordReader, batch: RecordBatch = new RecordBatch()) {
    this.#window = window;
    this.#reader = reader;
    this.#batch = batch;
  }

  get interfaces(): readonly CaptureInterface[] {
    return this.#reader.interfaces;
  }

  next(): PacketBatch | SourceEnd | Promise<PacketBatch | SourceEnd> {
    const batch = this.#batch;
    for (;;) {
      if (this.#end !== null) return this.#end;
      batch.count = 0;
      batch.bytes = this.#window.bytes;
      const needed = this.#reader.index(this.#window, batch);
      if (batch.count > 0) return batch;
      if (this.#reader.damage !== null) return this.#finish(this.#reader.damage);
      const read = this.#window.fill(needed);
      if (read instanceof Promise) return read.then((result) => this.#afterRead(result) ?? this.next());
      const end = this.#afterRead(read);
      if (end !== null) return end;
    }
  }

  counters(): SourceCounters {
    const { source } = this.#window;
    return {
      kernelDrops: this.#reader.kernelDrops,
      interfaceDrops: this.#reader.interfaceDrops,
      bytesRead: source.position,
      bytesTotal: source.size,
    };
  }

  close(): Promise<void> {
    this.#end ??= { end: true, failure: null };
    this.#closing ??= this.#window.source.close();
    return this.#closing;
  }

  #afterRead(result: Result<number>): SourceEnd | null {
    if (this.#end !== null) return this.#end;
    if (!result.ok) return this.#finish(result.failure);
    if (result.value > 0) return null;
    return this.#finish(this.#reader.endsHere(this.#window));
  }

  #finish(failure: Failure | null): SourceEnd {
    this.#end = { end: true, failure };
    return this.#end;
  }
}
