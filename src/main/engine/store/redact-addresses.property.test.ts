import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatAddress } from '#base/addresses.ts';
import { isPrivateAddress } from '#main/engine/filter/derived-fields.ts';
import { AddressRedactor } from './redact-addresses.ts';
import { KeyedHash } from './redact-hash.ts';

const keys = fc.uint8Array({ minLength: 16, maxLength: 16 });
const ipv4 = fc.integer({ min: 0, max: 0xffffffff }).map((word) => Uint32Array.of(0, 0, 0xffff, word));
const ipv6 = fc
  .tuple(
    fc.oneof(
      fc.constantFrom(0, 0x64ff9b, 0xfe800000, 0xfd000000, 0xff020000, 0xff3e0040, 0x20010db8),
      fc.integer({ min: 0, max: 0xffffffff }),
    ),
    fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 0xffffffff })),
    fc.oneof(fc.constantFrom(0, 1, 0xffff), fc.integer({ min: 0, max: 0xffffffff })),
    fc.oneof(fc.constantFrom(0, 1, 0xff000001), fc.integer({ min: 0, max: 0xffffffff })),
  )
  .map((words) => Uint32Array.from(words));
const addresses = fc.oneof(ipv4, ipv6);

/** The second address differs from the first in this bit first, and anyhow behind it. */
const pairs = fc
  .tuple(addresses, addresses, fc.integer({ min: 0, max: 127 }))
  .map(([first, other, bit]) => ({ first, second: joined(first, other, bit), bit }));

function joined(first: Uint32Array, rest: Uint32Array, bit: number): Uint32Array {
  return first.map((word, i) => {
    const length = Math.min(32, Math.max(0, bit - i * 32));
    if (length === 32) return word;
    const own = length === 0 ? 0 : (word & (0xffffffff << (32 - length))) >>> 0;
    const turned = bit >> 5 === i ? ((word ^ (0x80000000 >>> length)) & (0x80000000 >>> length)) >>> 0 : null;
    const behind = 0xffffffff >>> (turned === null ? length : length + 1);
    return (own | (turned ?? 0) | (turned !== null && length === 31 ? 0 : rest[i]! & behind)) >>> 0;
  });
}

function common(left: Uint32Array, right: Uint32Array): number {
  for (let i = 0; i < 4; i++) if (left[i] !== right[i]) return i * 32 + Math.clz32(left[i]! ^ right[i]!);
  return 128;
}

function redacted(key: Uint8Array, words: Uint32Array): Uint32Array {
  const into = new Uint32Array(4);
  new AddressRedactor(new KeyedHash(key)).words(words, 0, into);
  return into;
}

describe('redacted addresses', () => {
  it('share as many leading bits as the real ones, so that no two become one', () => {
    fc.assert(
      fc.property(keys, pairs, (key, { first, second, bit }) => {
        expect(common(first, second)).toBe(bit);
        expect(common(redacted(key, first), redacted(key, second))).toBe(bit);
      }),
      { numRuns: 2000 },
    );
  });

  it('are the same within a run, however often and in whatever order they are asked for', () => {
    fc.assert(
      fc.property(keys, fc.array(addresses, { minLength: 1, maxLength: 40 }), (key, list) => {
        const all = new AddressRedactor(new KeyedHash(key));
        const into = new Uint32Array(4);
        for (const words of [...list, ...list.toReversed()]) {
          all.words(words, 0, into);
          expect([...into]).toEqual([...redacted(key, words)]);
        }
      }),
    );
  });

  it('are private where the real ones are, and only there', () => {
    fc.assert(
      fc.property(keys, addresses, fc.boolean(), (key, words, asIpv6) => {
        const ipv6Text = asIpv6 || words[0] !== 0 || words[1] !== 0 || words[2] !== 0xffff;
        expect(isPrivateAddress(redacted(key, words), 0, ipv6Text)).toBe(isPrivateAddress(words, 0, ipv6Text));
      }),
      { numRuns: 2000 },
    );
  });

  it('are others with another key', () => {
    fc.assert(
      fc.property(keys, keys, (one, other) => {
        fc.pre(one.join() !== other.join());
        const all = (key: Uint8Array): string =>
          Array.from(
            { length: 16 },
            (_, i) => redacted(key, Uint32Array.of(0, 0, 0xffff, 0x08000000 + i * 77_777))[3],
          ).join();
        expect(all(one)).not.toBe(all(other));
      }),
    );
  });
});

describe('what stays', () => {
  const redactor = new AddressRedactor(new KeyedHash(Uint8Array.from({ length: 16 }, (_, i) => i * 7)));

  it.each([
    '127.0.0.1',
    '127.0.0.53',
    '0.0.0.0',
    '224.0.0.251',
    '239.255.255.250',
    '255.255.255.255',
    '::',
    '::1',
    'ff02::fb',
    'ff02::1:2',
  ])('%s stays', (address) => expect(redactor.text(address)).toBe(address));

  it.each<[string, RegExp]>([
    ['10.1.2.3', /^10\./],
    ['172.20.1.1', /^172\.(1[6-9]|2\d|3[01])\./],
    ['192.168.178.1', /^192\.168\./],
    ['169.254.7.9', /^169\.254\./],
    ['fe80::1234:5678:9abc:def0', /^fe80::/],
    ['fd12:3456:789a::1', /^f[cd]/],
    ['ff02::1:ff9a:bcde', /^ff02::1:ff/],
    ['64:ff9b::8.8.8.8', /^64:ff9b::/],
  ])('%s becomes another one of its kind', (address, kind) => {
    expect(redactor.text(address)).toMatch(kind);
    expect(redactor.text(address)).not.toBe(address);
  });

  it('is nothing of an address that is written in another one', () => {
    const ipv4 = redactor.text('8.8.8.8')!;
    expect(redactor.text('::ffff:8.8.8.8')).toBe(`::ffff:${ipv4}`);
    const words = new Uint32Array(4);
    redactor.words(Uint32Array.of(0x64ff9b, 0, 0, 0x08080808), 0, words);
    expect(formatAddress(words, 0, false)).toBe(ipv4);
  });

  it('says nothing of what is no address', () => {
    expect(redactor.text('example.com')).toBeNull();
  });
});
