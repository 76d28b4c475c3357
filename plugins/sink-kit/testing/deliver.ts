/** What the engine does with a sink: a batch that failed comes again until it is taken. */
import type { PipelineRecord } from '#contract/pipelines/record.ts';
import { setTimeout as pause } from 'node:timers/promises';
import type { SinkSymbol } from '../sink-symbol.ts';

export function numbered(from: number, count: number): PipelineRecord[] {
  return Array.from({ length: count }, (_, i) => ({
    record_type: 'flat',
    record_id: `run:p${from + i}`,
    number: from + i,
    name: `host ${from + i}`,
    src_ip: '192.0.2.1',
  }));
}

export class Delivery {
  readonly #sink: SinkSymbol;
  readonly #context: object = {};
  /** Errors so far. */
  readonly errors: string[] = [];

  constructor(sink: SinkSymbol, config: Readonly<Record<string, unknown>>) {
    this.#sink = sink;
    const problem = sink.validate(config);
    if (problem !== '') throw new Error(problem);
    sink.open(config, this.#context);
  }

  test(): Promise<void> {
    return this.#sink.test(this.#context);
  }

  /** Once. */
  collect(records: readonly PipelineRecord[]): Promise<void> {
    return this.#sink.collect(records, this.#context);
  }

  async deliver(records: readonly PipelineRecord[]): Promise<void> {
    for (;;) {
      try {
        return await this.collect(records);
      } catch (error) {
        this.errors.push(error instanceof Error ? error.message : String(error));
        // As the engine waits, but shorter.
        await pause(50);
      }
    }
  }

  close(): Promise<void> {
    return this.#sink.close(this.#context);
  }
}
