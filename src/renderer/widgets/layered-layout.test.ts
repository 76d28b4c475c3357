import { describe, expect, it } from 'vitest';
import { layOut, type GraphEdge, type Layout } from './layered-layout.ts';
import { separated } from './separated.ts';

const SIZES = { width: 100, height: 40, layerGap: 60, nodeGap: 20 };

/** `a-b b-c` with nodes by letter. */
function graph(edges: string): { readonly count: number; readonly edges: GraphEdge[] } {
  const index = (letter: string | undefined): number => (letter ?? 'a').charCodeAt(0) - 97;
  const pairs = edges
    .split(' ')
    .filter((pair) => pair !== '')
    .map((pair) => ({ from: index(pair[0]), to: index(pair[2]) }));
  return { count: Math.max(0, ...pairs.flatMap(({ from, to }) => [from + 1, to + 1])), edges: pairs };
}

function laid(edges: string, direction: 'down' | 'right' = 'down'): Layout {
  const { count, edges: pairs } = graph(edges);
  return layOut(count, pairs, SIZES, direction);
}

/** Every number in a path, in pairs. */
function pointsOf(path: string): { readonly x: number; readonly y: number }[] {
  const numbers = [...path.matchAll(/-?\d+(\.\d+)?/g)].map(([digits]) => Number(digits));
  return numbers.flatMap((x, at) => (at % 2 === 0 ? [{ x, y: numbers[at + 1] ?? Number.NaN }] : []));
}

describe('a graph in layers', () => {
  it('is nothing where there is nothing', () => {
    expect(laid('')).toEqual({ width: 0, height: 0, nodes: [], edges: [] });
  });

  it('draws a chain as one straight line, down or to the right', () => {
    expect(laid('a-b b-c').nodes.map(({ x, y }) => [x, y])).toEqual([
      [0, 0],
      [0, 100],
      [0, 200],
    ]);
    const right = laid('a-b b-c', 'right');
    expect(right.nodes.map(({ x, y }) => [x, y])).toEqual([
      [0, 0],
      [160, 0],
      [320, 0],
    ]);
    expect(right).toMatchObject({ width: 420, height: 40 });
    expect(right.edges[0]).toEqual({ path: 'M 100 20 C 130 20 130 20 160 20', label: { x: 130, y: 20 } });
  });

  it('puts a stage behind the last of those that it reads from', () => {
    expect(laid('a-b b-c a-c c-d a-d').nodes.map(({ layer }) => layer)).toEqual([0, 1, 2, 3]);
  });

  it('puts what a fan-out leads to side by side, under the middle of what it comes from', () => {
    const { nodes, width } = laid('a-b a-c a-d');
    expect(nodes.map(({ layer, place }) => [layer, place])).toEqual([
      [0, 0],
      [1, 0],
      [1, 1],
      [1, 2],
    ]);
    expect(nodes[0]?.x).toBe(120);
    expect(width).toBe(3 * 100 + 2 * 20);
  });

  it('never lets nodes of a layer touch, nor an edge cross a node', () => {
    const shapes = [
      'a-b a-c b-d c-d',
      'a-b b-c c-d a-d',
      'a-c b-c c-d c-e d-f e-f a-f',
      'a-b a-c a-d b-e c-e d-e b-f d-f a-f',
    ];
    for (const shape of shapes) {
      for (const direction of ['down', 'right'] as const) {
        const { nodes, edges, width, height } = laid(shape, direction);
        for (const [at, one] of nodes.entries()) {
          expect(one.x).toBeGreaterThanOrEqual(0);
          expect(one.x + SIZES.width).toBeLessThanOrEqual(width + 1e-9);
          expect(one.y + SIZES.height).toBeLessThanOrEqual(height + 1e-9);
          for (const other of nodes.slice(at + 1)) {
            const apart =
              Math.abs(one.x - other.x) >= SIZES.width + SIZES.nodeGap - 1e-9 ||
              Math.abs(one.y - other.y) >= SIZES.height + SIZES.nodeGap - 1e-9;
            expect(apart, `${shape} ${direction}: ${at}`).toBe(true);
          }
        }
        for (const edge of edges) {
          for (const point of pointsOf(edge.path)) {
            const inside = nodes.some(
              ({ x, y }) => point.x > x && point.x < x + SIZES.width && point.y > y && point.y < y + SIZES.height,
            );
            expect(inside, `${shape} ${direction}: ${edge.path}`).toBe(false);
          }
        }
      }
    }
  });

  it('orders layers so that edges need not cross', () => {
    // c reads from b, d from a: side by side in the order of what they read.
    const { nodes } = laid('a-d b-c');
    const [a, b, c, d] = nodes;
    expect(Math.sign((a?.x ?? 0) - (b?.x ?? 0))).toBe(Math.sign((d?.x ?? 0) - (c?.x ?? 0)));
  });

  it('draws two channels between the same stages beside each other', () => {
    const { edges } = laid('a-b a-b');
    expect(edges[0]?.label).not.toEqual(edges[1]?.label);
  });

  it('ends for a cycle, too', () => {
    const { nodes, edges } = laid('a-b b-c c-b c-d');
    expect(nodes.map(({ layer }) => layer)).toEqual([0, 1, 2, 3]);
    expect(edges).toHaveLength(4);
    expect(laid('a-a').nodes).toHaveLength(1);
  });

  it('lays out a hundred stages', () => {
    const edges = Array.from({ length: 300 }, (_, at) => ({ from: at % 60, to: 40 + ((at * 7) % 60) })).filter(
      ({ from, to }) => from < to,
    );
    expect(layOut(100, edges, SIZES, 'down').edges).toHaveLength(edges.length);
  });
});

describe('positions that are kept apart', () => {
  it('stay where they are wanted when they are far enough apart', () => {
    expect(separated([0, 10, 30], [5, 5])).toEqual([0, 10, 30]);
  });

  it('move as little as can be, around the middle of what is wanted', () => {
    expect(separated([0, 0], [10])).toEqual([-5, 5]);
    expect(separated([0, 1, 50], [10, 10])).toEqual([-4.5, 5.5, 50]);
    expect(separated([5, 0], [10])).toEqual([-2.5, 7.5]);
  });
});
