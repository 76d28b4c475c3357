/** Rules U5 of docs/spec/upstream-behaviour.md: what is told when, and the states of UDP and TCP. */
import { describe, expect, it } from 'vitest';
import { flowsFromText } from '#main/engine/flows/test-flows.ts';
import { ACK, dnsQuery, filterOf, icmp, read, START, SYN, tcp, udp } from './kit.ts';

const client = [1, 4000] as const;
const web = [2, 80] as const;

const handshake = `
  0.0  a:4000 > b:80  S
  0.1  a:4000 < b:80  SA
  0.2  a:4000 > b:80  A`;

function eventsOf(text: string): readonly string[] {
  return flowsFromText(text).events;
}

describe('what is told', () => {
  it('[U5.1] a state change is a record, a packet is none, but for ICMP', async () => {
    const { logs } = await read([
      [0, udp(client, web)],
      [1, udp(client, web)],
      [2, icmp(1, 2, 8)],
      [3, icmp(1, 2, 8)],
    ]);
    expect(logs.map(({ protocol_name, state }) => `${protocol_name} ${state}`)).toEqual([
      'UDP NEW',
      'ICMP NEW',
      'ICMP NEW',
    ]);
  });

  it('[U5.14] a record has its packet’s source and destination, the session its initiator’s', async () => {
    const { logs, sessions } = await read([
      [0, tcp(client, web, SYN)],
      [1, tcp(web, client, SYN | ACK)],
    ]);
    expect(logs).toMatchObject([
      { src_ip: '10.0.0.1', src_port: 4000, direction: 'out', state: 'NEW' },
      { src_ip: '10.0.0.2', src_port: 80, direction: 'in', state: 'ESTABLISHED' },
    ]);
    expect(sessions).toMatchObject([{ src_ip: '10.0.0.1', dst_ip: '10.0.0.2', dst_port: 80 }]);
  });

  it('[U5.15] EXPIRED is told from the initiator, at the time-out, without payload (upstream: from the lower address, when it looked)', async () => {
    const { logs } = await read([
      [0, tcp([9, 4000], [2, 80], SYN)],
      [500, udp(client, web)],
    ]);
    expect(logs[1]).toMatchObject({
      state: 'EXPIRED',
      src_ip: '10.0.0.9',
      dst_ip: '10.0.0.2',
      direction: 'out',
      payload: null,
    });
    expect(Date.parse(logs[1]!.timestamp) * 1000).toBe(START + 60e6);
  });

  it('[U5.15] what a filter declined does not expire either (upstream: filters were passed by)', () => {
    const flows = flowsFromText('0 a:1 > b:2 udp\n0 a:1 > b:3 udp\n500 advance', { filter: filterOf({ port: [3] }) });
    expect(flows.events).toEqual([
      '1 started',
      '1 out NEW',
      '1 expired EXPIRED 120',
      '1 ended EXPIRED timeout',
      '1 forgotten',
    ]);
  });

  it('[U5.16] a session has one id in all its records, a new one has another, and ids sort by start', async () => {
    const { logs, sessions } = await read([
      [0, udp(client, web)],
      [1, udp(web, client)],
      [200, udp(client, web)],
      [201, udp([3, 1], web)],
    ]);
    expect(logs.map(({ state }) => state)).toEqual(['NEW', 'ESTABLISHED', 'EXPIRED', 'NEW', 'NEW']);
    const ids = logs.map(({ session_id }) => session_id);
    expect(new Set(ids.slice(0, 3)).size).toBe(1);
    expect(new Set(ids).size).toBe(3);
    const byStart = sessions.toSorted((one, other) => one.start_time.localeCompare(other.start_time));
    expect(byStart.map(({ session_id }) => session_id)).toEqual(
      sessions.map(({ session_id }) => session_id).toSorted(),
    );
  });
});

