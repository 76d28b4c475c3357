/** The series of a frame as they are drawn: rates, with their names and looks. */
import { useMemo } from 'react';
import type { OverviewFrame } from '#contract/views/sums.ts';
import { words } from '../../display/words.ts';
import { OTHERS, type CategoryLook } from '../../state/category-looks.ts';
import { useOverview } from './use-overview.ts';

export interface ShownSeries {
  readonly key: string;
  readonly name: string;
  readonly filter: string | null;
  readonly fill: CategoryLook;
  readonly bytesIn: number;
  readonly bytesOut: number;
  /** Bytes a second, a value a bucket. */
  readonly above: readonly number[];
  readonly below: readonly number[];
}

export function useShownSeries({ by, series, bucketSeconds }: OverviewFrame): readonly ShownSeries[] {
  const looks = useOverview((state) => state.looks);
  const say = words().overview.chart;
  return useMemo(() => {
    const told = series.filter(({ isOther }) => !isOther);
    const fills = looks.of(
      by,
      told.map(({ label }) => label),
    );
    return series.map((each, at) => ({
      key: each.isOther ? 'other' : `of ${each.label ?? ''}`,
      name: each.isOther ? say.other : (each.label ?? say.unknown),
      filter: each.filter,
      fill: each.isOther ? OTHERS : (fills[at] ?? OTHERS),
      bytesIn: each.bytes_in,
      bytesOut: each.bytes_out,
      above: each.in.map((bytes) => bytes / bucketSeconds),
      below: each.out.map((bytes) => bytes / bucketSeconds),
    }));
  }, [by, series, bucketSeconds, looks, say]);
}
