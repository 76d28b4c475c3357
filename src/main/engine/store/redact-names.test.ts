import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Redactor } from './redact.ts';

const redactor = new Redactor(Uint8Array.from({ length: 16 }, (_, i) => 200 - i));
const WORD = '[bdfghjklmnprstvz][aeiou]'.repeat(6);

function shape(text: string): RegExp {
  return new RegExp(`^${text.replaceAll(/[.*]/g, String.raw`\$&`).replaceAll('W', WORD)}$`);
}

describe('redacted names', () => {
  it.each<[string, string]>([
    ['www.example.com', 'W.W.com'],
    ['example.co.uk', 'W.co.uk'],
    ['db.acmeworks', 'W.W'],
    ['annas-laptop', 'W'],
    ['printer.local', 'W.local'],
    ["Anna\\'s\\032iPhone._companion-link._tcp.local", 'W._companion-link._tcp.local'],
    ['_secret._tcp.example.com', '_W._tcp.W.com'],
    ['*.example.com', '*.W.com'],
    ['a\\.b.example.com', 'W.W.com'],
    ['localhost', 'localhost'],
    ['.', '.'],
    ['example.com.', 'W.com.'],
    ['example.com:8080', 'W.com:8080'],
    ['FILESERVER<20>', 'W<20>'],
    ['WORKGROUP<1c>.scope.com', 'W<1c>.W.com'],
    ['in-addr.arpa', 'in-addr.arpa'],
    ['b._dns-sd._udp.example.com', 'W._dns-sd._udp.W.com'],
  ])('%s becomes %s', (name, expected) => expect(redactor.name(name)).toMatch(shape(expected)));

  it('has one word for one label, wherever it stands and whatever its case', () => {
    const [host, domain] = redactor.name('mail.example.com').split('.');
    expect(redactor.name('MAIL.other.org').split('.')[0]).toBe(host);
    expect(redactor.name('eXample.Com')).toBe(`${domain}.Com`);
    expect(host).not.toBe(domain);
  });

  it('makes names that stand for addresses those of the made-up addresses', () => {
    const address = redactor.address('93.184.216.34').split('.');
    expect(redactor.name('34.216.184.93.in-addr.arpa')).toBe(`${address.toReversed().join('.')}.in-addr.arpa`);
    expect(redactor.name('184.93.in-addr.arpa')).toBe(`${address.slice(0, 2).toReversed().join('.')}.in-addr.arpa`);
    const nibbles = '20010db8000000000000000000000001'.split('');
    const made = redactor.address('2001:db8::1');
    const reversed = redactor.name(`${nibbles.toReversed().join('.')}.ip6.arpa`);
    const groups = reversed.split('.').slice(0, 32).toReversed().join('').match(/.{4}/g)!.join(':');
    expect(redactor.address(made)).not.toBe(made);
    expect(new URL(`http://[${groups}]`).hostname).toBe(new URL(`http://[${made}]`).hostname);
  });

  it('makes an address in the place of a name that of the address', () => {
    expect(redactor.name('93.184.216.34')).toBe(redactor.address('93.184.216.34'));
    expect(redactor.name('93.184.216.34:443')).toBe(`${redactor.address('93.184.216.34')}:443`);
    expect(redactor.name('[2001:db8::1]:8443')).toBe(`[${redactor.address('2001:db8::1')}]:8443`);
  });

  it('says nothing of the length, and makes two names of two', () => {
    const label = fc.stringMatching(/^[a-z]([a-z0-9-]{0,20}[a-z0-9])?$/);
    fc.assert(
      fc.property(label, label, (one, other) => {
        fc.pre(one !== other);
        const [first, second] = [one, other].map((each) => redactor.name(`${each}.acmeworks.com`));
        expect(first).not.toBe(second);
        expect(first).toHaveLength(second!.length);
        expect(redactor.name(`${one}.acmeworks.com`)).toBe(first);
      }),
    );
  });

  it('makes other words with another key', () => {
    const other = new Redactor(new Uint8Array(16));
    expect(other.name('example.com')).not.toBe(redactor.name('example.com'));
  });
});

