import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseFilter } from './filter-parser.ts';
import { filterMistakeText } from './mistake-text.ts';

function told(filter: string): string[] {
  const parsed = parseFilter(filter);
  if (parsed.ok) throw new Error(`${filter} has no mistake`);
  return filterMistakeText(filter, parsed.mistake).split('\n');
}

/** What the line below marks. */
function marked([, line, below]: readonly string[]): string {
  const at = below!.indexOf('^');
  return [...line!].slice(at, below!.length).join('');
}

describe('a mistake in a filter as text', () => {
  it('is marked below its place', () => {
    expect(told('bytes > lots or a')).toEqual([
      'Filter, character 9: `bytes` expects a number of bytes such as `1500` or `10MB`, but found `lots`',
      '  bytes > lots or a',
      '          ^^^^',
    ]);
    expect(told('(a').slice(1)).toEqual(['  (a', '    ^']);
  });

  it('is found in a long filter, of which a part is shown', () => {
    const words = 'some words that are there '.repeat(20);
    const lines = told(`${words}dst_prt = 443 ${words}`);
    expect(lines[1]).toMatch(/^ {2}… .* …$/);
    expect(lines[1]!.length).toBeLessThan(80);
    expect(marked(lines)).toBe('dst_prt');
    expect(marked(told(`${words}dst_prt = 443`))).toBe('dst_prt');
    expect(marked(told(`dst_prt = 443 ${words}`))).toBe('dst_prt');
  });

  it('stays one line, and below its place, whatever the filter has in it', () => {
    expect(told('a\n\u0007b and\tdst_prt = 3').slice(1)).toEqual(['  a  b and dst_prt = 3', '           ^^^^^^^']);
    expect(marked(told('"\u{1f600}\u{1f600}" dst_prt = 3'))).toBe('dst_prt');
    const text = fc.string({ unit: 'binary', maxLength: 150 });
    fc.assert(
      fc.property(text, text, (before, after) => {
        const filter = `"${before.replaceAll('"', '')}" dst_prt = 3 "${after}`;
        expect(marked(told(filter))).toBe('dst_prt');
        expect(told(filter)).toHaveLength(3);
      }),
      { numRuns: 40 },
    );
  });
});
