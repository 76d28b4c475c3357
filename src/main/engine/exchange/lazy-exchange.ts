/** For an engine without a history: its process, without a database, from when a file first needs it. */
import type { EnginePorts } from '../engine-ports.ts';
import { HistoryClient } from '../history/client.ts';
import type { HistorySpawner } from '../history/ports.ts';
import type { Exchange } from './parquet-rows.ts';

/** Of an import and of what is asked of it. */
const MEMORY_BYTES = 2 * 1024 * 1024 * 1024;
const THREADS = 2;
const PATIENCE_MS = 2_000;

export class LazyExchange implements Exchange {
  readonly #ports: Pick<EnginePorts, 'clock'>;
  readonly #spawner: HistorySpawner;
  readonly #version: string;
  #client: HistoryClient | null = null;

  constructor(ports: Pick<EnginePorts, 'clock'>, spawner: HistorySpawner, version: string) {
    this.#ports = ports;
    this.#spawner = spawner;
    this.#version = version;
  }

  readonly ask: Exchange['ask'] = (...asked) => {
    this.#client ??= this.#create();
    return this.#client.ask(...asked);
  };

  async close(): Promise<void> {
    await this.#client?.close(PATIENCE_MS);
  }

  #create(): HistoryClient {
    return new HistoryClient({
      spawner: this.#spawner,
      clock: this.#ports.clock,
      chance: () => 0,
      open: {
        folder: null,
        writes: false,
        retention: { days: 0, bytes: 0 },
        memoryBytes: MEMORY_BYTES,
        threads: THREADS,
        version: this.#version,
      },
    });
  }
}