describe('redacted texts', () => {
  it('has addresses and names replaced wherever they stand', () => {
    const [left, right, name] = ['192.0.2.1', '2001:db8::7', 'cdn.example.com'];
    expect(redactor.text(`vxlan 5 ${left} ${right}`)).toBe(
      `vxlan 5 ${redactor.address(left)} ${redactor.address(right)}`,
    );
    expect(redactor.text(`${name} asked (${left}), 3.5 times at 10:20:30`)).toBe(
      `${redactor.name(name)} asked (${redactor.address(left)}), 3.5 times at 10:20:30`,
    );
    expect(redactor.text('from 00:00:5e:00:53:2a')).not.toContain('00:53:2a');
  });

  it('has hardware addresses of one maker that are of one maker', () => {
    const [one, other] = ['3c:22:fb:00:00:01', '3c:22:fb:00:00:02'].map((mac) => redactor.mac(mac));
    expect(one!.slice(0, 8)).toBe(other!.slice(0, 8));
    expect(one!.slice(8)).not.toBe(other!.slice(8));
    expect(Number.parseInt(redactor.mac('02:00:5e:00:53:2a').slice(0, 2), 16) & 3).toBe(2);
    expect(redactor.mac('ff:ff:ff:ff:ff:ff')).toBe('ff:ff:ff:ff:ff:ff');
  });

  it('go through long texts in no more time than that takes', () => {
    for (const text of ['a'.repeat(500_000), 'a.'.repeat(250_000), ':'.repeat(500_000), '0a:'.repeat(170_000)]) {
      expect(redactor.text(text)).not.toBe('');
    }
  });

  it('take anything', () => {
    const type = fc.constantFrom('A', 'CNAME', 'MX', 'SRV', 'SOA', 'HTTPS', 'TXT', 'NULL');
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), type, (text, of) => {
        expect(typeof redactor.text(text)).toBe('string');
        expect(typeof redactor.name(text)).toBe('string');
        expect(typeof redactor.answer({ name: text, type: of, ttl: 0, data: text }).data).toBe('string');
      }),
    );
  });

  it('find names after dots and between brackets', () => {
    const made = redactor.name('cdn.example.com');
    for (const [before, after] of [
      ['.', ''],
      ['(', ')'],
      ['//', '/path'],
      ['x=', ','],
    ] as const) {
      expect(redactor.text(`${before}cdn.example.com${after}`)).toBe(`${before}${made}${after}`);
    }
  });

  const name = redactor.name('mail.example.com');
  const ipv4 = redactor.address('192.0.2.1');
  it.each<[string, string, string | RegExp]>([
    ['A', '192.0.2.1', ipv4],
    ['AAAA', '2001:db8::1', redactor.address('2001:db8::1')],
    ['CNAME', 'mail.example.com', name],
    ['MX', '10 mail.example.com', `10 ${name}`],
    ['SRV', '0 5 443 mail.example.com', `0 5 443 ${name}`],
    ['SOA', 'mail.example.com mail.example.com 7 1 2 3 4', `${name} ${name} 7 1 2 3 4`],
    [
      'HTTPS',
      '1 mail.example.com alpn=h2,h3 ipv4hint=192.0.2.1,192.0.2.1 ech=AQID',
      new RegExp(`^1 ${name} alpn=h2,h3 ipv4hint=${ipv4},${ipv4} ech=${WORD}$`),
    ],
    ['HTTPS', '1 . alpn=h2', '1 . alpn=h2'],
    ['TXT', '"v=spf1 ip4:192.0.2.1 -all"', shape('W')],
    ['DS', '60485 5 1 2bb183af5f22588179a53b0a98631fad1a292118', shape('W')],
    ['EUI48', '00-00-5e-00-53-2a', /^([0-9a-f]{2}-){5}[0-9a-f]{2}$/],
  ])('data of %s: %s', (type, data, expected) => {
    const made = redactor.answer({ name: 'example.com', type, ttl: 7, data });
    expect(made).toMatchObject({ name: redactor.name('example.com'), type, ttl: 7 });
    if (typeof expected === 'string') expect(made.data).toBe(expected);
    else expect(made.data).toMatch(expected);
  });
});
