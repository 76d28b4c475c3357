import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestDatabase, type TestDatabase } from '../../database/test-database.ts';
import { wantedRows } from './wanted-rows.ts';

describe('rows that are wanted', () => {
  it.each([
    ['dst_port = x', 11, 1, 'expects a number'],
    ['a and hostname matches "(?:a{500}){3}"', 23, 15, 'repeats inside of repeats count more than 1000'],
    ['hostname matches [😀]', 17, 4, 'beyond the first 65,536'],
    ['hostname = \ud83d', 11, 1, 'half of a character'],
    ['example \ud83d', 8, 1, 'half of a character'],
  ])('%s: a mistake at its place', (filter, at, length, message) => {
    const { mistake, sql, parameters } = wantedRows('sessions', filter, null);
    expect(mistake).toMatchObject({ at, length });
    expect(mistake?.message).toContain(message);
    expect({ sql, parameters }).toEqual({ sql: 'false', parameters: {} });
  });

  it('keeps what users wrote out of SQL', () => {
    const { sql, parameters } = wantedRows(
      'dns',
      `"x'); DROP" or query matches "'y" or host glob "z'*" or answers = "v'"`,
      null,
    );
    for (const text of ["x'", "'y", "z'", "v'"]) expect(sql).not.toContain(text);
    expect(Object.values(parameters)).toEqual(expect.arrayContaining(["x'); drop", "v'"]));
  });

  describe('of a stretch of time', () => {
    let database: TestDatabase;
    beforeAll(async () => {
      database = await openTestDatabase({
        sessions: [
          [1, 10, 20],
          [2, 20, 30],
          [3, 5, 50],
          [4, 31, 40],
          [5, 1, 19],
        ].map(([no, from, to]) => ({ session_no: no!, start_time: from!, end_time: to! })),
        dns: [19, 20, 30, 31].map((time) => ({ dns_no: time, time })),
      });
    });
    afterAll(() => database.close());

    it('a session is in every one in which it could have had a packet, both ends included', async () => {
      const connection = await database.connect();
      const numbers = async (table: 'sessions' | 'dns', number: string): Promise<unknown[]> => {
        const { sql } = wantedRows(table, '', { fromUs: 19.5, toUs: 30.5 });
        const answer = await connection.runAndReadAll(
          `SELECT ${number}::INTEGER FROM ${table} WHERE ${sql} ORDER BY 1`,
        );
        return answer.getColumnsJS()[0]!;
      };
      expect(await numbers('sessions', 'session_no')).toEqual([1, 2, 3]);
      expect(await numbers('dns', 'dns_no')).toEqual([20, 30]);
      connection.closeSync();
    });
  });

  it('can have many words, and be nested as deeply as filters may be', async () => {
    const database = await openTestDatabase({ sessions: [{ session_no: 1, hostname: 'zz' }] });
    const connection = await database.connect();
    for (const filter of [
      `${'q or '.repeat(60)} z`,
      `${'('.repeat(100)}z${')'.repeat(100)}`,
      `${'-q '.repeat(60)} z`,
    ]) {
      const { sql, parameters } = wantedRows('sessions', filter, null);
      const answer = await connection.runAndReadAll(`SELECT count(*)::INTEGER FROM sessions WHERE ${sql}`, {
        ...parameters,
      });
      expect(answer.getRowsJS()).toEqual([[1]]);
    }
    connection.closeSync();
    await database.close();
  });
});
