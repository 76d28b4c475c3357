/**
 * Where the nodes and edges of a graph without cycles go: in layers, from those that nothing leads to, so that every edge
 * leads one way. All nodes have one size. An edge over several layers goes through places of its own in between, so that it
 * never crosses a node. Cycles are drawn, with edges that lead back. Pure and deterministic; hundreds of nodes take milliseconds.
 */
import { separated } from './separated.ts';

export interface GraphEdge {
  readonly from: number;
  readonly to: number;
}

export interface LayoutSizes {
  readonly width: number;
  readonly height: number;
  /** Between layers; labels of edges stand in it. */
  readonly layerGap: number;
  /** Between nodes of one layer. */
  readonly nodeGap: number;
}

export type LayoutDirection = 'right' | 'down';

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Layout {
  readonly width: number;
  readonly height: number;
  /** Top left corners; `layer` and `place` in it from 0. */
  readonly nodes: readonly (Point & { readonly layer: number; readonly place: number })[];
  readonly edges: readonly {
    /** Of an SVG path. */
    readonly path: string;
    /** Middle of the label: in the last gap, before the node that it leads to. */
    readonly label: Point;
  }[];
}

/** A node, or where a long edge goes through a layer. `along` and `across` are the centre's coordinates. */
interface Vertex {
  readonly node: number | null;
  readonly layer: number;
  readonly before: Vertex[];
  readonly after: Vertex[];
  across: number;
}

const PASS_WIDTH = 28;
const SWEEPS = 8;
const PORT_GAP = 26;

export function layOut(
  nodeCount: number,
  edges: readonly GraphEdge[],
  sizes: LayoutSizes,
  direction: LayoutDirection,
): Layout {
  const layers = layersOf(nodeCount, edges);
  const down = direction === 'down';
  const nodeAlong = down ? sizes.height : sizes.width;
  const nodeAcross = down ? sizes.width : sizes.height;
  const vertices = layers.map((layer, node): Vertex => ({ node, layer, before: [], after: [], across: 0 }));
  const rows: Vertex[][] = [];
  for (const vertex of vertices) (rows[vertex.layer] ??= []).push(vertex);
  const routes = edges.map((edge) => routeOf(edge, vertices, rows));

  const half = (vertex: Vertex): number => (vertex.node === null ? PASS_WIDTH : nodeAcross) / 2;
  const gap = (left: Vertex, right: Vertex): number => half(left) + sizes.nodeGap + half(right);
  for (const row of rows)
    settle(
      row,
      row.map(() => 0),
      gap,
    );
  for (let sweep = 0; sweep < SWEEPS; sweep++) sweepOver(rows, sweep % 2 === 0, gap);
  const least = Math.min(...rows.flat().map((vertex) => vertex.across - half(vertex)));
  const most = Math.max(...rows.flat().map((vertex) => vertex.across + half(vertex)));
  for (const vertex of rows.flat()) vertex.across -= least;

  const point = (along: number, across: number): Point => (down ? { x: across, y: along } : { x: along, y: across });
  const start = (layer: number): number => layer * (nodeAlong + sizes.layerGap);
  const ports = portsOf(routes, nodeAcross);
  return {
    ...extent(rows.length === 0 ? 0 : start(rows.length) - sizes.layerGap, rows.length === 0 ? 0 : most - least, down),
    nodes: vertices.map((vertex) => ({
      ...point(start(vertex.layer), vertex.across - nodeAcross / 2),
      layer: vertex.layer,
      place: (rows[vertex.layer] ?? []).filter((other) => other.node !== null).indexOf(vertex),
    })),
    edges: routes.map((route, at) => {
      const stops = route.map((vertex, step) => ({
        into: point(start(vertex.layer), vertex.across + (step === route.length - 1 ? (ports.into[at] ?? 0) : 0)),
        out: point(start(vertex.layer) + nodeAlong, vertex.across + (step === 0 ? (ports.out[at] ?? 0) : 0)),
      }));
      return drawn(stops, down);
    }),
  };
}

/** Longest way from a node that nothing leads to. Nodes of a cycle follow in the order in which they came. */
function layersOf(nodeCount: number, edges: readonly GraphEdge[]): number[] {
  const layers = Array.from({ length: nodeCount }, () => 0);
  const missing = Array.from({ length: nodeCount }, () => 0);
  for (const { to } of edges) missing[to] = (missing[to] ?? 0) + 1;
  const settled = new Set<number>();
  const ready = [...missing.keys()].filter((node) => missing[node] === 0);
  while (settled.size < nodeCount) {
    const node = ready.shift() ?? [...missing.keys()].find((other) => !settled.has(other));
    if (node === undefined) break;
    if (settled.has(node)) continue;
    settled.add(node);
    for (const { from, to } of edges) {
      if (from !== node || settled.has(to)) continue;
      layers[to] = Math.max(layers[to] ?? 0, (layers[node] ?? 0) + 1);
      missing[to] = (missing[to] ?? 0) - 1;
      if (missing[to] === 0) ready.push(to);
    }
  }
  return layers;
}

