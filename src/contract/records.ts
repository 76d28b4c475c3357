/**
 * The records that leave the engine: one definition of names and order for the CSV header, JSON keys, the channel and
 * plugins. Changing a name or the order is a format change: see docs/formats.md.
 */

export const SESSION_COLUMNS = [
  'session_id', 'start_time', 'end_time', 'duration_s', 'state', 'end_reason', 'interface', 'protocol_num',
  'protocol_name', 'src_ip', 'src_port', 'dst_ip', 'dst_port', 'service', 'hostname', 'hostname_source',
  'packets_out', 'packets_in', 'bytes_out', 'bytes_in', 'payload_bytes_out', 'payload_bytes_in', 'tcp_flags_out',
  'tcp_flags_in', 'conn_state', 'history', 'rtt_ms', 'retransmissions_out', 'retransmissions_in',
  'out_of_order_out', 'out_of_order_in', 'midstream', 'vlan', 'tunnel', 'process', 'pid', 'country', 'asn', 'as_org',
] as const;

export const PACKET_COLUMNS = [
  'src_ip', 'dst_ip', 'src_port', 'dst_port', 'protocol_num', 'protocol_name', 'state', 'timestamp', 'session_id',
  'payload', 'interface', 'length', 'direction',
] as const;

export const DNS_COLUMNS = [
  'time', 'session_id', 'interface', 'client_ip', 'client_port', 'server_ip', 'server_port', 'transport', 'trans_id',
  'query', 'qtype', 'qclass', 'rcode', 'rcode_name', 'status', 'latency_ms', 'answers', 'ttls', 'flags',
] as const;

export type SessionColumn = (typeof SESSION_COLUMNS)[number];
export type PacketColumn = (typeof PACKET_COLUMNS)[number];
export type DnsColumn = (typeof DNS_COLUMNS)[number];

/** In the order of their codes, which begin at 1. */
export const SESSION_STATES = ['NEW', 'ESTABLISHED', 'CLOSE', 'ABORT', 'EXPIRED'] as const;
export type SessionState = (typeof SESSION_STATES)[number];
/** Why a session ended; null while it is open (also at the end of a file: the file ended, not the conversation). */
export type EndReason = 'fin' | 'rst' | 'timeout' | 'evicted' | 'reused';
export type Direction = 'out' | 'in';
export type DnsStatus =
  | 'answered' | 'nodata' | 'nxdomain' | 'servfail' | 'refused' | 'error' | 'unanswered' | 'unsolicited';

/** Times are UTC ISO 8601 with microseconds and `Z`. Counts are of whole frames on the wire, payload above transport. */
export interface SessionRecord {
  readonly session_id: string;
  readonly start_time: string;
  /** Time of the last packet seen so far. */
  readonly end_time: string;
  readonly duration_s: number;
  readonly state: SessionState;
  readonly end_reason: EndReason | null;
  readonly interface: string;
  readonly protocol_num: number;
  readonly protocol_name: string;
  /** The initiator. */
  readonly src_ip: string;
  readonly src_port: number | null;
  /** The responder. */
  readonly dst_ip: string;
  readonly dst_port: number | null;
  readonly service: string | null;
  readonly hostname: string | null;
  readonly hostname_source: string | null;
  readonly packets_out: number;
  readonly packets_in: number;
  readonly bytes_out: number;
  readonly bytes_in: number;
  readonly payload_bytes_out: number;
  readonly payload_bytes_in: number;
  /** Union of the flags seen, as letters in the order `FSRPAUEC`; null where not TCP. */
  readonly tcp_flags_out: string | null;
  readonly tcp_flags_in: string | null;
  /** Zeek's conn.log letters. */
  readonly conn_state: string | null;
  readonly history: string | null;
  readonly rtt_ms: number | null;
  /** TCP segments whose payload was sent before, and segments that came after a later one; null where not TCP. */
  readonly retransmissions_out: number | null;
  readonly retransmissions_in: number | null;
  readonly out_of_order_out: number | null;
  readonly out_of_order_in: number | null;
  readonly midstream: boolean;
  /** VLAN ids from the outside in, joined by `.`; null where untagged. */
  readonly vlan: string | null;
  /** Innermost tunnel: kind, id where it has one, outer addresses (initiator's side first); null where there is none. */
  readonly tunnel: string | null;
  readonly process: string | null;
  readonly pid: number | null;
  readonly country: string | null;
  readonly asn: number | null;
  readonly as_org: string | null;
}

export interface PacketLog {
  readonly src_ip: string;
  readonly dst_ip: string;
  readonly src_port: number | null;
  readonly dst_port: number | null;
  readonly protocol_num: number;
  readonly protocol_name: string;
  readonly state: SessionState | null;
  readonly timestamp: string;
  readonly session_id: string | null;
  /** Names taken out of the payload, by filter: `{"dns": "example.com"}`. */
  readonly payload: Readonly<Record<string, string>> | null;
  readonly interface: string;
  readonly length: number;
  readonly direction: Direction;
}

export interface DnsAnswer {
  readonly name: string;
  readonly type: string;
  readonly ttl: number;
  readonly data: string;
}

export interface DnsRecord {
  readonly time: string;
  readonly session_id: string | null;
  readonly interface: string;
  readonly client_ip: string;
  readonly client_port: number;
  readonly server_ip: string;
  readonly server_port: number;
  readonly transport: 'udp' | 'tcp';
  readonly trans_id: number;
  readonly query: string | null;
  readonly qtype: string | null;
  readonly qclass: string | null;
  readonly rcode: number | null;
  readonly rcode_name: string | null;
  readonly status: DnsStatus;
  readonly latency_ms: number | null;
  readonly answers: readonly DnsAnswer[];
  readonly ttls: readonly number[];
  /** Letters of the header bits that are set, in the order `AA TC RD RA AD CD`, joined by a space. */
  readonly flags: string;
}
