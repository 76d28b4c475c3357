/** Messages for one listener: what comes before it is set is kept for it, in order. */

/** More than a process has to say before the engine has begun to listen; one that says more is no good. */
const MOST_KEPT = 1000;

export class KeptMessages<T> {
  readonly #overflow: () => void;
  #listener: ((message: T) => void) | null = null;
  #kept: T[] = [];

  /** `overflow`: more came than is kept, and is lost. */
  constructor(overflow: () => void) {
    this.#overflow = overflow;
  }

  push(message: T): void {
    if (this.#listener !== null) this.#listener(message);
    else if (this.#kept.length < MOST_KEPT) this.#kept.push(message);
    else this.#overflow();
  }

  listen(listener: (message: T) => void): void {
    this.#listener = listener;
    const kept = this.#kept;
    this.#kept = [];
    for (const message of kept) listener(message);
  }
}
