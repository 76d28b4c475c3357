/** What a key means in a table, given where its cursor is. Pure. */

export interface TablePlace {
  /** Index of the row with the cursor; null where no row has it. */
  readonly row: number | null;
  readonly column: number;
  /** The cursor is on the headers. */
  readonly inHeader: boolean;
  readonly rowCount: number;
  readonly columnCount: number;
  readonly firstVisible: number;
  /** Rows on screen but one. */
  readonly page: number;
}

export type TableAction =
  | { readonly kind: 'row'; readonly index: number }
  | { readonly kind: 'column'; readonly index: number }
  | { readonly kind: 'header' | 'sort' | 'open' | 'close' | 'menu' | 'copy' };

export interface PressedKey {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
}

/** Null: not the table's. */
export function tableAction(pressed: PressedKey, place: TablePlace): TableAction | null {
  const { key } = pressed;
  if (pressed.altKey) return null;
  if (pressed.ctrlKey || pressed.metaKey) return key === 'c' && place.row !== null ? { kind: 'copy' } : null;
  if (key === 'ContextMenu' || (key === 'F10' && pressed.shiftKey)) return { kind: 'menu' };
  if (key === 'ArrowLeft') return { kind: 'column', index: Math.max(0, place.column - 1) };
  if (key === 'ArrowRight') return { kind: 'column', index: Math.min(place.columnCount - 1, place.column + 1) };
  return place.inHeader ? inHeader(key, place) : inBody(key, place);
}

function inHeader(key: string, { row, firstVisible }: TablePlace): TableAction | null {
  if (key === 'Enter' || key === ' ') return { kind: 'sort' };
  if (key === 'ArrowDown' || key === 'j' || key === 'Escape') return { kind: 'row', index: row ?? firstVisible };
  return null;
}

function inBody(key: string, place: TablePlace): TableAction | null {
  const { row, rowCount, firstVisible, page } = place;
  const from = row ?? firstVisible - 1;
  switch (key) {
    case 'ArrowDown':
    case 'j':
      return { kind: 'row', index: from + 1 };
    case 'ArrowUp':
      return row === null || row === 0 ? { kind: 'header' } : { kind: 'row', index: row - 1 };
    case 'k':
      return { kind: 'row', index: row === null ? firstVisible : row - 1 };
    case 'PageDown':
      return { kind: 'row', index: from + page };
    case 'PageUp':
      return { kind: 'row', index: from - page };
    case 'Home':
    case 'g':
      return { kind: 'row', index: 0 };
    case 'End':
    case 'G':
      return { kind: 'row', index: rowCount - 1 };
    case 'Enter':
      return row === null ? { kind: 'row', index: firstVisible } : { kind: 'open' };
    case 'Escape':
      return row === null ? null : { kind: 'close' };
    default:
      return null;
  }
}
