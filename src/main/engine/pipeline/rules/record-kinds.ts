/** Sets of kinds of records, as bits: which rules a record need not be held against at all. */
import { ownValue } from '#base/own-value.ts';
import { FLAT_KINDS, type FlatKind } from '#contract/pipelines/fields.ts';
import { RECORD_TYPE_KEY, type PipelineRecord } from '#contract/pipelines/record.ts';

export type KindSet = number;

const bits: ReadonlyMap<string, number> = new Map(FLAT_KINDS.map((kind, index) => [kind, 1 << index]));
export const ALL_KINDS: KindSet = (1 << FLAT_KINDS.length) - 1;

export function kindSet(kinds: readonly FlatKind[]): KindSet {
  return kinds.reduce((set, kind) => set | bits.get(kind)!, 0);
}

/** Position of the record's kind in FLAT_KINDS. */
export function kindOf(record: PipelineRecord): number {
  switch (record[RECORD_TYPE_KEY]) {
    case 'session':
      return 0;
    case 'packet':
      return 1;
    case 'dns':
      return 2;
    case 'flow':
      return 3;
    default:
      return 4;
  }
}

/** The kinds whose `type` the test accepts. That of other records is not known. */
export function kindsOfType(test: (type: string) => boolean): KindSet {
  return FLAT_KINDS.reduce((set, kind) => (kind === 'other' || test(kind) ? set | bits.get(kind)! : set), 0);
}

/** What SysFlow calls types of records. Those of files and processes are known, but nothing here makes them. */
const SYSFLOW_TYPES: Readonly<Record<string, readonly FlatKind[]>> = {
  NF: ['session', 'flow'],
  NE: ['packet', 'dns'],
  PE: [],
  PF: [],
  FF: [],
  FE: [],
  KE: [],
};

/** What `prefilter` may list, ours and SysFlow's; undefined for anything else. */
export function prefilterKinds(name: string): KindSet | undefined {
  const sysflow = ownValue(SYSFLOW_TYPES, name);
  if (sysflow !== undefined) return kindSet(sysflow);
  return bits.get(name);
}

export const PREFILTER_NAMES: readonly string[] = [...FLAT_KINDS, ...Object.keys(SYSFLOW_TYPES)];

export function hasKind(set: KindSet, position: number): boolean {
  return (set & (1 << position)) !== 0;
}
