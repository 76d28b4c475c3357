import { words } from '../../display/words.ts';
import type { ByteScale } from '../../display/units.ts';

/** Columns of bytes, each in one unit. */
export const BYTE_COLUMNS = ['bytes_in', 'bytes_out', 'payload_bytes_in', 'payload_bytes_out'] as const;
export type ByteScales = Readonly<Record<(typeof BYTE_COLUMNS)[number], ByteScale>>;

/** What is said of a column. */
export function saidOf(id: SaidColumn): { readonly title: string; readonly hint: string } {
  return words().sessions.columns[id];
}
export type SaidColumn = keyof ReturnType<typeof words>['sessions']['columns'];
