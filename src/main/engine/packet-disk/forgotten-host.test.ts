import { describe, expect, it } from 'vitest';
import { bytesOf, decode, ethernet, ipv4, ipv6, tcpHeader, udp } from '../decode/test-frames.ts';
import { ForgottenHost } from './forgotten-host.ts';

const hex = (text: string): string => Buffer.from(text, 'latin1').toString('hex');
/** 192.0.2.1 port 4660 to 198.51.100.2 port 53, with this behind UDP. */
const lookup = (payload: string): string => `${ethernet(0x0800)} ${ipv4({ protocol: 17, payload: udp(payload) })}`;
const stream = (payload: string): string =>
  `${ethernet(0x0800)} ${ipv4({ protocol: 6, payload: `${tcpHeader} ${payload}` })}`;
const labels = (name: string): string =>
  name
    .split('.')
    .map((label) => `${label.length.toString(16).padStart(2, '0')}${hex(label)}`)
    .join('');

describe('a packet is about a host that is to be forgotten', () => {
  const named = new ForgottenHost('example.com', []);
  const isIn = (host: ForgottenHost, frame: string): boolean => host.isIn(decode(frame));

  it('by its ends, of either family', () => {
    for (const address of ['192.0.2.1', '198.51.100.2']) {
      expect(isIn(new ForgottenHost(null, [address]), stream(''))).toBe(true);
    }
    expect(isIn(new ForgottenHost(null, ['192.0.2.10', '2001:db8::1']), stream(''))).toBe(false);
    const v6 = `${ethernet(0x86dd)} ${ipv6(17, udp(''))}`;
    expect(isIn(new ForgottenHost(null, ['2001:db8::1']), v6)).toBe(true);
    expect(isIn(new ForgottenHost(null, ['2001:db8::3']), v6)).toBe(false);
  });

  it('by its name in lookups, with all below it, and whatever the case', () => {
    for (const name of ['example.com', 'www.example.com', 'WWW.Example.COM']) {
      expect(isIn(named, lookup(`0001 ${labels(name)} 00 0001`))).toBe(true);
    }
    for (const name of ['example.org', 'notexample.com', 'example']) {
      expect(isIn(named, lookup(`0001 ${labels(name)} 00 0001`))).toBe(false);
    }
  });

  it('by its name as text, alone or as the end of another', () => {
    for (const text of ['Host: example.com\r\n', 'www.EXAMPLE.com', '\u0000example.com']) {
      expect(isIn(named, stream(hex(text)))).toBe(true);
    }
    for (const text of ['notexample.com', 'example.community', 'my-example.com', 'example com']) {
      expect(isIn(named, stream(hex(text)))).toBe(false);
    }
    expect(isIn(named, stream(hex('notexample.com, example.com')))).toBe(true);
  });

  it('by its address in the answer of a lookup, and in no other payload', () => {
    const host = new ForgottenHost(null, ['203.0.113.65']);
    expect(isIn(host, lookup('8180 0004 cb007141'))).toBe(true);
    // 0x41 is a letter, and the address is no text.
    expect(isIn(host, lookup('8180 0004 cb007161'))).toBe(false);
    expect(isIn(host, stream('cb007141'))).toBe(false);
  });

  it('is none of the bytes in front of the payload', () => {
    expect(bytesOf(hex('example.com'))).toHaveLength(11);
    expect(isIn(named, `${hex('example.com')} 00 0800 ${ipv4({ protocol: 17, payload: udp('') })}`)).toBe(false);
  });
});
