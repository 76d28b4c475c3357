import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { NameAnswer } from './name-answer.ts';
import {
  handshake,
  helloBody,
  type HelloShape,
  octets,
  record,
  records,
  rfc9001ClientHello,
  serverName,
  word,
} from './test-client-hello.ts';
import { bytesOf } from './test-frames.ts';
import { readTlsServerName } from './tls-records.ts';

/** Read from the middle of a buffer whose other bytes must not matter. */
function read(stream: readonly number[]): string {
  const bytes = Uint8Array.from([22, 3, 1, ...stream, 0, 0, 0, 9, 0xff, 0xff]);
  return textOf(readTlsServerName(bytes, 3, 3 + stream.length));
}

function textOf(answer: NameAnswer): string {
  return answer.kind === 'name' ? answer.name : `(${answer.kind})`;
}

function hello(shape: HelloShape): number[] {
  return handshake(helloBody(shape));
}

const rfcHello = [...bytesOf(rfc9001ClientHello)];
const grease: [number, number[]] = [0x3a3a, [0]];
const padded = hello({
  sessionId: 32,
  suites: 17,
  extensions: [
    grease,
    [0x002b, [2, 3, 4]],
    serverName('www.example.org'),
    [0x0015, Array.from({ length: 300 }, () => 0)],
  ],
});

describe('[F60] the server name of a ClientHello', () => {
  test('of the hello in RFC 9001 §A.2', () => {
    expect(read(record(rfcHello))).toBe('example.com');
  });

  test.each([0x0300, 0x0301, 0x0302, 0x0303, 0x0304])('whatever version the record claims: %i', (version) => {
    expect(read(record(padded, version))).toBe('www.example.org');
  });

  test.each([0x0200, 0x0305, 0x0400, 0x7f1c])('unless no TLS has that version: %i', (version) => {
    expect(read(record(padded, version))).toBe('(other)');
  });

  test('a hello without extensions, or without the name among them, carries none', () => {
    expect(read(record(hello({ version: 0x0300 })))).toBe('(none)');
    expect(read(record(hello({ extensions: [] })))).toBe('(none)');
    expect(read(record(hello({ extensions: [grease, [0x000a, [0, 2, 0, 29]]] })))).toBe('(none)');
  });

  test('RFC 6066 §3: the first name of type host_name; names of other types are passed over', () => {
    expect(read(record(hello({ extensions: [serverName([1, 'x'], [9, ''], 'a.example', 'b.example')] })))).toBe(
      'a.example',
    );
    expect(read(record(hello({ extensions: [serverName([1, 'x'])] })))).toBe('(none)');
  });

  test('an empty list, an empty name and lengths that overrun the extension carry none', () => {
    expect(read(record(hello({ extensions: [[0, []]] })))).toBe('(none)');
    expect(read(record(hello({ extensions: [serverName('')] })))).toBe('(none)');
    expect(read(record(hello({ extensions: [[0, [0, 9, 0, 0, 7, 0x61]]] })))).toBe('(none)');
  });

  test('is as sent: case, a final dot; octets that could disguise it are escaped', () => {
    expect(read(record(hello({ extensions: [serverName('WWW.Example.COM.')] })))).toBe('WWW.Example.COM.');
    expect(read(record(hello({ extensions: [serverName('a\n b\u00e9')] })))).toBe('a\\010\\032b\\195\\169');
  });

  test('further messages and records behind it do not matter', () => {
    const many = [...record([...padded, ...handshake([], 20)]), ...record([1], 0x0303, 20)];
    expect(read(many)).toBe('www.example.org');
  });

  test('is there as soon as its extension is, whether or not the rest comes', () => {
    const stream = record(padded);
    const nameEnd = stream.length - 304;
    expect(read(stream.slice(0, nameEnd))).toBe('www.example.org');
    expect(read(stream.slice(0, nameEnd - 1))).toBe('(more)');
  });
});

describe('[F60] split over records', () => {
  test('a byte at a time', () => {
    expect(
      read(
        records(
          rfcHello,
          rfcHello.map(() => 1),
        ),
      ),
    ).toBe('example.com');
  });

  test('the rest is waited for, but not behind a record of another type', () => {
    const begun = record(rfcHello.slice(0, 40));
    expect(read(begun)).toBe('(more)');
    expect(read([...begun, 22, 3])).toBe('(more)');
    expect(read([...begun, 21])).toBe('(none)');
    expect(read([...begun, ...record([1, 0], 0x0303, 21)])).toBe('(none)');
    expect(read([...begun, 22, 2])).toBe('(none)');
  });

  test('any split, and any part of it that has arrived', () => {
    const lengths = fc.array(fc.integer({ min: 1, max: 200 }), { maxLength: 40 });
    fc.assert(
      fc.property(lengths, fc.nat(1000), (sizes, cut) => {
        const stream = records(padded, sizes);
        expect(read(stream)).toBe('www.example.org');
        const part = read(stream.slice(0, Math.min(cut, stream.length)));
        expect(['(more)', 'www.example.org']).toContain(part);
      }),
    );
  });
});

