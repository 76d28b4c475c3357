import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { parseFilter } from '#main/engine/filter/filter-parser.ts';
import { recordTest } from '#main/engine/filter/record-test.ts';
import { comparisonOf, conditionOf, MAX_FILTER, narrowed, type FilterScalar } from './filter-text.ts';

/** What the engine makes of it. */
function lets(filter: string, record: Readonly<Record<string, FilterScalar>>): boolean {
  const parsed = parseFilter(filter);
  if (!parsed.ok) throw new Error(`${filter}: ${parsed.mistake.message}`);
  return parsed.expression === null || recordTest(parsed.expression)({ record_type: 'session', ...record });
}

describe('a condition', () => {
  it.each([
    ['service', 'tls', 'service = tls'],
    ['dst_ip', '2001:db8::1', 'dst_ip = 2001:db8::1'],
    ['dst_port', 443, 'dst_port = 443'],
    ['midstream', true, 'midstream = true'],
    ['process', null, 'not process exists'],
    ['as_org', 'Example Networks, Inc.', 'as_org = "Example Networks, Inc."'],
    ['hostname', 'or', 'hostname = "or"'],
    ['hostname', '-x', 'hostname = "-x"'],
    ['hostname', '', 'hostname = ""'],
    ['hostname', '__proto__', 'hostname = __proto__'],
  ] as const)('on %s %s reads %s', (field, value, text) => {
    expect(conditionOf({ field, value })).toBe(text);
  });

  it('means the value, whatever text others chose', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 30 }), fc.string({ maxLength: 30 }), (value, other) => {
        const text = conditionOf({ field: 'hostname', value });
        // A name that is empty is none.
        expect(lets(text, { hostname: value })).toBe(true);
        const same = value.toLowerCase() === other.toLowerCase();
        if (!value.includes('"')) expect(lets(text, { hostname: other })).toBe(same);
      }),
    );
  });

  it.each(['__proto__', 'constructor', 'toString'])('means the name %s, which every object has', (value) => {
    expect(lets(conditionOf({ field: 'hostname', value }), { hostname: value })).toBe(true);
    expect(lets(conditionOf({ field: 'hostname', value }), { hostname: 'other' })).toBe(false);
  });

  it('can be a bound', () => {
    expect(comparisonOf({ field: 'bytes_in', value: 1500 }, '>=')).toBe('bytes_in >= 1500');
    const later = comparisonOf({ field: 'start_time', value: '2026-05-01T12:30:00.000001Z' }, '>=');
    expect(lets(later, { start_time: '2026-05-01T12:30:00.000001Z' })).toBe(true);
    expect(lets(later, { start_time: '2026-05-01T12:30:00.000000Z' })).toBe(false);
  });
});

describe('a filter that is narrowed', () => {
  it('keeps what was asked for, and says each thing once', () => {
    expect(narrowed('', 'service = tls', 'add')).toBe('service = tls');
    expect(narrowed('github', 'service = tls', 'add')).toBe('github and service = tls');
    expect(narrowed('github and service = tls', 'service = tls', 'add')).toBe('github and service = tls');
    expect(narrowed('github', 'service = tls', 'only')).toBe('service = tls');
    expect(narrowed('github', 'service = tls', 'exclude')).toBe('github and not service = tls');
  });

  it('takes back the opposite', () => {
    expect(narrowed('not service = tls', 'service = tls', 'add')).toBe('service = tls');
    expect(narrowed('a and service = tls && b', 'service = tls', 'exclude')).toBe('a and b and not service = tls');
    expect(narrowed('x', 'not process exists', 'exclude')).toBe('x and process exists');
    expect(narrowed('', 'dst_ip = 192.0.2.1 and dst_port = 53', 'exclude')).toBe(
      'not (dst_ip = 192.0.2.1 and dst_port = 53)',
    );
  });

  it('puts alternatives in parentheses', () => {
    expect(narrowed('a or b and c', 'd', 'add')).toBe('(a or b and c) and d');
    expect(narrowed('(a or b) and c', 'd', 'add')).toBe('(a or b) and c and d');
    expect(narrowed('name = "x or y"', 'd', 'add')).toBe('name = "x or y" and d');
    expect(narrowed('a||b', 'd', 'add')).toBe('(a||b) and d');
    expect(narrowed('a', 'd or e', 'add')).toBe('a and (d or e)');
    expect(narrowed('a', 'd or e', 'exclude')).toBe('a and not (d or e)');
    expect(narrowed('a', 'd or e', 'only')).toBe('d or e');
  });

  it('closes a quote that was left open', () => {
    expect(narrowed('"two words', 'd', 'add')).toBe('"two words" and d');
  });

  it('is never longer than the engine takes', () => {
    expect(narrowed('x'.repeat(MAX_FILTER), 'd', 'add')).toBeNull();
  });

  it('means both, for any filter that can be read', () => {
    const word = fc.constantFrom(
      'a',
      'b',
      'src_port = 1',
      'src_port != 1',
      '"a b"',
      'src_port in (1, 2)',
      '-a',
      'not b',
    );
    const filter = fc.letrec<{ all: string; some: string; term: string }>((tie) => ({
      all: fc
        .array(tie('term'), { minLength: 1, maxLength: 3 })
        .chain((terms) => fc.constantFrom(' ', ' and ', ' && ').map((joint) => terms.join(joint))),
      some: fc
        .array(tie('all'), { minLength: 1, maxLength: 3 })
        .chain((terms) => fc.constantFrom(' or ', '||', ' || ').map((joint) => terms.join(joint))),
      term: fc.oneof(
        { maxDepth: 2 },
        word,
        tie('some').map((inner) => `(${inner})`),
      ),
    })).some;
    const record = fc.record({
      hostname: fc.constantFrom('a', 'b', 'a b', 'c'),
      src_port: fc.constantFrom(1, 2, 3),
      service: fc.constantFrom('tls', 'dns'),
    });
    fc.assert(
      fc.property(filter, record, fc.constantFrom('add', 'exclude', 'only'), (before, row, how) => {
        const after = narrowed(before, conditionOf({ field: 'service', value: 'tls' }), how)!;
        const holds = row.service === 'tls';
        const kept = lets(before, row);
        expect(lets(after, row)).toBe(how === 'only' ? holds : kept && (how === 'add' ? holds : !holds));
      }),
      { numRuns: 500 },
    );
  });
});
