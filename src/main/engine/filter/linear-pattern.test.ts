import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseNetwork, addressTest, AddressMemory } from './address-sets.ts';
import { compilePattern } from './linear-pattern.ts';

function matches(pattern: string, text: string): boolean {
  const compiled = compilePattern(pattern);
  if (!compiled.ok) throw new Error(compiled.message);
  return compiled.test(text);
}

describe('compilePattern', () => {
  it('finds what JavaScript finds', () => {
    const { pattern } = fc.letrec<{ pattern: string }>((tie) => ({
      pattern: fc.oneof(
        { depthSize: 'medium' },
        fc.constantFrom('a', 'b', 'c', '.', '[ab]', '[^a]', '[a-b]', '\\w', '\\d', '\\S', '^', '$', ''),
        fc.tuple(tie('pattern'), tie('pattern')).map((parts) => parts.join('')),
        fc.tuple(tie('pattern'), tie('pattern')).map((parts) => `(?:${parts.join('|')})`),
        fc
          .tuple(tie('pattern'), fc.constantFrom('*', '+', '?', '{2}', '{1,2}', '{0,}', '*?'))
          .map(([part, times]) => `(${part})${times}`),
      ),
    }));
    const text = fc.string({ unit: fc.constantFrom('a', 'b', 'c', '1', ' ', '\n'), maxLength: 12 });
    fc.assert(
      fc.property(pattern, text, (source, value) => {
        expect(matches(source, value), source).toBe(new RegExp(source).test(value));
      }),
      { numRuns: 2000 },
    );
  });

  it('ignores case where it is told to', () => {
    expect(matches('(?i)^WwW\\.[a-c]$', 'www.B')).toBe(true);
    expect(matches('^WwW', 'www')).toBe(false);
  });

  it('takes time in proportion to the text where JavaScript does not', () => {
    // Steps are counted by the size of text and pattern, so this ends; backtracking would need 2^4000 of them.
    expect(matches('^(a*)*$', `${'a'.repeat(4000)}b`)).toBe(false);
    expect(matches('^(a|aa)+$', `${'a'.repeat(4000)}b`)).toBe(false);
    expect(matches('(.*,){20}x', 'a,'.repeat(2000))).toBe(false);
  });

  it.each([
    'a{1001}',
    '(a{1000}){1000}',
    '((((){1000}){1000}){1000}){1000}a{1000}b{1001}',
    'a**',
    '+a',
    '(',
    ')',
    '[a',
    'a\\',
    '[b-a]',
    '\\b',
    '(?<x>a)',
    'a{3,2}',
  ])('refuses %s', (pattern) => {
    expect(compilePattern(pattern).ok).toBe(false);
  });

  it('never throws', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.stringMatching(/^[()[\]{}*+?|^$\\.,0-9a-c-]*$/)),
        fc.string(),
        (pattern, text) => {
          const compiled = compilePattern(pattern);
          if (compiled.ok) compiled.test(text);
          else expect(compiled.message).not.toBe('');
        },
      ),
    );
  });
});

describe('networks', () => {
  it.each([
    ['10.0.0.0/8', '10.255.255.255', true],
    ['10.0.0.0/8', '11.0.0.0', false],
    ['10.1.2.3/8', '10.200.0.1', true],
    ['0.0.0.0/0', '203.0.113.9', true],
    ['0.0.0.0/0', '2001:db8::1', false],
    ['::/0', '203.0.113.9', false],
    ['192.0.2.128/25', '192.0.2.127', false],
    ['192.0.2.128/25', '192.0.2.128', true],
    ['2001:db8::/33', '2001:db8:7fff::1', true],
    ['2001:db8::/33', '2001:db8:8000::1', false],
    ['::1/128', '::1', true],
    ['255.255.255.255/32', '255.255.255.255', true],
    ['fe80::/10', 'febf::1', true],
    ['fe80::/10', 'fec0::1', false],
  ])('%s holds %s: %s', (network, address, expected) => {
    const parsed = parseNetwork(network)!;
    expect(addressTest(new Set(), [parsed], new AddressMemory())(address)).toBe(expected);
  });

  it.each(['10.0.0.0/33', '10.0.0/8', '::/129', '10.0.0.0/', '10.0.0.0/-1', 'x/8', '10.0.0.0/8/8', ''])(
    '%s is none',
    (text) => {
      expect(parseNetwork(text)).toBeNull();
    },
  );
});