describe('what else a stream may begin with', () => {
  test('the hello in the form of SSL 2.0 (RFC 5246 §E.2) is TLS without a name', () => {
    const body = [
      1,
      ...word(0x0301),
      ...word(6),
      ...word(0),
      ...word(16),
      0,
      0,
      4,
      1,
      0,
      0x80,
      ...octets('x'.repeat(16)),
    ];
    const ssl2 = [0x80, body.length, ...body];
    expect(read(ssl2)).toBe('(none)');
    for (let length = 1; length < 11; length++) expect(read(ssl2.slice(0, length))).toBe('(more)');
    expect(read([0x80, body.length + 1, ...body])).toBe('(other)');
    expect(read([0x80, body.length, 2, ...body.slice(1)])).toBe('(other)');
  });

  test("a server's first message is TLS without a name", () => {
    expect(read(record(handshake(helloBody(), 2)))).toBe('(none)');
  });

  test('so are records of a connection under way', () => {
    expect(read(record(octets('x'.repeat(40)), 0x0303, 23))).toBe('(none)');
    expect(read(record([1, 0], 0x0303, 21))).toBe('(none)');
    expect(read(record([1], 0x0303, 20))).toBe('(none)');
    expect(read(record([2], 0x0303, 20))).toBe('(other)');
    expect(read([20, 3, 3, 0, 1])).toBe('(more)');
    expect(read(record([1, 2, 3], 0x0303, 23))).toBe('(other)');
    expect(read([23, 3, 3])).toBe('(more)');
    expect(read([23, 3, 9])).toBe('(other)');
  });

  test.each(['GET / HTTP/1.1\r\n', 'SSH-2.0-x', '\0\0\0\0', 'EHLO a\r\n'])('%j is something else', (text) => {
    expect(read(octets(text))).toBe('(other)');
  });

  test('nothing yet can become anything', () => {
    expect(read([])).toBe('(more)');
    expect(read([22])).toBe('(more)');
    expect(read([22, 4])).toBe('(other)');
  });

  test.each([
    ['a record of no length', [22, 3, 1, 0, 0, 1]],
    ['a record beyond 2^14', [22, 3, 1, 0x40, 1, 1]],
    ['a message shorter than any hello', record(handshake([3, 3]))],
    ['a message longer than any hello', [22, 3, 1, 0x40, 0, 1, 0x0f, 0, 0]],
    ['a hello of an unknown version', record(handshake([9, 9, ...helloBody().slice(2)]))],
    ['a session id that is too long', record(handshake([...helloBody().slice(0, 34), 33, ...helloBody().slice(35)]))],
    ['an odd length of cipher suites', record(handshake([...helloBody().slice(0, 36), 3, ...helloBody().slice(37)]))],
    ['extensions beyond the message', record(handshake([...helloBody({ extensions: [] }).slice(0, -1), 1]))],
  ])('%s is not TLS', (_, stream) => {
    expect(read(stream)).toBe('(other)');
  });
});

test('any bytes: no throw, and no more is asked for once the whole hello is there', () => {
  const stream = record(padded);
  const damaged = fc
    .array(fc.tuple(fc.nat(stream.length - 1), fc.integer({ min: 0, max: 255 })), { maxLength: 4 })
    .map((changes) => {
      const copy = [...stream];
      for (const [at, value] of changes) copy[at] = value;
      return copy;
    });
  fc.assert(
    fc.property(fc.oneof(fc.array(fc.nat(255), { maxLength: 200 }), damaged), (bytes) => {
      expect(() => read(bytes)).not.toThrow();
    }),
    { numRuns: 2000 },
  );
  fc.assert(
    fc.property(damaged, fc.nat(255), (bytes, filler) => {
      // 16 KiB and 5 bytes are beyond the longest record, and no further record is one.
      const rest = Array.from({ length: 16_400 }, () => filler);
      expect(read([...bytes, ...rest])).not.toBe('(more)');
    }),
    { numRuns: 200 },
  );
});
