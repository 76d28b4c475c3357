/** Display filters in SQL let through what they let through in memory, whatever is asked. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DuckDBConnection } from '@duckdb/node-api';
import { parseAddress } from '#base/addresses.ts';
import { formatTime } from '#base/time-text.ts';
import { FIELD_NAMES } from '#contract/pipelines/fields.ts';
import type { PipelineRecord } from '#contract/pipelines/record.ts';
import type { DnsRecord, SessionRecord } from '#contract/records.ts';
import { parseFilter } from '#main/engine/filter/filter-parser.ts';
import { flattenRecord } from '#main/engine/filter/flatten.ts';
import type { RowField, RowFields } from '#main/engine/filter/row-fields.ts';
import { rowTest } from '#main/engine/filter/row-test.ts';
import { dnsFields } from '#main/engine/store/dns-fields.ts';
import { dnsSearchFields } from '#main/engine/store/dns-record.ts';
import { timeOfText } from '#main/engine/filter/literals.ts';
import { openTestDatabase, type TestDatabase } from '#main/history/database/test-database.ts';
import { wantedRows } from '#main/history/reads/filter/wanted-rows.ts';

const START = 1_777_636_800_000_000;
const ADDRESSES = [
  '10.0.0.1',
  '10.255.0.1',
  '172.16.3.9',
  '172.32.0.1',
  '192.0.2.1',
  '::',
  '::1',
  'fe80::1',
  'fe80:1::',
  '2001:db8::1',
  '2001:db8:0:1::',
  '64:ff9b::a00:1',
  'fd00::1:2:3',
  '::ffff:10.0.0.1',
  '1.2.3.4',
  '1:2:3:4:5:6:7:8',
];
const NAMES = [
  'www.example.com',
  'WWW.Example.COM',
  'a',
  '',
  'mail.example.org',
  '192.0.2.1',
  'İstanbul.example',
  'ΟΔΟΣ.ΟΔΟΣ',
  'straße',
  'é.example',
  '😀.example',
  'K',
  "it's",
  '100%_x',
  'aab\nc',
  'x'.repeat(5000),
  `${'x'.repeat(4096)}end`,
  'a..',
  '.com',
  'xn--bcher-kva.example',
];
const VALUES = [
  ...ADDRESSES,
  ...NAMES.filter((name) => name.length < 100 && !name.includes('\n')).map((name) => `"${name}"`),
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.0.2.0/31',
  '10.0.0.1/32',
  '2001:db8::/32',
  '::/0',
  '::/96',
  '::1/128',
  'fe80::/10',
  'fc00::/7',
  '0.0.0.0/0',
  '64:ff9b::/96',
  '::ffff:0:0/96',
  '1:2::/33',
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
  'S',
  'SA',
  'session',
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
  '0.5',
  '60',
  '12.345',
  'i̇',
  'ς',
  'σ',
  'SS',
  '?',
  '*',
  'w?w.*',
  '"?.example"',
  '"??.example"',
  '"100%_?"',
  '-1',
  '1e300',
  '5e9',
  '10.0.0.1:443->10.255.0.1:80',
  '"Chrome Inc"',
  'DE',
];
const PATTERNS = [
  '^.$',
  '^..\\.ex',
  '[^a]',
  '\\\\d+',
  '^a{2,3}b',
  '(com|org)$',
  '.',
  '^$',
  'w{3}',
  '[e-x]+\\\\.com',
  '\\\\s',
  '\\\\S{3,}',
  '[\\\\w.]+',
  'end$',
  'x{1000}',
  '(a|b)*c',
  '[Σ-ω]',
  '[^\\\\d.:]',
  'É',
  '[a-]',
  '\\n',
  '^(?:[0-9]+\\.){3}[0-9]+$',
  "'",
  '%',
].map((pattern) => `"${pattern.replaceAll('\\\\', '\\')}"`);
const OPERATORS = ['=', '!=', '<', '<=', '>', '>=', 'contains', 'startswith', 'endswith', 'glob', 'in', 'cidr', 'in2'];
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
  'record.answers',
  'record.ttls',
  'record.midstream',
  'record.hostname',
  'hostname',
  'query',
  'answers',
  'ttls',
  'host',
  'ip',
  'process',
  'as_org',
  'query_domain',
  'query_label_length',
  'query_label_entropy',
  'query_length',
  'fd.name',
];
const WORDS = [
  '443',
  '4',
  '10.',
  'example',
  'TCP',
  'ü',
  'İ',
  'ς',
  '😀',
  'chrome',
  '"it\'s"',
  'established',
  '::',
  'db8',
  '2',
  'eth',
  'de',
  '12.5',
  'nxdomain',
  '%',
  '_',
  '\\',
  'rd',
  '203.0',
  'cname',
  '5.2',
  '0',
];

const comparison = fc
  .tuple(
    fc.constantFrom(...FIELD_NAMES, ...MORE_FIELDS),
    fc.constantFrom(...OPERATORS, 'exists', 'matches', 'matches'),
    fc.constantFrom(...VALUES),
    fc.constantFrom(...VALUES),
    fc.constantFrom(...PATTERNS),
  )
  .map(([field, operator, value, other, pattern]) => {
    if (operator === 'exists') return `${field} exists`;
    if (operator === 'matches') return `${field} matches ${pattern}`;
    return operator === 'in2' ? `${field} in (${value}, ${other})` : `${field} ${operator} ${value}`;
  });
const term = fc.oneof({ weight: 4, arbitrary: comparison }, { weight: 1, arbitrary: fc.constantFrom(...WORDS) });
const filters = fc
  .array(fc.tuple(fc.constantFrom('and', 'or', 'and not', 'or not'), term), { minLength: 1, maxLength: 3 })
  .map((parts) => parts.map(([joint, each], at) => (at === 0 ? each : `${joint} ${each}`)).join(' '));

const address = fc.constantFrom(...ADDRESSES);
const name = fc.constantFrom(...NAMES);
const port = fc.constantFrom(80, 443, 53, 40_000, 5432);
const time = fc.constantFrom(START, START + 500_000, START + 1_000_000, START + 1_500_000, START - 1).map(formatTime);
const count = fc.constantFrom(0, 1, 100, 1000, 5e9);
const nullable = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(arbitrary);

const sessionRows = fc.record<Omit<SessionRecord, 'session_id'>>({
  start_time: time,
  end_time: time,
  duration_s: fc.constantFrom(0, 0.5, 1, 300),
  state: fc.constantFrom('NEW', 'ESTABLISHED', 'CLOSE'),
  end_reason: fc.constantFrom(null, 'fin', 'timeout'),
  interface: fc.constantFrom('eth0', 'eth1', ''),
  protocol_num: fc.constantFrom(1, 6, 17),
  protocol_name: fc.constantFrom('ICMP', 'TCP', 'UDP'),
  src_ip: address,
  src_port: nullable(port),
  dst_ip: address,
  dst_port: nullable(port),
  service: fc.constantFrom('https', 'dns', null),
  hostname: nullable(name),
  hostname_source: fc.constantFrom('tls', null),
  packets_out: count,
  packets_in: count,
  bytes_out: count,
  bytes_in: count,
  payload_bytes_out: count,
  payload_bytes_in: count,
  tcp_flags_out: fc.constantFrom('S', 'SA', null),
  tcp_flags_in: fc.constantFrom('', 'SA', null),
  conn_state: fc.constantFrom('OTH', 'SF', null),
  history: fc.constantFrom('ShADadFf', null),
  rtt_ms: fc.constantFrom(null, 0, 5, 12.346),
  retransmissions_out: fc.constantFrom(0, 1, null),
  retransmissions_in: fc.constantFrom(0, 1, null),
  out_of_order_out: fc.constantFrom(0, null),
  out_of_order_in: fc.constantFrom(0, null),
  midstream: fc.boolean(),
  vlan: fc.constantFrom(null, '5.2'),
  tunnel: fc.constantFrom(null, 'GRE 10.0.0.1 10.0.0.2'),
  process: fc.constantFrom(null, 'chrome', 'Ünïcode'),
  pid: fc.constantFrom(null, 443, 1200),
  country: fc.constantFrom(null, 'DE'),
  asn: fc.constantFrom(null, 64_500),
  as_org: fc.constantFrom(null, 'Chrome Inc', 'TELEKOMÜNİKASYON'),
});
const dnsRows = fc.record<Omit<DnsRecord, 'session_id' | 'ttls'> & { readonly carried: number }>({
  carried: fc.integer({ min: -3, max: 39 }),
  time,
  interface: fc.constantFrom('eth0', 'eth1'),
  client_ip: address,
  client_port: port,
  server_ip: address,
  server_port: port,
  transport: fc.constantFrom('udp', 'tcp'),
  trans_id: fc.nat({ max: 65_535 }),
  query: nullable(name),
  qtype: fc.constantFrom('A', 'AAAA', null),
  qclass: fc.constantFrom('IN', null),
  rcode: fc.constantFrom(0, 3, null),
  rcode_name: fc.constantFrom('NOERROR', 'NXDOMAIN', null),
  status: fc.constantFrom('answered', 'unanswered', 'nxdomain'),
  latency_ms: fc.constantFrom(null, 0.5, 5),
  answers: fc.array(
    fc.record({
      name,
      type: fc.constantFrom('A', 'CNAME'),
      ttl: fc.constantFrom(0, 60, 300),
      data: fc.oneof(address, name),
    }),
    { maxLength: 3 },
  ),
  flags: fc.constantFrom('', 'RD RA'),
});

const idOf = (number: number): string => `019de2f0-0000-7000-8000-${String(number).padStart(12, '0')}`;
const SEED = { seed: 7, numRuns: 40 };
const sessions: SessionRecord[] = fc.sample(sessionRows, SEED).map((row, at) => ({ session_id: idOf(at), ...row }));
const lookups: DnsRecord[] = fc.sample(dnsRows, { ...SEED, numRuns: 60 }).map(({ carried, ...row }) => ({
  ...row,
  // Of some, the session is no longer there.
  session_id: carried === -3 ? null : idOf(carried < 0 ? 999 : carried),
  ttls: row.answers.map(({ ttl }) => ttl),
}));

const flat = (record: object): PipelineRecord => flattenRecord(record as PipelineRecord);
const flatSessions = sessions.map((session) => flat({ record_type: 'session', ...session }));

/** As docs/filter.md says what words are looked for in: written down here once more. */
const SEARCHED = [
  'src_ip',
  'dst_ip',
  'src_port',
  'dst_port',
  'protocol_name',
  'service',
  'state',
  'end_reason',
  'interface',
  'vlan',
  'tunnel',
  'hostname',
  'process',
  'pid',
  'country',
  'asn',
  'as_org',
] as const;

