/** A comparison as a test of one value of a record. */
import type { Field } from '#contract/pipelines/fields.ts';
import type { Json } from '#contract/plugins/json.ts';
import { addressTest, type AddressMemory } from './address-sets.ts';
import type { Comparison, SizeOperator, TextComparison } from './comparison.ts';

/** Never called with null. */
export type ValueTest = (value: Json) => boolean;

export function valueTest(comparison: Comparison, field: Field, memory: AddressMemory): ValueTest {
  switch (comparison.kind) {
    case 'number':
      return numberTest(comparison.operator, comparison.numbers);
    case 'time':
      return timeTest(comparison.operator, comparison.times);
    case 'address': {
      const test = addressTest(comparison.exact, comparison.networks, memory);
      return (value) => typeof value === 'string' && test(value);
    }
    case 'boolean': {
      const { wanted } = comparison;
      return (value) => typeof value === 'boolean' && wanted.includes(value);
    }
    case 'text':
      return textTest(comparison, field);
    case 'any': {
      const { texts, numbers } = comparison;
      return (value) => {
        if (typeof value === 'number') return numbers.has(value);
        return (typeof value === 'string' || typeof value === 'boolean') && texts.has(String(value));
      };
    }
  }
}

function numberTest(operator: SizeOperator, numbers: readonly number[]): ValueTest {
  const number = numbers[0]!;
  switch (operator) {
    case '=':
      return (value) => value === number;
    case '<':
      return (value) => typeof value === 'number' && value < number;
    case '<=':
      return (value) => typeof value === 'number' && value <= number;
    case '>':
      return (value) => typeof value === 'number' && value > number;
    case '>=':
      return (value) => typeof value === 'number' && value >= number;
    case 'in': {
      const set = new Set<Json>(numbers);
      return (value) => set.has(value);
    }
  }
}

function timeTest(operator: SizeOperator, times: readonly string[]): ValueTest {
  const time = times[0]!;
  switch (operator) {
    case '=':
      return (value) => value === time;
    case '<':
      return (value) => typeof value === 'string' && value < time;
    case '<=':
      return (value) => typeof value === 'string' && value <= time;
    case '>':
      return (value) => typeof value === 'string' && value > time;
    case '>=':
      return (value) => typeof value === 'string' && value >= time;
    case 'in': {
      const set = new Set<Json>(times);
      return (value) => set.has(value);
    }
  }
}

function textTest({ test }: TextComparison, field: Field): ValueTest {
  if (field.type !== 'name') return (value) => typeof value === 'string' && test(value);
  const fold = folding(field);
  return (value) => typeof value === 'string' && test(fold(value));
}

const foldings = new Map<string, (text: string) => string>();

/** Lower case; the last of each field is kept, since rule after rule asks for it. */
function folding({ name }: Field): (text: string) => string {
  let fold = foldings.get(name);
  if (fold === undefined) {
    let last = '';
    let folded = '';
    fold = (text) => {
      if (text !== last) {
        last = text;
        folded = text.toLowerCase();
      }
      return folded;
    };
    foldings.set(name, fold);
  }
  return fold;
}
