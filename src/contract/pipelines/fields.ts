/**
 * The fields of flat records: what rules and display filters can ask for, under which names. A flat record is what the stage
 * `flatten` makes of a session, a packet, a DNS transaction or an observed flow; its keys are the fields without a dot that
 * are neither derived nor read two keys. docs/rules.md has this table; a test holds the two together.
 */

/** Kinds of flat records. `other`: whatever else comes through a channel, e.g. from a plugin. */
export const FLAT_KINDS = ['session', 'packet', 'dns', 'flow', 'other'] as const;
export type FlatKind = (typeof FLAT_KINDS)[number];

/**
 * `name`: text compared without regard to case, as host names are. `protocol`: IP protocol by number or name. `time`: ISO 8601
 * as in all our records, so that text order is time order. `any`: whatever the record has under that key.
 */
export type FieldType = 'text' | 'name' | 'number' | 'boolean' | 'address' | 'protocol' | 'time' | 'any';

/** What a number counts, so that it can be compared with `10 MB` or `5s`. Of times: `ns` takes nanoseconds since the epoch, too. */
export type FieldUnit = 'bytes' | 's' | 'ms' | 'ns';

/** Not kept in the record, but worked out of it when asked for. */
export type Derivation =
  | 'private-source'
  | 'private-destination'
  | 'query-length'
  | 'query-label-length'
  | 'query-label-entropy'
  | 'query-domain'
  | 'tuple'
  | 'ip-version'
  | 'ip-version-character'
  | 'sysflow-type';

export interface Field {
  readonly name: string;
  readonly type: FieldType;
  /** Keys of the record. Several: the field has several values, any of which may match. */
  readonly keys: readonly string[];
  readonly unit?: FieldUnit;
  readonly derived?: Derivation;
  /** Kinds of records that can have it. */
  readonly kinds: readonly FlatKind[];
  /** Name of ours that means the same; only of names that others gave it. */
  readonly alias?: string;
  readonly summary: string;
}

const ALL: readonly FlatKind[] = ['session', 'packet', 'dns', 'flow'];
const CONVERSATIONS: readonly FlatKind[] = ['session', 'flow'];
const COUNTED: readonly FlatKind[] = ['session', 'packet', 'flow'];
const SESSION: readonly FlatKind[] = ['session'];
const PACKET: readonly FlatKind[] = ['packet'];
const DNS: readonly FlatKind[] = ['dns'];

interface More {
  readonly unit?: FieldUnit;
  readonly keys?: readonly string[];
  readonly derived?: Derivation;
}

function field(name: string, type: FieldType, kinds: readonly FlatKind[], summary: string, more: More = {}): Field {
  return { name, type, kinds, summary, keys: [name], ...more };
}