const sessionsInMemory: RowFields<number> = {
  searched: [
    (sought) => (slot) =>
      SEARCHED.some((key) => {
        const value = sessions[slot]![key];
        return value !== null && String(value).toLowerCase().includes(sought);
      }) || sessions[slot]!.session_id === sought,
  ],
  field(key): RowField<number> | null {
    if (key === 'protocol_num') return { kind: 'number', value: (slot) => sessions[slot]!.protocol_num };
    if (
      !flatSessions.some((record) => key in record) ||
      key === 'event' ||
      key === 'record_id' ||
      key === 'record_time'
    )
      return null;
    return { kind: 'values', value: (slot) => flatSessions[slot]![key] ?? null };
  },
};

let database: TestDatabase;
let connection: DuckDBConnection;

beforeAll(async () => {
  const numberOf = (text: string): bigint =>
    parseAddress(text)!.words.reduce((sum, word) => (sum << 32n) | BigInt(word), 0n);
  database = await openTestDatabase({
    sessions: sessions.map((session, at) => ({
      ...session,
      run_id: 1,
      session_no: at,
      open: session.end_reason === null,
      start_time: timeOfText(session.start_time),
      end_time: timeOfText(session.end_time),
      src_number: numberOf(session.src_ip),
      dst_number: numberOf(session.dst_ip),
    })),
    dns: lookups.map((row, at) => ({
      ...row,
      run_id: 1,
      dns_no: at,
      time: timeOfText(row.time),
      answers: JSON.stringify(row.answers),
    })),
  });
  connection = await database.connect();
});
afterAll(async () => {
  connection.closeSync();
  await database.close();
});

