import { describe, expect, it } from 'vitest';
import { flowsFromText } from './test-flows.ts';

describe('conversations', () => {
  it('[F1] holds both directions of a UDP conversation as one session (upstream made two)', () => {
    const flows = flowsFromText(`
      0.0  a:4000 > b:9999  udp
      0.1  a:4000 < b:9999  udp`);
    expect(flows.sessions).toMatchObject([{ from: 'a:4000', to: 'b:9999', out: 1, in: 1 }]);
  });

  it('[F1] tells apart protocol, VLAN ids, interface, IP version and the presence of ports', () => {
    const flows = flowsFromText(`
      0  a:1 > b:2  udp
      0  a:1 > b:2  .
      0  a:1 > b:2  sctp
      0  a:1 > b:2  udp vlan=0
      0  a:1 > b:2  udp vlan=5
      0  a:1 > b:2  udp vlan=5 inner=6
      0  a:1 > b:2  udp vlan=6 inner=5
      0  a:1 > b:2  udp if=1
      0  A:1 > B:2  udp
      0  a > b      udp
      0  a:0 > b:0  udp`);
    expect(flows.sessions.map(({ out }) => out)).toEqual(Array(11).fill(1));
  });

  it('[F1] holds a conversation of an end with itself as one session', () => {
    const flows = flowsFromText('0 a:5 > a:5 udp\n1 a:5 > a:5 udp');
    expect(flows.sessions).toMatchObject([{ out: 2, in: 0 }]);
  });

  it('[F2] takes the sender of the first packet for the initiator', () => {
    expect(flowsFromText('0 b:9000 > a:8999 udp').sessions).toMatchObject([{ from: 'b:9000', midstream: false }]);
  });

  it('[F3] turns a first packet around that comes from a service, and says so [F4]', () => {
    const flows = flowsFromText(`
      0.0  b:443 > a:50000  A len=100
      0.1  b:443 < a:50000  A
      0.0  b:123 > a:123    udp
      0.0  b:53 > a:50000   udp raw`);
    expect(flows.sessions).toMatchObject([
      { from: 'a:50000', to: 'b:443', midstream: true, history: '^dA', state: 'ESTABLISHED', out: 1, in: 1 },
      { from: 'b:123', to: 'a:123', midstream: false },
      { from: 'a:50000', to: 'b:53', midstream: true },
    ]);
  });

  it('[F3] turns a DHCP answer around (Zeek too), but nothing that is sent to many', () => {
    const flows = flowsFromText(`
      0.0  b:67 > a:68      udp
      0.1  b:67 > *:68      udp
      0.2  b:53 > +:50000   udp raw
      0.3  B:53 > /:50000   udp raw`);
    expect(flows.sessions).toMatchObject([
      { from: 'a:68', to: 'b:67', history: '^d', conn: 'SHR' },
      { from: 'b:67', history: 'D', conn: 'S0' },
      { from: 'b:53', midstream: false },
      { from: 'B:53', midstream: false },
    ]);
  });

  it('[F8] is ESTABLISHED once the responder sends anything', () => {
    const flows = flowsFromText(`
      0.0  a:4000 > b:9999  udp
      0.1  a:4000 > b:9999  udp
      0.2  a:4000 < b:9999  udp
      0.3  a > b  icmp
      0.4  a < b  icmp
      0.5  a > b  proto=47
      0.6  a < b  proto=47`);
    expect(flows.events.filter((event) => event.includes(' in'))).toEqual([
      '1 in ESTABLISHED',
      '2 in ESTABLISHED',
      '3 in ESTABLISHED',
    ]);
  });
});