describe('UDP', () => {
  it('[U5.2] both directions are one session (upstream: two)', () => {
    const flows = flowsFromText('0 a:4000 > b:9999 udp\n1 a:4000 < b:9999 udp');
    expect(flows.sessions).toMatchObject([{ from: 'a:4000', to: 'b:9999', out: 1, in: 1, state: 'ESTABLISHED' }]);
  });

  it('[U5.3] later packets tell nothing but the first answer', () => {
    expect(eventsOf('0 a:1 > b:9 udp\n1 a:1 > b:9 udp\n2 a:1 < b:9 udp\n3 a:1 < b:9 udp')).toEqual([
      '1 started',
      '1 out NEW',
      '1 out',
      '1 in ESTABLISHED',
      '1 in',
    ]);
  });

  it('[U5.4] expires after 120 s, 30 s on port 53, or as set (upstream: fixed)', () => {
    const text = '0 a:1 > b:9 udp\n0 a:2 > b:53 udp raw\n500 advance';
    const expired = (events: readonly string[]): string[] => events.filter((event) => event.includes('expired'));
    expect(expired(eventsOf(text))).toEqual(['2 expired EXPIRED 30', '1 expired EXPIRED 120']);
    const timeouts = { tcpAttempt: 60, tcpIdle: 300, udp: 7, dns: 3, icmp: 30, other: 60, closeLinger: 5 };
    expect(expired(flowsFromText(text, { timeouts }).events)).toEqual(['2 expired EXPIRED 3', '1 expired EXPIRED 7']);
  });

  it('[U5.5] a session of several packets expires, counted from the last one, and the next packet is NEW (upstream: never)', () => {
    const flows = flowsFromText(`
      0    a:1 > b:9  udp
      100  a:1 > b:9  udp
      219  c:1 > d:9  udp
      221  c:1 > d:9  udp
      300  a:1 > b:9  udp`);
    expect(flows.events.filter((event) => !event.endsWith(' out') || event.includes('NEW'))).toEqual([
      '1 started',
      '1 out NEW',
      '2 started',
      '2 out NEW',
      '1 expired EXPIRED 220',
      '1 ended EXPIRED timeout',
      '1 forgotten',
      '3 started',
      '3 out NEW',
    ]);
  });
});

describe('TCP', () => {
  it('[U5.6] the order of addresses and ports does not matter', () => {
    for (const [from, to] of [
      ['a:80', 'b:4000'],
      ['b:4000', 'a:80'],
      ['b:80', 'a:4000'],
    ]) {
      const flows = flowsFromText(`0 ${from} > ${to} S\n1 ${from} < ${to} SA\n2 ${from} > ${to} A`);
      expect(flows.sessions).toMatchObject([{ from, to, out: 2, in: 1 }]);
    }
  });

  it('[U5.7] a SYN is NEW, repeated ones tell nothing', () => {
    expect(eventsOf('0 a:1 > b:80 S\n1 a:1 > b:80 S again\n3 a:1 > b:80 S again')).toEqual([
      '1 started',
      '1 out NEW',
      '1 out',
      '1 out',
    ]);
  });

  it('[U5.8] a refused connection is ABORT (upstream: ESTABLISHED, then EXPIRED)', () => {
    expect(eventsOf('0 a:1 > b:80 S\n1 a:1 < b:80 RA\nfinish')).toEqual([
      '1 started',
      '1 out NEW',
      '1 in ABORT',
      '1 ended ABORT rst',
      '1 forgotten',
    ]);
  });

  it('[U5.9] SYN+ACK or data of the responder is ESTABLISHED, anything else is not (upstream: any packet)', () => {
    expect(eventsOf('0 a:1 > b:80 S\n1 a:1 < b:80 SA')).toContain('1 in ESTABLISHED');
    expect(eventsOf('0 a:1 > b:80 A len=5\n1 a:1 < b:80 A\n2 a:1 < b:80 A len=5')).toEqual([
      '1 started',
      '1 out NEW',
      '1 in',
      '1 in ESTABLISHED',
    ]);
  });

  it('[U5.10] CLOSE comes with the second side’s FIN (upstream: with the first, and the rest was lost)', () => {
    const flows = flowsFromText(`${handshake}
      0.3  a:4000 > b:80  FA
      0.4  a:4000 < b:80  A len=1000
      0.5  a:4000 < b:80  FA
      0.6  a:4000 > b:80  A
      finish`);
    expect(flows.events.slice(4)).toEqual(['1 out', '1 in', '1 in CLOSE', '1 out', '1 ended CLOSE fin', '1 forgotten']);
    expect(flows.sessions).toMatchObject([{ out: 4, in: 3, state: 'CLOSE', reason: 'fin' }]);
  });

  it('[U5.11] RST is ABORT; what comes after it belongs to the session until it is silent, or a SYN begins anew', () => {
    const flows = flowsFromText(`${handshake}
      0.3  a:4000 < b:80  R
      0.4  a:4000 > b:80  A
      1.0  a:4000 > b:80  S`);
    expect(flows.sessions).toMatchObject([
      { serial: 1, state: 'ABORT', reason: 'rst', out: 3, in: 2 },
      { serial: 2, state: 'NEW', out: 1 },
    ]);
  });

  it('[U5.12] a connection that was under way is a session, and says so (upstream: nothing)', () => {
    const flows = flowsFromText('0 a:4000 > b:80 A len=5\n1 a:4000 < b:80 A len=5\n2 a:4000 < b:80 R');
    expect(flows.sessions).toMatchObject([{ from: 'a:4000', midstream: true, state: 'ABORT', out: 1, in: 2 }]);
  });

  it('[U5.13] every packet puts the time-out off, and a FIN after long is heard (upstream: EXPIRED after 60 s)', () => {
    const data = Array.from({ length: 10 }, (_, index) => `${50 + index * 50} a:4000 > b:80 A len=1`);
    const flows = flowsFromText(`${handshake}\n${data.join('\n')}
      510  a:4000 > b:80  FA
      511  a:4000 < b:80  FA
      finish`);
    expect(flows.sessions).toMatchObject([{ serial: 1, state: 'CLOSE', out: 13, in: 2 }]);
    expect(flows.events.some((event) => event.includes('EXPIRED'))).toBe(false);
  });
});

