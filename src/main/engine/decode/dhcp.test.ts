import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readDhcpHost } from './dhcp.ts';
import { readDhcpv6Host } from './dhcpv6.ts';
import type { NameAnswer } from './name-answer.ts';
import { bytesOf, hex16 } from './test-frames.ts';

function told(answer: NameAnswer): string {
  return answer.kind === 'name' ? answer.name : `(${answer.kind})`;
}

function hexOf(text: string): string {
  return Array.from(text, (character) => character.charCodeAt(0).toString(16).padStart(2, '0')).join('');
}

function option(code: number, data: string): string {
  const octet = (value: number): string => value.toString(16).padStart(2, '0');
  return octet(code) + octet(data.length / 2) + data;
}

/** RFC 2131 §2: op, htype, hlen, hops, xid, secs, flags, four addresses, chaddr, sname, file, cookie, options. */
function bootp(
  options: string,
  { serverName = '', file = '', cookie = '63825363', operation = '01' } = {},
): Uint8Array {
  const fixed = `${operation} 01 06 00 3903f326 0000 0000 ${'00000000'.repeat(4)} 02000000000100000000000000000000`;
  return bytesOf(`${fixed} ${serverName.padEnd(128, '0')} ${file.padEnd(256, '0')} ${cookie} ${options}`);
}

function dhcp(options: string, fields: Parameters<typeof bootp>[1] = {}): string {
  const bytes = bootp(options, fields);
  return told(readDhcpHost(bytes, 0, bytes.length));
}

const discover = option(53, '01');

describe('the host name in DHCP', () => {
  it('is option 12 (RFC 2132 §3.14), without NUL octets behind it', () => {
    expect(dhcp(`${discover} ${option(12, hexOf('laptop'))} ff`)).toBe('laptop');
    expect(dhcp(`00 00 ${option(12, `${hexOf("Ann's Mac")}0000`)} ff`, { operation: '02' })).toBe("Ann's Mac");
    expect(dhcp(`${option(12, hexOf('b\xfcro\\1'))} ff`)).toBe('b\\252ro\\\\1');
    expect(dhcp(`${option(12, hexOf('unended'))}`)).toBe('unended');
  });

  it('else is the FQDN of option 81 (RFC 4702 §2), in either encoding, qualified or not', () => {
    const labels = `04${hexOf('host')}07${hexOf('example')}03${hexOf('com')}`;
    expect(dhcp(`${option(81, `050000${labels}00`)} ff`)).toBe('host.example.com');
    expect(dhcp(`${option(81, `050000${labels}`)} ff`)).toBe('host.example.com');
    expect(dhcp(`${option(81, `0500000${'4'}${hexOf('a.b\\')}00`)} ff`)).toBe('a\\.b\\\\');
    expect(dhcp(`${option(81, `010000${hexOf('host.example.com')}`)} ff`)).toBe('host.example.com');
    expect(dhcp(`${option(81, `010000${hexOf('fqdn')}`)} ${option(12, hexOf('plain'))} ff`)).toBe('plain');
  });

  it('may be in the fields for file and server name (RFC 2132 §9.3), which only count where the overload option says so', () => {
    const name = `${option(12, hexOf('hidden'))}ff`;
    expect(dhcp(`${option(52, '01')} ff`, { file: name })).toBe('hidden');
    expect(dhcp(`${option(52, '02')} ff`, { serverName: name })).toBe('hidden');
    expect(dhcp(`${option(52, '03')} ff`, { serverName: name, file: `${option(12, hexOf('first'))}ff` })).toBe('first');
    expect(dhcp(`${option(52, '02')} ff`, { file: name })).toBe('(none)');
    expect(dhcp('ff', { file: name })).toBe('(none)');
  });

  it.each([
    ['no such option', `${discover} ff`],
    ['an empty name', `${option(12, '')} ${option(12, '00')} ff`],
    ['an option behind the end', `ff ${option(12, hexOf('late'))}`],
    ['an option that runs past the message', `0c40${hexOf('cut')}`],
    ['an FQDN without a name', `${option(81, '040000')} ff`],
    ['labels that do not fit', `${option(81, `04000009${hexOf('host')}`)} ff`],
    ['a compression pointer', `${option(81, '040000c00c')} ff`],
  ])('is not there with %s', (_what, options) => {
    expect(dhcp(options)).toBe('(none)');
  });

  it('is not looked for in BOOTP without options, nor in what is neither', () => {
    expect(dhcp(`${option(12, hexOf('laptop'))} ff`, { cookie: '01020304' })).toBe('(none)');
    expect(dhcp('ff', { operation: '03' })).toBe('(other)');
    const bytes = bootp('ff');
    expect(told(readDhcpHost(bytes, 0, 235))).toBe('(other)');
    expect(told(readDhcpHost(bytes, 0, 236))).toBe('(none)');
  });
});

