/** Which node an arrow key leads to. Pure. */

export interface Box {
  readonly x: number;
  readonly y: number;
}

export type ArrowKey = 'ArrowUp' | 'ArrowDown' | 'ArrowLeft' | 'ArrowRight';

/** The nearest one that lies in that direction, sideways distance counted twice; null where there is none. */
export function nearestNode(boxes: readonly Box[], from: number, key: ArrowKey): number | null {
  const here = boxes[from];
  if (here === undefined) return null;
  let best: { readonly at: number; readonly distance: number } | null = null;
  for (const [at, box] of boxes.entries()) {
    const [ahead, aside] = distances(here, box, key);
    if (at === from || ahead <= 0) continue;
    const distance = ahead + 2 * Math.abs(aside);
    if (best === null || distance < best.distance) best = { at, distance };
  }
  return best?.at ?? null;
}

export function isArrowKey(key: string): key is ArrowKey {
  return ['ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight'].includes(key);
}

function distances(from: Box, to: Box, key: ArrowKey): readonly [ahead: number, aside: number] {
  const x = to.x - from.x;
  const y = to.y - from.y;
  switch (key) {
    case 'ArrowRight':
      return [x, y];
    case 'ArrowLeft':
      return [-x, y];
    case 'ArrowDown':
      return [y, x];
    case 'ArrowUp':
      return [-y, x];
  }
}
