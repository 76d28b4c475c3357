/** Fields that are worked out of a record when a rule asks for them. */
import type { Derivation } from '#contract/pipelines/fields.ts';
import type { PipelineRecord } from '#contract/pipelines/record.ts';
import type { Json } from '#contract/plugins/json.ts';
import { addressWordsTest, type AddressWordsTest } from './address-words.ts';
import { addressTest, AddressMemory, parseNetwork, PRIVATE_NETWORKS } from './address-sets.ts';

export type Derive = (record: PipelineRecord) => Json;

const privateNetworks = PRIVATE_NETWORKS.map(parseNetwork).filter((network) => network !== null);
const isPrivate = addressTest(new Set(), privateNetworks, new AddressMemory());

/** What `private-source` and `private-destination` say of an address. */
export const isPrivateAddress: AddressWordsTest = addressWordsTest([], privateNetworks);

/** Keys of the record that it is worked out of. */
export const DERIVED_FROM: Readonly<Record<Derivation, readonly string[]>> = {
  'private-source': ['src_ip'],
  'private-destination': ['dst_ip'],
  'query-length': ['query'],
  'query-label-length': ['query'],
  'query-label-entropy': ['query'],
  'query-domain': ['query'],
  tuple: ['src_ip', 'src_port', 'dst_ip', 'dst_port'],
  'ip-version': ['src_ip'],
  'ip-version-character': ['src_ip'],
  'sysflow-type': ['record_type'],
};

export const DERIVATIONS: Readonly<Record<Derivation, Derive>> = {
  'private-source': ({ src_ip }) => (typeof src_ip === 'string' ? isPrivate(src_ip) : null),
  'private-destination': ({ dst_ip }) => (typeof dst_ip === 'string' ? isPrivate(dst_ip) : null),
  'query-length': ({ query }) => (typeof query === 'string' ? query.length : null),
  'query-label-length': ({ query }) => (typeof query === 'string' ? longestLabel(query).length : null),
  'query-label-entropy': ({ query }) => (typeof query === 'string' ? entropy(longestLabel(query)) : null),
  'query-domain': ({ query }) => (typeof query === 'string' ? lastTwoLabels(query) : null),
  tuple: ({ src_ip, src_port, dst_ip, dst_port }) =>
    typeof src_ip === 'string' && typeof dst_ip === 'string'
      ? `${end(src_ip, src_port)}->${end(dst_ip, dst_port)}`
      : null,
  'ip-version': ({ src_ip }) => (typeof src_ip === 'string' ? (src_ip.includes(':') ? 'ipv6' : 'ipv4') : null),
  'ip-version-character': ({ src_ip }) => (typeof src_ip === 'string' ? (src_ip.includes(':') ? '6' : '4') : null),
  'sysflow-type': ({ record_type }) => sysflowType(record_type),
};

function sysflowType(type: Json | undefined): string | null {
  if (type === 'session' || type === 'flow') return 'NF';
  return type === 'packet' || type === 'dns' ? 'NE' : null;
}

function end(address: string, port: Json | undefined): string {
  return typeof port === 'number' ? `${address}:${port}` : address;
}

function longestLabel(name: string): string {
  let longest = '';
  for (const label of name.split('.')) if (label.length > longest.length) longest = label;
  return longest;
}

function lastTwoLabels(name: string): string {
  const last = name.lastIndexOf('.');
  return last <= 0 ? name : name.slice(name.lastIndexOf('.', last - 1) + 1);
}

/** Shannon's, in bits a character. */
function entropy(text: string): number {
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  let bits = 0;
  let length = 0;
  for (const count of counts.values()) length += count;
  for (const count of counts.values()) bits -= (count / length) * Math.log2(count / length);
  return bits;
}
