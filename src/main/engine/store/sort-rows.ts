/**
 * Sorts a million rows without keeping anybody waiting: every column is turned into 32-bit words, which a radix sort
 * (least significant digit first, stable) orders in linear time and in slices. Text is ranked by its distinct values
 * first: there are far fewer of them than rows.
 */
import { compareText } from './compare-text.ts';
import { mergeSort } from './merge-sort.ts';
import type { Slicer } from './slicer.ts';
import type { SortKey } from './sort-key.ts';

const DIGIT_BITS = 16;
const DIGITS = 1 << DIGIT_BITS;
const DIGIT_MASK = DIGITS - 1;
/** Rows between two looks at the clock. */
const STRIDE = 2048;
const NOTHING = 0xffffffff;
/** A map that grows moves all it holds, at once: many small ones are never in the way for long. */
const SHARDS = 256;

/** Answers the positions in `rows` in sorted order, or null when `isCancelled` said so. Equal rows keep their order. */
export async function sortRows(
  rows: Uint32Array,
  key: SortKey,
  descending: boolean,
  slicer: Slicer,
  isCancelled: () => boolean,
): Promise<Uint32Array | null> {
  const words = await keyWords(rows, key, descending, slicer, isCancelled);
  if (words === null) return null;
  let order = ascending(rows.length);
  let spare = new Uint32Array(rows.length);
  const starts = new Uint32Array(DIGITS);
  for (const word of words) {
    for (let shift = 0; shift < 32; shift += DIGIT_BITS) {
      starts.fill(0);
      for (let i = 0; i < word.length; i++) {
        starts[(word[i]! >>> shift) & DIGIT_MASK]!++;
        if (i % STRIDE === 0 && slicer.isDue()) await slicer.pause();
      }
      if (isCancelled()) return null;
      if (word.length === 0 || starts[(word[0]! >>> shift) & DIGIT_MASK] === word.length) continue;
      countsToStarts(starts);
      for (let i = 0; i < order.length; i++) {
        const row = order[i]!;
        spare[starts[(word[row]! >>> shift) & DIGIT_MASK]!++] = row;
        if (i % STRIDE === 0 && slicer.isDue()) await slicer.pause();
      }
      if (isCancelled()) return null;
      [order, spare] = [spare, order];
    }
  }
  return order;
}

function countsToStarts(counts: Uint32Array): void {
  let start = 0;
  for (let digit = 0; digit < counts.length; digit++) {
    const count = counts[digit]!;
    counts[digit] = start;
    start += count;
  }
}

function ascending(count: number): Uint32Array<ArrayBuffer> {
  const numbers = new Uint32Array(count);
  for (let i = 0; i < count; i++) numbers[i] = i;
  return numbers;
}

/** One array of words per 32 bits of key, least significant first. */
async function keyWords(
  rows: Uint32Array,
  key: SortKey,
  descending: boolean,
  slicer: Slicer,
  isCancelled: () => boolean,
): Promise<Uint32Array[] | null> {
  const flip = descending ? 0xffffffff : 0;
  if (key.kind === 'text') {
    const ranks = await textRanks(rows, key.value, descending, slicer, isCancelled);
    return ranks === null ? null : [ranks];
  }
  const count = key.kind === 'words' ? key.count : 2;
  const words = Array.from({ length: count }, () => new Uint32Array(rows.length));
  const float = new Float64Array(1);
  const halves = new Uint32Array(float.buffer);
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]!;
    if (key.kind === 'words') {
      const at = key.at(row);
      const from = key.words();
      for (let w = 0; w < count; w++) words[w]![i] = from[at + count - 1 - w]! ^ flip;
    } else {
      // One zero only: -0 + 0 is 0.
      float[0] = key.value(row) + 0;
      writeNumber(float[0], halves, words[0]!, words[1]!, i, flip);
    }
    if (i % STRIDE === 0 && slicer.isDue()) await slicer.pause();
  }
  return isCancelled() ? null : words;
}

/** IEEE 754 bits so that unsigned comparison is numeric comparison: the sign is flipped, negatives are inverted. */
function writeNumber(
  value: number,
  halves: Uint32Array,
  low: Uint32Array,
  high: Uint32Array,
  at: number,
  flip: number,
): void {
  if (Number.isNaN(value)) {
    low[at] = NOTHING;
    high[at] = NOTHING;
    return;
  }
  const negative = halves[1]! >>> 31 === 1;
  low[at] = (negative ? ~halves[0]! : halves[0]!) ^ flip;
  high[at] = (negative ? ~halves[1]! : halves[1]! ^ 0x80000000) ^ flip;
}

async function textRanks(
  rows: Uint32Array,
  value: (index: number) => string | null,
  descending: boolean,
  slicer: Slicer,
  isCancelled: () => boolean,
): Promise<Uint32Array | null> {
  const known = Array.from({ length: SHARDS }, () => new Map<string, number>());
  const texts: string[] = [];
  const ids = new Uint32Array(rows.length);
  for (let i = 0; i < rows.length; i++) {
    const text = value(rows[i]!);
    if (text === null || text === '') ids[i] = NOTHING;
    else {
      const shard = known[shardOf(text)]!;
      let id = shard.get(text);
      if (id === undefined) {
        id = texts.length;
        shard.set(text, id);
        texts.push(text);
      }
      ids[i] = id;
    }
    if (i % 512 === 0 && slicer.isDue()) await slicer.pause();
  }
  const compare = (left: number, right: number): number => compareText(texts[left]!, texts[right]!);
  const order = await mergeSort(texts.length, compare, slicer, isCancelled);
  if (order === null) return null;
  const rankOf = new Uint32Array(texts.length);
  for (let rank = 0; rank < order.length; rank++) rankOf[order[rank]!] = descending ? order.length - 1 - rank : rank;
  for (let i = 0; i < ids.length; i++) {
    if (ids[i] !== NOTHING) ids[i] = rankOf[ids[i]!]!;
    if (i % STRIDE === 0 && slicer.isDue()) await slicer.pause();
  }
  return ids;
}

/** By a few of its characters. */
function shardOf(text: string): number {
  const { length } = text;
  const last = text.charCodeAt(length - 1) + text.charCodeAt(length >> 2) * 7 + text.charCodeAt(length >> 1) * 31;
  return (last + length * 127) % SHARDS;
}
