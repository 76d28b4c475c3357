import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readLlmnrName, readMdnsName, readNetbiosName } from './dns-like.ts';
import type { HeadReader } from './name-answer.ts';
import { netbiosText } from './netbios-name.ts';
import { readSsdpTarget } from './ssdp.ts';
import { bytesOf } from './test-frames.ts';

function label(text: string): string {
  return text.length.toString(16).padStart(2, '0') + Buffer.from(text, 'latin1').toString('hex');
}

function name(text: string): string {
  return `${text.split('.').map(label).join('')}00`;
}

function told(reader: HeadReader, bytes: Uint8Array): string {
  const answer = reader(bytes, 0, bytes.length);
  return answer.kind === 'name' ? answer.name : `(${answer.kind})`;
}

const question = `${name('printer.local')} 00ff 8001`;
const answerRecord = `${name('desk.local')} 0001 8001 00000078 0004 c0000201`;

describe('names in multicast DNS', () => {
  it.each([
    [
      'the first question of a query',
      `0000 0000 0002 0000 0000 0000 ${question} ${name('other.local')} 0001 0001`,
      'printer.local',
    ],
    [
      'the first question of a probe (RFC 6762 §8.1)',
      `0000 0000 0001 0000 0001 0000 ${question} ${answerRecord}`,
      'printer.local',
    ],
    ['the first answer of an announcement (§8.3)', `0000 8400 0000 0001 0000 0000 ${answerRecord}`, 'desk.local'],
    [
      'the question of a legacy response (§6.7)',
      `1234 8400 0001 0001 0000 0000 ${question} ${answerRecord}`,
      'printer.local',
    ],
    ['nothing of a response without answers', `0000 8400 0000 0000 0000 0001 ${answerRecord}`, '(none)'],
    ['nothing of an answer whose name is broken', '0000 8400 0000 0001 0000 0000 3f61', '(none)'],
    ['nothing of what is not DNS', 'ffff ffff ffff', '(other)'],
  ])('are %s', (_what, message, expected) => {
    expect(told(readMdnsName, bytesOf(message))).toBe(expected);
  });
});

describe('names in LLMNR (RFC 4795 §2)', () => {
  it('are those that are asked for', () => {
    expect(told(readLlmnrName, bytesOf(`1234 0000 0001 0000 0000 0000 ${name('wpad')} 0001 0001`))).toBe('wpad');
    expect(told(readLlmnrName, bytesOf(`1234 8000 0001 0000 0000 0000 ${name('wpad')} 0001 0001`))).toBe('(none)');
    expect(told(readLlmnrName, bytesOf('1234'))).toBe('(other)');
  });
});

/** First-level encoding, RFC 1001 §14.1. */
function encoded(octets: string): string {
  const letters = Buffer.from(octets, 'latin1').toString('hex');
  return Array.from(letters, (digit) => String.fromCharCode(0x41 + Number.parseInt(digit, 16))).join('');
}

describe('NetBIOS names', () => {
  it('are decoded as in the example of RFC 1002 §4.1', () => {
    expect(netbiosText('EGFCEFEECACACACACACACACACACACACA.NETBIOS.COM')).toBe('FRED<20>.NETBIOS.COM');
  });

  it.each([
    ['FILESERVER     \x20', 'FILESERVER<20>'],
    ['FILE SERVER    \x00', 'FILE SERVER<00>'],
    [`*${'\0'.repeat(15)}`, `*${'<00>'.repeat(15)}`],
    ['\x01\x02__MSBROWSE__\x02\x01', '<01><02>__MSBROWSE__<02><01>'],
    ['               \x1b', '<1b>'],
  ])('are written as tshark writes them: %j', (octets, expected) => {
    expect(netbiosText(encoded(octets))).toBe(expected);
  });

  const fred = name(encoded('FRED           \x20'));
  it.each([
    ['query', `1234 0110 0001 0000 0000 0000 ${fred} 0020 0001`, 'FRED<20>'],
    [
      'registration',
      `1234 2910 0001 0000 0000 0001 ${fred} 0020 0001 c00c 0020 0001 00000000 0006 0000 0a000001`,
      'FRED<20>',
    ],
    ['release', `1234 3010 0001 0000 0000 0001 ${fred} 0020 0001`, 'FRED<20>'],
    ['refresh', `1234 4810 0001 0000 0000 0001 ${fred} 0020 0001`, 'FRED<20>'],
    ['positive response', `1234 8500 0000 0001 0000 0000 ${fred} 0020 0001 00000000 0006 0000 0a000001`, 'FRED<20>'],
    ['response without a record', '1234 8503 0000 0000 0000 0000', '(none)'],
    ['request without a question', '1234 0110 0000 0000 0000 0000', '(other)'],
    ['query for a domain', `1234 0110 0001 0000 0000 0000 ${name('example.com')} 0020 0001`, '(other)'],
    ['reserved operation', `1234 1110 0001 0000 0000 0000 ${fred} 0020 0001`, '(other)'],
    ['query that is cut', '1234 0110 0001 0000 0000 0000 2046', '(other)'],
  ])('are those of a %s (RFC 1002 §4.2)', (_what, message, expected) => {
    expect(told(readNetbiosName, bytesOf(message))).toBe(expected);
  });

  it('never are what is no name', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 80 }), (text) => {
        const found = netbiosText(text);
        if (found !== null) expect(text).toMatch(/^[A-P]{32}(\.|$)/);
      }),
    );
  });
});

describe('names in SSDP (UPnP Device Architecture 2.0 §1.2, §1.3)', () => {
  it.each([
    [
      'search',
      'M-SEARCH * HTTP/1.1\r\nHOST: 239.255.255.250:1900\r\nMAN: "ssdp:discover"\r\nst:ssdp:all\r\n\r\n',
      'ssdp:all',
    ],
    [
      'announcement',
      'NOTIFY * HTTP/1.1\r\nNT: upnp:rootdevice\r\nNTS: ssdp:alive\r\nUSN: uuid:1::upnp:rootdevice\r\n\r\n',
      'upnp:rootdevice',
    ],
    [
      'response',
      'HTTP/1.1 200 OK\r\nEXT:\r\nST: urn:schemas-upnp-org:device:MediaServer:1\r\n\r\n',
      'urn:schemas-upnp-org:device:MediaServer:1',
    ],
    ['search without its end', 'M-SEARCH * HTTP/1.1\r\nST: upnp:rootdevice\r\n', 'upnp:rootdevice'],
    ['search without a target', 'M-SEARCH * HTTP/1.1\r\nMX: 3\r\n\r\n', '(none)'],
    ['search with an empty target', 'M-SEARCH * HTTP/1.1\r\nST:\r\nMX: 3\r\n\r\n', '(none)'],
    ['response that says no', 'HTTP/1.1 404 Not Found\r\nST: x\r\n\r\n', '(other)'],
    ['request of another kind', 'GET / HTTP/1.1\r\nST: x\r\n\r\n', '(other)'],
    ['first line alone', 'NOTIFY * HTTP/1.1', '(other)'],
  ])('are those of a %s', (_what, text, expected) => {
    expect(told(readSsdpTarget, Uint8Array.from(Buffer.from(text, 'latin1')))).toBe(expected);
  });
});

it('readers of datagrams survive any bytes', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 120 }), (bytes) => {
      for (const reader of [readMdnsName, readLlmnrName, readNetbiosName, readSsdpTarget]) {
        expect(reader(bytes, 0, bytes.length).kind).toMatch(/^(name|none|other)$/);
      }
    }),
  );
});
