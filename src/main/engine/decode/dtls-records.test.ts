import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readDtlsServerName } from './dtls-records.ts';
import { datagramHandshake, datagramRecord, helloBody, octets, serverName } from './test-client-hello.ts';

function read(datagram: readonly number[]): string {
  const bytes = Uint8Array.from([22, 0xfe, ...datagram, 0, 0, 1]);
  const answer = readDtlsServerName(bytes, 2, 2 + datagram.length);
  return answer.kind === 'name' ? answer.name : `(${answer.kind})`;
}

const body = helloBody({
  version: 0xfefd,
  sessionId: 4,
  cookie: [1, 2, 3, 4, 5],
  extensions: [[0x000a, [0, 2, 0, 29]], serverName('coap.example.net'), [0x0017, []]],
});

describe('[F60] a ClientHello in a datagram (RFC 6347 §4.2.2)', () => {
  test.each([0xfeff, 0xfefd, 0xfefc])('in a record of version %i', (version) => {
    expect(read(datagramRecord(datagramHandshake(body), version))).toBe('coap.example.net');
  });

  test('without extensions it carries none', () => {
    expect(read(datagramRecord(datagramHandshake(helloBody({ version: 0xfeff, cookie: [] }))))).toBe('(none)');
  });

  test('in fragments, in records of their own or together, in any order, overlapping', () => {
    const first = datagramHandshake(body, 0, 50);
    const second = datagramHandshake(body, 50, 61);
    const third = datagramHandshake(body, 44, body.length);
    expect(read(datagramRecord([...first, ...third]))).toBe('coap.example.net');
    expect(read([...datagramRecord(third), ...datagramRecord([...second, ...first])])).toBe('coap.example.net');
  });

  test('whose part with the name is in another datagram: it is not told', () => {
    expect(read(datagramRecord(datagramHandshake(body, 0, 50)))).toBe('(more)');
    expect(read(datagramRecord(datagramHandshake(body, 50, body.length)))).toBe('(more)');
  });

  test('whose fragments contradict each other is none', () => {
    const longer = datagramHandshake([...body, 0], 10, 20);
    expect(read(datagramRecord([...datagramHandshake(body, 0, 10), ...longer]))).toBe('(other)');
    const beyond = [1, 0, 0, 60, 0, 0, 0, 0, 50, 0, 0, 20, ...octets('x'.repeat(20))];
    expect(read(datagramRecord(beyond))).toBe('(other)');
  });

  test('that the snap length cut before the name: it is not told', () => {
    const datagram = datagramRecord(datagramHandshake(body));
    expect(read(datagram.slice(0, 60))).toBe('(more)');
  });

  test.each([1, 2, 7, 30])('any split into fragments of up to %i bytes, shuffled', (most) => {
    const sizes = fc.array(fc.integer({ min: 1, max: most }), { minLength: body.length, maxLength: body.length });
    fc.assert(
      fc.property(sizes, fc.nat(), (lengths, seed) => {
        const parts: number[][] = [];
        for (let at = 0; at < body.length;) {
          const to = Math.min(body.length, at + lengths[parts.length]!);
          parts.push(datagramRecord(datagramHandshake(body, at, to)));
          at = to;
        }
        const turned = parts.map((_, index) => parts[(index * 7 + seed) % parts.length]!);
        const whole = parts.length % 7 === 0 ? parts.toReversed() : turned;
        expect(read(whole.flat())).toBe('coap.example.net');
      }),
      { numRuns: 30 },
    );
  });
});

describe('other datagrams', () => {
  test("a server's handshake and records under way are DTLS without a name", () => {
    expect(read(datagramRecord([3, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0, 3, 0xfe, 0xfd, 0]))).toBe('(none)');
    expect(read(datagramRecord(octets('x'.repeat(30)), 0xfefd, 23, 1))).toBe('(none)');
    expect(read([...datagramRecord([1], 0xfefd, 20), ...datagramRecord([1, 2], 0xfefd, 22, 1)])).toBe('(none)');
  });

  test('trailing bytes that are no record, other types and versions are not DTLS', () => {
    expect(read([...datagramRecord(octets('x'.repeat(30)), 0xfefd, 23, 1), ...octets('y'.repeat(13))])).toBe('(other)');
    expect(read(datagramRecord(datagramHandshake(body), 0x0303))).toBe('(other)');
    expect(read(datagramRecord(datagramHandshake(body), 0xfefd, 30))).toBe('(other)');
    expect(read([22, 0xfe, 0xfd])).toBe('(other)');
    expect(read([])).toBe('(other)');
  });

  test('any bytes: no throw', () => {
    const sound = datagramRecord([...datagramHandshake(body, 0, 50), ...datagramHandshake(body, 40)]);
    const damaged = fc
      .array(fc.tuple(fc.nat(sound.length - 1), fc.integer({ min: 0, max: 255 })), { maxLength: 4 })
      .map((changes) => {
        const copy = [...sound];
        for (const [at, value] of changes) copy[at] = value;
        return copy;
      });
    fc.assert(
      fc.property(fc.oneof(fc.array(fc.nat(255), { maxLength: 100 }), damaged), (bytes) => {
        expect(() => read(bytes)).not.toThrow();
      }),
      { numRuns: 2000 },
    );
  });
});