function option6(code: number, data: string): string {
  const digits = data.replaceAll(' ', '');
  return hex16(code) + hex16(digits.length / 2) + digits;
}

const fqdn = option6(39, `00 06${hexOf('laptop')} 07${hexOf('example')} 00`);
const solicit = `01 123456 ${option6(1, '00030001 020000000001')} ${option6(8, '0000')}`;
const addresses = `${'20010db8000000000000000000000001'}${'fe800000000000000000000000000001'}`;

function relayed(message: string, hops: number): string {
  return hops === 0 ? message : `0c 00 ${addresses} ${option6(18, '01')} ${option6(9, relayed(message, hops - 1))}`;
}

function dhcpv6(message: string): string {
  const bytes = bytesOf(message);
  return told(readDhcpv6Host(bytes, 0, bytes.length));
}

describe("the client's FQDN in DHCPv6", () => {
  it('is option 39 (RFC 4704 §4), qualified or not', () => {
    expect(dhcpv6(`${solicit} ${fqdn}`)).toBe('laptop.example');
    expect(dhcpv6(`${solicit} ${option6(39, `0106${hexOf('Laptop')}`)} ${option6(6, '0017')}`)).toBe('Laptop');
  });

  it('is found behind relays (RFC 8415 §9), eight at most', () => {
    expect(dhcpv6(relayed(`${solicit} ${fqdn}`, 1))).toBe('laptop.example');
    expect(dhcpv6(relayed(`${solicit} ${fqdn}`, 8))).toBe('laptop.example');
    expect(dhcpv6(relayed(`${solicit} ${fqdn}`, 9))).toBe('(none)');
    expect(dhcpv6(`0d${relayed(`07${solicit.slice(2)} ${fqdn}`, 1).slice(2)}`)).toBe('laptop.example');
  });

  it.each([
    ['no such option', solicit, '(none)'],
    ['a name that does not fit', `${solicit} ${option6(39, '0009aabb')}`, '(none)'],
    ['an empty option', `${solicit} ${option6(39, '')}`, '(none)'],
    ['an option that runs past the message', `${solicit} 0027 0040 00`, '(none)'],
    ['a relay without a message', `0c 00 ${addresses}`, '(none)'],
    ['a relay that is cut', `0c 00 ${addresses.slice(0, 40)}`, '(other)'],
    ['a reserved type', `00${solicit.slice(2)}`, '(other)'],
    ['an unassigned type', `fe${solicit.slice(2)}`, '(other)'],
    ['three bytes', '01 1234', '(other)'],
  ])('is not there with %s', (_what, message, expected) => {
    expect(dhcpv6(message)).toBe(expected);
  });
});

it('DHCP of both kinds survives any bytes, and any damage', () => {
  const [four, six] = [
    bootp(`${discover} ${option(52, '03')} ${option(12, hexOf('x'))} ff`),
    bytesOf(relayed(`${solicit} ${fqdn}`, 3)),
  ];
  const changes = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 6 });
  fc.assert(
    fc.property(changes, fc.nat(), (list, length) => {
      for (const [message, reader] of [
        [four, readDhcpHost],
        [six, readDhcpv6Host],
      ] as const) {
        const bytes = message.slice();
        for (const [at, value] of list) bytes[at % bytes.length] = value;
        expect(reader(bytes, 0, length % (bytes.length + 1)).kind).toMatch(/^(name|none|other)$/);
      }
    }),
  );
});