describe('endings', () => {
  it('[F16] expires measured from the last packet (upstream measured from the first, and a busy session for ever)', () => {
    const flows = flowsFromText(`
      0    a:4000 > b:9999  udp
      100  a:4000 > b:9999  udp
      200  a:4000 < b:9999  udp
      319  c:1 > d:2        udp
      325  c:1 > d:2        udp`);
    expect(flows.events.filter((event) => event.startsWith('1 '))).toEqual([
      '1 started',
      '1 out NEW',
      '1 out',
      '1 in ESTABLISHED',
      '1 expired EXPIRED 320',
      '1 ended EXPIRED timeout',
      '1 forgotten',
    ]);
    expect(flows.table.counters.expired).toBe(1);
  });

  it('[F16] refreshes a busy TCP connection, whose FIN then counts (upstream expired it after 60 s)', () => {
    const lines = Array.from({ length: 40 }, (_, index) => `${index * 50 + 1} a:1000 > b:80 A len=1`);
    const flows = flowsFromText(`
      0    a:1000 > b:80  S
      0.1  a:1000 < b:80  SA
      ${lines.join('\n')}
      2000 a:1000 > b:80  FA
      2001 a:1000 < b:80  FA
      finish`);
    expect(flows.sessions).toMatchObject([{ serial: 1, state: 'CLOSE', reason: 'fin', out: 42 }]);
  });

  it('[F16] has a time-out per protocol, and a shorter one for TCP that nobody answered', () => {
    const flows = flowsFromText(`
      0  a:1 > b:2     S
      0  a:3 > b:4     S
      0  a:3 < b:4     SA
      0  a:5 > b:6     udp
      0  a:7 > b:53    udp raw
      0  a > b         icmp
      0  a > b         proto=47
      1000 advance`);
    expect(flows.events.filter((event) => event.includes('expired'))).toEqual([
      '4 expired EXPIRED 30',
      '5 expired EXPIRED 30',
      '1 expired EXPIRED 60',
      '6 expired EXPIRED 60',
      '3 expired EXPIRED 120',
      '2 expired EXPIRED 300',
    ]);
  });

  it('[F16] takes its time-outs from the options', () => {
    const timeouts = { tcpAttempt: 1, tcpIdle: 2, udp: 3, dns: 4, icmp: 5, other: 6, closeLinger: 0.5 };
    const flows = flowsFromText(
      `
      0    a:5 > b:6  udp
      3    a:5 > b:6  udp
      6.1  a:5 > b:6  udp`,
      { timeouts },
    );
    expect(flows.sessions.map(({ out }) => out)).toEqual([2, 1]);
  });

  it('[F17] starts a new session at the first packet after the time-out, to the microsecond', () => {
    const flows = flowsFromText(`
      0           a:5 > b:6  udp
      120         a:5 > b:6  udp
      240.000001  a:5 < b:6  udp`);
    expect(flows.sessions).toMatchObject([
      { serial: 1, from: 'a:5', out: 2, reason: 'timeout' },
      { serial: 2, from: 'b:6', out: 1 },
    ]);
  });

  it('[F18] ends what is due although no packet comes', () => {
    const flows = flowsFromText('0 a:5 > b:6 udp\n121 advance');
    expect(flows.events.at(-2)).toBe('1 ended EXPIRED timeout');
    expect(flows.table.counters.live).toBe(0);
  });

  it('[F19] evicts the session used least recently when the table is full', () => {
    const flows = flowsFromText(
      `
      0.1  a:1 > z:9  udp
      0.2  a:2 > z:9  udp
      0.3  a:3 > z:9  udp
      0.4  a:1 < z:9  udp
      0.5  a:4 > z:9  udp
      0.6  a:5 > z:9  udp
      0.7  a:6 > z:9  udp`,
      { maxSessions: 3 },
    );
    expect(flows.events.filter((event) => event.includes('ended'))).toEqual([
      '2 ended EXPIRED evicted',
      '3 ended EXPIRED evicted',
      '1 ended EXPIRED evicted',
    ]);
    expect(flows.table.counters).toMatchObject({ evicted: 3, live: 3, sessions: 6 });
    expect(flows.events).toContain('2 expired EXPIRED 0.5');
  });

  it('[F19] lets a closed session keep its own reason', () => {
    const flows = flowsFromText(
      `
      0.1  a:1 > z:9  S
      0.2  a:1 < z:9  RA
      0.3  a:2 > z:9  udp`,
      { maxSessions: 1 },
    );
    expect(flows.sessions[0]).toMatchObject({ state: 'ABORT', reason: 'rst' });
    expect(flows.table.counters.evicted).toBe(0);
  });

  it('[F20] ends closed sessions in the order of closing, and leaves open ones open', () => {
    const flows = flowsFromText(`
      0.1  a:1 > z:9  S
      0.2  a:2 > z:9  S
      0.3  a:3 > z:9  S
      0.4  a:3 < z:9  RA
      0.5  a:1 < z:9  RA
      0.6  a:3 > z:9  A
      finish`);
    expect(flows.sessions.map(({ serial, reason }) => [serial, reason])).toEqual([
      [3, 'rst'],
      [1, 'rst'],
      [2, null],
    ]);
  });

  it('[F21] gives a packet without a time the last known one', () => {
    const flows = flowsFromText('-  a:5 > b:6  udp\n7  a:5 > b:6  udp\n-  a:5 > b:7  udp\n8 a:5 > b:6 udp');
    expect(flows.sessions).toMatchObject([
      { start: 0, end: 8, out: 3 },
      { start: 7, end: 7 },
    ]);
    expect(flows.table.counters.packetsWithoutTime).toBe(2);
  });

  it('[F21] loses nothing when time goes back', () => {
    const flows = flowsFromText(`
      1000  a:5 > b:6  udp
      10    a:5 > b:6  udp
      11    a:7 > b:8  udp
      1001  a:5 < b:6  udp
      1001  a:7 < b:8  udp`);
    expect(flows.sessions).toMatchObject([
      { start: 1000, end: 1001, out: 2, in: 1 },
      { start: 11, end: 1001, out: 1, in: 1 },
    ]);
    expect(flows.table.counters.packetsBehind).toBe(2);
  });

  it('[F21] recovers from one packet far in the future', () => {
    const later = (from: number): string =>
      Array.from({ length: 700 }, (_, index) => `${from + index / 100} a:5 > b:6 udp`).join('\n');
    const flows = flowsFromText(`
      1           a:1 > b:2  udp
      4000000000  a:3 > b:4  udp
      ${later(2)}
      200         a:5 > b:6  udp
      330         a:7 > b:8  udp`);
    expect(flows.sessions.map(({ from, reason, out }) => [from, reason, out])).toEqual([
      ['a:1', 'timeout', 1],
      ['a:3', 'timeout', 1],
      ['a:5', 'timeout', 700],
      ['a:5', 'timeout', 1],
      ['a:7', null, 1],
    ]);
  });

  it('[F21] takes times before 1970 and absurd ones', () => {
    const flows = flowsFromText('-50 a:1 > b:2 udp\n-49 a:1 < b:2 udp\n18000000000000 a:1 > b:2 udp\nfinish');
    expect(flows.sessions).toMatchObject([{ out: 1, in: 1 }, { out: 1 }]);
  });

  it('[F22] retains the latest ended sessions and forgets in order of ending', () => {
    const resets = [1, 2, 3, 4].map((port) => `0.${port} a:${port} > z:9 R`).join('\n');
    const flows = flowsFromText(`${resets}\n10 advance`, { retainEnded: 2 });
    expect(flows.events.slice(-6)).toEqual([
      '1 ended ABORT rst',
      '2 ended ABORT rst',
      '3 ended ABORT rst',
      '1 forgotten',
      '4 ended ABORT rst',
      '2 forgotten',
    ]);
    expect(flows.table.counters).toMatchObject({ live: 0, retained: 2 });
    expect(flows.table.slotOf(1)).toBe(-1);
    const slot = flows.table.slotOf(3);
    expect(flows.table.columns.initiatorPort(slot)).toBe(3);
    flows.more('11 a:1 > z:9 udp');
    expect(flows.sessions.at(-1)).toMatchObject({ serial: 5, history: 'D', in: 0 });
  });
});

