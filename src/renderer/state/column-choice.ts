/** Which columns of a table are shown, and in which order. Pure. */

export interface ColumnChoice {
  /** Ids as they were arranged; columns that are not in it have the place that they have by themselves. */
  readonly order: readonly string[];
  /** Only of columns that were shown or hidden by hand. */
  readonly shown: Readonly<Record<string, boolean>>;
}

export const NO_CHOICE: ColumnChoice = { order: [], shown: {} };

interface Choosable {
  readonly id: string;
  /** Shown until somebody hides it. */
  readonly standard: boolean;
}

export function isColumnChoice(value: unknown): value is ColumnChoice {
  if (typeof value !== 'object' || value === null || !('order' in value) || !('shown' in value)) return false;
  const { order, shown } = value;
  return (
    Array.isArray(order) &&
    order.every((id) => typeof id === 'string') &&
    typeof shown === 'object' &&
    shown !== null &&
    Object.values(shown).every((is) => typeof is === 'boolean')
  );
}

/** All columns in the chosen order. One that is new comes behind the one that it stands behind by itself. */
export function ordered<C extends Choosable>(columns: readonly C[], { order }: ColumnChoice): readonly C[] {
  const known = new Map(columns.map((column) => [column.id, column]));
  const result = order.map((id) => known.get(id)).filter((column) => column !== undefined);
  if (result.length === 0) return columns;
  const placed = new Set(result);
  for (const [at, column] of columns.entries()) {
    if (placed.has(column)) continue;
    const before = columns[at - 1];
    result.splice(before === undefined ? 0 : result.indexOf(before) + 1, 0, column);
    placed.add(column);
  }
  return result;
}

export function isShown({ id, standard }: Choosable, { shown }: ColumnChoice): boolean {
  return shown[id] ?? standard;
}

/** At least one: a table without columns could not be told from one without rows. */
export function shownColumns<C extends Choosable>(columns: readonly C[], choice: ColumnChoice): readonly C[] {
  const shown = ordered(columns, choice).filter((column) => isShown(column, choice));
  return shown.length > 0 ? shown : columns.slice(0, 1);
}

/** `before` null: to the end. */
export function withMoved<C extends Choosable>(
  columns: readonly C[],
  choice: ColumnChoice,
  id: string,
  before: string | null,
): ColumnChoice {
  if (id === before) return choice;
  const order = ordered(columns, choice)
    .map((column) => column.id)
    .filter((other) => other !== id);
  const at = before === null ? -1 : order.indexOf(before);
  order.splice(at < 0 ? order.length : at, 0, id);
  return { ...choice, order };
}

export function withShown<C extends Choosable>(
  columns: readonly C[],
  choice: ColumnChoice,
  id: string,
  is: boolean,
): ColumnChoice {
  const column = columns.find((each) => each.id === id);
  if (column === undefined) return choice;
  const { [id]: _now, ...others } = choice.shown;
  return { ...choice, shown: column.standard === is ? others : { ...others, [id]: is } };
}
