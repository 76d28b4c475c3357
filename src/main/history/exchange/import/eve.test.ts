import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { importWorld, type ImportWorld } from './test-import.ts';

// Events as Suricata's documentation of the EVE format has them.
const about = {
  flow_id: 11,
  in_iface: 'eth0',
  src_ip: '192.0.2.10',
  src_port: 51000,
  dest_ip: '192.0.2.1',
  dest_port: 53,
  proto: 'UDP',
};
const at = (time: string): string => `2026-01-02T03:04:${time}+0100`;
const text = (...events: readonly object[]): string => events.map((event) => `${JSON.stringify(event)}\n`).join('');

let world: ImportWorld;
beforeEach(async () => {
  world = await importWorld();
});
afterEach(() => world.close());

describe('Suricata’s eve.json', () => {
  it('shows flows as sessions', async () => {
    const flow = (id: number, more: object, tcp: object = {}): object => ({
      timestamp: at('30.000000'),
      flow_id: id,
      in_iface: 'eth0',
      event_type: 'flow',
      vlan: [100, 7],
      src_ip: '192.0.2.10',
      src_port: 51000,
      dest_ip: '198.51.100.7',
      dest_port: 443,
      proto: 'TCP',
      app_proto: 'tls',
      flow: {
        pkts_toserver: 7,
        pkts_toclient: 6,
        bytes_toserver: 900,
        bytes_toclient: 5000,
        start: at('05.123456'),
        end: at('06.623456'),
        age: 1,
        alerted: false,
        ...more,
      },
      tcp: { tcp_flags: '1b', tcp_flags_ts: '1b', tcp_flags_tc: '1a', syn: true, ...tcp },
    });
    const events = [
      flow(1, { state: 'closed', reason: 'timeout' }),
      flow(2, { state: 'closed', reason: 'timeout' }, { tcp_flags_tc: '16' }),
      flow(3, { state: 'established', reason: 'shutdown' }, { tcp_flags_ts: '18', tcp_flags_tc: '10' }),
      { timestamp: at('31.000000'), event_type: 'stats', stats: { uptime: 1 } },
    ];
    const paths = await world.files({ 'eve.json': text(...events) });
    expect(await world.open(paths)).toMatchObject({
      ok: true,
      value: { files: [{ kind: 'suricata-eve' }], sessions: 3, refused: 0 },
    });
    const rows = await world.rows('SELECT * FROM sessions ORDER BY session_no');
    expect(rows[0]).toMatchObject({
      session_id: 1,
      interface: 'eth0',
      start_time: '2026-01-02 02:04:05.123456',
      end_time: '2026-01-02 02:04:06.623456',
      duration_s: 1.5,
      state: 'CLOSE',
      end_reason: 'fin',
      service: 'tls',
      packets_out: 7,
      packets_in: 6,
      bytes_out: 900,
      bytes_in: 5000,
      payload_bytes_out: null,
      tcp_flags_out: 'FSPA',
      tcp_flags_in: 'SPA',
      vlan: '100.7',
      midstream: false,
    });
    expect(rows[1]).toMatchObject({ state: 'ABORT', end_reason: 'rst', tcp_flags_in: 'SRA' });
    expect(rows[2]).toMatchObject({ state: 'ESTABLISHED', end_reason: null, open: true, midstream: true });
  });

  it('makes one row of a question and its answer, in every version of the format', async () => {
    const dns = (time: string, id: number, body: object): object => ({
      timestamp: at(time),
      event_type: 'dns',
      ...about,
      dns: { id, ...body },
    });
    const events = [
      dns('01.000000', 1, { version: 2, type: 'query', rrname: 'a.example', rrtype: 'A', tx_id: 0 }),
      dns('01.020500', 1, {
        version: 2,
        type: 'answer',
        flags: '8180',
        qr: true,
        rd: true,
        ra: true,
        rrname: 'a.example',
        rrtype: 'A',
        rcode: 'NOERROR',
        answers: [
          { rrname: 'a.example', rrtype: 'CNAME', ttl: 3324, rdata: 'b.example' },
          { rrname: 'b.example', rrtype: 'A', ttl: 10, rdata: '198.51.100.7' },
        ],
      }),
      // Version 1: an event for each record, and nothing but the id says whose answer it is.
      dns('02.000000', 2, { type: 'query', rrname: 'c.example', rrtype: 'A' }),
      dns('02.001000', 2, {
        type: 'answer',
        rcode: 'NOERROR',
        rrname: 'c.example',
        rrtype: 'A',
        ttl: 8,
        rdata: '198.51.100.8',
      }),
      dns('02.001000', 2, {
        type: 'answer',
        rcode: 'NOERROR',
        rrname: 'c.example',
        rrtype: 'A',
        ttl: 9,
        rdata: '198.51.100.9',
      }),
      // Version 3.
      dns('03.000000', 3, { version: 3, type: 'request', queries: [{ rrname: 'd.example', rrtype: 'AAAA' }] }),
      dns('03.002000', 3, {
        version: 3,
        type: 'response',
        rd: true,
        rcode: 'NXDOMAIN',
        queries: [{ rrname: 'd.example', rrtype: 'AAAA' }],
      }),
      dns('04.000000', 4, { version: 2, type: 'query', rrname: 'e.example', rrtype: 'A' }),
      {
        ...dns('05.000000', 5, {
          version: 2,
          type: 'answer',
          rcode: 'NOERROR',
          rrname: 'f.example',
          rrtype: 'A',
          grouped: { A: ['198.51.100.7'] },
        }),
        src_ip: '192.0.2.1',
        src_port: 53,
        dest_ip: '192.0.2.10',
        dest_port: 51000,
      },
    ];
    expect(await world.open(await world.files({ 'eve.json': text(...events) }))).toMatchObject({
      ok: true,
      value: { dns: 5, refused: 0 },
    });
    const rows = await world.rows('SELECT * FROM dns ORDER BY trans_id');
    expect(rows[0]).toMatchObject({
      time: '2026-01-02 02:04:01',
      session_id: 11,
      client_ip: '192.0.2.10',
      client_port: 51000,
      server_ip: '192.0.2.1',
      server_port: 53,
      transport: 'udp',
      query: 'a.example',
      qtype: 'A',
      rcode: 0,
      rcode_name: 'NOERROR',
      status: 'answered',
      latency_ms: 20.5,
      flags: 'RD RA',
      ttls: [3324, 10],
    });
    expect(JSON.parse(String(rows[0]!['answers']))[1]).toEqual({
      name: 'b.example',
      type: 'A',
      ttl: 10,
      data: '198.51.100.7',
    });
    expect(rows[1]).toMatchObject({ query: 'c.example', status: 'answered', latency_ms: 1, ttls: [8, 9] });
    expect(rows[2]).toMatchObject({
      query: 'd.example',
      qtype: 'AAAA',
      status: 'nxdomain',
      rcode: 3,
      latency_ms: 2,
      flags: 'RD',
    });
    expect(rows[3]).toMatchObject({ query: 'e.example', status: 'unanswered', rcode: null, latency_ms: null });
    expect(rows[4]).toMatchObject({
      query: 'f.example',
      status: 'unsolicited',
      client_ip: '192.0.2.10',
      server_ip: '192.0.2.1',
      server_port: 53,
    });
  });

  it('keeps alerts', async () => {
    const alert = {
      timestamp: at('07.000000'),
      event_type: 'alert',
      ...about,
      alert: {
        action: 'allowed',
        gid: 1,
        signature_id: 2001999,
        rev: 9,
        signature: 'ET MALWARE of some kind',
        category: 'A Network Trojan',
        severity: 1,
      },
    };
    expect(await world.open(await world.files({ 'eve.json': text(alert) }))).toMatchObject({
      ok: true,
      value: { alerts: 1, sessions: 0 },
    });
    expect(await world.rows('SELECT * FROM alerts')).toMatchObject([
      {
        time: '2026-01-02 02:04:07',
        source: 'suricata',
        rule: '1:2001999:9',
        severity: 'high',
        title: 'ET MALWARE of some kind',
        session_id: 11,
      },
    ]);
  });

  it('counts lines that are cut off', async () => {
    const whole = text({
      timestamp: at('01.000000'),
      event_type: 'dns',
      ...about,
      dns: { id: 1, type: 'query', rrname: 'a', rrtype: 'A' },
    });
    expect(await world.open(await world.files({ 'eve.json': whole + whole.slice(0, 50) }))).toMatchObject({
      ok: true,
      value: { dns: 1, refused: 1, reason: 'eve.json: a line is no JSON' },
    });
  });
});
