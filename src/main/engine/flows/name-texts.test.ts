import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readName } from '#main/engine/decode/dns-names.ts';
import { NameTexts } from './name-texts.ts';

const label = fc.uint8Array({ minLength: 1, maxLength: 63 });
const name = fc.array(label, { maxLength: 3 }).map((labels) => [...labels.flatMap((one) => [one.length, ...one]), 0]);

describe('texts of names', () => {
  it('are those that reading the name gives, however often and wherever it comes by', () => {
    const texts = new NameTexts();
    const names = fc.array(fc.tuple(name, fc.integer({ min: 12, max: 40 })), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(names, (each) => {
        for (const [wire, at] of [...each, ...each]) {
          const bytes = Uint8Array.from([...Array<number>(at).fill(0xee), ...wire, 0xee]);
          expect(texts.of(bytes, at, at + wire.length)).toBe(readName(bytes, 0, bytes.length, at));
        }
      }),
    );
  });

  it('keep the case, and stay apart where two names share a place', () => {
    const texts = new NameTexts();
    // More names than places.
    for (let round = 0; round < 2; round++) {
      for (let index = 0; index < 20_000; index++) {
        const text = `${index % 2 === 0 ? 'n' : 'N'}${String(index).padStart(5, '0')}`;
        const bytes = Uint8Array.from([...Array<number>(12).fill(0), 6, ...Buffer.from(text), 0]);
        if (texts.of(bytes, 12, 20) !== text) expect.fail(`${texts.of(bytes, 12, 20)} for ${text}`);
      }
    }
  });
});
