import { describe, expect, it } from 'vitest';
import { checkExports } from './exports-check.ts';

function check(
  exported: Record<string, string>,
  symbols: Partial<Record<'sources' | 'sinks' | 'functions', string[]>> = {},
) {
  const found = { kindOf: (name: string) => exported[name] ?? null, names: Object.keys(exported) };
  const start = { main: 'main.lua', symbols: { sources: [], sinks: [], functions: [], ...symbols } };
  const checked = checkExports(found, start);
  return checked.ok ? checked.value : checked.fault.message;
}

describe('exports of a plugin', () => {
  it('are those that are used', () => {
    const exported = { receiver: 'function', test: 'function', helper: 'function', VERSION: 'string' };
    expect(check(exported)).toEqual(['receiver', 'test']);
    expect(check({ request: 'function', influx: 'table' }, { sinks: ['influx'] })).toEqual(['request', 'influx']);
  });

  it('that are none of those looked for are said beside them', () => {
    expect(check({ foo: 'function', bar: 'table' })).toBe(
      'main.lua exports none of receiver, receiver_bulk, receiver_dns, request (found: foo, bar)',
    );
    expect(check({})).toBe('main.lua exports none of receiver, receiver_bulk, receiver_dns, request (found: nothing)');
    expect(check({ init: 'function', test: 'function' })).toMatch(/none of .* \(found: init, test\)$/);
  });

  it('of pipelines wait for a later version', () => {
    expect(check({ observers: 'table', sinks: 'table' })).toBe(
      'main.lua exports observers, sinks, which this version of Netloupe does not run yet; ' +
        'it runs receiver, receiver_bulk, receiver_dns, request',
    );
    expect(check({ observers: 'table', receiver: 'function' })).toEqual(['receiver']);
  });

  it('of the wrong kind are named', () => {
    expect(check({ receiver: 'table' })).toBe('main.lua exports receiver as a table, not as a function');
    expect(check({ receiver: 'function', init: 'string' })).toBe(
      'main.lua exports init as a string, not as a function',
    );
  });

  it('that the manifest declares must be there', () => {
    expect(check({ receiver: 'function', a: 'function' }, { sources: ['a', 'b'], functions: ['c'] })).toBe(
      'plugin.json names symbols that main.lua does not export: b, c',
    );
  });
});