describe('other packets', () => {
  it('[F23] counts later fragments in the session of the first', () => {
    const flows = flowsFromText(`
      0.0  a:4000 > b:9999  udp first=7 len=1400 wire=1500
      0.1  a > b            udp later=7 len=600 wire=700
      0.2  a > b            udp later=8
      0.3  b > a            udp later=7
      70   a:4000 > b:9999  udp
      71   a > b            udp later=7
      finish`);
    expect(flows.sessions).toMatchObject([{ from: 'a:4000', out: 3, in: 0 }]);
    expect(flows.table.columns.wireBytes(0, 0)).toBe(2260);
    expect(flows.table.counters.unattributedFragments).toBe(3);
  });

  it('[F24] attaches an ICMP error to the session that it quotes, changing nothing else', () => {
    const flows = flowsFromText(`
      0.0  a:4000 > b:9999  udp
      0.1  c > a            icmp quotes=a:4000>b:9999/udp
      119  c > a            icmp quotes=a:4000>b:9999/udp
      125  c > a            icmp quotes=a:4000>b:9999/udp`);
    expect(flows.events.slice(0, 4)).toEqual(['1 started', '1 out NEW', '1 in', '1 in']);
    expect(flows.sessions).toMatchObject([
      { from: 'a:4000', out: 1, in: 0, state: 'EXPIRED', end: 0 },
      { from: 'c', to: 'a', out: 1 },
    ]);
    expect(flows.table.counters.icmpErrorsAttached).toBe(2);
  });

  it('[F24] tells from the quoted packet which way the error goes', () => {
    const flows = flowsFromText(`
      0.0  a:4000 > b:9999  udp
      0.1  c > b            icmp quotes=b:9999>a:4000/udp`);
    expect(flows.events.at(-1)).toBe('1 out');
  });

  it('[F25] makes sessions without ports of other ICMP', () => {
    const flows = flowsFromText(`
      0.0  a > b  icmp
      0.1  a < b  icmp
      0.2  A > B  icmpv6
      0.3  c > a  icmp quotes=a:1>b:2/udp
      0.4  c > a  icmp quotes=a:3>b:4/udp`);
    expect(flows.sessions).toMatchObject([
      { from: 'a', to: 'b', out: 1, in: 1 },
      { from: 'A', to: 'B' },
      { from: 'c', to: 'a', out: 2 },
    ]);
  });
});
