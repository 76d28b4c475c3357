/**
 * Addresses in SQL, by their canonical text: that is what rows have most of, and what DuckDB keeps each of only once; numbers of 128 bits are slow to read.
 * Only for networks whose text does not begin alike is the number made, of IPv6 addresses alone.
 */
import type { Network } from '#main/engine/filter/address-sets.ts';
import type { Parameters } from './parameters.ts';

/** Whether the address is one of some, or in one of some networks. */
export function addressSql(
  text: string,
  exact: Iterable<string>,
  networks: readonly Network[],
  parameters: Parameters,
): string {
  const alone = [...exact];
  const tests = networks.map((network) => networkSql(text, network));
  if (alone.length > 0) tests.unshift(`${text} IN (${parameters.texts(alone)})`);
  return tests.length === 0 ? 'false' : `(${tests.join(' OR ')})`;
}

export function networkSql(text: string, { words, masks, ipv6 }: Network): string {
  const bits = masks.reduce((sum, mask) => sum + ones(mask), 0) - (ipv6 ? 0 : 96);
  return ipv6 ? ipv6Sql(text, words, bits) : ipv4Sql(text, words[3]!, bits);
}

function ones(mask: number): number {
  return mask === 0 ? 0 : Math.clz32(~mask);
}

const isIpv4 = (text: string): string => `NOT contains(${text}, ':')`;

/** Whole numbers of it as text, then the one that the prefix ends in. */
function ipv4Sql(text: string, address: number, bits: number): string {
  const numbers = [24, 16, 8, 0].map((shift) => (address >>> shift) & 255);
  const whole = Math.floor(bits / 8);
  const before = numbers.slice(0, whole);
  if (whole === 4) return `${text} = '${before.join('.')}'`;
  const begins = whole === 0 ? isIpv4(text) : `starts_with(${text}, '${before.join('.')}.')`;
  const rest = bits - whole * 8;
  if (rest === 0) return begins;
  const from = numbers[whole]!;
  const part = `TRY_CAST(split_part(${text}, '.', ${whole + 1}) AS USMALLINT)`;
  return `(${begins} AND ${part} BETWEEN ${from} AND ${from + (1 << (8 - rest)) - 1})`;
}

function ipv6Sql(text: string, words: Uint32Array, bits: number): string {
  const groups = Array.from({ length: 8 }, (_, at) => (words[at >> 1]! >>> ((at & 1) === 0 ? 16 : 0)) & 0xffff);
  const whole = Math.floor(bits / 16);
  const before = groups.slice(0, whole);
  if (bits === 0) return `contains(${text}, ':')`;
  // What is written for groups of zeros depends on those around them.
  if (whole === 8 || before.includes(0)) return numberSql(text, words, bits);
  const rest = bits - whole * 16;
  const begins = whole === 0 ? `contains(${text}, ':')` : `starts_with(${text}, '${before.map(hex).join(':')}:')`;
  if (rest === 0) return begins;
  // Of `::`, nothing is between the colons: zeros.
  const part = `split_part(${text}, ':', ${whole + 1})`;
  const group = `TRY_CAST('0x' || CASE WHEN ${part} = '' THEN '0' ELSE ${part} END AS UINTEGER)`;
  const from = groups[whole]!;
  return `(${begins} AND ${group} BETWEEN ${from} AND ${from + (1 << (16 - rest)) - 1})`;
}

function hex(group: number): string {
  return group.toString(16);
}

function numberSql(text: string, words: Uint32Array, bits: number): string {
  const first = words.reduce((number, word) => (number << 32n) | BigInt(word), 0n);
  const last = first | ((1n << BigInt(128 - bits)) - 1n);
  return `(CASE WHEN contains(${text}, ':') THEN ${ipv6Number(text)} BETWEEN '${first}'::UHUGEINT AND '${last}'::UHUGEINT ELSE false END)`;
}

/** Of a canonical IPv6 address (RFC 5952); the mixed form is of IPv4-mapped ones only. */
function ipv6Number(text: string): string {
  const groupsOf = (part: string): string =>
    `CASE WHEN ${part} = '' THEN []::VARCHAR[] ELSE string_split(${part}, ':') END`;
  const left = groupsOf(`split_part(${text}, '::', 1)`);
  const right = groupsOf(`split_part(${text}, '::', 2)`);
  const zeros = `list_resize([]::VARCHAR[], 8 - len(${left}) - len(${right}), '0')`;
  const groups = `CASE WHEN contains(${text}, '::') THEN ${left} || ${zeros} || ${right} ELSE string_split(${text}, ':') END`;
  const sum = (parts: string, base: number): string =>
    `list_reduce(list_transform(${parts}, lambda g: TRY_CAST(g AS UINTEGER)::UHUGEINT), lambda a, b: a * ${base}::UHUGEINT + b)`;
  const hexadecimal = `list_transform(${groups}, lambda g: '0x' || g)`;
  return `CASE WHEN contains(${text}, '.') THEN 281470681743360::UHUGEINT + ${sum(`string_split(split_part(${text}, ':', -1), '.')`, 256)} ELSE ${sum(hexadecimal, 65_536)} END`;
}

/** Of a canonical address, as a number of 128 bits: IPv4 as ::ffff:0:0/96. */
export function addressNumber(text: string): string {
  const parts = [1, 2, 3, 4].map(
    (part, at) => `TRY_CAST(split_part(${text}, '.', ${part}) AS UBIGINT) * ${256 ** (3 - at)}`,
  );
  return `CASE WHEN contains(${text}, ':') THEN ${ipv6Number(text)} ELSE 281470681743360::UHUGEINT + ${parts.join(' + ')} END`;
}
