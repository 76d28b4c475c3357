import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { endOfHttpHead, isHttpConnect, readHttpHost } from './http-request.ts';
import { MORE, type NameAnswer } from './name-answer.ts';

function octets(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

function answer(text: string): NameAnswer {
  const bytes = octets(`--${text}`);
  return readHttpHost(bytes, 2, bytes.length);
}

function host(text: string): string {
  const found = answer(text);
  return found.kind === 'name' ? found.name : `(${found.kind})`;
}

describe('the host of an HTTP request', () => {
  it.each([
    // RFC 9112 §3.2.1, its example.
    ['origin form', 'GET /where?q=now HTTP/1.1\r\nHost: www.example.org\r\n\r\n', 'www.example.org'],
    // §3.2.2: the target counts, whatever Host says.
    ['absolute form', 'GET http://www.example.org/pub/ HTTP/1.1\r\nHost: other\r\n\r\n', 'www.example.org'],
    ['absolute form with all its parts', 'GET http://me:pw@a.test:8080?x#y HTTP/1.1\r\n\r\n', 'a.test:8080'],
    ['absolute form without authority', 'GET file:///x HTTP/1.1\r\nHost: b.test\r\n\r\n', 'b.test'],
    // §3.2.3 and §3.2.4.
    ['authority form', 'CONNECT www.example.com:443 HTTP/1.1\r\nHost: www.example.com\r\n\r\n', 'www.example.com:443'],
    ['asterisk form', 'OPTIONS * HTTP/1.1\r\nHost: www.example.org:8001\r\n\r\n', 'www.example.org:8001'],
    ['any method', 'X-FROB~1 / HTTP/1.0\r\nHost: a.test\r\n\r\n', 'a.test'],
    ['field names in any case', 'GET / HTTP/1.1\r\nhOST:a.test\r\n\r\n', 'a.test'],
    ['odd spacing', 'GET / HTTP/1.1\r\nHost \t:  \ta.test \t\r\n\r\n', 'a.test'],
    ['a folded value', 'GET / HTTP/1.1\r\nHost:\r\n\t a.test\r\n\r\n', 'a.test'],
    ['line feeds alone', 'GET / HTTP/1.1\nAccept: */*\nHost: a.test\n\n', 'a.test'],
    ['empty lines before it', '\r\n\r\nGET / HTTP/1.1\r\nHost: a.test\r\n\r\n', 'a.test'],
    ['spaces and other octets in the target', 'GET /a b\xe9 HTTP/1.1\r\nHost: a.test\r\n\r\n', 'a.test'],
    ['IPv6 in brackets', 'GET / HTTP/1.1\r\nHost: [2001:db8::1]:8080\r\n\r\n', '[2001:db8::1]:8080'],
    ['the first of two', 'GET / HTTP/1.1\r\nHost: a.test\r\nHost: b.test\r\n\r\n', 'a.test'],
    ['names that begin alike', 'GET / HTTP/1.1\r\nHosts: x\r\nHost-2: y\r\nHost: a.test\r\n\r\n', 'a.test'],
    ['what cannot be printed', 'GET / HTTP/1.1\r\nHost: a\x1b[\\\xff\r\n\r\n', 'a\\027[\\\\\\255'],
    ['no more than the Host line', 'GET / HTTP/1.1\r\nHost: a.test\r\n', 'a.test'],
  ])('reads %s', (_what, request, expected) => {
    expect(host(request)).toBe(expected);
  });

  it.each([
    ['no Host field', 'GET / HTTP/1.0\r\nAccept: */*\r\n\r\n'],
    ['an empty Host field', 'GET / HTTP/1.1\r\nHost:\r\nAccept: */*\r\n\r\n'],
    ['the preface of HTTP/2 (RFC 9113 §3.4)', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
    ['a name that is too long', `GET / HTTP/1.1\r\nHost: ${'a'.repeat(300)}\r\n\r\n`],
    ['Host behind the end of the fields', 'POST / HTTP/1.1\r\nA: b\r\n\r\nHost: a.test\r\n\r\n'],
    ['fields without end', `GET / HTTP/1.1\r\n${'A: b\r\n'.repeat(4000)}`],
  ])('finds none in %s', (_what, request) => {
    expect(host(request)).toBe('(none)');
  });

  it.each([
    ['a response', 'HTTP/1.1 200 OK\r\nHost: a.test\r\n\r\n'],
    ['HTTP/0.9', 'GET /\r\n'],
    ['RTSP', 'OPTIONS rtsp://a.test/ RTSP/1.0\r\n\r\n'],
    ['SIP', 'INVITE sip:a@b.test SIP/2.0\r\n\r\n'],
    ['SMTP', 'EHLO a.test\r\n'],
    ['SSH', 'SSH-2.0-OpenSSH_9.9\r\n'],
    ['TLS', '\x16\x03\x01\x02\x00\x01'],
    ['control characters', 'GET /\x00 HTTP/1.1\r\n'],
    ['a method that is too long', `${'A'.repeat(40)} / HTTP/1.1\r\n`],
    ['no method', ' / HTTP/1.1\r\n'],
    ['no target', 'GET HTTP/1.1\r\n'],
    ['a line without end', `GET /${'a'.repeat(20_000)}`],
    ['a version that is none', 'GET / HTTP/1\r\n'],
  ])('does not take %s for a request', (_what, bytes) => {
    expect(host(bytes)).toBe('(other)');
  });

  it('asks for more until it is clear, and stays with what it said', () => {
    const line = fc.constantFrom(
      'GET / HTTP/1.1',
      'CONNECT a.test:1 HTTP/1.1',
      'PUT http://c.test/ HTTP/1.0',
      '\r\nA * HTTP/1.1',
    );
    const fields = fc.array(fc.constantFrom('A: b', 'Host:', ' b.test', 'host : d.test', 'Hos: t', ': '), {
      maxLength: 5,
    });
    fc.assert(
      fc.property(line, fields, (first, rest) => {
        const whole = octets(`${[first, ...rest].join('\r\n')}\r\n\r\n`);
        const final = readHttpHost(whole, 0, whole.length);
        expect(final).not.toBe(MORE);
        let decided = false;
        for (let end = 0; end < whole.length; end++) {
          const early = readHttpHost(whole, 0, end);
          if (early === MORE) expect(decided).toBe(false);
          else {
            decided = true;
            expect(early).toEqual(final);
          }
        }
      }),
    );
  });

  it('never reads beyond the end', () => {
    const text = 'GET / HTTP/1.1\r\nHost: a.test\r\n\r\n';
    for (let end = 0; end <= text.length; end++) {
      const cut = octets(text.slice(0, end));
      expect(readHttpHost(cut, 0, end)).toEqual(readHttpHost(octets(text), 0, end));
    }
  });

  it('survives any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(readHttpHost(bytes, 0, bytes.length).kind).toMatch(/^(name|more|none|other)$/);
      }),
    );
  });
});

it('finds where the head ends, and tunnels', () => {
  const bytes = octets('\r\nCONNECT a.test:443 HTTP/1.1\nA: b\r\n\r\nrest');
  expect(endOfHttpHead(bytes, 0, bytes.length)).toBe(bytes.length - 4);
  expect(endOfHttpHead(bytes, 0, bytes.length - 5)).toBe(-1);
  expect(isHttpConnect(bytes, 0, bytes.length)).toBe(true);
  expect(isHttpConnect(octets('GET / HTTP/1.1\r\n'), 0, 16)).toBe(false);
});
