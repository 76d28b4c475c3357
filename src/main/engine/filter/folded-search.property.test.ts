/** A search that makes no text finds what a search in lower case finds. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { foldedSearch } from './folded-search.ts';

// The two characters that are ASCII in lower case only, and some that are so in no case.
const letters = Array.from('aAiIkKzZ.-_ 09*[\\^$/\u212a\u0130\u0307ßÄä\u{10400}');
const texts = fc.string({ unit: fc.constantFrom(...letters), maxLength: 6 });

it('finds what lower case finds', () => {
  fc.assert(
    fc.property(texts, texts, (text, sought) => {
      const lower = text.toLowerCase();
      const term = sought.toLowerCase();
      expect(foldedSearch(term)(text)).toBe(lower.includes(term));
      expect(foldedSearch(term, { atStart: true, atEnd: false })(text)).toBe(lower.startsWith(term));
      expect(foldedSearch(term, { atStart: false, atEnd: true })(text)).toBe(lower.endsWith(term));
      expect(foldedSearch(term, { atStart: true, atEnd: true })(text)).toBe(lower === term);
    }),
    { numRuns: 5000 },
  );
});
