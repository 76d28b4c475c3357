/** Chance that can be had again: the same seed, the same numbers (xorshift32 behind a mixed seed). */
export class Random {
  #state: number;

  constructor(...seeds: readonly number[]) {
    let state = 0x9e3779b9;
    for (const seed of seeds) {
      state = Math.imul(state ^ (seed | 0), 0x85ebca6b);
      state = Math.imul(state ^ (state >>> 13), 0xc2b2ae35);
      state ^= state >>> 16;
    }
    this.#state = state === 0 ? 1 : state;
  }

  /** 0 … 2³²-1. */
  word(): number {
    let state = this.#state;
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    this.#state = state;
    return state >>> 0;
  }

  /** 0 … `end`-1; 0 where `end` is 0. */
  below(end: number): number {
    return end <= 0 ? 0 : Math.floor((this.word() / 0x1_0000_0000) * end);
  }

  chance(part: number): boolean {
    return this.word() < part * 0x1_0000_0000;
  }

  pick<T>(items: readonly T[]): T {
    return items[this.below(items.length)]!;
  }
}
