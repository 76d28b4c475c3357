import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { importWorld, type ImportWorld } from './test-import.ts';

// Fields and values as Zeek's documentation of conn.log and dns.log has them.
const CONN_FIELDS = [
  'ts time',
  'uid string',
  'id.orig_h addr',
  'id.orig_p port',
  'id.resp_h addr',
  'id.resp_p port',
  'proto enum',
  'service string',
  'duration interval',
  'orig_bytes count',
  'resp_bytes count',
  'conn_state string',
  'local_orig bool',
  'local_resp bool',
  'missed_bytes count',
  'history string',
  'orig_pkts count',
  'orig_ip_bytes count',
  'resp_pkts count',
  'resp_ip_bytes count',
  'tunnel_parents set[string]',
];
const DNS_FIELDS = [
  'ts time',
  'uid string',
  'id.orig_h addr',
  'id.orig_p port',
  'id.resp_h addr',
  'id.resp_p port',
  'proto enum',
  'trans_id count',
  'rtt interval',
  'query string',
  'qclass count',
  'qclass_name string',
  'qtype count',
  'qtype_name string',
  'rcode count',
  'rcode_name string',
  'AA bool',
  'TC bool',
  'RD bool',
  'RA bool',
  'Z count',
  'answers vector[string]',
  'TTLs vector[interval]',
  'rejected bool',
];

function log(path: string, fields: readonly string[], lines: readonly string[]): string {
  return [
    String.raw`#separator \x09`,
    '#set_separator\t,',
    '#empty_field\t(empty)',
    '#unset_field\t-',
    `#path\t${path}`,
    '#open\t2026-01-02-03-04-05',
    `#fields\t${fields.map((field) => field.split(' ')[0]).join('\t')}`,
    `#types\t${fields.map((field) => field.split(' ')[1]).join('\t')}`,
    ...lines.map((line) => line.replaceAll(' | ', '\t')),
    '#close\t2026-01-02-03-05-05',
    '',
  ].join('\n');
}

const CONN = log('conn', CONN_FIELDS, [
  '1767323045.000001 | CAbc1 | 192.0.2.10 | 51000 | 198.51.100.7 | 443 | tcp | ssl | 12.500000 | 700 | 90000 | SF | T | F | 0 | ShADadFf | 20 | 1500 | 70 | 94000 | (empty)',
  '1767323046.250000 | CAbc2 | 192.0.2.10 | 51001 | 192.0.2.1 | 53 | udp | dns | 0.020000 | 33 | 49 | SF | T | T | 0 | Dd | 1 | 61 | 1 | 77 | (empty)',
  '1767323047.000000 | CAbc3 | 192.0.2.10 | 51002 | 203.0.113.9 | 81 | tcp | - | - | - | - | S0 | T | F | 0 | S | 1 | 60 | 0 | 0 | (empty)',
  '1767323048.000000 | CAbc4 | 192.0.2.10 | 51003 | 203.0.113.9 | 82 | tcp | - | 0.010000 | 0 | 0 | REJ | T | F | 0 | Sr | 1 | 60 | 1 | 40 | (empty)',
  '1767323049.000000 | CAbc5 | 2001:db8::1 | 128 | 2001:db8::2 | 129 | icmp | - | 1.000000 | 56 | 56 | OTH | - | - | 0 | - | 1 | 104 | 1 | 104 | CTun1,CTun2',
]);

let world: ImportWorld;
beforeEach(async () => {
  world = await importWorld();
});
afterEach(() => world.close());

