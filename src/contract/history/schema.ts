/**
 * The tables of the history, as people ask them in SQL. Names and order of the columns of `sessions` and `dns` are those of the records
 * (records.ts); what stands before them says where a row belongs. Times are TIMESTAMP: UTC, microseconds.
 */
import { DNS_COLUMNS, SESSION_COLUMNS, type DnsColumn, type SessionColumn } from '../records.ts';

/** Raised with every change of a table; each step has a migration and a stored fixture of the version before. */
export const HISTORY_SCHEMA_VERSION = 1;

export type SqlType =
  | 'BOOLEAN'
  | 'USMALLINT'
  | 'INTEGER'
  | 'UINTEGER'
  | 'BIGINT'
  | 'UBIGINT'
  | 'UHUGEINT'
  | 'DOUBLE'
  | 'VARCHAR'
  | 'TIMESTAMP'
  | 'JSON'
  | 'VARCHAR[]'
  | 'INTEGER[]';

export interface HistoryColumn {
  readonly name: string;
  readonly type: SqlType;
  /** One clause for the docs and for completion. */
  readonly meaning: string;
}

const column = (name: string, type: SqlType, meaning: string): HistoryColumn => ({ name, type, meaning });

const run: HistoryColumn = column('run_id', 'UINTEGER', 'the capture run that it was seen in');

const SESSION_TYPES: Readonly<Record<SessionColumn, readonly [SqlType, string]>> = {
  session_id: ['VARCHAR', 'UUIDv7 of the session'],
  start_time: ['TIMESTAMP', 'first packet'],
  end_time: ['TIMESTAMP', 'last packet so far'],
  duration_s: ['DOUBLE', 'from the first packet to the last, seconds'],
  state: ['VARCHAR', 'NEW, ESTABLISHED, CLOSE, ABORT, EXPIRED'],
  end_reason: ['VARCHAR', 'fin, rst, timeout, evicted, reused; null while open'],
  interface: ['VARCHAR', 'where it was captured'],
  protocol_num: ['USMALLINT', 'IP protocol number'],
  protocol_name: ['VARCHAR', 'IP protocol'],
  src_ip: ['VARCHAR', 'initiator'],
  src_port: ['INTEGER', 'port of the initiator'],
  dst_ip: ['VARCHAR', 'responder'],
  dst_port: ['INTEGER', 'port of the responder'],
  service: ['VARCHAR', 'by port and by what was decoded'],
  hostname: ['VARCHAR', 'name of the responder'],
  hostname_source: ['VARCHAR', 'where the name comes from'],
  packets_out: ['UBIGINT', 'packets of the initiator'],
  packets_in: ['UBIGINT', 'packets of the responder'],
  bytes_out: ['UBIGINT', 'bytes of the initiator, whole frames on the wire'],
  bytes_in: ['UBIGINT', 'bytes of the responder, whole frames on the wire'],
  payload_bytes_out: ['UBIGINT', 'bytes of the initiator above the transport header'],
  payload_bytes_in: ['UBIGINT', 'bytes of the responder above the transport header'],
  tcp_flags_out: ['VARCHAR', 'TCP flags of the initiator'],
  tcp_flags_in: ['VARCHAR', 'TCP flags of the responder'],
  conn_state: ['VARCHAR', 'Zeek’s conn_state'],
  history: ['VARCHAR', 'Zeek’s history letters'],
  rtt_ms: ['DOUBLE', 'round trip of the handshake, milliseconds'],
  retransmissions_out: ['UBIGINT', 'segments that the initiator sent again'],
  retransmissions_in: ['UBIGINT', 'segments that the responder sent again'],
  out_of_order_out: ['UBIGINT', 'segments of the initiator that came after a later one'],
  out_of_order_in: ['UBIGINT', 'segments of the responder that came after a later one'],
  midstream: ['BOOLEAN', 'its beginning was not seen'],
  vlan: ['VARCHAR', 'VLAN ids, outermost first'],
  tunnel: ['VARCHAR', 'innermost tunnel'],
  process: ['VARCHAR', 'program on this machine'],
  pid: ['UINTEGER', 'its process id'],
  country: ['VARCHAR', 'country of the other end, ISO 3166-1'],
  asn: ['UINTEGER', 'autonomous system of the other end'],
  as_org: ['VARCHAR', 'its holder'],
};

const DNS_TYPES: Readonly<Record<DnsColumn, readonly [SqlType, string]>> = {
  time: ['TIMESTAMP', 'the question, or the answer that nobody asked for'],
  session_id: ['VARCHAR', 'session that carried it'],
  interface: ['VARCHAR', 'where it was captured'],
  client_ip: ['VARCHAR', 'who asked'],
  client_port: ['INTEGER', 'its port'],
  server_ip: ['VARCHAR', 'who was asked'],
  server_port: ['INTEGER', 'its port'],
  transport: ['VARCHAR', 'udp or tcp'],
  trans_id: ['INTEGER', 'transaction id'],
  query: ['VARCHAR', 'name asked for'],
  qtype: ['VARCHAR', 'type asked for'],
  qclass: ['VARCHAR', 'class asked for'],
  rcode: ['INTEGER', 'response code'],
  rcode_name: ['VARCHAR', 'its name'],
  status: ['VARCHAR', 'answered, nodata, nxdomain, servfail, refused, error, unanswered, unsolicited'],
  latency_ms: ['DOUBLE', 'from question to answer, milliseconds'],
  answers: ['JSON', 'array of {name, type, ttl, data}'],
  ttls: ['INTEGER[]', 'of the answers, seconds'],
  flags: ['VARCHAR', 'header bits that are set'],
};

