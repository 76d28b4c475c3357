/** Fields under the names that people know from elsewhere: Wireshark's display filters, tcpdump's primitives. */
import { ownValue } from '#base/own-value.ts';
import { fieldNamed, FIELD_NAMES, type Field } from '#contract/pipelines/fields.ts';
import { DERIVED_FROM } from './derived-fields.ts';
import type { RowFields } from './row-fields.ts';

export interface FilterField {
  readonly field: Field;
  /** IP protocol that the name is about; null: any. */
  readonly protocol: number | null;
}

const TCP = 6;
const UDP = 17;

/** Wireshark's name, ours. */
export const ALIASES: Readonly<Record<string, string>> = {
  'ip.addr': 'ip',
  'ip.src': 'src_ip',
  'ip.dst': 'dst_ip',
  'ip.proto': 'proto',
  'ipv6.addr': 'ip',
  'ipv6.src': 'src_ip',
  'ipv6.dst': 'dst_ip',
  'tcp.port': 'port',
  'tcp.srcport': 'src_port',
  'tcp.dstport': 'dst_port',
  'udp.port': 'port',
  'udp.srcport': 'src_port',
  'udp.dstport': 'dst_port',
  'dns.qry.name': 'query',
  'dns.qry.type': 'qtype',
  'dns.flags.rcode': 'rcode',
  'dns.a': 'answers',
  'dns.aaaa': 'answers',
  'dns.cname': 'answers',
  'dns.time': 'latency_ms',
  'tls.handshake.extensions_server_name': 'host',
  'http.host': 'host',
  'vlan.id': 'vlan',
  'frame.len': 'bytes',
  'frame.time': 'time',
  'frame.interface_name': 'interface',
};

/** Any name or address of either end. */
export const HOST: Field = {
  name: 'host',
  type: 'name',
  keys: ['hostname', 'name', 'query', 'src_ip', 'dst_ip'],
  kinds: ['session', 'packet', 'dns', 'flow'],
  summary: 'any name or address',
};

export const FILTER_NAMES: readonly string[] = [...FIELD_NAMES, HOST.name, ...Object.keys(ALIASES)];

/** Undefined: there is none of that name. */
export function filterField(name: string): FilterField | undefined {
  const known = name.toLowerCase();
  const own = ownValue(ALIASES, known) ?? known;
  const field = own === HOST.name ? HOST : (fieldNamed(own) ?? fieldNamed(name));
  if (field === undefined) return undefined;
  const protocol = known.startsWith('tcp.') ? TCP : known.startsWith('udp.') ? UDP : null;
  // Whoever filters does not want to think about case.
  return { field: field.type === 'text' ? { ...field, type: 'name' } : field, protocol };
}

/** Whether rows of a table can have a value in the field. */
export function isThere({ keys, derived }: Field, fields: RowFields<never>): boolean {
  return (derived === undefined ? keys : DERIVED_FROM[derived]).some((key) => fields.field(key) !== null);
}

/** `port 443`, `host github`: the operator that is meant where there is none; null for other words. */
export function impliedOperator(name: string): string | null {
  const known = name.toLowerCase();
  if (known === 'host') return 'contains';
  return known === 'port' || known === 'ip' ? '=' : null;
}
