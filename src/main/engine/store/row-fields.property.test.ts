/** What rows answer is what their records would, whatever is asked. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseAddress } from '#base/addresses.ts';
import { sessionId, writeSessionId } from '#base/session-id.ts';
import { FIELD_NAMES } from '#contract/pipelines/fields.ts';
import type { PipelineRecord } from '#contract/pipelines/record.ts';
import { DNS_COLUMNS, type DnsRecord } from '#contract/records.ts';
import { flattenRecord } from '#main/engine/filter/flatten.ts';
import { parseFilter } from '#main/engine/filter/filter-parser.ts';
import { recordTest } from '#main/engine/filter/record-test.ts';
import type { RowFields } from '#main/engine/filter/row-fields.ts';
import { rowTest } from '#main/engine/filter/row-test.ts';
import { FLAG_HAS_PORTS, FLAG_IPV6, FLAG_MIDSTREAM } from '#main/engine/flows/flow-flags.ts';
import { PacketColumns } from '#main/engine/flows/packet-columns.ts';
import {
  BYTE_HOSTNAME_SOURCE,
  BYTE_TCP_FLAGS,
  DOUBLE_LAST_TIME,
  DOUBLE_PAYLOAD_BYTES,
  DOUBLE_START_TIME,
  DOUBLE_WIRE_BYTES,
  FLOAT_ROUND_TRIP,
  RECORD_BYTES,
  RECORD_DOUBLES,
  RECORD_WORDS,
  SessionColumns,
  WORD_META,
  WORD_PACKETS,
  WORD_PORTS,
  WORD_RETRANSMISSIONS,
  WORD_VLANS,
} from '#main/engine/flows/session-columns.ts';
import { dnsFields } from './dns-fields.ts';
import { PacketRecords } from './packet-record.ts';
import type { RunNames } from './run-names.ts';
import { SessionRecords } from './session-record.ts';

const seed = Uint8Array.of(1, 2, 3, 4);
const names: RunNames = {
  sessionId: (startTime, serial) => sessionId(startTime, serial, seed),
  writeSessionId: (out, startTime, serial) => writeSessionId(out, startTime, serial, seed),
  interfaceName: (interfaceId) => `eth${interfaceId % 3}`,
};

/** Few of each, so that what is asked for is often there. */
const START = 1_777_636_800_000_000;
const ADDRESSES = [
  '10.0.0.1',
  '10.255.0.1',
  '192.0.2.1',
  '::1',
  'fe80::1',
  '2001:db8::1',
  '::ffff:10.0.0.1',
  '1.2.3.4',
];
const NAMES = ['www.example.com', 'WWW.Example.COM', 'a', 'mail.example.org', '192.0.2.1'];
const VALUES = [
  ...ADDRESSES,
  ...NAMES,
  '10.0.0.0/8',
  '2001:db8::/32',
  '::/0',
  '0.0.0.0/0',
  '0',
  '1',
  '6',
  '17',
  'udp',
  'tcp',
  '443',
  '80',
  '1kB',
  '100',
  '1s',
  '5ms',
  'true',
  'false',
  'NEW',
  'established',
  'fin',
  'https',
  'dns',
  'tls',
  'eth1',
  'out',
  'in',
  'S',
  'SA',
  'session',
  'packet',
  'NF',
  'ipv4',
  '4',
  'com',
  'ample',
  ':',
  '.',
  '2026',
  '2026-05-01',
  '2026-05-01T12:00:01Z',
  '2026-05-01T12:00:01.5Z',
  '1777636801000000000',
  'A',
  'NOERROR',
  'answered',
  'RD',
  'example.com',
  '3.5',
  'OTH',
  '"."',
  '0.5',
];
const OPERATORS = [
  '=',
  '!=',
  '<',
  '<=',
  '>',
  '>=',
  'contains',
  'startswith',
  'endswith',
  'glob',
  'matches',
  'in',
  'cidr',
];
const MORE_FIELDS = [
  'host',
  'ip.addr',
  'tcp.port',
  'udp.port',
  'frame.time',
  'record.bytes_in',
  'record.src_ip',
  'record.time',
  'record.nothing',
];

const comparison = fc
  .tuple(
    fc.constantFrom(...FIELD_NAMES, ...MORE_FIELDS),
    fc.constantFrom(...OPERATORS, 'exists'),
    fc.constantFrom(...VALUES),
  )
  .map(([field, operator, value]) => (operator === 'exists' ? `${field} exists` : `${field} ${operator} ${value}`));
