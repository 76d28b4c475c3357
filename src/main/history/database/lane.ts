/** One task at a time on what only one may use. Batches go before what can wait; a task that has begun is not disturbed. */
export type LanePriority = 'batch' | 'upkeep';

interface Waiting {
  run(): Promise<void>;
}

export class Lane {
  readonly #batches: Waiting[] = [];
  readonly #upkeep: Waiting[] = [];
  #running: boolean = false;

  run<T>(priority: LanePriority, task: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const queue = priority === 'batch' ? this.#batches : this.#upkeep;
      queue.push({ run: () => task().then(resolve, reject) });
      if (!this.#running) void this.#drain();
    });
  }

  async #drain(): Promise<void> {
    this.#running = true;
    for (let next = this.#next(); next !== undefined; next = this.#next()) await next.run();
    this.#running = false;
  }

  #next(): Waiting | undefined {
    return this.#batches.shift() ?? this.#upkeep.shift();
  }
}
