import type { ReactNode } from 'react';

export interface DataColumn<Row> {
  /** Also the name to sort by. */
  readonly id: string;
  readonly title: string;
  /** What exactly the column holds, for the header's tooltip. */
  readonly hint: string;
  /** Pixels. */
  readonly width: number;
  readonly minWidth?: number;
  readonly align?: 'left' | 'right';
  /** Addresses and other text that must be compared letter by letter. */
  readonly mono?: boolean;
  /** Takes the room that is left. */
  readonly grow?: boolean;
  readonly sortable?: boolean;
  /** The first click shows the largest first. */
  readonly descendingFirst?: boolean;
  render(row: Row): ReactNode;
  /** The whole value, shown on hover. */
  tooltip?(row: Row): string | undefined;
}

export interface TableSort {
  readonly column: string;
  readonly descending: boolean;
}
