/** Which rows are about a host. */
import type { DuckDBConnection } from '@duckdb/node-api';
import { parseAddress } from '#base/addresses.ts';
import type { ForgottenScope } from './forgotten-scope.ts';

/**
 * An address: whatever it took part in, and answers that gave it. A name: with all names below it, and with the addresses that it had, as far as these were not
 * known by another name; answers that led to it. Questions for the names of these addresses go, too. Makes a temporary table `had`.
 */
export async function hostScope(connection: DuckDBConnection, host: string): Promise<ForgottenScope> {
  const name = host.toLowerCase().replace(/\.$/, '');
  const isAddress = parseAddress(name) !== null;
  const quoted = quote(name);
  const named = (text: string): string =>
    `coalesce(${isAddress ? `lower(${text}) = ${quoted}` : below(text, name)}, false)`;
  const addresses = isAddress ? [name] : await addressesOf(connection, named);
  await keepAddresses(connection, addresses);
  const had = (column: string): string => `coalesce(${column} IN (SELECT address FROM had), false)`;
  const inAnswers = ['name', 'data'].map(
    (key) =>
      `coalesce(len(list_filter(json_extract_string(answers, '$[*].${key}'), lambda text: ${named('text')})) > 0, false)`,
  );
  return {
    sessions: `${named('hostname')} OR ${had('src_ip')} OR (${had('dst_ip')} AND ${isAddress ? 'true' : 'hostname IS NULL'})`,
    dns: [
      named('query'),
      ...inAnswers,
      had('client_ip'),
      had('server_ip'),
      'coalesce(lower(query) IN (SELECT reverse FROM had), false)',
    ].join(' OR '),
    traffic: 'false',
    interfaces: 'false',
    alerts: `contains(lower(concat_ws(' ', title, details)), ${quoted})`,
    runs: 'false',
  };
}

/** The name itself, or one below it. */
function below(text: string, name: string): string {
  return `(rtrim(lower(${text}), '.') = ${quote(name)} OR ends_with(rtrim(lower(${text}), '.'), ${quote(`.${name}`)}))`;
}

async function addressesOf(connection: DuckDBConnection, named: (text: string) => string): Promise<readonly string[]> {
  const answer = await connection.runAndReadAll(`
    SELECT dst_ip FROM sessions WHERE ${named('hostname')}
    UNION SELECT unnest(json_extract_string(answers, '$[*].data')) FROM dns WHERE ${named('query')}`);
  const found = answer.getRowsJson().map(([address]) => address as string | null);
  return found.filter((address): address is string => address !== null && parseAddress(address) !== null);
}

async function keepAddresses(connection: DuckDBConnection, addresses: readonly string[]): Promise<void> {
  await connection.run('CREATE OR REPLACE TEMP TABLE had (address VARCHAR, reverse VARCHAR)');
  for (let from = 0; from < addresses.length; from += 1000) {
    const rows = addresses
      .slice(from, from + 1000)
      .map((address) => `(${quote(address)}, ${quote(reverseOf(address))})`);
    await connection.run(`INSERT INTO had VALUES ${rows.join(', ')}`);
  }
}

/** The name that stands for an address in DNS (RFC 1035 §3.5, RFC 3596 §2.5). */
function reverseOf(address: string): string {
  const { words, ipv6 } = parseAddress(address)!;
  if (!ipv6) return `${address.split('.').reverse().join('.')}.in-addr.arpa`;
  const digits = [...words].map((word) => word.toString(16).padStart(8, '0')).join('');
  return `${[...digits].reverse().join('.')}.ip6.arpa`;
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
