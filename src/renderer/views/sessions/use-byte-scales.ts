/** The units of the columns of bytes: of each, the one that suits the largest number in the window. */
import { useMemo } from 'react';
import type { ViewFrame } from '#contract/protocol.ts';
import { byteScale } from '../../display/units.ts';
import { largestCell } from '../../state/row-access.ts';
import { useTableState } from '../use-store.ts';
import { BYTE_COLUMNS, type ByteScales } from './said-columns.ts';

export function useByteScales(): ByteScales {
  const sizes = useTableState('sessions', ({ frame }) => sizesOf(frame));
  return useMemo(() => {
    const each = sizes.split(' ').map(Number);
    return Object.fromEntries(BYTE_COLUMNS.map((name, at) => [name, byteScale(each[at] ?? 0)])) as ByteScales;
  }, [sizes]);
}

let last: { readonly frame: ViewFrame | null; readonly sizes: string } = { frame: null, sizes: '' };

/** As text, so that it is the same for as long as nothing changes. */
function sizesOf(frame: ViewFrame | null): string {
  if (frame !== last.frame || last.sizes === '') {
    last = { frame, sizes: BYTE_COLUMNS.map((name) => byteScale(largestCell(frame, name)).size).join(' ') };
  }
  return last.sizes;
}