const OWN: readonly Field[] = [
  field('type', 'text', [...ALL, 'other'], 'kind of record: `session`, `packet`, `dns`, `flow`', {
    keys: ['record_type'],
  }),
  field('event', 'text', SESSION, 'why there is a record: `start`, `established`, `update`, `end`'),
  field('time', 'time', ALL, 'when: last packet of a session or flow, the packet, the DNS question'),
  field('start_time', 'time', CONVERSATIONS, 'first packet'),
  field('end_time', 'time', CONVERSATIONS, 'last packet so far'),
  field('duration_s', 'number', CONVERSATIONS, 'seconds between the two', { unit: 's' }),
  field('session_id', 'text', ['session', 'packet', 'dns'], 'the session that it is or belongs to'),
  field('interface', 'text', ['session', 'packet', 'dns'], 'where it was captured'),
  field('protocol_num', 'number', ALL, 'IP protocol, number'),
  field('protocol_name', 'text', ALL, 'IP protocol, name as in our tables: `TCP`'),
  field('proto', 'protocol', ALL, 'IP protocol, by number or name in any case', { keys: ['protocol_num'] }),
  field('src_ip', 'address', ALL, 'initiator; sender of a packet; DNS client'),
  field('src_port', 'number', ALL, 'its port'),
  field('dst_ip', 'address', ALL, 'responder; receiver of a packet; DNS server'),
  field('dst_port', 'number', ALL, 'its port'),
  field('ip', 'address', ALL, 'either end', { keys: ['src_ip', 'dst_ip'] }),
  field('port', 'number', ALL, 'either end', { keys: ['src_port', 'dst_port'] }),
  field('is_private_src', 'boolean', ALL, 'source in a private, shared, loopback or link-local network', {
    keys: ['src_ip'],
    derived: 'private-source',
  }),
  field('is_private_dst', 'boolean', ALL, 'destination in such a network', {
    keys: ['dst_ip'],
    derived: 'private-destination',
  }),
  field('state', 'text', ['session', 'packet'], '`NEW`, `ESTABLISHED`, `CLOSE`, `ABORT`, `EXPIRED`'),
  field('end_reason', 'text', SESSION, '`fin`, `rst`, `timeout`, `evicted`, `reused`'),
  field('service', 'text', ['session', 'dns'], 'protocol that was decoded, else by port'),
  field('hostname', 'name', SESSION, 'name of the responder'),
  field('hostname_source', 'text', SESSION, '`tls`, `quic`, `http`, `dns`'),
  field('packets_out', 'number', CONVERSATIONS, 'from the initiator'),
  field('packets_in', 'number', CONVERSATIONS, 'to the initiator'),
  field('packets', 'number', COUNTED, 'both ways'),
  field('bytes_out', 'number', CONVERSATIONS, 'from the initiator', { unit: 'bytes' }),
  field('bytes_in', 'number', CONVERSATIONS, 'to the initiator', { unit: 'bytes' }),
  field('bytes', 'number', COUNTED, 'both ways; length of a packet', { unit: 'bytes' }),
  field('payload_bytes_out', 'number', SESSION, 'above the transport header', { unit: 'bytes' }),
  field('payload_bytes_in', 'number', SESSION, 'above the transport header', { unit: 'bytes' }),
  field('payload_bytes', 'number', SESSION, 'both ways', { unit: 'bytes' }),
  field('tcp_flags_out', 'text', SESSION, 'flags seen, in the order `FSRPAUEC`'),
  field('tcp_flags_in', 'text', SESSION, 'flags seen, in the order `FSRPAUEC`'),
  field('conn_state', 'text', SESSION, "Zeek's letters"),
  field('history', 'text', SESSION, "Zeek's letters"),
  field('rtt_ms', 'number', SESSION, 'of the TCP handshake', { unit: 'ms' }),
  field('retransmissions_out', 'number', SESSION, 'TCP segments'),
  field('retransmissions_in', 'number', SESSION, 'TCP segments'),
  field('out_of_order_out', 'number', SESSION, 'TCP segments'),
  field('out_of_order_in', 'number', SESSION, 'TCP segments'),
  field('midstream', 'boolean', SESSION, 'the capture began after the conversation'),
  field('vlan', 'text', SESSION, 'ids from the outside in, joined by `.`'),
  field('tunnel', 'text', SESSION, 'the innermost tunnel'),
  field('process', 'text', SESSION, 'program at this end'),
  field('pid', 'number', SESSION, 'its process'),
  field('country', 'text', SESSION, 'of the responder'),
  field('asn', 'number', SESSION, 'of the responder'),
  field('as_org', 'text', SESSION, 'of the responder'),
  field('direction', 'text', PACKET, '`out` from the initiator, `in` towards it'),
  field('name', 'name', PACKET, 'name that a payload filter took'),
  field('name_source', 'text', PACKET, 'that filter: `dns`, `tls`, `http`, …'),
  field('transport', 'text', DNS, '`udp`, `tcp`'),
  field('trans_id', 'number', DNS, 'transaction id'),
  field('query', 'name', DNS, 'name asked for'),
  field('query_length', 'number', DNS, 'its length', { keys: ['query'], derived: 'query-length' }),
  field('query_label_length', 'number', DNS, 'length of its longest label', {
    keys: ['query'],
    derived: 'query-label-length',
  }),
  field(
    'query_label_entropy',
    'number',
    DNS,
    'bits a character of its longest label: 0 for one letter repeated, over 3.5 for chance',
    {
      keys: ['query'],
      derived: 'query-label-entropy',
    },
  ),
  field('query_domain', 'name', DNS, 'its last two labels', { keys: ['query'], derived: 'query-domain' }),
  field('qtype', 'text', DNS, '`A`, `AAAA`, `TXT`, …'),
  field('qclass', 'text', DNS, '`IN`, …'),
  field('rcode', 'number', DNS, 'response code'),
  field('rcode_name', 'text', DNS, '`NOERROR`, `NXDOMAIN`, …'),
  field(
    'status',
    'text',
    DNS,
    '`answered`, `nodata`, `nxdomain`, `servfail`, `refused`, `error`, `unanswered`, `unsolicited`',
  ),
  field('latency_ms', 'number', DNS, 'question to answer', { unit: 'ms' }),
  field('answers', 'name', DNS, 'data of every answer: several values'),
  field('ttls', 'number', DNS, 'of every answer: several values', { unit: 's' }),
  field('flags', 'text', DNS, '`AA TC RD RA AD CD`'),
];

