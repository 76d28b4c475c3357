/** Which flows one plugin wants no headers of any more. */
export class DeclinedFlows {
  /** By key: the generation that was declined; 0, which no flow has, for none. */
  #generations: Uint16Array = new Uint16Array(0);

  has(key: number, generation: number): boolean {
    return key < this.#generations.length && this.#generations[key] === generation;
  }

  add(key: number, generation: number): void {
    this.#generations = reaching(this.#generations, key);
    this.#generations[key] = generation;
  }

  clear(): void {
    this.#generations = new Uint16Array(0);
  }
}

/** The column, or a longer copy that has a place for `key`. */
export function reaching(column: Uint16Array, key: number): Uint16Array {
  if (key < column.length) return column;
  const larger = new Uint16Array(Math.max(1024, 2 * (key + 1)));
  larger.set(column);
  return larger;
}
