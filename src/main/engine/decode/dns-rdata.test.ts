import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatRecordData } from './dns-rdata.ts';
import { formatBase32Hex, formatBase64 } from './dns-text.ts';
import { bytesOf } from './test-frames.ts';

/** Text of record data on its own: names in it are not compressed. */
function text(type: number, data: string): string | null {
  const bytes = bytesOf('00'.repeat(12), data);
  return formatRecordData(bytes, 0, bytes.length, type, 12, bytes.length);
}

function ascii(value: string): string {
  return Buffer.from(value, 'latin1').toString('hex');
}

function string(value: string): string {
  return value.length.toString(16).padStart(2, '0') + ascii(value);
}

function name(value: string): string {
  return `${value.split('.').map(string).join('')}00`;
}

describe('record data', () => {
  it.each<[string, number, string, string]>([
    ['A', 1, 'c0000201', '192.0.2.1'],
    ['AAAA', 28, '20010db8000000000000000000000001', '2001:db8::1'],
    ['NS', 2, name('ns.example'), 'ns.example'],
    ['CNAME of the root', 5, '00', '.'],
    [
      'SOA',
      6,
      `${name('ns.example')}${name('a.example')} 78 53 71 4d 00000e10 00000258 0012 7500 0000012c`,
      'ns.example a.example 2018734413 3600 600 1209600 300',
    ],
    ['HINFO', 13, string('PDP-11') + string('UNIX'), '"PDP-11" "UNIX"'],
    ['MX', 15, `000a${name('mail.example')}`, '10 mail.example'],
    [
      'TXT',
      16,
      string('v=spf1 -all') + string('say "hi"\\\x07') + string(''),
      '"v=spf1 -all" "say \\"hi\\"\\\\\\007" ""',
    ],
    ['SRV', 33, `0000 0005 01bb ${name('a.example')}`, '0 5 443 a.example'],
    // RFC 3403 §6.2
    [
      'NAPTR',
      35,
      `0064 0032 ${string('a')}${string('z3950+N2L+N2C')}${string('')}${name('cidserver.example')}`,
      '100 50 "a" "z3950+N2L+N2C" "" cidserver.example',
    ],
    ['DNAME', 39, name('frobozz-division.acme.example'), 'frobozz-division.acme.example'],
    // RFC 4034 §5.4
    [
      'DS',
      43,
      'ec45 05 01 2bb183af5f22588179a53b0a98631fad1a292118',
      '60485 5 1 2bb183af5f22588179a53b0a98631fad1a292118',
    ],
    // RFC 4255 §3.2
    ['SSHFP', 44, '02 01 123456789abcdef67890123456789abcdef67890', '2 1 123456789abcdef67890123456789abcdef67890'],
    // RFC 4034 §3.3, with the signature shortened
    [
      'RRSIG',
      46,
      `0001 05 03 00015180 3e7c9dd7 3e5510d7 0a52 ${name('example.com')} a1b2c3d4`,
      'A 5 3 86400 20030322173103 20030220173103 2642 example.com obLD1A==',
    ],
    // RFC 4034 §4.3
    [
      'NSEC',
      47,
      '04686f7374076578616d706c6503636f6d00 0006 400100000003 041b 000000000000000000000000000000000000000000000000000020',
      'host.example.com A MX RRSIG NSEC TYPE1234',
    ],
    // RFC 4034 §2.3, with the key shortened
    ['DNSKEY', 48, '0100 03 05 0102', '256 3 5 AQI='],
    ['NSEC3', 50, `01 01 000c 04 aabbccdd 06 ${ascii('foobar')} 0001 40`, '1 1 12 aabbccdd CPNMUOJ1E8 A'],
    ['NSEC3 without salt or types', 50, '01 00 0000 00 01 00', '1 0 0 - 00'],
    ['NSEC3PARAM', 51, '01 00 000c 04 aabbccdd', '1 0 12 aabbccdd'],
    ['TLSA', 52, '03 01 01 d2abde24', '3 1 1 d2abde24'],
    // RFC 1876 §4: cambridge-net.kei.com
    [
      'LOC',
      29,
      `00 33 16 13 ${(2 ** 31 + 152_514_000).toString(16)} ${(2 ** 31 - 255_978_000).toString(16)} 00988d20`,
      '42 21 54.000 N 71 06 18.000 W -24.00m 30.00m 10000.00m 10.00m',
    ],
    ['URI', 256, `000a 0001 ${ascii('ftp://ftp1.example.com/public')}`, '10 1 "ftp://ftp1.example.com/public"'],
    ['CAA', 257, `00 ${string('issue')} ${ascii('ca1.example.net')}`, '0 issue "ca1.example.net"'],
    ['MINFO', 14, name('r.example') + name('e.example'), 'r.example e.example'],
    ['RP', 17, name('admin.example') + name('people.example'), 'admin.example people.example'],
    ['X25', 19, string('311061700956'), '"311061700956"'],
    ['ISDN', 20, string('150862028003217') + string('004'), '"150862028003217" "004"'],
    ['GPOS', 27, string('-32.6882') + string('116.8652') + string('10.0'), '"-32.6882" "116.8652" "10.0"'],
    ['KEY', 25, '0100 03 05 0102', '256 3 5 AQI='],
    // RFC 4398 §2.1: type 1 is PKIX
    ['CERT', 37, '0001 0a52 05 0102', '1 2642 5 AQI='],
    ['DHCID', 49, '000201', 'AAIB'],
    ['OPENPGPKEY', 61, '000102', 'AAEC'],
    // RFC 7477 §2.2
    ['CSYNC', 62, '00000042 0003 00 04 60000008', '66 3 A NS AAAA'],
    ['ZONEMD', 63, '78565b54 01 01 aabb', '2018925396 1 1 aabb'],
    // RFC 7043 §3.2, §4.2
    ['EUI48', 108, '00005e00532a', '00-00-5e-00-53-2a'],
    ['EUI64', 109, '00005eef1000002a', '00-00-5e-ef-10-00-00-2a'],
    ['DLV', 32_769, 'ec45 05 01 2bb1', '60485 5 1 2bb1'],
    ['an unknown type, as RFC 3597 §5', 65_280, 'abcdef', '\\# 3 abcdef'],
  ])('writes %s', (_, type, data, expected) => {
    expect(text(type, data)).toBe(expected);
  });

  // RFC 9460 appendix D (names are written without a final dot here)
  it.each<[string, string]>([
    [`0000 ${name('foo.example.com')}`, '0 foo.example.com'],
    ['0001 00', '1 .'],
    [`0010 ${name('foo.example.com')} 0003 0002 0035`, '16 foo.example.com port=53'],
    [`0001 ${name('foo.example.com')} 029b 0005 68656c6c6f`, '1 foo.example.com key667="hello"'],
    [`0001 ${name('foo.example.com')} 029b 0009 68656c6c6fd2716f6f`, '1 foo.example.com key667="hello\\210qoo"'],
    [
      `0001 ${name('foo.example.com')} 0006 0020 20010db8000000000000000000000001 20010db8000000000000000000530001`,
      '1 foo.example.com ipv6hint=2001:db8::1,2001:db8::53:1',
    ],
    [
      `0010 ${name('foo.example.org')} 0000 0004 0001 0004 0001 0009 026832 0568332d3139 0004 0004 c0000201`,
      '16 foo.example.org mandatory=alpn,ipv4hint alpn=h2,h3-19 ipv4hint=192.0.2.1',
    ],
    [
      `0010 ${name('foo.example.org')} 0001 000c 08 665c6f6f2c626172 02 6832`,
      '16 foo.example.org alpn=f\\\\\\\\oo\\\\,bar,h2',
    ],
    ['0001 00 0002 0000 0008 0000 0005 0003 010203', '1 . no-default-alpn ohttp ech=AQID'],
  ])('writes SVCB %s', (data, expected) => {
    expect(text(64, data)).toBe(expected);
    expect(text(65, data)).toBe(expected);
  });

  it.each<[string, number, string]>([
    ['an address of the wrong size', 1, 'c00002'],
    ['data behind an address', 28, `${'00'.repeat(17)}`],
    ['a name that runs past the data', 2, '0361'],
    ['data behind a name', 5, '00 00'],
    ['a string that runs past the data', 16, '0561'],
    ['a cut SOA', 6, '00 00 00000001'],
    ['an empty type block', 47, '00 00 00'],
    ['a type block that is too long', 47, `00 00 21 ${'ff'.repeat(33)}`],
    ['an SVCB parameter that runs past the data', 64, '0001 00 0003 0004 0035'],
    ['a port of one byte', 64, '0001 00 0003 0001 35'],
    ['an empty protocol name', 64, '0001 00 0001 0001 00'],
    ['a LOC of another version', 29, `01${'00'.repeat(15)}`],
  ])('refuses %s', (_, type, data) => {
    expect(text(type, data)).toBeNull();
  });

  it('never throws on any data of any type', () => {
    const types = fc.oneof(fc.integer({ min: 0, max: 70 }), fc.constantFrom(99, 256, 257, 65_535));
    fc.assert(
      fc.property(types, fc.uint8Array({ maxLength: 120 }), (type, data) => {
        const bytes = Uint8Array.from([...new Uint8Array(12), ...data]);
        const result = formatRecordData(bytes, 0, bytes.length, type, 12, bytes.length);
        expect(result === null || typeof result === 'string').toBe(true);
      }),
      { numRuns: 3000 },
    );
  });
});

describe('binary text', () => {
  // RFC 4648 §10
  it.each([
    ['', '', ''],
    ['f', 'Zg==', 'CO'],
    ['fo', 'Zm8=', 'CPNG'],
    ['foo', 'Zm9v', 'CPNMU'],
    ['foob', 'Zm9vYg==', 'CPNMUOG'],
    ['fooba', 'Zm9vYmE=', 'CPNMUOJ1'],
    ['foobar', 'Zm9vYmFy', 'CPNMUOJ1E8'],
  ])('writes "%s" in base 64 and base 32', (value, base64, base32) => {
    const bytes = bytesOf(ascii(value));
    expect(formatBase64(bytes, 0, bytes.length)).toBe(base64);
    expect(formatBase32Hex(bytes, 0, bytes.length)).toBe(base32);
  });
});
