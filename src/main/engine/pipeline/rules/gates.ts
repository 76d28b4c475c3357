/**
 * Gates: what a condition needs of one key of the record before anything else. Rules that ask for a port, an id or a word each are looked up by what the
 * record has there, so that a hundred of them cost about as much as the few that come into question.
 */
import type { Field } from '#contract/pipelines/fields.ts';
import type { PipelineRecord } from '#contract/pipelines/record.ts';
import type { Json } from '#contract/plugins/json.ts';
import { canonicalAddress } from '#main/engine/filter/address-sets.ts';
import type { Value } from './condition.ts';
import { numberLiteral } from '#main/engine/filter/literals.ts';

export interface Gate {
  readonly key: string;
  /** The condition can hold only for a record that has one of these there. */
  readonly values: readonly Json[];
}

/** Keys that have few values, so that they tell rules apart badly. */
const COMMON: ReadonlySet<string> = new Set([
  'direction',
  'state',
  'event',
  'interface',
  'status',
  'protocol_num',
  'protocol_name',
  'transport',
  'qclass',
  'rcode',
  'rcode_name',
]);

const READERS: Partial<Record<Field['type'], (text: string, field: Field) => Json>> = {
  text: (text) => text,
  number: (text, { unit }) => numberLiteral(text, unit),
  address: (text) => canonicalAddress(text),
};

/** Of a comparison for equality, or with a list; null where the field's values are not found by looking them up. */
export function gateOf(field: Field, values: readonly Value[]): Gate | null {
  const [key, other] = field.keys;
  if (key === undefined || other !== undefined || field.derived !== undefined) return null;
  const read = READERS[field.type];
  const literals =
    read === undefined ? [] : values.map(({ text }) => read(text, field)).filter((value) => value !== null);
  // A network is not found by looking it up.
  return literals.length === values.length && read !== undefined ? { key, values: literals } : null;
}

/** All must hold: any gate will do, best one that leaves the fewest records. */
export function gateOfAll(gates: readonly (Gate | null)[]): Gate | null {
  const known = gates.filter((gate) => gate !== null);
  return known.find(({ key }) => !COMMON.has(key)) ?? known[0] ?? null;
}

/** One must hold: there is a gate only where all are about the same key. */
export function gateOfAny(gates: readonly (Gate | null)[]): Gate | null {
  const [first] = gates;
  if (first === undefined || first === null || !gates.every((gate) => gate?.key === first.key)) return null;
  return { key: first.key, values: gates.flatMap((gate) => gate!.values) };
}

interface Gated {
  readonly gate: Gate | null;
}

/** Items by their gates. */
export class GateTable<T extends Gated> {
  private readonly always: readonly T[];
  private readonly keys: readonly {
    readonly key: string;
    readonly all: readonly T[];
    readonly byValue: Map<Json, T[]>;
  }[];

  constructor(items: readonly T[]) {
    this.always = items.filter(({ gate }) => gate === null);
    const names = new Set(items.flatMap(({ gate }) => (gate === null ? [] : [gate.key])));
    this.keys = [...names].map((key) => {
      const all = items.filter(({ gate }) => gate?.key === key);
      const byValue = new Map<Json, T[]>();
      for (const item of all) {
        for (const value of new Set(item.gate!.values)) {
          const known = byValue.get(value);
          if (known === undefined) byValue.set(value, [item]);
          else known.push(item);
        }
      }
      return { key, all, byValue };
    });
  }

  /** Items have been in the order of the table where this is true. */
  get isOrdered(): boolean {
    return this.keys.length === 0;
  }

  /** Calls back for each item that comes into question. */
  eachFor(record: PipelineRecord, take: (item: T) => void): void {
    for (const item of this.always) take(item);
    for (const { key, all, byValue } of this.keys) {
      const value = record[key];
      if (value === undefined || value === null) continue;
      // Of several values, any may be the one.
      const items = typeof value === 'object' ? all : byValue.get(value);
      if (items !== undefined) for (const item of items) take(item);
    }
  }
}
