/**
 * The first rows of a sort without the sort: a heap of the best ones seen so far, the worst of them on top. Of a million
 * rows nearly all are turned away after one comparison. Gives the rows, and their order, that sorting all would begin with.
 */
import { compareText } from './compare-text.ts';
import { mergeSort } from './merge-sort.ts';
import type { Slicer } from './slicer.ts';
import type { SortKey } from './sort-key.ts';

type WordsKey = Extract<SortKey, { readonly kind: 'words' }>;

/** The keys of the rows that are kept, by place. */
interface KeptKeys {
  keep(place: number, row: number): void;
  /** Below 0: the kept key at `place` comes before that at `other`. 0 where they are equal. */
  compare(place: number, other: number): number;
  /** Whether a row comes before the kept one at `place`. */
  isBefore(row: number, place: number): boolean;
}

export class TopRows {
  private readonly limit: number;
  private readonly keys: KeptKeys;
  private readonly rows: Uint32Array;
  /** When each kept row was offered: among equals the earlier one comes first. */
  private readonly offers: Float64Array;
  /** Places; the one whose row comes last is the first. */
  private readonly heap: Uint32Array;
  private count = 0;
  private offered = 0;

  constructor(limit: number, key: SortKey, descending: boolean) {
    this.limit = limit;
    this.keys = keptKeys(limit, key, descending);
    this.rows = new Uint32Array(limit);
    this.offers = new Float64Array(limit);
    this.heap = new Uint32Array(limit);
  }

  /** Offers the first `count` of `block`, in the order in which equal rows shall stay. */
  offer(block: Uint32Array, count: number): void {
    for (let i = 0; i < count; i++) {
      const row = block[i]!;
      if (this.count < this.limit) this.add(row);
      else if (this.keys.isBefore(row, this.heap[0]!)) {
        this.put(this.heap[0]!, row);
        this.sink();
      }
      this.offered++;
    }
  }

  /** The kept rows in order; null when `isCancelled` said so. */
  async sorted(slicer: Slicer, isCancelled: () => boolean): Promise<Uint32Array | null> {
    const order = await mergeSort(this.count, (left, right) => this.compare(left, right), slicer, isCancelled);
    return order === null ? null : order.map((place) => this.rows[place]!);
  }

  private add(row: number): void {
    const { heap } = this;
    let at = this.count++;
    this.put(at, row);
    heap[at] = at;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (this.compare(heap[at]!, heap[parent]!) <= 0) return;
      this.swap(at, parent);
      at = parent;
    }
  }

  private put(place: number, row: number): void {
    this.rows[place] = row;
    this.offers[place] = this.offered;
    this.keys.keep(place, row);
  }

  /** Moves the first place down to where it belongs. */
  private sink(): void {
    const { heap, count } = this;
    for (let at = 0; ;) {
      let last = at;
      const left = at * 2 + 1;
      if (left < count && this.compare(heap[left]!, heap[last]!) > 0) last = left;
      if (left + 1 < count && this.compare(heap[left + 1]!, heap[last]!) > 0) last = left + 1;
      if (last === at) return;
      this.swap(at, last);
      at = last;
    }
  }

  private swap(one: number, other: number): void {
    const { heap } = this;
    const place = heap[one]!;
    heap[one] = heap[other]!;
    heap[other] = place;
  }

  private compare(place: number, other: number): number {
    return this.keys.compare(place, other) || this.offers[place]! - this.offers[other]!;
  }
}

function keptKeys(limit: number, key: SortKey, descending: boolean): KeptKeys {
  const sign = descending ? -1 : 1;
  switch (key.kind) {
    case 'number':
      return new NumberKeys(limit, key.value, sign);
    case 'words':
      return new WordKeys(limit, key, sign);
    case 'text':
      return new TextKeys(key.value, sign);
  }
}

class NumberKeys implements KeptKeys {
  /** Times the sign: in order, the lower one comes first; NaN (nothing there) comes last. */
  private readonly values: Float64Array;
  private readonly value: (row: number) => number;
  private readonly sign: number;

  constructor(limit: number, value: (row: number) => number, sign: number) {
    this.values = new Float64Array(limit);
    this.value = value;
    this.sign = sign;
  }

  keep(place: number, row: number): void {
    this.values[place] = this.value(row) * this.sign;
  }

  compare(place: number, other: number): number {
    const left = this.values[place]!;
    const right = this.values[other]!;
    if (left < right) return -1;
    if (left > right) return 1;
    return left === right ? 0 : Number(Number.isNaN(left)) - Number(Number.isNaN(right));
  }

  isBefore(row: number, place: number): boolean {
    const value = this.value(row) * this.sign;
    const kept = this.values[place]!;
    return value < kept || (Number.isNaN(kept) && !Number.isNaN(value));
  }
}

function compareWords(left: Uint32Array, from: number, right: Uint32Array, against: number, count: number): number {
  for (let w = 0; w < count; w++) {
    const difference = left[from + w]! - right[against + w]!;
    if (difference !== 0) return difference;
  }
  return 0;
}

class WordKeys implements KeptKeys {
  private readonly kept: Uint32Array;
  private readonly key: WordsKey;
  private readonly sign: number;

  constructor(limit: number, key: WordsKey, sign: number) {
    this.kept = new Uint32Array(limit * key.count);
    this.key = key;
    this.sign = sign;
  }

  keep(place: number, row: number): void {
    const { count } = this.key;
    const words = this.key.words();
    const at = this.key.at(row);
    for (let w = 0; w < count; w++) this.kept[place * count + w] = words[at + w]!;
  }

  compare(place: number, other: number): number {
    const { count } = this.key;
    return compareWords(this.kept, place * count, this.kept, other * count, count) * this.sign;
  }

  isBefore(row: number, place: number): boolean {
    const { key } = this;
    const at = key.at(row);
    return compareWords(key.words(), at, this.kept, place * key.count, key.count) * this.sign < 0;
  }
}

class TextKeys implements KeptKeys {
  /** '' for nothing there, which comes last either way. */
  private readonly texts: string[] = [];
  private readonly value: (row: number) => string | null;
  private readonly sign: number;

  constructor(value: (row: number) => string | null, sign: number) {
    this.value = value;
    this.sign = sign;
  }

  keep(place: number, row: number): void {
    this.texts[place] = this.value(row) ?? '';
  }

  compare(place: number, other: number): number {
    return this.order(this.texts[place]!, this.texts[other]!);
  }

  isBefore(row: number, place: number): boolean {
    const text = this.value(row);
    return text !== null && text !== '' && this.order(text, this.texts[place]!) < 0;
  }

  private order(left: string, right: string): number {
    if (left === right) return 0;
    if (left === '') return 1;
    return right === '' ? -1 : compareText(left, right) * this.sign;
  }
}