const filters = fc
  .array(fc.tuple(fc.constantFrom('and', 'or', 'and not', 'or not'), comparison), { minLength: 1, maxLength: 3 })
  .map((parts) => parts.map(([joint, term], at) => (at === 0 ? term : `${joint} ${term}`)).join(' '));

/** Holds rows against their records; what cannot be asked is left out. */
function compare<Row>(
  text: string,
  rows: readonly Row[],
  fields: RowFields<Row>,
  recordOf: (row: Row) => object,
): boolean {
  const parsed = parseFilter(text);
  if (!parsed.ok || parsed.expression === null) return false;
  const [ofRow, ofRecord] = [rowTest(parsed.expression, fields), recordTest(parsed.expression)];
  // Asked twice: what is remembered of the first time must be right.
  for (const row of [...rows, ...rows]) {
    const record = flattenRecord(recordOf(row) as PipelineRecord);
    expect(ofRow(row), `${text} of ${JSON.stringify(record)}`).toBe(ofRecord(record));
  }
  return true;
}

const address = fc.constantFrom(...ADDRESSES);
const port = fc.constantFrom(80, 443, 53, 40_000);
const time = fc.constantFrom(START, START + 500_000.4, START + 1_000_000, START + 1_500_000, START - 1);
const count = fc.constantFrom(0, 1, 100, 1000, 5e9);
const protocol = fc.constantFrom(1, 6, 17);

function wordsOf(text: string): Uint32Array {
  return parseAddress(text)!.words;
}

