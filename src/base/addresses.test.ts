import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ByteText } from '#base/byte-text.ts';
import { formatAddress, parseAddress, writeAddress } from './addresses.ts';

describe('addresses as text', () => {
  it.each([
    // RFC 5952 §1 and §4
    ['2001:db8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
    ['2001:0db8::0001', '2001:db8::1'],
    ['2001:db8::0:1', '2001:db8::1'],
    ['2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
    ['2001:0:0:1:0:0:0:1', '2001:0:0:1::1'],
    ['2001:DB8::ABCD', '2001:db8::abcd'],
    ['::', '::'],
    ['::1', '::1'],
    ['1::', '1::'],
    ['fe80::', 'fe80::'],
    ['1:2:3:4:5:6:7:8', '1:2:3:4:5:6:7:8'],
    ['0:2:3:4:5:6:7:0', '0:2:3:4:5:6:7:0'],
    // §5
    ['::ffff:c000:201', '::ffff:192.0.2.1'],
    ['::ffff:192.0.2.1', '::ffff:192.0.2.1'],
    ['64:ff9b::192.0.2.33', '64:ff9b::c000:221'],
  ])('reads %s and writes %s', (text, canonical) => {
    const parsed = parseAddress(text);
    expect(parsed?.ipv6).toBe(true);
    expect(formatAddress(parsed!.words, 0, true)).toBe(canonical);
  });

  it('keeps IPv4 as IPv4-mapped words', () => {
    const parsed = parseAddress('192.0.2.255');
    expect(parsed).toEqual({ words: Uint32Array.of(0, 0, 0xffff, 0xc00002ff), ipv6: false });
    expect(formatAddress(parsed!.words, 0, false)).toBe('192.0.2.255');
  });

  it('writes the same as bytes', () => {
    const word = fc.oneof(fc.constant(0), fc.constant(0xffff), fc.integer({ min: 0, max: 2 ** 32 - 1 }));
    fc.assert(
      fc.property(fc.array(word, { minLength: 4, maxLength: 4 }), fc.boolean(), (words, ipv6) => {
        const out = new ByteText(1);
        writeAddress(out, Uint32Array.from(words), 0, ipv6);
        expect(out.toString()).toBe(formatAddress(Uint32Array.from(words), 0, ipv6));
      }),
    );
  });

  it.each([
    '',
    '1.2.3',
    '1.2.3.4.5',
    '1.2.3.256',
    '01.2.3.4',
    '1.2.3.4 ',
    '1..2.3',
    ':',
    ':::',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '1::2::3',
    '12345::',
    'g::',
    '1:2:3:4:5:6:7:8::',
    '::1:2:3:4:5:6:7:8',
    '1:',
    ':1',
    '::1%eth0',
    '::1/64',
    '::1.2.3',
    '1:2:3:4:5:6:7:1.2.3.4',
    'localhost',
    '@::',
  ])('refuses "%s"', (text) => {
    expect(parseAddress(text)).toBeNull();
  });

  it('reads back what it wrote', () => {
    const word = fc.oneof(fc.constant(0), fc.nat(0xffff), fc.integer({ min: 0, max: 0xffffffff }));
    fc.assert(
      fc.property(fc.tuple(word, word, word, word), (values) => {
        const words = Uint32Array.from(values);
        expect(parseAddress(formatAddress(words, 0, true))).toEqual({ words, ipv6: true });
      }),
    );
  });
});
