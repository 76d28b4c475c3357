/** One target being fuzzed: which input comes next, what is wrong with it, and the smallest input that is wrong alike. */
import type { Corpus } from './corpus.ts';
import { Digest } from './digest.ts';
import { mutate } from './mutate.ts';
import { Random } from './random.ts';
import { check, type Outcome, type Target } from './target.ts';

/** Inputs that gave something new, kept beside the seeds. */
const MOST_KEPT = 1500;
const MOST_KEPT_BYTES = 16 * 1024 * 1024;
const MOST_KINDS = 20_000;
/** One input in so many is run twice, and must give the same. */
const REPEAT_EVERY = 4;
/** CPU time that one input may take; ten thousand times what is usual. */
const MOST_MS = 2000;
const MINIMISING_RUNS = 3000;
const MINIMISING_MS = 20_000;

export interface Problem {
  readonly target: string;
  readonly message: string;
  readonly stack: string;
  readonly input: Uint8Array;
  readonly iteration: number;
}

/** Told of every input before it is run, so that one that never ends is known. */
export type Announce = (target: Target, input: Uint8Array) => void;

export class Campaign {
  readonly target: Target;
  /** As hashes: texts would keep whole results alive. */
  readonly kinds: Set<number> = new Set();
  runs = 0;
  /** Of inputs that are kept beside the seeds. */
  keptBytes = 0;
  readonly #seed: number;
  readonly #pool: Uint8Array[];
  readonly #seeds: number;
  readonly #announce: Announce;
  readonly #problems: Set<string> = new Set();

  constructor(target: Target, corpus: Corpus, seed: number, announce: Announce) {
    this.target = target;
    this.#seed = seed ^ nameSeed(target.name);
    this.#announce = announce;
    this.#pool = target.seeds(corpus).map((bytes) => bytes.slice(0, target.longest));
    this.#seeds = this.#pool.length;
    if (this.#seeds === 0) throw new Error(`${target.name} has no seeds`);
  }

  /** Runs the next input; a problem that is not one of those before is minimised and answered. */
  async next(): Promise<Problem | null> {
    const iteration = this.runs++;
    const input = this.#input(iteration);
    const problem = await this.#problemOf(input, iteration % REPEAT_EVERY === 0);
    if (problem === null) return null;
    const sort = sortOf(problem);
    if (this.#problems.has(sort)) return null;
    this.#problems.add(sort);
    const smallest = await this.#minimised(input, sort);
    return {
      target: this.target.name,
      message: problem.message,
      stack: problem.stack ?? '',
      input: smallest,
      iteration,
    };
  }

  /** Null where nothing is wrong with this input. */
  async judge(input: Uint8Array): Promise<Error | null> {
    return this.#problemOf(input, true);
  }

  #input(iteration: number): Uint8Array {
    const pool = this.#pool;
    // Each seed once as it is, in turn with changed ones, so that a short run has both.
    if (iteration % 2 === 0 && iteration < this.#seeds * 2) return pool[iteration / 2]!;
    const random = new Random(this.#seed, iteration);
    const fresh = pool.length > this.#seeds && random.chance(0.4);
    const base = fresh ? pool[this.#seeds + random.below(pool.length - this.#seeds)]! : random.pick(pool);
    const other = random.pick(pool);
    const { target } = this;
    return target.mutate?.(base, other, random) ?? mutate(base, other, random, target.longest);
  }

  async #problemOf(input: Uint8Array, twice: boolean): Promise<Error | null> {
    const before = input.slice();
    this.#announce(this.target, input);
    try {
      const startedAt = performance.now();
      const cpu = process.cpuUsage();
      const outcome = await this.target.run(input);
      if (performance.now() - startedAt > MOST_MS) {
        const { user } = process.cpuUsage(cpu);
        check(user / 1000 < MOST_MS, `an input takes no longer than ${MOST_MS} ms of CPU time`);
      }
      check(sameBytes(before, input), 'an input is only read');
      this.#keep(input, outcome);
      if (twice) {
        const again = await this.target.run(before);
        check(again.result === outcome.result, 'the same input gives the same result');
      }
      return null;
    } catch (error) {
      return error instanceof Error ? error : new Error(String(error));
    }
  }

  #keep(input: Uint8Array, { kind }: Outcome): void {
    const hash = new Digest().string(kind).value;
    if (this.kinds.size >= MOST_KINDS || this.kinds.has(hash)) return;
    this.kinds.add(hash);
    if (this.#isSeed(input)) return;
    const kept = this.#pool.length - this.#seeds;
    const isRoom = kept < MOST_KEPT && this.keptBytes + input.length <= MOST_KEPT_BYTES;
    const place = this.#seeds + (isRoom || kept === 0 ? kept : this.runs % kept);
    this.keptBytes += input.length - (this.#pool[place]?.length ?? 0);
    this.#pool[place] = input;
  }

  #isSeed(input: Uint8Array): boolean {
    return this.runs <= this.#seeds * 2 && this.#pool.includes(input);
  }

  /** Takes pieces out, large ones first, then makes bytes zero, as long as the same sort of problem remains. */
  async #minimised(input: Uint8Array, sort: string): Promise<Uint8Array> {
    const deadline = performance.now() + MINIMISING_MS;
    let runs = 0;
    let smallest = input.slice();
    const holds = async (candidate: Uint8Array): Promise<boolean> => {
      runs++;
      const problem = await this.#problemOf(candidate, false);
      return problem !== null && sortOf(problem) === sort;
    };
    const isTime = (): boolean => runs < MINIMISING_RUNS && performance.now() < deadline;
    for (let size = smallest.length >> 1; size >= 1 && isTime(); size >>= 1) {
      for (let at = 0; at + size <= smallest.length && isTime();) {
        const candidate = new Uint8Array(smallest.length - size);
        candidate.set(smallest.subarray(0, at));
        candidate.set(smallest.subarray(at + size), at);
        if (await holds(candidate)) smallest = candidate;
        else at += size;
      }
    }
    for (let at = 0; at < smallest.length && isTime(); at++) {
      if (smallest[at] === 0) continue;
      const candidate = smallest.slice();
      candidate[at] = 0;
      if (await holds(candidate)) smallest = candidate;
    }
    return smallest;
  }
}

/** What was wrong and where, without the values. */
function sortOf(error: Error): string {
  const place = /\n\s+at (.*)/.exec(error.stack ?? '')?.[1] ?? '';
  return `${error.message.replaceAll(/[\d"'\\].*/gs, '').slice(0, 60)} ${place}`;
}

function nameSeed(name: string): number {
  return Number.parseInt(new Digest().string(name).text.slice(0, 6), 16) | 0;
}

function sameBytes(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, index) => byte === other[index]);
}
