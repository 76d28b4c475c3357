/** What words are looked for in: the same as in memory (store/session-search.ts, store/dns-record.ts). */
import type { Parameters } from './parameters.ts';
import { answersSql } from './sql-fields.ts';
import { folded, foldedHas, isAscii } from './text-sql.ts';

const SESSION_TEXTS = [
  'service',
  'protocol_name',
  'state',
  'end_reason',
  'interface',
  'hostname',
  'vlan',
  'tunnel',
  'process',
  'country',
  'as_org',
] as const;
const DNS_TEXTS = [
  'interface',
  'client_ip',
  'server_ip',
  'transport',
  'query',
  'qtype',
  'rcode_name',
  'status',
  'flags',
] as const;
/** Of an id as text, which matches as a whole only. */
const ID_LENGTH = 36;
/** Ports that a term is in are listed up to here; of more, each row's is written out. */
const MOST_PORTS = 2000;

/** `term` in lower case. */
export function sessionWordSql(term: string, alias: string, parameters: Parameters): readonly string[] {
  const sought = parameters.text(term);
  const tests = SESSION_TEXTS.map((column) => holds(`${alias}.${column}`, term, sought));
  // Nothing else is in addresses and numbers.
  if (/^[\da-f.:]+$/.test(term))
    tests.push(...['src_ip', 'dst_ip'].map((column) => `contains(${alias}.${column}, ${sought})`));
  if (/^\d+$/.test(term)) {
    tests.push(...['src_port', 'dst_port'].map((column) => portSql(`${alias}.${column}`, term, sought)));
    tests.push(...['pid', 'asn'].map((column) => `contains(${alias}.${column}::VARCHAR, ${sought})`));
  }
  return withId(tests, term, alias, sought);
}

export function dnsWordSql(term: string, alias: string, parameters: Parameters): readonly string[] {
  const sought = parameters.text(term);
  const tests = DNS_TEXTS.map((column) => holds(`${alias}.${column}`, term, sought));
  if (/^\d+$/.test(term)) {
    tests.push(...['client_port', 'server_port'].map((column) => portSql(`${alias}.${column}`, term, sought)));
  }
  return withId([...tests, inAnswers(term, alias, parameters)], term, alias, sought);
}

function holds(text: string, term: string, sought: string): string {
  return foldedHas(text, [term], (lower) => `contains(${lower}, ${sought})`);
}

function withId(tests: readonly string[], term: string, alias: string, sought: string): readonly string[] {
  return term.length === ID_LENGTH ? [...tests, `${alias}.session_id = ${sought}`] : tests;
}

function portSql(column: string, term: string, sought: string): string {
  if (term.length > 5) return 'false';
  const ports: number[] = [];
  for (let port = 0; port < 65_536 && ports.length <= MOST_PORTS; port++)
    if (String(port).includes(term)) ports.push(port);
  if (ports.length > MOST_PORTS) return `contains(${column}::VARCHAR, ${sought})`;
  return ports.length === 0 ? 'false' : `${column} IN (${ports.join(', ')})`;
}

/** Names, types and data, which are in a text of JSON: that is read only where the term is in it, as JSON writes it. */
function inAnswers(term: string, alias: string, parameters: Parameters): string {
  const written = JSON.stringify(term).slice(1, -1);
  const has = (key: 'name' | 'type' | 'data'): string =>
    `len(list_filter(${answersSql(alias, key)}, lambda x: ${holds('x', term, parameters.text(term))})) > 0`;
  // Of ASCII, `lower` leaves nothing out that has to be found.
  const lower = isAscii(term) ? `lower(${alias}.answers::VARCHAR)` : folded(`${alias}.answers::VARCHAR`, [term]);
  const mayBe = `contains(${lower}, ${parameters.text(written)})`;
  return `CASE WHEN ${mayBe} THEN ${has('data')} OR ${has('name')} OR ${has('type')} ELSE false END`;
}
