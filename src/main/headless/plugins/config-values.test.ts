import { describe, expect, it } from 'vitest';
import { success } from '#base/result.ts';
import { parseConfigValues } from './config-values.ts';

const schema = {
  type: 'object',
  properties: {
    name: { type: 'string' },
    limit: { type: 'integer' },
    on: { type: 'boolean' },
    list: { type: 'array', items: { type: 'string' } },
    maybe: { type: ['string', 'null'] },
    colour: { enum: ['red', 'green'] },
    box: { type: 'object' },
  },
};

describe('KEY=VALUE', () => {
  it.each([
    ['name=7', { name: '7' }],
    ['name=', { name: '' }],
    ['name=a=b', { name: 'a=b' }],
    ['limit=7', { limit: 7 }],
    ['on=true', { on: true }],
    ['list=["a","b"]', { list: ['a', 'b'] }],
    ['list=a, b', { list: ['a', 'b'] }],
    ['maybe=null', { maybe: null }],
    ['maybe=x', { maybe: 'x' }],
    ['colour=red', { colour: 'red' }],
    ['box={"a":1}', { box: { a: 1 } }],
    ['unknown=7', { unknown: 7 }],
    ['toString=x', { toString: 'x' }],
    // Wrong, which is for the schema to say.
    ['limit=many', { limit: 'many' }],
  ])('%s', (pair, expected) => {
    expect(parseConfigValues(schema, [pair])).toEqual(success(expected));
  });

  it('takes several, the last of a key counting', () => {
    expect(parseConfigValues(schema, ['limit=1', 'name=x', 'limit=2'])).toEqual(success({ limit: 2, name: 'x' }));
  });

  it.each(['limit', '=x', ''])('refuses "%s"', (pair) => {
    expect(parseConfigValues(schema, [pair])).toMatchObject({ ok: false, failure: { code: 'usage' } });
  });
});