describe('Zeek’s logs', () => {
  it('shows connections as sessions', async () => {
    const answer = await world.open(await world.files({ 'conn.log': CONN }));
    expect(answer).toMatchObject({
      ok: true,
      value: {
        files: [{ kind: 'zeek-conn', rows: 5, ignored: [] }],
        sessions: 5,
        dns: 0,
        refused: 0,
        span: { fromUs: 1_767_323_045_000_001, toUs: 1_767_323_057_500_001 },
      },
    });
    const rows = await world.rows('SELECT * FROM sessions ORDER BY session_no');
    expect(rows[0]).toMatchObject({
      session_id: 'CAbc1',
      start_time: '2026-01-02 03:04:05.000001',
      end_time: '2026-01-02 03:04:17.500001',
      duration_s: 12.5,
      state: 'CLOSE',
      end_reason: 'fin',
      protocol_num: 6,
      protocol_name: 'TCP',
      src_ip: '192.0.2.10',
      src_port: 51000,
      dst_ip: '198.51.100.7',
      dst_port: 443,
      service: 'tls',
      packets_out: 20,
      packets_in: 70,
      bytes_out: 1500,
      bytes_in: 94000,
      payload_bytes_out: 700,
      payload_bytes_in: 90000,
      conn_state: 'SF',
      history: 'ShADadFf',
      midstream: false,
      open: false,
    });
    expect(rows[1]).toMatchObject({ state: 'EXPIRED', end_reason: 'timeout', service: 'dns', protocol_name: 'UDP' });
    expect(rows[2]).toMatchObject({
      conn_state: 'S0',
      state: 'EXPIRED',
      duration_s: 0,
      service: null,
      payload_bytes_out: null,
    });
    expect(rows[3]).toMatchObject({ conn_state: 'REJ', state: 'ABORT', end_reason: 'rst' });
    expect(rows[4]).toMatchObject({
      protocol_num: 58,
      protocol_name: 'ICMPv6',
      src_port: null,
      dst_port: null,
      history: null,
    });
    // All bytes are in the chart, whatever the stretches.
    const sums = await world.rows(
      'SELECT session_no, sum(bytes_in) AS bytes, count(*) AS stretches FROM traffic GROUP BY 1 ORDER BY 1',
    );
    expect(sums.map(({ bytes }) => Number(bytes))).toEqual([94000, 77, 0, 40, 104]);
    expect(sums[0]!['stretches']).toBe(2);
  });

  it('numbers connections as they began, whatever the order of the log', async () => {
    const lines = CONN.split('\n');
    const first = lines.findIndex((line) => line.includes('CAbc1'));
    const turned = [
      ...lines.slice(0, first),
      ...lines.slice(first, first + 5).toReversed(),
      ...lines.slice(first + 5),
    ].join('\n');
    await world.open(await world.files({ 'conn.log': turned }));
    const rows = await world.rows(
      'SELECT session_no, session_id, sum(t.bytes_in) AS bytes FROM sessions s JOIN traffic t USING (session_no) GROUP BY ALL ORDER BY 1',
    );
    expect(rows.map((row) => [row['session_no'], row['session_id'], Number(row['bytes'])])).toEqual([
      [1, 'CAbc1', 94000],
      [2, 'CAbc2', 77],
      [3, 'CAbc3', 0],
      [4, 'CAbc4', 40],
      [5, 'CAbc5', 104],
    ]);
  });

  it('ties lookups to the connections that carried them, from two files', async () => {
    const dns = log('dns', DNS_FIELDS, [
      '1767323046.250000 | CAbc2 | 192.0.2.10 | 51001 | 192.0.2.1 | 53 | udp | 4711 | 0.019500 | www.example.com | 1 | C_INTERNET | 1 | A | 0 | NOERROR | F | F | T | T | 0 | web.example.com,198.51.100.7 | 300.000000,60.000000 | F',
      '1767323047.000000 | CAbc6 | 192.0.2.10 | 51004 | 192.0.2.1 | 53 | udp | 4712 | - | nobody.example | 1 | C_INTERNET | 28 | AAAA | - | - | F | F | T | F | 0 | - | - | F',
      '1767323048.000000 | CAbc7 | 192.0.2.10 | 51005 | 192.0.2.1 | 53 | udp | 4713 | 0.001000 | nothing.example | 1 | C_INTERNET | 255 | * | 3 | NXDOMAIN | T | F | T | F | 0 | - | - | F',
      String.raw`1767323049.000000 | CAbc8 | 192.0.2.10 | 51006 | 192.0.2.1 | 53 | udp | 4714 | 0.001000 | t.example | 1 | C_INTERNET | 16 | TXT | 0 | NOERROR | F | F | T | T | 0 | TXT 5 a\x2cb\x09c | 5.000000 | F`,
    ]);
    const paths = await world.files({ 'conn.log.gz': gzipSync(CONN), 'dns.log': dns });
    expect(await world.open(paths)).toMatchObject({ ok: true, value: { sessions: 5, dns: 4, refused: 0 } });
    const rows = await world.rows('SELECT * FROM dns ORDER BY dns_no');
    expect(rows[0]).toMatchObject({
      time: '2026-01-02 03:04:06.25',
      session_id: 'CAbc2',
      client_ip: '192.0.2.10',
      client_port: 51001,
      server_ip: '192.0.2.1',
      server_port: 53,
      transport: 'udp',
      trans_id: 4711,
      query: 'www.example.com',
      qtype: 'A',
      qclass: 'IN',
      rcode: 0,
      rcode_name: 'NOERROR',
      status: 'answered',
      latency_ms: 19.5,
      flags: 'RD RA',
      ttls: [300, 60],
    });
    expect(JSON.parse(String(rows[0]!['answers']))).toEqual([
      { name: 'www.example.com', type: 'CNAME', ttl: 300, data: 'web.example.com' },
      { name: 'www.example.com', type: 'A', ttl: 60, data: '198.51.100.7' },
    ]);
    expect(rows[1]).toMatchObject({ status: 'unanswered', rcode: null, latency_ms: null, answers: '[]', ttls: [] });
    expect(rows[2]).toMatchObject({ status: 'nxdomain', qtype: 'ANY', flags: 'AA RD' });
    expect(JSON.parse(String(rows[3]!['answers']))[0].data).toBe('TXT 5 a,b\tc');
    expect(await world.rows('SELECT count(*) AS n FROM dns JOIN sessions USING (session_id)')).toEqual([{ n: 1 }]);
  });

  it('reads JSON lines, with times of either kind', async () => {
    const line = {
      ts: 1767323045.5,
      uid: 'CJ1',
      'id.orig_h': '192.0.2.10',
      'id.orig_p': 1,
      'id.resp_h': '192.0.2.1',
      'id.resp_p': 2,
      proto: 'udp',
      conn_state: 'S0',
      history: 'D',
      orig_pkts: 3,
      orig_ip_bytes: 300,
      resp_pkts: 0,
      resp_ip_bytes: 0,
    };
    const text = [
      line,
      { ...line, uid: 'CJ2', ts: '2026-01-02T03:04:06.000000Z' },
      { ...line, uid: 'CJ3', ts: 1_767_323_047_000 },
    ]
      .map((each) => JSON.stringify(each))
      .join('\n');
    expect(await world.open(await world.files({ 'conn.json': text }))).toMatchObject({
      ok: true,
      value: { sessions: 3 },
    });
    expect(
      (await world.rows('SELECT start_time FROM sessions ORDER BY session_no')).map((row) => row['start_time']),
    ).toEqual(['2026-01-02 03:04:05.5', '2026-01-02 03:04:06', '2026-01-02 03:04:07']);
  });

  it('counts what it cannot read and says the first reason', async () => {
    const text = CONN.replace('198.51.100.7', 'nowhere').replace('\tudp\t', '\tudp\textra\t');
    const answer = await world.open(await world.files({ 'conn.log': text }));
    expect(answer).toMatchObject({
      ok: true,
      value: { sessions: 3, refused: 2, reason: 'conn.log: id.resp_h is "nowhere", not an address' },
    });
  });

  it('refuses other logs by their name', async () => {
    const http = log('http', ['ts time', 'uid string', 'id.orig_h addr', 'id.resp_h addr', 'host string'], []);
    expect(await world.open(await world.files({ 'x.log': http }))).toMatchObject({
      ok: false,
      failure: { code: 'unsupported', message: expect.stringContaining('is Zeek’s http.log') as string },
    });
  });
});