const byOwnName = new Map(OWN.map((entry) => [entry.name, entry]));

function alias(name: string, own: string, more: { readonly unit?: FieldUnit; readonly summary?: string } = {}): Field {
  const target = byOwnName.get(own);
  if (target === undefined) throw new Error(`no field ${own}`);
  return { ...target, name, alias: own, summary: `\`${own}\``, ...more };
}

/** Names of SysFlow's attributes, and of Falco's fields as SysFlow has them (`s` is the source there, the server in Falco). */
const OTHERS: readonly Field[] = [
  alias('client_ip', 'src_ip'),
  alias('client_port', 'src_port'),
  alias('server_ip', 'dst_ip'),
  alias('server_port', 'dst_port'),
  alias('timestamp', 'time'),
  alias('length', 'bytes'),
  field('sf.type', 'text', ALL, '`NF` for sessions and flows, `NE` for packets and DNS', {
    keys: ['record_type'],
    derived: 'sysflow-type',
  }),
  alias('sf.ts', 'time', { unit: 'ns', summary: '`time`; nanoseconds since the epoch, too' }),
  alias('sf.endts', 'end_time', { unit: 'ns', summary: '`end_time`; nanoseconds since the epoch, too' }),
  alias('sf.net.proto', 'proto'),
  alias('sf.net.sip', 'src_ip'),
  alias('sf.net.dip', 'dst_ip'),
  alias('sf.net.ip', 'ip'),
  alias('sf.net.sport', 'src_port'),
  alias('sf.net.dport', 'dst_port'),
  alias('sf.net.port', 'port'),
  alias('sf.flow.rbytes', 'bytes_in'),
  alias('sf.flow.wbytes', 'bytes_out'),
  alias('sf.flow.rops', 'packets_in'),
  alias('sf.flow.wops', 'packets_out'),
  alias('sf.proc.name', 'process'),
  alias('sf.proc.exe', 'process'),
  alias('sf.proc.pid', 'pid'),
  alias('fd.sip', 'src_ip'),
  alias('fd.cip', 'src_ip'),
  alias('fd.dip', 'dst_ip'),
  alias('fd.ip', 'ip'),
  alias('fd.net', 'ip'),
  alias('fd.cnet', 'src_ip'),
  alias('fd.sport', 'src_port'),
  alias('fd.cport', 'src_port'),
  alias('fd.dport', 'dst_port'),
  alias('fd.port', 'port'),
  alias('fd.l4proto', 'proto'),
  field('fd.name', 'text', ALL, '`192.0.2.1:1024->198.51.100.2:443`', { keys: ['src_ip'], derived: 'tuple' }),
  field('fd.type', 'text', ALL, '`ipv4`, `ipv6`', { keys: ['src_ip'], derived: 'ip-version' }),
  field('fd.typechar', 'text', ALL, '`4`, `6`', { keys: ['src_ip'], derived: 'ip-version-character' }),
  alias('evt.type', 'type'),
  alias('evt.time', 'time'),
  alias('evt.time.iso8601', 'time'),
  alias('evt.rawtime', 'time', { unit: 'ns', summary: '`time`; nanoseconds since the epoch, too' }),
  alias('proc.name', 'process'),
  alias('proc.exe', 'process'),
  alias('proc.pid', 'pid'),
];

export const FIELDS: readonly Field[] = [...OWN, ...OTHERS];

const byName: ReadonlyMap<string, Field> = new Map(FIELDS.map((entry) => [entry.name, entry]));

/** Before the name of a key that is in no table: what a plugin or the stage `enrich` put into the record. */
export const RECORD_PREFIX = 'record.';

/** The field of this name, whatever its case; undefined where there is none. */
export function fieldNamed(name: string): Field | undefined {
  const known = byName.get(name) ?? byName.get(name.toLowerCase());
  if (known !== undefined || !name.startsWith(RECORD_PREFIX) || name.length === RECORD_PREFIX.length) return known;
  const key = name.slice(RECORD_PREFIX.length);
  return field(name, 'any', FLAT_KINDS, `\`${key}\` of the record, whatever it is`, { keys: [key] });
}

export const FIELD_NAMES: readonly string[] = FIELDS.map(({ name }) => name);
