/** Rules U4 of docs/spec/upstream-behaviour.md: the packet log. */
import { describe, expect, it } from 'vitest';
import { bytesOf, ethernet, ipv6, udp as udpHex } from '#main/engine/decode/test-frames.ts';
import { ACK, dnsQuery, FIN, icmp, read, RST, settingsOf, SYN, tcp, udp } from './kit.ts';

const CLASSIC = [
  'src_ip',
  'dst_ip',
  'src_port',
  'dst_port',
  'protocol_num',
  'protocol_name',
  'state',
  'timestamp',
  'session_id',
  'payload',
];
const client = [1, 4000] as const;
const web = [2, 80] as const;
const resolver = [2, 53] as const;
const UUID_V7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

describe('the packet log', () => {
  it('[U4.1] has the classic ten keys, in order, in every record, and three more', async () => {
    const { logs } = await read([
      [0, tcp(client, web, SYN)],
      [1, icmp(1, 2, 8)],
      [2, udp(client, resolver, dnsQuery('a.example'))],
      [400, udp(client, web)],
    ]);
    expect(logs.some(({ state }) => state === 'EXPIRED')).toBe(true);
    for (const log of logs) expect(Object.keys(log)).toEqual([...CLASSIC, 'interface', 'length', 'direction']);
  });

  it('[U4.2] ports are null for ICMP', async () => {
    const { logs } = await read([[0, icmp(1, 2, 8)]]);
    expect(logs).toMatchObject([{ src_ip: '10.0.0.1', dst_ip: '10.0.0.2', src_port: null, dst_port: null }]);
  });

  it('[U4.3] the protocol is the one behind IPv6 extension headers (upstream: the first header), and what expires has its own', async () => {
    const behindOptions = bytesOf(ethernet(0x86dd), ipv6(0, `11 00 0104 00000000 ${udpHex('6162')}`));
    const { logs } = await read([
      [0, behindOptions],
      [0, icmp(1, 2, 8)],
      [200, tcp(client, web, SYN)],
    ]);
    expect(logs.map(({ protocol_num, state }) => [protocol_num, state])).toEqual([
      [17, 'NEW'],
      [1, 'NEW'],
      [17, 'EXPIRED'],
      [1, 'EXPIRED'],
      [6, 'NEW'],
    ]);
  });

  it('[U4.4] protocols are called TCP, UDP, ICMP and ICMPv6', async () => {
    const echo = bytesOf(ethernet(0x86dd), ipv6(58, '8000 0000 0001 0001'));
    const { logs } = await read([
      [0, tcp(client, web, SYN)],
      [1, udp(client, web)],
      [2, icmp(1, 2, 8)],
      [3, echo],
    ]);
    expect(logs.map(({ protocol_name }) => protocol_name)).toEqual(['TCP', 'UDP', 'ICMP', 'ICMPv6']);
  });

  it('[U4.5] states are NEW, ESTABLISHED, CLOSE, ABORT and EXPIRED, those of ICMP as well (upstream: null)', async () => {
    const { logs } = await read([
      [0, tcp(client, web, SYN)],
      [1, tcp(web, client, SYN | ACK)],
      [2, tcp(client, web, FIN | ACK)],
      [3, tcp(web, client, FIN | ACK)],
      [3, tcp([1, 4001], web, SYN)],
      [4, tcp(web, [1, 4001], RST | ACK)],
      [5, icmp(1, 2, 8)],
      [6, icmp(2, 1, 0)],
      [7, icmp(1, 2, 8)],
      [100, udp(client, web)],
    ]);
    const states = logs.map(({ state }) => state);
    expect(states).toEqual([
      'NEW',
      'ESTABLISHED',
      'CLOSE',
      'NEW',
      'ABORT',
      'NEW',
      'ESTABLISHED',
      'ESTABLISHED',
      'EXPIRED',
      'NEW',
    ]);
  });

  it('[U4.6] timestamps are the capture’s, in UTC, with microseconds and Z (upstream: when it looked, without Z)', async () => {
    const { logs } = await read([[0.000_123, udp(client, web)]]);
    expect(logs).toMatchObject([{ timestamp: '2023-11-14T22:13:20.000123Z' }]);
  });

  it('[U4.7] every record has the UUIDv7 of its session, those of ICMP as well (upstream: null)', async () => {
    const { logs } = await read([
      [0, icmp(1, 2, 8)],
      [1, icmp(2, 1, 0)],
    ]);
    for (const { session_id } of logs) expect(session_id).toMatch(UUID_V7);
    expect(new Set(logs.map(({ session_id }) => session_id)).size).toBe(1);
  });

  it('[U4.8] the payload is null, or the name under its filter', async () => {
    const settings = settingsOf({ logs: { emit: 'all' } });
    const frames = [
      [0, udp(client, resolver, dnsQuery('a.example'))],
      [1, udp(client, web)],
    ] as const;
    const { logs } = await read(frames, { settings });
    expect(logs.map(({ payload }) => payload)).toEqual([{ dns: 'a.example' }, null]);
  });
});
