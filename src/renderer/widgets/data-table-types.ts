import type { ReactNode } from 'react';

export interface DataColumn<Row> {
  readonly id: string;
  /** What to sort by, where that is not the id. */
  readonly sortBy?: string;
  readonly title: string;
  /** What all its values are in, beside the title: a unit. */
  readonly unit?: string;
  /** What exactly the column holds, for the header's tooltip. */
  readonly hint: string;
  /** Pixels. */
  readonly width: number;
  readonly minWidth?: number;
  readonly align?: 'left' | 'right';
  /** Addresses and other text that must be compared letter by letter. */
  readonly mono?: boolean;
  /** Whatever it shows is no wider than `width`: cut off only where it was made narrower, as each clip costs a browser a part of every frame. */
  readonly fits?: boolean;
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

/** `idle` and `ended` rows step back; what they say stays readable. */
export type RowTone = 'normal' | 'idle' | 'ended';

/** A cell, and where it is on screen. */
export interface CellPlace<Row> {
  readonly row: Row;
  readonly column: DataColumn<Row>;
  readonly rect: DOMRect;
}
