import { describe, expect, it } from 'vitest';
import { asJson } from './json-value.ts';

function problemOf(value: unknown): string {
  const checked = asJson(value);
  return checked.ok ? 'none' : checked.problem;
}

describe('values as JSON', () => {
  it('are what JSON.stringify makes of them', () => {
    const value = { a: [1, 'two', null, true, { b: undefined }], when: new Date(0), nested: { list: [[]] } };
    const checked = asJson(value);
    expect(checked.ok && checked.value).toEqual(JSON.parse(JSON.stringify(value)));
  });

  it('are copies', () => {
    const value = { list: [1] };
    const checked = asJson(value);
    value.list.push(2);
    expect(checked).toEqual({ ok: true, value: { list: [1] } });
  });

  it('may hold the same part twice, and any key', () => {
    const part = { x: 1 };
    const checked = asJson({ a: part, b: part, ['__proto__']: 'kept' });
    expect(checked.ok && JSON.stringify(checked.value)).toBe('{"a":{"x":1},"b":{"x":1},"__proto__":"kept"}');
  });

  it('that are none are named', () => {
    const cyclic: unknown[] = [];
    cyclic.push({ again: cyclic });
    expect(problemOf(() => 1)).toBe('a function, which is not JSON');
    expect(problemOf({ items: [1, { run() {} }] })).toBe('a function at items[1].run, which is not JSON');
    expect(problemOf(undefined)).toBe('nothing, which is not JSON');
    expect(problemOf(cyclic)).toBe('something that contains itself at [0].again, which is not JSON');
    expect(problemOf({ n: Number.NaN })).toBe('the number NaN at n, which is not JSON');
    expect(problemOf(12n)).toBe('a bigint, which is not JSON');
    expect(problemOf(new Map())).toBe('a Map, which is not JSON');
    expect(problemOf(Promise.resolve(1))).toBe('a promise that was not awaited, which is not JSON');
    expect(problemOf(new Uint8Array(2))).toBe('bytes, which is not JSON');
  });

  it('end where they are nested without end', () => {
    let deep: unknown = 1;
    for (let level = 0; level < 5000; level++) deep = [deep];
    expect(problemOf(deep)).toMatch(/^something nested deeper than 100/);
    const endless = { toJSON: (): unknown => ({ ...endless }) };
    expect(problemOf(endless)).toMatch(/^something nested deeper than 100/);
  });
});
