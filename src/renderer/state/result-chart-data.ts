/** A result as something to draw: which of its columns, and their points. Pure. */
import type { SqlResult } from '#contract/history/answers.ts';
import type { SavedQuery } from '#contract/history/commands.ts';

type QueryChart = NonNullable<SavedQuery['chart']>;

export interface ChartPoints {
  readonly kind: 'line' | 'bar';
  /** `time`: epoch milliseconds; `number`: as they are; `text`: positions of `labels`. */
  readonly scale: 'time' | 'number' | 'text';
  readonly xs: readonly number[];
  readonly labels: readonly string[];
  readonly series: readonly { readonly name: string; readonly values: readonly (number | null)[] }[];
  /** Rows that were left out: there is no room for so many. */
  readonly leftOut: number;
}

const MOST_SERIES = 4;
const MOST_BARS = 30;
const MOST_POINTS = 4000;

/** What was `wanted` where the result has its columns, else what fits; null where there is nothing to draw. */
export function chartFor({ columns, rows }: SqlResult, wanted: QueryChart | null): QueryChart | null {
  const numbers = columns.filter(({ kind }) => kind === 'number').map(({ name }) => name);
  const names = new Set(columns.map(({ name }) => name));
  if (rows.length === 0 || numbers.length === 0) return null;
  if (wanted !== null && names.has(wanted.x) && wanted.y.every((name) => numbers.includes(name))) return wanted;
  const x = columns.find(({ kind }) => kind === 'time') ?? columns.find(({ kind }) => kind === 'text') ?? columns[0]!;
  const y = numbers.filter((name) => name !== x.name).slice(0, 2);
  if (y.length === 0) return null;
  return { kind: x.kind === 'time' ? 'line' : 'bar', x: x.name, y };
}

export function chartPoints({ columns, rows }: SqlResult, { kind, x, y }: QueryChart): ChartPoints {
  const at = columns.findIndex(({ name }) => name === x);
  const xKind = columns[at]?.kind;
  const scale = xKind === 'time' || xKind === 'number' ? xKind : 'text';
  const places = y.slice(0, MOST_SERIES).map((name) => columns.findIndex((column) => column.name === name));
  const known = rows.flatMap((row) => {
    const position = positionOf(row[at] ?? null, scale);
    return position === null ? [] : [{ row, position }];
  });
  const inOrder = scale === 'text' ? known : known.toSorted((a, b) => a.position - b.position);
  const most = kind === 'bar' && scale === 'text' ? MOST_BARS : MOST_POINTS;
  const shown = inOrder.slice(0, most);
  return {
    kind,
    scale,
    xs: shown.map(({ position }, index) => (scale === 'text' ? index : position)),
    labels: shown.map(({ row }) => String(row[at] ?? '')),
    series: places.map((place) => ({
      name: columns[place]?.name ?? '',
      values: shown.map(({ row }) => numberOf(row[place] ?? null)),
    })),
    leftOut: rows.length - shown.length,
  };
}

function positionOf(cell: SqlResult['rows'][number][number], scale: ChartPoints['scale']): number | null {
  if (scale === 'text') return 0;
  const position = scale === 'time' ? Date.parse(String(cell)) : numberOf(cell);
  return position === null || Number.isNaN(position) ? null : position;
}

function numberOf(cell: SqlResult['rows'][number][number]): number | null {
  const value = cell === null || cell === '' ? Number.NaN : Number(cell);
  return Number.isFinite(value) ? value : null;
}

/** Its numbers are bytes, as far as its name says. */
export function isBytes(name: string): boolean {
  return /(?:^|_)(?:bytes|received|sent|volume|size)(?:_|$)/i.test(name);
}