describe('names from DNS', () => {
  const dns = (match: string[], only = false): ReturnType<typeof filterOf> =>
    filterOf({ payload: { dns: { ports: [53], match } }, only_matching: only });
  const told = (text: string, match: string[], only = false): readonly string[] =>
    flowsFromText(text, { filter: dns(match, only) }).events;

  it('[U5.17] every query of a session is looked at (upstream: the first)', () => {
    const events = told('0 a:1 > b:53 udp query=1/a.test\n1 a:1 > b:53 udp query=2/b.test', ['*']);
    expect(events).toEqual(['1 started', '1 out NEW dns a.test', '1 out dns b.test']);
  });

  it('[U5.18] queries with a question only: neither responses (upstream: those, too) nor what is no DNS', () => {
    const text = '0 a:1 > b:53 udp query=1/-\n1 a:1 < b:53 udp answer=2/b.test/10.0.0.9\n2 a:1 > b:53 udp raw';
    expect(told(text, ['*'])).toEqual(['1 started', '1 out NEW', '1 in ESTABLISHED', '1 out']);
    // Towards port 53, as a misdirected response would come.
    expect(told('0 a:1 > b:53 udp answer=2/b.test/10.0.0.9', ['*'])).toEqual(['1 started', '1 out NEW']);
  });

  it('[U5.19] the name is the first question’s, without its last dot, its case kept', async () => {
    const { logs } = await read([[0, udp(client, [2, 53], dnsQuery('Www.Example.COM.'))]]);
    expect(logs).toMatchObject([{ payload: { dns: 'Www.Example.COM' } }]);
  });

  it('[U5.20] globs are without case; * crosses dots; *.x.com is not x.com', () => {
    const name = (query: string, match: string): boolean =>
      told(`0 a:1 > b:53 udp query=1/${query}`, [match]).some((event) => event.includes('dns'));
    expect(name('a.B.x.com', '*.X.com')).toBe(true);
    expect(name('x.com', '*.x.com')).toBe(false);
    expect(name('host1.test', 'host?.test')).toBe(true);
    expect(name('host12.test', 'host?.test')).toBe(false);
  });

  it('[U5.21] a name that does not match takes nothing but the name away, unless only_matching is set', () => {
    const text = '0 a:1 > b:53 udp query=1/a.test';
    expect(told(text, ['*.org'])).toEqual(['1 started', '1 out NEW']);
    expect(told(text, ['*.org'], true)).toEqual([]);
  });

  it('[U5.22] DNS over TCP gives names as well (upstream: UDP only)', () => {
    const events = told('0 a:1 > b:53 S\n1 a:1 < b:53 SA\n2 a:1 > b:53 PA query=1/a.test', ['*']);
    expect(events.at(-1)).toBe('1 out dns a.test');
  });
});
