/** The numbers below `count` that have most, most first, at most `most` of them; the lower one first where they have the same. Null when cancelled. */
import type { SumsJob } from './sums-scope.ts';
import { TopRows } from './top-rows.ts';

const STRIDE = 4096;

export async function topNumbers(
  count: number,
  value: (number: number) => number,
  most: number,
  { slicer, isCancelled }: Pick<SumsJob, 'slicer' | 'isCancelled'>,
): Promise<number[] | null> {
  if (most === 0) return [];
  const top = new TopRows(most, { kind: 'number', value }, true);
  const block = new Uint32Array(STRIDE);
  for (let from = 0; from < count; from += STRIDE) {
    const length = Math.min(STRIDE, count - from);
    for (let i = 0; i < length; i++) block[i] = from + i;
    top.offer(block, length);
    if (slicer.isDue()) await slicer.pause();
    if (isCancelled()) return null;
  }
  const sorted = await top.sorted(slicer, isCancelled);
  return sorted === null ? null : [...sorted];
}