const traffic: readonly HistoryColumn[] = [
  column('bytes_in', 'UBIGINT', 'bytes of the responder in it'),
  column('bytes_out', 'UBIGINT', 'bytes of the initiator in it'),
  column('packets', 'UBIGINT', 'packets both ways in it'),
];

export type HistoryTable = 'runs' | 'sessions' | 'dns' | 'traffic' | 'traffic_minutes' | 'interfaces' | 'alerts';

/**
 * `sessions` has a row for every session, updated while it is open. `session_no` numbers them across runs and is how `traffic` refers to them;
 * `src_number` and `dst_number` are the addresses as 128-bit numbers (IPv4 as ::ffff:0:0/96), for ranges. `traffic` says when a session had how much: a row
 * for each session and stretch of `seconds` in which it had packets, and, so old that this is no longer kept, longer stretches. `traffic_minutes` is made from both:
 * minutes (or longer) by what sessions are told apart by.
 */
export const HISTORY_TABLES: Readonly<Record<HistoryTable, readonly HistoryColumn[]>> = {
  runs: [
    column('run_id', 'UINTEGER', 'number of the run'),
    column('start_time', 'TIMESTAMP', 'when the capture began'),
    column('end_time', 'TIMESTAMP', 'when it ended, or was heard of last'),
    column('state', 'VARCHAR', 'running, ended, failed; lost where the program ended without saying so'),
    column('interfaces', 'VARCHAR[]', 'what was captured'),
    column('capture_filter', 'VARCHAR', 'BPF expression'),
    column('version', 'VARCHAR', 'of Netloupe'),
    column('packets', 'UBIGINT', 'packets read'),
    column('bytes', 'UBIGINT', 'their bytes on the wire'),
    column('kernel_dropped', 'UBIGINT', 'packets that the kernel dropped'),
    column('undecoded', 'UBIGINT', 'packets that could not be decoded'),
    column('evicted', 'UBIGINT', 'sessions that had to end early for want of room'),
    column('coverage', 'DOUBLE', 'bytes captured of those that the system counted, 0 to 1'),
    column('rows_lost', 'UBIGINT', 'rows that history could not take'),
    column('failure', 'VARCHAR', 'why it failed'),
  ],
  sessions: [
    run,
    column('session_no', 'UBIGINT', 'number of the session in this history'),
    column('open', 'BOOLEAN', 'it had not ended when last heard of'),
    ...SESSION_COLUMNS.map((name) => column(name, ...SESSION_TYPES[name])),
    column('src_number', 'UHUGEINT', 'src_ip as a number'),
    column('dst_number', 'UHUGEINT', 'dst_ip as a number'),
  ],
  dns: [
    run,
    column('dns_no', 'UBIGINT', 'number of the transaction in this history'),
    ...DNS_COLUMNS.map((name) => column(name, ...DNS_TYPES[name])),
  ],
  traffic: [
    column('time', 'TIMESTAMP', 'beginning of the stretch'),
    column('seconds', 'UINTEGER', 'its length'),
    column('session_no', 'UBIGINT', 'session'),
    ...traffic,
  ],
  traffic_minutes: [
    column('time', 'TIMESTAMP', 'beginning of the stretch'),
    column('seconds', 'UINTEGER', 'its length, 60 or more'),
    column('protocol', 'VARCHAR', 'IP protocol'),
    column('service', 'VARCHAR', 'service'),
    column('host', 'VARCHAR', 'responder by name, else by address'),
    column('talker', 'VARCHAR', 'initiator'),
    column('interface', 'VARCHAR', 'where it was captured'),
    column('process', 'VARCHAR', 'program on this machine'),
    column('country', 'VARCHAR', 'country of the other end'),
    ...traffic,
    column('sessions', 'UINTEGER', 'sessions that began in it'),
  ],
  interfaces: [
    column('time', 'TIMESTAMP', 'beginning of the stretch'),
    column('seconds', 'UINTEGER', 'its length'),
    column('interface', 'VARCHAR', 'name'),
    column('rx_bytes', 'UBIGINT', 'received, as the system counts'),
    column('tx_bytes', 'UBIGINT', 'sent'),
    column('rx_packets', 'UBIGINT', 'received'),
    column('tx_packets', 'UBIGINT', 'sent'),
    column('rx_errors', 'UBIGINT', 'receive errors'),
    column('tx_errors', 'UBIGINT', 'send errors'),
    column('rx_dropped', 'UBIGINT', 'dropped on receiving'),
    column('tx_dropped', 'UBIGINT', 'dropped on sending'),
  ],
  alerts: [
    run,
    column('time', 'TIMESTAMP', 'what it is about happened'),
    column('source', 'VARCHAR', 'plugin or pipeline that said so'),
    column('rule', 'VARCHAR', 'rule that held'),
    column('severity', 'VARCHAR', 'info, low, medium, high, critical'),
    column('title', 'VARCHAR', 'in a few words'),
    column('details', 'JSON', 'whatever else was said'),
    column('session_id', 'VARCHAR', 'session that it is about'),
  ],
};
