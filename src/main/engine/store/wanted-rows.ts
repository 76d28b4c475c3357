/** Which rows a view, an export or a sum is about: those that pass a filter and belong to a stretch of time. */
import type { TimeRange, TimeSpan } from '#contract/views/time-range.ts';
import type { Test } from '#main/engine/filter/field-tests.ts';
import type { RowFields } from '#main/engine/filter/row-fields.ts';
import type { RowFilter } from '#main/engine/filter/row-filter.ts';
import { rowTest } from '#main/engine/filter/row-test.ts';
import { MICROSECONDS_PER_SECOND } from '#base/units.ts';

/** What is asked of rows. */
export interface Asked<Row> {
  readonly fields: RowFields<Row>;
  /** Whether a row belongs to a stretch of time, both ends included. */
  within(span: TimeSpan): Test<Row>;
}

/** Null: every row. The test may be kept as long as the rows can be read, and as long as the span holds. */
export function wantedRows<Row>(filter: RowFilter, span: TimeSpan | null, asked: Asked<Row>): Test<Row> | null {
  if (filter.mistake !== null) return () => false;
  const passes = filter.expression === null ? null : rowTest(filter.expression, asked.fields);
  if (span === null) return passes;
  const within = asked.within(span);
  return passes === null ? within : (row) => within(row) && passes(row);
}

/** The range as it is now; null: everything. `latestUs`: where the capture has got to; null: nowhere. */
export function spanOf(range: TimeRange | null, latestUs: number | null): TimeSpan | null {
  if (range === null) return null;
  if (range.kind === 'between') return { fromUs: range.fromUs, toUs: range.toUs };
  return latestUs === null ? null : { fromUs: latestUs - range.seconds * MICROSECONDS_PER_SECOND, toUs: latestUs };
}
