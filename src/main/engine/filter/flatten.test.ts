import { describe, expect, it } from 'vitest';
import { FIELDS } from '#contract/pipelines/fields.ts';
import { DNS_COLUMNS, PACKET_COLUMNS, SESSION_COLUMNS } from '#contract/records.ts';
import { flattenRecord } from './flatten.ts';
import { at, dns, packet, session } from './test-records.ts';

describe('flattenRecord', () => {
  it('keeps the columns of a session and adds sums, its time and why it is told', () => {
    const record = session({ record_id: 's9:update:3', event: undefined }, 5);
    expect(flattenRecord({ ...record, event: null as never })).toMatchObject({
      record_type: 'session',
      record_id: 's9:update:3',
      type: 'session',
      event: 'update',
      time: at(5),
      src_ip: '192.0.2.1',
      dst_port: 443,
      bytes: 21_000,
      packets: 22,
      payload_bytes: 19_500,
    });
  });

  it('gives a DNS transaction the names of its ends, and its answers as texts', () => {
    const flat = flattenRecord(dns());
    expect(flat).toMatchObject({
      type: 'dns',
      src_ip: '192.0.2.1',
      dst_ip: '192.0.2.53',
      dst_port: 53,
      protocol_num: 17,
      protocol_name: 'UDP',
      answers: ['203.0.113.7', '203.0.113.8'],
      query: 'www.example.com',
    });
    expect(flat).not.toHaveProperty('client_ip');
  });

  it('takes the name out of the payload of a packet', () => {
    const flat = flattenRecord(packet({}, 1));
    expect(flat).toMatchObject({
      type: 'packet',
      time: at(1),
      bytes: 600,
      packets: 1,
      name: 'www.example.com',
      name_source: 'tls',
    });
    expect(flat).not.toHaveProperty('payload');
    expect(flattenRecord(packet({ payload: null }))).toMatchObject({ name: null, name_source: null });
  });

  it('brings observed flows to the same names and keeps what chains noted', () => {
    const record = {
      record_type: 'flow',
      record_id: 'f1',
      pkt_first: 1_777_636_800.5,
      pkt_last: 1_777_636_803,
      sip: '192.0.2.1',
      dip: '2001:db8::1',
      proto: 17,
      sp: 1024,
      dp: 53,
      pkt_fwd: 1,
      pkt_rev: 2,
      oct_fwd: 60,
      oct_rev: 200,
      ecn_ect0_syn_fwd: false,
    };
    expect(flattenRecord(record)).toEqual({
      record_type: 'flow',
      record_id: 'f1',
      record_time: null,
      type: 'flow',
      start_time: '2026-05-01T12:00:00.500000Z',
      end_time: at(3),
      time: at(3),
      duration_s: 2.5,
      src_ip: '192.0.2.1',
      dst_ip: '2001:db8::1',
      protocol_num: 17,
      protocol_name: 'UDP',
      src_port: 1024,
      dst_port: 53,
      packets_out: 1,
      packets_in: 2,
      bytes_out: 60,
      bytes_in: 200,
      packets: 3,
      bytes: 260,
      ecn_ect0_syn_fwd: false,
    });
  });

  it('leaves a flat record as it is', () => {
    for (const record of [session(), packet(), dns()]) {
      const flat = flattenRecord(record);
      expect(flattenRecord(flat)).toBe(flat);
    }
  });

  it('makes nested keys flat and cannot be made to change prototypes', () => {
    const record = JSON.parse(
      '{"record_type": "record", "geo": {"country": "DE", "at": {"lat": 1}}, "__proto__": {"x": 1}}',
    );
    const flat = flattenRecord(record);
    expect(flat).toMatchObject({ type: 'record', geo_country: 'DE', geo_at_lat: 1 });
    expect(Object.getPrototypeOf(flat)).toBe(Object.prototype);
    expect(flat['x']).toBeUndefined();
  });
});

describe('the table of fields', () => {
  it('has every column of our records under its own name or another', () => {
    const keys = new Set(FIELDS.flatMap(({ name, keys: read }) => [name, ...read]));
    for (const column of [...SESSION_COLUMNS, ...PACKET_COLUMNS, ...DNS_COLUMNS]) {
      // Its parts are `name` and `name_source`.
      if (column !== 'payload') expect(keys, column).toContain(column);
    }
  });

  it('reads only keys that flat records have, and says for which kinds', () => {
    const flat = { session: flattenRecord(session()), dns: flattenRecord(dns()), packet: flattenRecord(packet()) };
    const notFilledYet = new Set([
      'retransmissions_out',
      'retransmissions_in',
      'out_of_order_out',
      'out_of_order_in',
      'tunnel',
      'country',
      'asn',
      'as_org',
    ]);
    for (const { name, keys, kinds } of FIELDS) {
      for (const [kind, record] of Object.entries(flat)) {
        if (!(kinds as readonly string[]).includes(kind)) continue;
        for (const key of keys) if (!notFilledYet.has(key)) expect(record, `${name} of a ${kind}`).toHaveProperty(key);
      }
    }
  });

  it('says of no kind that it lacks a field which it has', () => {
    const flat = { session: flattenRecord(session()), dns: flattenRecord(dns()), packet: flattenRecord(packet()) };
    for (const { name, keys, kinds, derived } of FIELDS) {
      for (const [kind, record] of Object.entries(flat)) {
        if ((kinds as readonly string[]).includes(kind) || derived !== undefined) continue;
        for (const key of keys) expect(record, `${name} of a ${kind}`).not.toHaveProperty(key);
      }
    }
  });

  it('has each name once', () => {
    expect(new Set(FIELDS.map(({ name }) => name)).size).toBe(FIELDS.length);
  });
});
