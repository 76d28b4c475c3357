/** What sessions are sorted by: numbers and words straight out of the columns, text only where there is nothing else. */
import { SESSION_COLUMNS, type SessionColumn } from '#contract/records.ts';
import { IN, OUT, type SessionColumns, type Slot } from '#main/engine/flows/session-columns.ts';
import { isMidstream, outOfOrder, retransmissions } from '#main/engine/flows/session-view.ts';
import type { ObservedColumns } from './observed-columns.ts';
import type { SessionCells } from './session-cells.ts';
import type { SortKey } from './sort-key.ts';

type NumberOf = (slot: Slot) => number;

/** Null for a column that does not exist. */
export function sessionSortKey(data: SessionColumns, cells: SessionCells, column: string): SortKey | null {
  const number = sessionNumber(data, cells, column);
  if (number !== null) return { kind: 'number', value: number };
  if (!isSessionColumn(column)) return null;
  if (column === 'src_ip' || column === 'dst_ip') {
    const at = (slot: Slot): number => (column === 'src_ip' ? data.initiatorAt(slot) : data.responderAt(slot));
    return { kind: 'words', count: 4, words: () => data.unsigned, at };
  }
  return { kind: 'text', value: cells[column] as (slot: Slot) => string | null };
}

/** False before true, and what is not known last. */
export function observedSortKey(observed: ObservedColumns, position: number): SortKey {
  if (observed.isText(position))
    return { kind: 'text', value: (slot) => observed.value(slot, position) as string | null };
  return {
    kind: 'number',
    value: (slot) => {
      const value = observed.value(slot, position);
      return value === null ? Number.NaN : Number(value);
    },
  };
}

/** NaN where a session has none. `packets` is no column of the record, but one of the view: both ways together. */
function sessionNumber(data: SessionColumns, cells: SessionCells, column: string): NumberOf | null {
  switch (column as SessionColumn | 'packets') {
    case 'packets':
      return (slot) => data.packets(slot, OUT) + data.packets(slot, IN);
    case 'session_id':
      return (slot) => data.serial(slot);
    case 'start_time':
      return (slot) => data.startTime(slot);
    case 'end_time':
      return (slot) => data.lastTime(slot);
    case 'duration_s':
      return (slot) => data.lastTime(slot) - data.startTime(slot);
    case 'state':
      return (slot) => data.state(slot);
    case 'protocol_num':
      return (slot) => data.protocol(slot);
    case 'src_port':
    case 'dst_port': {
      const port = cells[column as 'src_port' | 'dst_port'];
      return (slot) => port(slot) ?? Number.NaN;
    }
    case 'packets_out':
      return (slot) => data.packets(slot, OUT);
    case 'packets_in':
      return (slot) => data.packets(slot, IN);
    case 'bytes_out':
      return (slot) => data.wireBytes(slot, OUT);
    case 'bytes_in':
      return (slot) => data.wireBytes(slot, IN);
    case 'payload_bytes_out':
      return (slot) => data.payloadBytes(slot, OUT);
    case 'payload_bytes_in':
      return (slot) => data.payloadBytes(slot, IN);
    case 'rtt_ms':
      return (slot) => data.roundTripMs(slot);
    case 'retransmissions_out':
      return (slot) => retransmissions(data, slot, OUT) ?? Number.NaN;
    case 'retransmissions_in':
      return (slot) => retransmissions(data, slot, IN) ?? Number.NaN;
    case 'out_of_order_out':
      return (slot) => outOfOrder(data, slot, OUT) ?? Number.NaN;
    case 'out_of_order_in':
      return (slot) => outOfOrder(data, slot, IN) ?? Number.NaN;
    case 'midstream':
      return (slot) => (isMidstream(data, slot) ? 1 : 0);
    case 'pid':
    case 'asn': {
      const number = cells[column as 'pid' | 'asn'];
      return (slot) => number(slot) ?? Number.NaN;
    }
    default:
      return null;
  }
}

function isSessionColumn(column: string): column is SessionColumn {
  return SESSION_COLUMNS.includes(column as SessionColumn);
}
