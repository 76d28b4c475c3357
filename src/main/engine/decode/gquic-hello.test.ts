import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readChlo, readGquicServerName, startsClearGquic } from './gquic-hello.ts';
import { chlo, octets } from './test-client-hello.ts';
import { bytesOf } from './test-frames.ts';

const hello = chlo({ PAD: '-'.repeat(60), SNI: 'www.example.com', VER: 'Q039', CCS: '12345678' });

/** Flags, connection id, version, packet number, checksum; then what differs. */
const q025 = [
  ...bytesOf('0d 13cd5be0ef8f5a08'),
  ...octets('Q025'),
  1,
  ...Array.from({ length: 12 }, () => 7),
  1,
  0xa0,
  1,
];
const q039 = [...bytesOf('09 13cd5be0ef8f5a08'), ...octets('Q039'), 1, ...Array.from({ length: 12 }, () => 7), 0xa0, 1];
const q046 = [
  0xc3,
  ...octets('Q046'),
  ...bytesOf('50 13cd5be0ef8f5a08 00000001'),
  ...Array.from({ length: 12 }, () => 7),
  0xa0,
  1,
];

function read(datagram: readonly number[]): string {
  const bytes = Uint8Array.from([9, 9, ...datagram, 0x41, 0x42]);
  const answer = readGquicServerName(bytes, 2, 2 + datagram.length);
  return answer.kind === 'name' ? answer.name : `(${answer.kind})`;
}

describe("Google's QUIC before encryption", () => {
  test.each([
    ['Q025', q025],
    ['Q039', q039],
    ['Q046', q046],
  ])('the name in the CHLO of %s', (_, header) => {
    const datagram = [...header, hello.length & 0xff, hello.length >> 8, ...hello, 0, 0, 0];
    expect(startsClearGquic(Uint8Array.from(datagram), 0, datagram.length)).toBe(true);
    expect(read(datagram)).toBe('www.example.com');
  });

  test('a packet without a CHLO, or one without a name, carries none', () => {
    expect(read([...q039, ...octets('x'.repeat(90))])).toBe('(none)');
    expect(read([...q039, ...chlo({ PAD: '--' })])).toBe('(none)');
    expect(read([...q039, ...chlo({ SNI: '' })])).toBe('(none)');
  });

  test('what was cut off before the name does not tell it', () => {
    const datagram = [...q039, ...hello];
    const nameEnd = datagram.length - 12;
    expect(read(datagram.slice(0, nameEnd))).toBe('www.example.com');
    expect(read(datagram.slice(0, nameEnd - 1))).toBe('(more)');
  });

  test('other datagrams are not, encrypted versions among them', () => {
    expect(read([...bytesOf('09 13cd5be0ef8f5a08'), ...octets('Q050'), ...hello])).toBe('(other)');
    expect(read([...bytesOf('08 13cd5be0ef8f5a08'), ...octets('Q039'), ...hello])).toBe('(other)');
    expect(read([...bytesOf('04'), ...octets('Q039'), ...hello])).toBe('(other)');
    expect(read(octets('CHLO'))).toBe('(other)');
  });

  test('values that run backwards, and too many of them, are no CHLO', () => {
    const backwards = hello.with(8 + 8 + 4, 3);
    expect(readChlo(Uint8Array.from(backwards), 0, backwards.length).kind).toBe('other');
    const many = hello.with(4, 129);
    expect(readChlo(Uint8Array.from(many), 0, many.length).kind).toBe('other');
  });

  test('any bytes: no throw', () => {
    const changes = fc.array(fc.tuple(fc.nat(150), fc.nat(255)), { maxLength: 5 });
    fc.assert(
      fc.property(changes, fc.nat(200), (edits, length) => {
        const datagram = [...q039, ...hello].slice(0, length);
        for (const [at, value] of edits) if (at < datagram.length) datagram[at] = value;
        expect(() => read(datagram)).not.toThrow();
      }),
      { numRuns: 1000 },
    );
  });
});
