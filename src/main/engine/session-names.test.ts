import { expect, it } from 'vitest';
import type { DnsRecord, SessionRecord } from '#contract/records.ts';
import { sessionNames } from './session-names.ts';

const CLIENT = '10.0.0.2';
const SERVER = '192.0.2.7';

function session(hostname: string | null, hostname_source: string | null): SessionRecord {
  const start_time = '2026-11-21T10:00:10.000000Z';
  return { hostname, hostname_source, start_time, src_ip: CLIENT, dst_ip: SERVER } as SessionRecord;
}

function lookup(second: number, query: string, ttl = 60, client_ip = CLIENT): DnsRecord {
  const time = `2026-11-21T10:00:${String(second).padStart(2, '0')}.000000Z`;
  const answers = [
    { name: query, type: 'CNAME', ttl: 5, data: 'edge.example' },
    { name: 'edge.example', type: 'A', ttl, data: SERVER },
  ];
  return { time, query, client_ip, answers } as unknown as DnsRecord;
}

it('has the name that the session goes by first, then others that DNS gives, newest first', () => {
  const dns = [lookup(1, 'old.example', 3), lookup(4, 'www.example.'), lookup(9, 'new.example')];
  const packets = [
    { filter: 'dns', name: 'asked.example', time: '2026-11-21T10:00:10.000001Z' },
    { filter: 'tls', name: 'WWW.example', time: '2026-11-21T10:00:10.500000Z' },
  ];
  expect(sessionNames(session('www.example', 'tls'), packets, dns)).toEqual([
    { name: 'WWW.example', source: 'tls', time: packets[1]!.time, ttl: null, agrees: true },
    { name: 'new.example', source: 'dns', time: dns[2]!.time, ttl: 60, agrees: false },
    { name: 'www.example.', source: 'dns', time: dns[1]!.time, ttl: 60, agrees: true },
    { name: 'old.example', source: 'dns', time: dns[0]!.time, ttl: 3, agrees: false },
  ]);
});

it('takes the latest lookup from before the session began, not one of another client', () => {
  const dns = [
    lookup(2, 'a.example'),
    lookup(8, 'a.example', 30),
    lookup(20, 'a.example'),
    lookup(9, 'b.example', 60, '10.0.0.9'),
  ];
  expect(sessionNames(session('a.example', 'dns'), [], dns)).toEqual([
    { name: 'a.example', source: 'dns', time: dns[1]!.time, ttl: 30, agrees: true },
  ]);
});

it('keeps a name whose origin is no longer held', () => {
  expect(sessionNames(session('gone.example', 'tls'), [], [])).toEqual([
    { name: 'gone.example', source: 'tls', time: null, ttl: null, agrees: true },
  ]);
  expect(sessionNames(session(null, null), [], [])).toEqual([]);
});
