/** Fields that are worked out of others (filter/derived-fields.ts) as SQL. */
import type { Derivation } from '#contract/pipelines/fields.ts';
import { parseNetwork, PRIVATE_NETWORKS } from '#main/engine/filter/address-sets.ts';
import { DERIVATIONS } from '#main/engine/filter/derived-fields.ts';
import { networkSql } from './address-sql.ts';
import type { SqlField } from './sql-fields.ts';
import { lengthInUnits } from './text-sql.ts';

type Read = (key: string) => SqlField | null;

/** Null: no row has what it is worked out of. `read`: a key of the row itself. */
export function derivedField(derivation: Derivation, read: Read): SqlField | null {
  switch (derivation) {
    case 'private-source':
      return ofSql(read('src_ip'), 'boolean', isPrivate);
    case 'private-destination':
      return ofSql(read('dst_ip'), 'boolean', isPrivate);
    case 'query-length':
      return ofSql(read('query'), 'number', lengthInUnits);
    case 'query-label-length':
      return ofSql(read('query'), 'number', (name) => lengthInUnits(longestLabel(name)));
    case 'query-label-entropy':
      return ofSql(read('query'), 'number', (name) => `list_entropy(string_split(${longestLabel(name)}, ''))`);
    case 'query-domain':
      return ofSql(read('query'), 'text', lastTwoLabels);
    case 'tuple':
      return tuple(read);
    case 'ip-version':
      return ofSql(
        read('src_ip'),
        'text',
        (address) => `CASE WHEN contains(${address}, ':') THEN 'ipv6' ELSE 'ipv4' END`,
      );
    case 'ip-version-character':
      return ofSql(read('src_ip'), 'text', (address) => `CASE WHEN contains(${address}, ':') THEN '6' ELSE '4' END`);
    case 'sysflow-type': {
      const type = read('record_type');
      return type?.kind === 'constant'
        ? { kind: 'constant', value: DERIVATIONS[derivation]({ record_type: type.value }) }
        : null;
    }
  }
}

function ofSql(
  field: SqlField | null,
  kind: 'boolean' | 'number' | 'text',
  derive: (sql: string) => string,
): SqlField | null {
  if (field === null || field.kind === 'constant') return null;
  return { kind, sql: `CASE WHEN ${field.sql} IS NOT NULL THEN ${derive(field.sql)} END` };
}

const privateNetworks = PRIVATE_NETWORKS.map(parseNetwork).filter((network) => network !== null);

function isPrivate(address: string): string {
  return `(${privateNetworks.map((network) => networkSql(address, network)).join(' OR ')})`;
}

/** The first of the longest. */
function longestLabel(name: string): string {
  const longer = `(${lengthInUnits('b')}) > (${lengthInUnits('a')})`;
  return `list_reduce(string_split(${name}, '.'), lambda a, b: CASE WHEN ${longer} THEN b ELSE a END)`;
}

function lastTwoLabels(name: string): string {
  return `CASE WHEN contains(${name}, '.') THEN regexp_extract(${name}, '[^.]*\\.[^.]*\\z') ELSE ${name} END`;
}

function tuple(read: Read): SqlField | null {
  const ends = (['src', 'dst'] as const).map((end) => {
    const [address, port] = [read(`${end}_ip`), read(`${end}_port`)];
    if (address === null || address.kind === 'constant') return null;
    const behind = port === null || port.kind === 'constant' ? '' : ` || coalesce(':' || ${port.sql}, '')`;
    return `${address.sql}${behind}`;
  });
  const [source, destination] = ends;
  return source == null || destination == null ? null : { kind: 'text', sql: `(${source} || '->' || ${destination})` };
}
