import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ByteText } from './byte-text.ts';

function written(write: (out: ByteText) => void): string {
  const out = new ByteText(1);
  out.ascii('<');
  write(out);
  out.byte(0x3e);
  return new TextDecoder().decode(out.written());
}

describe('text as bytes', () => {
  it('writes any number as String does', () => {
    const numbers = fc.oneof(fc.double(), fc.maxSafeNat(), fc.maxSafeInteger(), fc.nat({ max: 2000 }));
    fc.assert(
      fc.property(numbers, (value) => {
        expect(written((out) => out.number(value))).toBe(`<${value}>`);
      }),
    );
    for (const value of [0, -0, 999_999_999, 1e9, 1e9 + 1, 2 ** 32, 2 ** 53 - 1, 2 ** 53, 1e21, Number.NaN]) {
      expect(written((out) => out.number(value))).toBe(`<${value}>`);
    }
  });

  it('writes decimals as String does of the quotient', () => {
    const units = fc.oneof(fc.maxSafeInteger(), fc.nat(), fc.integer({ min: 0, max: 1e15 }), fc.nat({ max: 5000 }));
    fc.assert(
      fc.property(units, fc.integer({ min: 1, max: 6 }), (value, decimals) => {
        expect(written((out) => out.decimal(value, decimals))).toBe(`<${value / 10 ** decimals}>`);
      }),
    );
    expect(written((out) => out.decimal(Number.NaN, 3))).toBe('<NaN>');
    expect(written((out) => out.decimal(1, 6))).toBe('<0.000001>');
    expect(written((out) => out.decimal(61_500_000, 6))).toBe('<61.5>');
  });

  it('writes digits with zeros in front, decimal and hexadecimal', () => {
    expect(written((out) => out.digits(42, 6))).toBe('<000042>');
    expect(written((out) => out.digits(999_999_999, 9))).toBe('<999999999>');
    expect(written((out) => out.hex(0xbeef, 4))).toBe('<beef>');
    expect(written((out) => out.hex(-1, 8))).toBe('<ffffffff>');
    expect(written((out) => out.hex(0xa5, 8))).toBe('<000000a5>');
  });

  it('writes any text as UTF-8, also where it has to grow', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' })), (texts) => {
        const out = new ByteText(1);
        for (const text of texts) out.utf8(text);
        expect(out.written()).toEqual(new TextEncoder().encode(texts.join('')));
      }),
    );
  });

  it('begins anew after it was cleared', () => {
    const out = new ByteText();
    out.ascii('old');
    out.clear();
    out.append(Uint8Array.of(0x6e, 0x65, 0x77));
    expect(out.toString()).toBe('new');
  });
});
