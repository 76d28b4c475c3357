/** Sources that do to another source what a network does: tests stack them. */
import type { CaptureInterface, PacketBatch, PacketSource, SourceCounters, SourceEnd } from './packet-source.ts';
import { RecordBatch } from './record-batch.ts';

type Answer = PacketBatch | SourceEnd;

abstract class WrappedSource implements PacketSource {
  protected readonly inner: PacketSource;

  constructor(inner: PacketSource) {
    this.inner = inner;
  }

  get interfaces(): readonly CaptureInterface[] {
    return this.inner.interfaces;
  }

  abstract next(): Answer | Promise<Answer>;

  counters(): SourceCounters {
    return this.inner.counters();
  }

  finish(): void {
    this.inner.finish?.();
  }

  close(): Promise<void> {
    return this.inner.close();
  }
}

/** Answers each batch only after `pause` resolved, which the test controls. */
export class SlowSource extends WrappedSource {
  readonly #pause: () => Promise<void>;

  constructor(inner: PacketSource, pause: () => Promise<void>) {
    super(inner);
    this.#pause = pause;
  }

  async next(): Promise<Answer> {
    await this.#pause();
    return this.inner.next();
  }
}

/** Leaves packets out and counts them as dropped by the kernel. `drops` gets the packet's number, from 0. */
export class DroppingSource extends WrappedSource {
  readonly #drops: (serial: number) => boolean;
  readonly #kept = new RecordBatch();
  #serial = 0;
  #dropped = 0;

  constructor(inner: PacketSource, drops: (serial: number) => boolean) {
    super(inner);
    this.#drops = drops;
  }

  next(): Answer | Promise<Answer> {
    const answer = this.inner.next();
    return answer instanceof Promise ? answer.then((value) => this.#thin(value)) : this.#thin(answer);
  }

  override counters(): SourceCounters {
    const counters = this.inner.counters();
    return { ...counters, kernelDrops: counters.kernelDrops + this.#dropped };
  }

  #thin(answer: Answer): Answer {
    if ('end' in answer) return answer;
    const kept = this.#kept;
    kept.bytes = answer.bytes;
    kept.count = 0;
    for (let row = 0; row < answer.count; row++) {
      if (this.#drops(this.#serial++)) {
        this.#dropped++;
        continue;
      }
      const to = kept.count++;
      kept.offsets[to] = answer.offsets[row]!;
      kept.capturedLengths[to] = answer.capturedLengths[row]!;
      kept.wireLengths[to] = answer.wireLengths[row]!;
      kept.times[to] = answer.times[row]!;
      kept.interfaceIds[to] = answer.interfaceIds[row]!;
    }
    return kept;
  }
}

/** Cuts each packet after `snaplen` bytes, as a capture with a short snap length does. */
export class TruncatingSource extends WrappedSource {
  readonly #snaplen: number;

  constructor(inner: PacketSource, snaplen: number) {
    super(inner);
    this.#snaplen = snaplen;
  }

  next(): Answer | Promise<Answer> {
    const answer = this.inner.next();
    return answer instanceof Promise ? answer.then((value) => this.#cut(value)) : this.#cut(answer);
  }

  #cut(answer: Answer): Answer {
    if ('end' in answer) return answer;
    for (let row = 0; row < answer.count; row++) {
      answer.capturedLengths[row] = Math.min(answer.capturedLengths[row]!, this.#snaplen);
    }
    return answer;
  }
}
