/** A condition as it was written, before names are looked up and values are understood. */
import type { AmongOperator, OrderOperator, TextOperator } from '#main/engine/filter/operators.ts';
import type { Place } from './mistakes.ts';

export interface Word {
  readonly text: string;
  readonly place: Place;
}

export interface Value extends Word {
  /** In quotes: never the name of a list. */
  readonly quoted: boolean;
}

export type Condition =
  | { readonly kind: 'and' | 'or'; readonly parts: readonly Condition[] }
  | { readonly kind: 'not'; readonly part: Condition }
  | { readonly kind: 'constant'; readonly value: boolean }
  /** A macro, or a field that is true or false. */
  | { readonly kind: 'name'; readonly name: Word }
  | { readonly kind: 'exists'; readonly field: Word }
  | {
      readonly kind: 'compare';
      readonly field: Word;
      readonly operator: OrderOperator | TextOperator;
      readonly value: Value;
    }
  | {
      readonly kind: 'among';
      readonly field: Word;
      readonly operator: AmongOperator;
      readonly values: readonly Value[];
    }
  | {
      readonly kind: 'window';
      readonly window: WindowCall;
      /** Null: the function itself is true or false. */
      readonly comparison: { readonly operator: OrderOperator; readonly value: Value } | null;
    };

/** `count_distinct(dst_port) by (src_ip, dst_ip) within 60s learn 10m` */
export interface WindowCall {
  readonly name: Word;
  readonly fields: readonly Word[];
  readonly by: readonly Word[];
  readonly within: Value | null;
  readonly learn: Value | null;
}

export const WINDOW_FUNCTIONS = [
  'count',
  'count_distinct',
  'sum',
  'intervals',
  'interval_mean',
  'interval_variation',
  'first_seen',
] as const;
export type WindowFunction = (typeof WINDOW_FUNCTIONS)[number];

export function isWindowFunction(name: string): name is WindowFunction {
  return (WINDOW_FUNCTIONS as readonly string[]).includes(name);
}
