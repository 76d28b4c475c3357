/** State for each key, the least recently used forgotten beyond a limit and counted: traffic chooses the keys, not us. */
export class KeyedStates<S> {
  /** In the order of last use. */
  private readonly states = new Map<string, S>();
  private readonly limit: number;
  private readonly create: () => S;
  forgotten = 0;

  constructor(limit: number, create: () => S) {
    this.limit = limit;
    this.create = create;
  }

  at(key: string): S {
    const known = this.states.get(key);
    if (known !== undefined) {
      this.states.delete(key);
      this.states.set(key, known);
      return known;
    }
    if (this.states.size >= this.limit) {
      for (const oldest of this.states.keys()) {
        this.states.delete(oldest);
        this.forgotten++;
        break;
      }
    }
    const state = this.create();
    this.states.set(key, state);
    return state;
  }

  clear(): void {
    this.states.clear();
  }
}
