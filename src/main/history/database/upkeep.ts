/** What is done now and then beside writing: minutes are made of traffic, old rows leave, and what was forgotten leaves the file. */
import { makeMinutes } from './minutes.ts';
import type { HistoryKeeper } from './history-keeper.ts';
import { coarsenSlice, dropSlice, retentionLimit } from './retention.ts';

const MINUTES_EVERY_MS = 20_000;
const RETENTION_EVERY_MS = 600_000;
/** After the start, and after the limits changed. */
const RETENTION_SOON_MS = 30_000;

export interface UpkeepPorts {
  nowMs(): number;
  every(ms: number, task: () => void): () => void;
}

/** Begins when it is made. Each step takes its place in the lane anew, so that batches go between. */
export class Upkeep {
  readonly #keeper: HistoryKeeper;
  readonly #ports: UpkeepPorts;
  readonly #stops: (() => void)[];
  #retainedMs: number;
  #isRunning: boolean = false;

  constructor(keeper: HistoryKeeper, ports: UpkeepPorts) {
    this.#keeper = keeper;
    this.#ports = ports;
    this.#retainedMs = ports.nowMs() - RETENTION_EVERY_MS + RETENTION_SOON_MS;
    this.#stops = [ports.every(MINUTES_EVERY_MS, () => void this.#step())];
    keeper.onRetention(() => {
      this.#retainedMs = 0;
      void this.#step();
    });
  }

  stop(): void {
    for (const stop of this.#stops) stop();
  }

  async #step(): Promise<void> {
    if (this.#isRunning) return;
    this.#isRunning = true;
    try {
      await this.makeMinutes();
      const nowMs = this.#ports.nowMs();
      // A clock that was set back begins anew.
      if (Math.abs(nowMs - this.#retainedMs) < RETENTION_EVERY_MS) return;
      this.#retainedMs = nowMs;
      await this.retain();
    } finally {
      this.#isRunning = false;
    }
  }

  async makeMinutes(): Promise<void> {
    while ((await this.#keeper.upkeep(({ connection }) => makeMinutes(connection, this.#ports.nowMs()))) === true);
  }

  /** All that is to leave now; the file is made anew where much of it is empty, or where what was forgotten is in it. */
  async retain(): Promise<void> {
    const keeper = this.#keeper;
    const nowMs = this.#ports.nowMs();
    const limitUs = await keeper.upkeep((database) => retentionLimit(database, keeper.retention, nowMs));
    if (limitUs !== null) while ((await keeper.upkeep((database) => dropSlice(database, limitUs))) === true);
    while ((await keeper.upkeep(({ connection }) => coarsenSlice(connection, nowMs))) === true);
    await keeper.compact(keeper.retention.bytes);
  }
}