describe('rows answer as their records do', () => {
  it('sessions', () => {
    const facts = fc.record({
      // Both ends are of one family.
      ends: fc.tuple(address, address).filter(([a, b]) => a.includes(':') === b.includes(':')),
      ports: fc.tuple(port, port),
      protocol,
      flags: fc.constantFrom(0, FLAG_HAS_PORTS, FLAG_HAS_PORTS | FLAG_MIDSTREAM),
      states: fc.tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 0, max: 5 })),
      times: fc.tuple(time, time),
      counts: fc.array(count, { minLength: 8, maxLength: 8 }),
      tcpFlags: fc.tuple(fc.nat({ max: 255 }), fc.nat({ max: 255 })),
      vlans: fc.constantFrom(0, 2, (5 << 16) | 2),
      roundTrip: fc.constantFrom(-1, 0, 5, 12.345678),
      hostname: fc.option(fc.constantFrom(...NAMES), { nil: undefined }),
    });
    let asked = 0;
    fc.assert(
      fc.property(filters, fc.array(facts, { minLength: 1, maxLength: 4 }), (text, all) => {
        const columns = new SessionColumns(all.length);
        for (const [slot, fact] of all.entries()) {
          const [word, double, byte] = [slot * RECORD_WORDS, slot * RECORD_DOUBLES, slot * RECORD_BYTES];
          columns.unsigned.set([...wordsOf(fact.ends[0]), ...wordsOf(fact.ends[1])], word);
          columns.words[word + WORD_PORTS] = (fact.ports[1] << 16) | fact.ports[0];
          columns.words[word + WORD_META] = (slot << 8) | fact.protocol;
          columns.words[word + WORD_VLANS] = fact.vlans;
          columns.setFlags(slot, fact.flags | (fact.ends[0].includes(':') ? FLAG_IPV6 : 0));
          columns.setSerial(slot, slot + 1);
          columns.setState(slot, fact.states[0]);
          columns.setEndReason(slot, fact.states[1]);
          columns.doubles[double + DOUBLE_START_TIME] = Math.min(...fact.times);
          columns.doubles[double + DOUBLE_LAST_TIME] = Math.max(...fact.times);
          columns.doubles.set(fact.counts.slice(0, 2), double + DOUBLE_WIRE_BYTES);
          columns.doubles.set(fact.counts.slice(2, 4), double + DOUBLE_PAYLOAD_BYTES);
          columns.unsigned.set(fact.counts.slice(4, 6), word + WORD_PACKETS);
          columns.unsigned.set(fact.counts.slice(6, 8), word + WORD_RETRANSMISSIONS);
          columns.bytes.set(fact.tcpFlags, byte + BYTE_TCP_FLAGS);
          columns.floats[word + FLOAT_ROUND_TRIP] = fact.roundTrip;
          columns.hostnames[slot] = fact.hostname;
          columns.bytes[byte + BYTE_HOSTNAME_SOURCE] = fact.hostname === undefined ? 0 : 2;
        }
        const records = new SessionRecords(columns, names);
        const recordOf = (slot: number): object => ({ record_type: 'session', ...records.record(slot) });
        if (compare(text, [...all.keys()], records.fields, recordOf)) asked++;
      }),
      { numRuns: 3000 },
    );
    expect(asked).toBeGreaterThan(200);
  });

  it('packets, what they have themselves', () => {
    const facts = fc.record({
      ends: fc.tuple(address, address).filter(([a, b]) => a.includes(':') === b.includes(':')),
      ports: fc.tuple(fc.oneof(port, fc.constant(-1)), port),
      codes: fc.tuple(protocol, fc.nat({ max: 5 }), fc.nat({ max: 1 }), fc.nat({ max: 2 })),
      length: count,
      time,
      serial: fc.constantFrom(0, 7),
      name: fc.option(fc.constantFrom(...NAMES), { nil: undefined }),
    });
    let asked = 0;
    fc.assert(
      fc.property(filters, fc.array(facts, { minLength: 1, maxLength: 4 }), (text, all) => {
        const columns = new PacketColumns(all.length);
        for (const [at, fact] of all.entries()) {
          columns.addresses.set([...wordsOf(fact.ends[0]), ...wordsOf(fact.ends[1])], at * 8);
          columns.ipv6[at] = fact.ends[0].includes(':') ? 1 : 0;
          [columns.sourcePort[at], columns.destinationPort[at]] = fact.ports;
          [columns.protocol[at], columns.state[at], columns.direction[at], columns.interfaceId[at]] = fact.codes;
          columns.length[at] = fact.length;
          columns.time[at] = fact.time;
          columns.sessionSerial[at] = fact.serial;
          columns.sessionStart[at] = START;
          columns.name[at] = fact.name;
          columns.filter[at] = fact.name === undefined ? undefined : 'tls';
        }
        const records = new PacketRecords(columns, names);
        const recordOf = (at: number): object => ({ record_type: 'packet', ...records.record(at) });
        if (compare(text, [...all.keys()], records.fields, recordOf)) asked++;
      }),
      { numRuns: 3000 },
    );
    expect(asked).toBeGreaterThan(200);
  });

  it('DNS transactions, what they have themselves', () => {
    const row = fc.record<DnsRecord>({
      time: fc.constantFrom('2026-05-01T12:00:00.000000Z', '2026-05-01T12:00:01.500000Z'),
      session_id: fc.constantFrom(null, sessionId(START, 7, seed)),
      interface: fc.constantFrom('eth0', 'eth1'),
      client_ip: address,
      client_port: port,
      server_ip: address,
      server_port: port,
      transport: fc.constantFrom('udp', 'tcp'),
      trans_id: count,
      query: fc.option(fc.constantFrom(...NAMES)),
      qtype: fc.constantFrom('A', 'AAAA', null),
      qclass: fc.constantFrom('IN', null),
      rcode: fc.constantFrom(0, 3, null),
      rcode_name: fc.constantFrom('NOERROR', 'NXDOMAIN', null),
      status: fc.constantFrom('answered', 'unanswered'),
      latency_ms: fc.constantFrom(null, 0.5, 5),
      answers: fc.array(
        fc.record({ name: fc.constantFrom(...NAMES), type: fc.constant('A'), ttl: count, data: address }),
      ),
      ttls: fc.array(count),
      flags: fc.constantFrom('', 'RD RA'),
    });
    expect(Object.keys(fc.sample(row, 1)[0]!).toSorted()).toEqual([...DNS_COLUMNS].toSorted());
    const fields = dnsFields(
      (record: DnsRecord) => record,
      null,
      () => 0,
    );
    let asked = 0;
    fc.assert(
      fc.property(filters, fc.array(row, { minLength: 1, maxLength: 4 }), (text, rows) => {
        if (compare(text, rows, fields, (record) => ({ record_type: 'dns', ...record }))) asked++;
      }),
      { numRuns: 3000 },
    );
    expect(asked).toBeGreaterThan(200);
  });
});
