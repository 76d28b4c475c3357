/** One open stream that is answered by memory or by questions, whichever has what its params ask for; the one of both that is not needed is closed. */
import type { StreamFrames, StreamName, StreamParams, StreamProducer } from '#contract/protocol.ts';
import type { Answerer } from './answerer.ts';

export interface TickedProducer<K extends StreamName> extends StreamProducer<K> {
  /** Something may have changed. */
  tick(): void;
}

export interface TravellingParts<K extends StreamName> {
  answerer(params: StreamParams<K>): Answerer;
  open(answerer: Answerer, params: StreamParams<K>): TickedProducer<K>;
  isPaused(params: StreamParams<K>): boolean;
}

export class TravellingStream<K extends StreamName> implements TickedProducer<K> {
  private readonly parts: TravellingParts<K>;
  private params: StreamParams<K>;
  private answerer: Answerer;
  private stream: TickedProducer<K>;
  private closed = false;

  constructor(parts: TravellingParts<K>, params: StreamParams<K>) {
    this.parts = parts;
    this.params = params;
    this.answerer = parts.answerer(params);
    this.stream = parts.open(this.answerer, params);
  }

  /** What is paused stays with whom it was asked of. */
  tick(): void {
    if (this.closed) return;
    if (this.parts.isPaused(this.params) || !this.settle()) this.stream.tick();
  }

  take(): StreamFrames[K] | null {
    return this.stream.take();
  }

  update(params: StreamParams<K>): void {
    this.params = params;
    if (!this.settle()) this.stream.update(params);
  }

  close(): void {
    this.closed = true;
    this.stream.close();
  }

  /** Whether another one answers from now on. */
  private settle(): boolean {
    const answerer = this.parts.answerer(this.params);
    if (answerer === this.answerer) return false;
    this.stream.close();
    this.answerer = answerer;
    this.stream = this.parts.open(answerer, this.params);
    return true;
  }
}
