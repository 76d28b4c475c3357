/** What was made up leads back to what it was made of, and to nothing else. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatAddress, parseAddress } from '#base/addresses.ts';
import { Redactor } from './redact.ts';

const keys = fc.uint8Array({ minLength: 16, maxLength: 16 });
const ipv4 = fc.ipV4();
const ipv6 = fc.ipV6().map((text) => {
  const { words } = parseAddress(text)!;
  return formatAddress(words, 0, true);
});
const special = fc.constantFrom(
  '10.1.2.3',
  '192.168.0.9',
  '127.0.0.1',
  '224.0.0.251',
  '255.255.255.255',
  'fe80::1',
  '::1',
  'fd00::5',
  'ff02::1:ff00:1',
  '64:ff9b::c000:201',
);
const addresses = fc.oneof(ipv4, ipv6, special).filter((text) => parseAddress(text) !== null);

describe('what was made up leads back', () => {
  it('from every address', () => {
    fc.assert(
      fc.property(keys, addresses, (key, address) => {
        const redactor = new Redactor(key);
        expect(redactor.real(redactor.address(address))).toBe(address);
      }),
      { numRuns: 500 },
    );
  });

  it('from networks: what is in the made-up one is made of what is in the real one', () => {
    fc.assert(
      fc.property(keys, ipv4, fc.integer({ min: 0, max: 32 }), (key, address, length) => {
        const redactor = new Redactor(key);
        const real = redactor.real(`${redactor.address(address)}/${length}`)!;
        const [network, bits] = real.split('/');
        const mask = length === 0 ? 0 : (0xffffffff << (32 - length)) >>> 0;
        const last = (text: string): number => (parseAddress(text)!.words[3]! & mask) >>> 0;
        expect(bits).toBe(String(length));
        expect(last(network!)).toBe(last(address));
      }),
      { numRuns: 300 },
    );
  });

  it.each([
    'www.example.com',
    'example.co.uk',
    'annas-laptop',
    'printer.local',
    '_secret._tcp.example.com',
    '*.example.com',
    'example.com.',
    'example.com:8080',
    'fileserver<20>',
    '[2001:db8::7]:443',
    '192.0.2.7:53',
    '7.2.0.192.in-addr.arpa',
    'b.a.9.8.7.6.5.0.4.0.0.0.3.0.0.0.2.0.0.0.1.0.0.0.0.0.0.0.1.2.3.4.ip6.arpa',
  ])('from the name of %s, whatever its case', (name) => {
    const redactor = new Redactor(new Uint8Array(16).fill(7));
    const made = redactor.name(name);
    expect(redactor.real(made)).toBe(name);
    expect(redactor.real(made.toUpperCase())?.toLowerCase()).toBe(name);
  });

  it('from no name that was not shown: a guess at a real one is told nothing', () => {
    const redactor = new Redactor(new Uint8Array(16).fill(7));
    redactor.name('www.example.com');
    expect(redactor.real('www.example.com')).toBeNull();
    expect(redactor.real('example.com')).toBeNull();
    expect(redactor.real('10.0.0.0/33')).toBeNull();
    expect(redactor.real('10.0.0.0/x')).toBeNull();
  });
});
