/**
 * Some functions make of two short values one without end, in one step that nothing interrupts. On a connection for the user's SQL they are shadowed by macros that
 * look at the sizes first. (What still grows step by step is caught by the limits of QueryWatch.)
 */
import type { DuckDBConnection } from '@duckdb/node-api';

/** Characters of a text that one call may make. DuckDB does 2048 of them in one step. */
const LONGEST_TEXT = 100_000;
/** Entries of a list, likewise. */
const LONGEST_LIST = 10_000;
/** Of functions that compare each letter with each. */
const MOST_PAIRS = 1_000_000;

const TOO_LONG = `error('The text would be longer than ${LONGEST_TEXT} characters')`;
const TOO_MANY = `error('The list would have more than ${LONGEST_LIST} entries')`;
const TOO_COSTLY = `error('The texts are too long to be compared letter by letter')`;

const unless = (limit: string, reason: string, call: string): string =>
  `CASE WHEN ${limit} THEN ${reason} ELSE system.main.${call} END`;

/** As values; in the place of a table they are not these, and go row by row. */
const counted = (name: string): string => {
  const variants = [
    ['a BIGINT', 'a', `${name}(a)`],
    ['a BIGINT, b BIGINT', 'abs(b - a)', `${name}(a, b)`],
    ['a BIGINT, b BIGINT, s BIGINT', 'abs(b - a) / greatest(abs(s), 1)', `${name}(a, b, s)`],
    [
      'a TIMESTAMP, b TIMESTAMP, s INTERVAL',
      'abs(epoch(b) - epoch(a)) / greatest(abs(epoch(s)), 1e-6)',
      `${name}(a, b, s)`,
    ],
  ] as const;
  const bodies = variants.map(
    ([parameters, count, call]) => `(${parameters}) AS ${unless(`${count} > ${LONGEST_LIST}`, TOO_MANY, call)}`,
  );
  return `CREATE TEMP MACRO ${name} ${bodies.join(', ')}`;
};

const padded = (name: string): string =>
  `CREATE TEMP MACRO ${name} (a, n, p) AS ${unless(`n > ${LONGEST_TEXT}`, TOO_LONG, `${name}(a, n, p)`)}`;

const resized = (name: string): string => {
  const limit = `n > ${LONGEST_LIST}`;
  return `CREATE TEMP MACRO ${name} (a, n) AS ${unless(limit, TOO_MANY, `${name}(a, n)`)}, (a, n, v) AS ${unless(limit, TOO_MANY, `${name}(a, n, v)`)}`;
};

const compared = (name: string): string =>
  `CREATE TEMP MACRO ${name} (a, b) AS ${unless(`length(a) * length(b) > ${MOST_PAIRS}`, TOO_COSTLY, `${name}(a, b)`)}`;

const grown = `length(CAST(a AS VARCHAR)) * (length(CAST(c AS VARCHAR)) + 1) > ${LONGEST_TEXT} AND length(CAST(c AS VARCHAR)) > 1`;

const COMPARED = [
  'levenshtein',
  'damerau_levenshtein',
  'editdist3',
  'jaro_similarity',
  'jaro_winkler_similarity',
  'jaccard',
] as const;

const GUARDS: Readonly<Record<string, string>> = {
  range: counted('range'),
  generate_series: counted('generate_series'),
  repeat: `CREATE TEMP MACRO repeat (a, n) AS ${unless(`length(a) * n > ${LONGEST_TEXT}`, TOO_LONG, 'repeat(a, n)')}`,
  lpad: padded('lpad'),
  rpad: padded('rpad'),
  bar: `CREATE TEMP MACRO bar (a, b, c) AS system.main.bar(a, b, c), (a, b, c, n) AS ${unless(`n > ${LONGEST_TEXT}`, TOO_LONG, 'bar(a, b, c, n)')}`,
  list_resize: resized('list_resize'),
  array_resize: resized('array_resize'),
  replace: `CREATE TEMP MACRO replace (a, b, c) AS ${unless(grown, TOO_LONG, 'replace(a, b, c)')}`,
  ...Object.fromEntries(COMPARED.map((name) => [name, compared(name)])),
};

export const GUARDED_FUNCTIONS: ReadonlySet<string> = new Set(Object.keys(GUARDS));

/** Only on a connection that is closed afterwards: they stay on it. */
export async function guardFunctions(connection: DuckDBConnection): Promise<void> {
  for (const guard of Object.values(GUARDS)) await connection.run(guard);
}
