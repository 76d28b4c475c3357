/**
 * Positions as near as can be to the wanted ones (least squares), in their order and at least `gaps` apart: neighbours that are
 * too near become one block at the mean of what its members want.
 */
export function separated(wanted: readonly number[], gaps: readonly number[]): number[] {
  const offsets: number[] = [];
  let offset = 0;
  for (const at of wanted.keys()) {
    offsets.push(offset);
    offset += gaps[at] ?? 0;
  }
  const blocks: { sum: number; count: number }[] = [];
  const mean = ({ sum, count }: { readonly sum: number; readonly count: number }): number => sum / count;
  for (const [at, position] of wanted.entries()) {
    let block = { sum: position - (offsets[at] ?? 0), count: 1 };
    for (let last = blocks.at(-1); last !== undefined && mean(last) > mean(block); last = blocks.at(-1)) {
      block = { sum: block.sum + last.sum, count: block.count + last.count };
      blocks.pop();
    }
    blocks.push(block);
  }
  const starts = blocks.flatMap((block) => Array.from({ length: block.count }, () => mean(block)));
  return starts.map((start, at) => start + (offsets[at] ?? 0));
}
