/** Looks at the newest rows of a table for a short while: what is counted in them is offered to whoever types, not told as the truth. */
import type { Slicer } from './slicer.ts';
import type { TableModel } from './table-model.ts';

/** At most so many rows, and so many slices. */
const MAX_ROWS = 200_000;
const MAX_SLICES = 5;
const BLOCK = 256;

/** Calls back for each of them; answers how many there were. */
export async function eachNewestRow(
  model: TableModel,
  slicer: Slicer,
  signal: AbortSignal,
  take: (index: number) => void,
): Promise<number> {
  const block = new Uint32Array(BLOCK);
  let counted = 0;
  let slices = 1;
  await slicer.pause();
  model.beginWalk();
  try {
    const first = model.firstPosition();
    for (let end = model.endPosition(); end > first && counted < MAX_ROWS; end -= BLOCK) {
      if (slicer.isDue()) {
        if (slices++ >= MAX_SLICES) break;
        await slicer.pause();
      }
      if (signal.aborted) break;
      const size = Math.min(BLOCK, end - first);
      const count = model.readRows(model.newestFirst ? end - 1 : end - size, size, block);
      for (let at = 0; at < count; at++) take(block[at]!);
      counted += count;
    }
  } finally {
    model.endWalk();
  }
  return counted;
}
