import { describe, expect, it } from 'vitest';
import { checkExports } from './exports-check.ts';

function check(
  exported: Record<string, string>,
  symbols: Partial<Record<'sources' | 'sinks' | 'functions', string[]>> = {},
) {
  const found = {
    kindOf: (name: string) => exported[name] ?? null,
    names: Object.keys(exported).filter((name) => !name.includes('.')),
    members: (table: string) =>
      Object.keys(exported).flatMap((name) =>
        /^(\w+)\.(\w+)$/.exec(name)?.[1] === table ? [name.split('.')[1]!] : [],
      ),
  };
  const start = { main: 'main.lua', symbols: { sources: [], sinks: [], functions: [], ...symbols } };
  const checked = checkExports(found, start);
  return checked.ok ? checked.value : checked.fault.message;
}

describe('exports of a plugin', () => {
  it('are those that are used', () => {
    const exported = { receiver: 'function', test: 'function', helper: 'function', VERSION: 'string' };
    expect(check(exported)).toEqual(['receiver', 'test']);
  });

  it('that are none of those looked for are said beside them', () => {
    expect(check({ foo: 'function', bar: 'table' })).toBe(
      'main.lua exports none of receiver, receiver_bulk, receiver_dns, request, process, observers, sources, sinks, functions (found: foo, bar)',
    );
    expect(check({})).toBe(
      'main.lua exports none of receiver, receiver_bulk, receiver_dns, request, process, observers, sources, sinks, functions (found: nothing)',
    );
    expect(check({ init: 'function', test: 'function' })).toMatch(/none of .* \(found: init, test\)$/);
  });

  it('are observers, too, each by its name', () => {
    const observers = { observers: 'table', 'observers.tcp': 'function', 'observers.new_flow': 'function' };
    expect(check(observers)).toEqual(['observers', 'observers.new_flow', 'observers.tcp']);
    expect(check({ ...observers, receiver: 'function' })).toEqual([
      'receiver',
      'observers',
      'observers.new_flow',
      'observers.tcp',
    ]);
  });

  it('are parts of pipelines, too', () => {
    const sinks = { sinks: 'table', 'sinks.influx': 'table', 'sinks.influx.collect': 'function' };
    expect(check({ request: 'function', ...sinks }, { sinks: ['influx'] })).toEqual(['request', 'sinks.influx']);
    expect(check(sinks, { sinks: ['influx'] })).toEqual(['sinks.influx']);
    expect(check({ process: 'function' })).toEqual(['process']);
    expect(check({ functions: 'object', 'functions.hash': 'function' }, { functions: ['hash'] })).toEqual([
      'functions.hash',
    ]);
  });

  it('are all used where the manifest says nothing of parts', () => {
    const functions = {
      functions: 'object',
      'functions.a': 'function',
      'functions.b': 'object',
      'functions.b.exec': 'function',
    };
    expect(check(functions)).toEqual(['functions.a', 'functions.b']);
    expect(check({ sinks: 'object' })).toMatch(/exports none of .* \(found: sinks\)$/);
  });

  it('of the wrong kind are named', () => {
    expect(check({ receiver: 'table' })).toBe('main.lua exports receiver as a table, not as a function');
    expect(check({ receiver: 'function', init: 'string' })).toBe(
      'main.lua exports init as a string, not as a function',
    );
  });

  it('and the manifest name the same parts', () => {
    const sources = { sources: 'table', 'sources.a': 'table', 'sources.a.open': 'function' };
    expect(check({ receiver: 'function', ...sources }, { sources: ['a', 'b'], functions: ['c'] })).toBe(
      'plugin.json names sources that are not in the export sources of main.lua: b',
    );
    expect(check({ receiver: 'function', b: 'table' }, { sinks: ['b'] })).toBe(
      'plugin.json names sinks that are not in the export sinks of main.lua: b',
    );
    expect(check({ ...sources, functions: 'table', 'functions.c': 'function' }, { functions: ['c'] })).toBe(
      'main.lua exports sources that plugin.json does not name under symbols.sources: a',
    );
  });

  it('that are parts have what makes them one', () => {
    expect(check({ sinks: 'function' })).toBe('main.lua exports sinks as a function; it holds sinks by name');
    expect(check({ sinks: 'table', 'sinks.a': 'function' })).toBe(
      'main.lua exports sinks.a without a function collect',
    );
    expect(check({ sources: 'table', 'sources.a': 'table' })).toBe(
      'main.lua exports sources.a without a function open',
    );
    expect(check({ functions: 'table', 'functions.a': 'string' })).toBe(
      'main.lua exports functions.a without a function exec',
    );
  });
});
