import { expect, it } from 'vitest';
import { AddressNumbers } from './address-numbers.ts';

it('gives each address one number, in the order in which they are met, and its text back', () => {
  const addresses = new AddressNumbers();
  const numbers = new Map<string, number>();
  for (let round = 0; round < 2; round++) {
    for (let i = 0; i < 20_000; i++) {
      const ipv6 = i % 3 === 0;
      const words = ipv6 ? Uint32Array.of(0x20010db8, i, 0, i * 7) : Uint32Array.of(0, 0, 0xffff, 0x0a000000 + i);
      const number = addresses.of(words, 0, ipv6);
      const text = ipv6 ? null : `10.0.${i >> 8}.${i & 0xff}`;
      if (round === 0) expect(number).toBe(i);
      if (text !== null) {
        expect(addresses.text(number)).toBe(text);
        expect(numbers.get(text) ?? number).toBe(number);
        numbers.set(text, number);
      }
    }
  }
  expect(addresses.count).toBe(20_000);
});

it('tells the same words apart where one is written as IPv6', () => {
  const addresses = new AddressNumbers();
  const words = Uint32Array.of(9, 0, 0, 0xffff, 0xc0000201);
  expect([addresses.of(words, 1, false), addresses.of(words, 1, true), addresses.of(words, 1, false)]).toEqual([
    0, 1, 0,
  ]);
  expect([addresses.text(0), addresses.text(1)]).toEqual(['192.0.2.1', '::ffff:192.0.2.1']);
});
