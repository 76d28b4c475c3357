import { homedir } from 'node:os';
import { expect, it } from 'vitest';
import { plainWords } from './plain-words.ts';

/** What must never be in a report, each in sentences as messages of errors have them. */
const PRIVATE = [
  'printer.corp.example.com',
  'xn--mnchen-3ya.example',
  'münchen.example',
  'alice@mail.example.org',
  '192.0.2.17',
  '198.51.100.7:443',
  '10.0.0.0/8',
  '2001:db8::8a2e:370:7334',
  'fe80::1%eth0',
  '::ffff:192.0.2.1',
  '02:42:ac:11:00:02',
  '02-42-ac-11-00-02',
  'https://intranet.example/wiki?q=1',
  '018f3a52-1c3f-7aaa-bbbb-cccccccccccc',
  'deadbeefcafe1234',
  '/srv/customers/acme.pcap',
  `${homedir()}/customers/acme.pcapng`,
  String.raw`C:\Users\alice\acme.pcap`,
  '_ldap._tcp.dc._msdcs.corp.example.com.',
];
const SENTENCES = [
  (name: string): string => `Cannot read ${name}`,
  (name: string): string => `no answer from ${name}, tried twice`,
  (name: string): string => `(${name})`,
  (name: string): string => `key=${name};`,
  (name: string): string => `[${name}]`,
];

it.each(PRIVATE)('takes out %s', (name) => {
  for (const sentence of SENTENCES) {
    const cleaned = plainWords(sentence(name));
    expect(cleaned).not.toContain(name);
    for (const part of name
      .split(/[^\p{L}\p{N}]+/u)
      .filter((word) => word.length > 3 && !/^(?:pcap|pcapng|https)$/.test(word))) {
      expect(cleaned, `${part} of ${name}`).not.toContain(part);
    }
  }
});

it.each([
  `"secret"`,
  `'secret'`,
  '`secret`',
  '“secret”',
  '„secret“',
  '«secret»',
  '’secret’',
  `"a \\" secret"`,
  `"secret`,
  `can't open 'secret'`,
  `'it's secret'`,
])('takes out what is quoted: %s', (text) => {
  expect(plainWords(`Unexpected ${text}`)).not.toContain('secret');
});

it.each([
  'Cannot read properties of undefined',
  'netloupe: the capture engine stopped with code 139',
  'ENOSPC: no space left on device, write',
  'wasmoon 1.16.0 and Node v20.20.0',
  'FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory',
  'cannot open /usr/lib/x86_64-linux-gnu/libpcap',
])('leaves %s as it is', (line) => {
  expect(plainWords(line)).toBe(line);
});

it('gives one short line of plain letters, whatever it gets', () => {
  const line = plainWords(`a\u001b[31mred\u001b[0m\nb\u202ec\u0007 ${'x '.repeat(5000)}`);
  expect(line).toMatch(/^[\x20-\x7e…]*$/);
  expect(line.length).toBeLessThanOrEqual(301);
});

it('takes time in proportion to what it is given', () => {
  for (const piece of ['a.', '"', "'", ':', '0:', '/a', 'a-', '0000', '“']) plainWords(piece.repeat(100_000));
});
