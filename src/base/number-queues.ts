/**
 * Queues of small whole numbers (positions in columns), each number in one queue at most. All queues share one pair of
 * links per number, so moving a number from one to another allocates nothing.
 */

const NONE = -1;

export class NumberQueue {
  readonly #links: QueueLinks;
  #first: number = NONE;
  #last: number = NONE;
  #size: number = 0;

  constructor(links: QueueLinks) {
    this.#links = links;
  }

  get size(): number {
    return this.#size;
  }

  /** The number that was appended first; -1 where there is none. */
  get first(): number {
    return this.#first;
  }

  /** `number` must be in no queue, and below the capacity of the links. */
  append(number: number): void {
    const { next, previous } = this.#links;
    next[number] = NONE;
    previous[number] = this.#last;
    if (this.#last === NONE) this.#first = number;
    else next[this.#last] = number;
    this.#last = number;
    this.#size++;
  }

  /** `number` must be in this queue. */
  remove(number: number): void {
    const { next, previous } = this.#links;
    const before = previous[number]!;
    const after = next[number]!;
    if (before === NONE) this.#first = after;
    else next[before] = after;
    if (after === NONE) this.#last = before;
    else previous[after] = before;
    this.#size--;
  }
}

/** What queues over the same numbers share. Meaningful only for numbers that are in a queue. */
export class QueueLinks {
  next: Int32Array = new Int32Array(0);
  previous: Int32Array = new Int32Array(0);

  grow(capacity: number): void {
    const next = new Int32Array(capacity);
    const previous = new Int32Array(capacity);
    next.set(this.next);
    previous.set(this.previous);
    this.next = next;
    this.previous = previous;
  }
}
