/**
 * Bytes by offset, as hex and as text. A stretch of them can stand out; one byte is under the pointer or, by arrow keys, under the
 * cursor, and is told to whoever asks.
 */
import { useElementSize } from '@mantine/hooks';
import { memo, useMemo, useState } from 'react';
import { formatCount } from '../display/units.ts';
import { words } from '../display/words.ts';
import classes from './hex-view.module.css';

export interface ByteRange {
  readonly at: number;
  readonly length: number;
}

export interface HexViewProps {
  readonly bytes: Uint8Array;
  readonly marked: ByteRange | null;
  /** The byte under the cursor. */
  readonly cursor: number | null;
  onCursor(offset: number): void;
  /** The byte under the pointer; null: none any more. */
  onPoint(offset: number | null): void;
}

/** Below it, eight bytes a line are all that fits. */
const WIDE = 486;
/** Bytes that are drawn at first, and with each wish for more. */
const STEP = 2048;

export function HexView({ bytes, marked, cursor, onCursor, onPoint }: HexViewProps): React.JSX.Element {
  const { ref, width } = useElementSize();
  const [limit, setLimit] = useState(STEP);
  const perRow = width >= WIDE ? 16 : 8;
  const shown = Math.min(bytes.length, limit);
  const rows = useMemo(
    () =>
      Array.from({ length: Math.ceil(shown / perRow) }, (_, row) =>
        bytes.subarray(row * perRow, Math.min(shown, (row + 1) * perRow)),
      ),
    [bytes, perRow, shown],
  );
  const say = words().details.bytes;
  const move = (by: number): void => onCursor(Math.max(0, Math.min(shown - 1, (cursor ?? -by) + by)));
  return (
    <div ref={ref} className={classes.view}>
      <div
        className={classes.rows}
        role="group"
        aria-label={say.label}
        tabIndex={0}
        data-testid="hex-view"
        onPointerMove={(event) => onPoint(offsetOf(event.target))}
        onPointerLeave={() => onPoint(null)}
        onClick={(event) => {
          const offset = offsetOf(event.target);
          if (offset !== null) onCursor(offset);
        }}
        onKeyDown={(event) => {
          const { key } = event;
          if (key === 'ArrowRight') move(1);
          else if (key === 'ArrowLeft') move(-1);
          else if (key === 'ArrowDown') move(perRow);
          else if (key === 'ArrowUp') move(-perRow);
          else if (key === 'Home') onCursor(0);
          else if (key === 'End') onCursor(shown - 1);
          else return;
          event.preventDefault();
          event.stopPropagation();
        }}
      >
        {rows.map((row, at) => {
          const start = at * perRow;
          return (
            <HexRow
              // Rows are places in the packet.
              key={start}
              bytes={row}
              start={start}
              perRow={perRow}
              from={marked === null ? 0 : clip(marked.at - start, row.length)}
              to={marked === null ? 0 : clip(marked.at + marked.length - start, row.length)}
              cursor={cursor === null || cursor < start || cursor >= start + row.length ? -1 : cursor - start}
            />
          );
        })}
      </div>
      {shown < bytes.length && (
        <button type="button" className={classes.more} onClick={() => setLimit(limit + STEP)}>
          {say.moreBytes(formatCount(Math.min(STEP, bytes.length - shown)))}
        </button>
      )}
    </div>
  );
}

const HexRow = memo(function HexRow({
  bytes,
  start,
  perRow,
  from,
  to,
  cursor,
}: {
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly perRow: number;
  /** The marked ones, within the row. */
  readonly from: number;
  readonly to: number;
  /** -1: not in this row. */
  readonly cursor: number;
}): React.JSX.Element {
  const cells = Array.from(bytes);
  const state = (at: number): { 'data-marked'?: true; 'data-cursor'?: true } => ({
    ...(at >= from && at < to ? { 'data-marked': true as const } : {}),
    ...(at === cursor ? { 'data-cursor': true as const } : {}),
  });
  return (
    <div className={classes.row} data-row={start}>
      <span className={classes.offset}>{start.toString(16).padStart(4, '0')}</span>
      <span className={classes.digits} data-per-row={perRow}>
        {cells.map((byte, at) => (
          <span key={at} className={classes.byte} data-at={start + at} data-half={at === 8} {...state(at)}>
            {byte.toString(16).padStart(2, '0')}
          </span>
        ))}
      </span>
      <span className={classes.text}>
        {cells.map((byte, at) => (
          <span key={at} className={classes.character} data-at={start + at} {...state(at)}>
            {byte > 0x20 && byte < 0x7f ? String.fromCharCode(byte) : byte === 0x20 ? '\u00A0' : '·'}
          </span>
        ))}
      </span>
    </div>
  );
});

function clip(at: number, length: number): number {
  return Math.max(0, Math.min(length, at));
}

function offsetOf(target: EventTarget): number | null {
  const at = target instanceof HTMLElement ? target.dataset['at'] : undefined;
  return at === undefined ? null : Number(at);
}
