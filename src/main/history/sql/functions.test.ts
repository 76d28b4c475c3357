/** Every function of the DuckDB at hand is either allowed or was looked at and refused. */
import { DuckDBInstance } from '@duckdb/node-api';
import { expect, test } from 'vitest';
import { ALLOWED_FUNCTIONS, ALLOWED_TABLE_FUNCTIONS } from './allowed-functions.ts';
import { GUARDED_FUNCTIONS } from './function-guards.ts';
import { REFUSED_FUNCTIONS } from './refused-functions.ts';

async function functionsOf(kinds: string): Promise<string[]> {
  const instance = await DuckDBInstance.create(':memory:', { autoinstall_known_extensions: 'false' });
  const connection = await instance.connect();
  const read = await connection.runAndReadAll(
    `SELECT DISTINCT lower(function_name) n FROM duckdb_functions() WHERE function_type IN (${kinds}) ORDER BY n`,
  );
  const names = read.getRows().map(([name]) => String(name));
  connection.closeSync();
  instance.closeSync();
  return names;
}

/** What the parser makes of its own syntax, and operators that are no functions to DuckDB. */
const SYNTAX = new Set(['coalesce', 'if', 'ifnull', 'grouping', 'grouping_id', 'overlay', 'unnest', '->']);

test('each function is known here, and in one list only', async () => {
  const names = await functionsOf(`'scalar', 'aggregate', 'macro'`);
  const refused = (name: string): boolean => REFUSED_FUNCTIONS.some((pattern) => pattern.test(name));
  expect(names.filter((name) => !ALLOWED_FUNCTIONS.has(name) && !refused(name))).toStrictEqual([]);
  expect(names.filter((name) => ALLOWED_FUNCTIONS.has(name) && refused(name))).toStrictEqual([]);
});

test('what is allowed exists', async () => {
  const names = new Set(await functionsOf(`'scalar', 'aggregate', 'macro'`));
  expect([...ALLOWED_FUNCTIONS].filter((name) => !names.has(name) && !SYNTAX.has(name))).toStrictEqual([]);
  expect([...GUARDED_FUNCTIONS].filter((name) => !ALLOWED_FUNCTIONS.has(name))).toStrictEqual([]);
  const tables = new Set(await functionsOf(`'table'`));
  expect([...ALLOWED_TABLE_FUNCTIONS].filter((name) => !tables.has(name))).toStrictEqual([]);
});