/** The edge's vertices from its first to its last, with new ones in the layers between. */
function routeOf({ from, to }: GraphEdge, vertices: readonly Vertex[], rows: readonly Vertex[][]): Vertex[] {
  const first = vertices[from];
  const last = vertices[to];
  if (first === undefined || last === undefined)
    throw new Error(`an edge leads from ${from} to ${to}, which is no node`);
  const route = [first];
  for (let layer = first.layer + 1; layer < last.layer; layer++) {
    const pass: Vertex = { node: null, layer, before: [], after: [], across: 0 };
    rows[layer]?.push(pass);
    route.push(pass);
  }
  route.push(last);
  for (const [at, vertex] of route.entries()) {
    const next = route[at + 1];
    if (next === undefined || next.layer <= vertex.layer) continue;
    vertex.after.push(next);
    next.before.push(vertex);
  }
  return route;
}

/** Orders and places each layer by where its neighbours of the layer before (or after) are. */
function sweepOver(rows: readonly Vertex[][], forward: boolean, gap: (left: Vertex, right: Vertex) => number): void {
  for (const row of forward ? rows : rows.toReversed()) {
    const wanted = new Map(
      row.map((vertex) => [vertex, middleOf(forward ? vertex.before : vertex.after, vertex.across)]),
    );
    // Stable: what has no preference stays in its order.
    row.sort((a, b) => (wanted.get(a) ?? 0) - (wanted.get(b) ?? 0));
    settle(
      row,
      row.map((vertex) => wanted.get(vertex) ?? 0),
      gap,
    );
  }
}

function settle(row: readonly Vertex[], wanted: readonly number[], gap: (left: Vertex, right: Vertex) => number): void {
  const gaps = row.slice(1).map((vertex, at) => gap(row[at] ?? vertex, vertex));
  for (const [at, across] of separated(wanted, gaps).entries()) {
    const vertex = row[at];
    if (vertex !== undefined) vertex.across = across;
  }
}

function middleOf(neighbours: readonly Vertex[], otherwise: number): number {
  if (neighbours.length === 0) return otherwise;
  return neighbours.reduce((sum, { across }) => sum + across, 0) / neighbours.length;
}

/** How far from the middle of its node each edge begins and ends: side by side, in the order of where they lead. */
function portsOf(routes: readonly Vertex[][], nodeAcross: number): { readonly out: number[]; readonly into: number[] } {
  const side = (
    own: (route: readonly Vertex[]) => Vertex | undefined,
    other: (route: readonly Vertex[]) => Vertex | undefined,
  ): number[] => {
    const offsets = routes.map(() => 0);
    const groups = new Map<Vertex | undefined, number[]>();
    for (const [at, route] of routes.entries()) groups.set(own(route), [...(groups.get(own(route)) ?? []), at]);
    for (const group of groups.values()) {
      const step = Math.min(PORT_GAP, (nodeAcross - 24) / Math.max(1, group.length));
      const ordered = group.toSorted(
        (a, b) => (other(routes[a] ?? [])?.across ?? 0) - (other(routes[b] ?? [])?.across ?? 0),
      );
      for (const [place, at] of ordered.entries()) offsets[at] = (place - (group.length - 1) / 2) * step;
    }
    return offsets;
  };
  return {
    out: side(
      (route) => route[0],
      (route) => route[1],
    ),
    into: side(
      (route) => route.at(-1),
      (route) => route.at(-2),
    ),
  };
}

function drawn(
  stops: readonly { readonly into: Point; readonly out: Point }[],
  down: boolean,
): Layout['edges'][number] {
  let path = '';
  let label: Point = { x: 0, y: 0 };
  for (const [at, stop] of stops.entries()) {
    const next = stops[at + 1];
    path += at === 0 ? `M ${text(stop.out)}` : ` L ${text(stop.out)}`;
    if (next === undefined) break;
    const from = stop.out;
    const to = next.into;
    const bend = (down ? to.y - from.y : to.x - from.x) / 2;
    const [first, second] = down
      ? [
          { x: from.x, y: from.y + bend },
          { x: to.x, y: to.y - bend },
        ]
      : [
          { x: from.x + bend, y: from.y },
          { x: to.x - bend, y: to.y },
        ];
    path += ` C ${text(first)} ${text(second)} ${text(to)}`;
    label = { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 };
    if (at + 1 === stops.length - 1) break;
  }
  return { path, label };
}

function text({ x, y }: Point): string {
  return `${Math.round(x * 10) / 10} ${Math.round(y * 10) / 10}`;
}

function extent(along: number, across: number, down: boolean): { readonly width: number; readonly height: number } {
  return down ? { width: across, height: along } : { width: along, height: across };
}
