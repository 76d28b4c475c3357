/** Sorts by comparison in slices: short runs at once, then merged. Stable. */
import type { Slicer } from './slicer.ts';

/** Length of the runs that are sorted at once, and how many steps of a merge pass between two looks at the clock. */
const RUN = 256;

/** The numbers from 0 up to `count` in the order of `compare`; null when `isCancelled` said so. */
export async function mergeSort(
  count: number,
  compare: (left: number, right: number) => number,
  slicer: Slicer,
  isCancelled: () => boolean,
): Promise<Uint32Array<ArrayBuffer> | null> {
  let from = new Uint32Array(count);
  for (let i = 0; i < count; i++) from[i] = i;
  for (let start = 0; start < count; start += RUN) {
    from.subarray(start, start + RUN).sort(compare);
    if (slicer.isDue()) await slicer.pause();
    if (isCancelled()) return null;
  }
  let into = new Uint32Array(count);
  for (let width = RUN; width < count; width *= 2) {
    for (let start = 0; start < count; start += width * 2) {
      const middle = Math.min(start + width, count);
      const end = Math.min(middle + width, count);
      let left = start;
      let right = middle;
      for (let at = start; at < end; at++) {
        const takeLeft = left < middle && (right >= end || compare(from[left]!, from[right]!) <= 0);
        into[at] = takeLeft ? from[left++]! : from[right++]!;
        if (at % RUN === 0 && slicer.isDue()) {
          await slicer.pause();
          if (isCancelled()) return null;
        }
      }
    }
    [from, into] = [into, from];
  }
  return from;
}
