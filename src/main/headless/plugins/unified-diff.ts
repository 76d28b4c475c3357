/** What differs between two texts, line by line, as `diff -u` shows it. The shortest script of Myers (1986). */

interface Edit {
  readonly kind: ' ' | '-' | '+';
  readonly text: string;
}

const CONTEXT = 3;
/** Beyond so many differences a shortest script is no help to anybody, and finding it takes long. */
const MOST_DIFFERENCES = 2000;

/** Empty where nothing differs. */
export function unifiedDiff(
  before: readonly string[],
  after: readonly string[],
  names: { readonly before: string; readonly after: string },
): string {
  const edits = editsBetween(before, after);
  const hunks = hunksOf(edits);
  if (hunks.length === 0) return '';
  return [`--- ${names.before}`, `+++ ${names.after}`, ...hunks, ''].join('\n');
}

/** Common lines at both ends, and the shortest way from the rest of one to the rest of the other. */
function editsBetween(before: readonly string[], after: readonly string[]): readonly Edit[] {
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start]) start += 1;
  let end = 0;
  while (
    end < before.length - start &&
    end < after.length - start &&
    before[before.length - 1 - end] === after[after.length - 1 - end]
  ) {
    end += 1;
  }
  const kept = (lines: readonly string[]): readonly Edit[] => lines.map((text) => ({ kind: ' ', text }));
  return [
    ...kept(before.slice(0, start)),
    ...shortestEdits(before.slice(start, before.length - end), after.slice(start, after.length - end)),
    ...kept(before.slice(before.length - end)),
  ];
}

function shortestEdits(before: readonly string[], after: readonly string[]): readonly Edit[] {
  const trace = furthestReaching(before, after);
  if (trace === null) {
    return [...before.map((text): Edit => ({ kind: '-', text })), ...after.map((text): Edit => ({ kind: '+', text }))];
  }
  const edits: Edit[] = [];
  let x = before.length;
  let y = after.length;
  for (let d = trace.length - 1; d >= 0; d--) {
    const reached = trace[d]!;
    const k = x - y;
    const down = k === -d || (k !== d && reachedAt(reached, k - 1) < reachedAt(reached, k + 1));
    const previous = down ? k + 1 : k - 1;
    const fromX = d === 0 ? 0 : reachedAt(reached, previous);
    const fromY = d === 0 ? 0 : fromX - previous;
    while (x > fromX && y > fromY) {
      edits.push({ kind: ' ', text: before[x - 1]! });
      x -= 1;
      y -= 1;
    }
    if (d === 0) break;
    if (down) edits.push({ kind: '+', text: after[y - 1]! });
    else edits.push({ kind: '-', text: before[x - 1]! });
    x = fromX;
    y = fromY;
  }
  return edits.toReversed();
}

/** For each number of differences: how far along `before` one had come on each diagonal. Null: too many differences. */
function furthestReaching(before: readonly string[], after: readonly string[]): readonly Map<number, number>[] | null {
  const trace: Map<number, number>[] = [];
  let reached = new Map<number, number>([[1, 0]]);
  for (let d = 0; d <= Math.min(before.length + after.length, MOST_DIFFERENCES); d++) {
    trace.push(reached);
    const next = new Map<number, number>();
    for (let k = -d; k <= d; k += 2) {
      const down = k === -d || (k !== d && reachedAt(reached, k - 1) < reachedAt(reached, k + 1));
      let x = down ? reachedAt(reached, k + 1) : reachedAt(reached, k - 1) + 1;
      while (x < before.length && x - k < after.length && before[x] === after[x - k]) x += 1;
      if (x >= before.length && x - k >= after.length) return trace;
      next.set(k, x);
    }
    reached = next;
  }
  return null;
}

function reachedAt(reached: ReadonlyMap<number, number>, diagonal: number): number {
  return reached.get(diagonal) ?? -1;
}

/** Changes with their surroundings; those that are near each other share one. */
function hunksOf(edits: readonly Edit[]): readonly string[] {
  const hunks: string[] = [];
  let at = 0;
  let line = { before: 1, after: 1 };
  while (at < edits.length) {
    const change = edits.findIndex((edit, i) => i >= at && edit.kind !== ' ');
    if (change === -1) break;
    const from = Math.max(at, change - CONTEXT);
    let last = change;
    for (let i = change; i < edits.length && i - last <= 2 * CONTEXT; i++) if (edits[i]!.kind !== ' ') last = i;
    const to = Math.min(edits.length, last + 1 + CONTEXT);
    line = advance(line, edits.slice(at, from));
    const shown = edits.slice(from, to);
    const after = advance(line, shown);
    const range = (start: number, count: number): string => `${count === 0 ? start - 1 : start},${count}`;
    const head = `@@ -${range(line.before, after.before - line.before)} +${range(line.after, after.after - line.after)} @@`;
    hunks.push([head, ...shown.map(({ kind, text }) => `${kind}${text}`)].join('\n'));
    line = after;
    at = to;
  }
  return hunks;
}

function advance(line: { readonly before: number; readonly after: number }, edits: readonly Edit[]): typeof line {
  return {
    before: line.before + edits.filter(({ kind }) => kind !== '+').length,
    after: line.after + edits.filter(({ kind }) => kind !== '-').length,
  };
}