async function passing(table: 'sessions' | 'dns', filter: string): Promise<number[] | null> {
  const wanted = wantedRows(table, filter, null, 't');
  if (wanted.mistake !== null) return null;
  const number = table === 'dns' ? 'dns_no' : 'session_no';
  const answer = await connection.runAndReadAll(`SELECT ${number} FROM ${table} t WHERE ${wanted.sql} ORDER BY 1`, {
    ...wanted.parameters,
  });
  return answer.getRowsJS().map(([value]) => Number(value));
}

async function holds<Row>(table: 'sessions' | 'dns', rows: readonly Row[], fields: RowFields<Row>): Promise<void> {
  let asked = 0;
  const check = async (text: string): Promise<void> => {
    const parsed = parseFilter(text);
    if (!parsed.ok || parsed.expression === null) return;
    const test = rowTest(parsed.expression, fields);
    const expected = rows.flatMap((row, at) => (test(row) ? [at] : []));
    expect(await passing(table, text), `${table}: ${text}`).toEqual(expected);
    if (expected.length > 0 && expected.length < rows.length) asked++;
  };
  await fc.assert(fc.asyncProperty(filters, check), { numRuns: Number(process.env['FILTER_RUNS'] ?? 800) });
  expect(asked).toBeGreaterThan(50);
}

describe('filters in SQL answer as in memory', () => {
  it('of sessions', async () => {
    await holds('sessions', [...sessions.keys()], sessionsInMemory);
  });

  it('of DNS transactions, which answer through their session for what they do not have', async () => {
    const link = {
      fields: sessionsInMemory,
      slotOf: (serial: number) => (serial - 1 < sessions.length ? serial - 1 : -1),
    };
    const serialOf = (row: DnsRecord): number => (row.session_id === null ? 0 : Number(row.session_id.slice(-12)) + 1);
    const fields = dnsFields((row: DnsRecord) => row, link, serialOf);
    expect(fields.searched).toHaveLength(dnsSearchFields.length);
    await holds('dns', lookups, fields);
  });
});
