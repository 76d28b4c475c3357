import { expect, it } from 'vitest';
import { openTestDatabase } from '../../database/test-database.ts';
import { ofPieces, restSql, type RowsAsked } from './rest.ts';

const HOUR_US = 3600e6;
const piece = (no: number, hour: number) => ({ no, fromUs: hour * HOUR_US, untilUs: (hour + 1) * HOUR_US });

async function rest(asked: Partial<RowsAsked>, hours: readonly number[]): Promise<unknown> {
  const database = await openTestDatabase({
    sessions: [0, 1, 1.999, 2, 3, 5, 6].map((hour, at) => ({
      session_no: at,
      start_time: hour * HOUR_US,
      end_time: hour * HOUR_US,
      open: hour === 5,
    })),
    dns: [0, 1, 1.999, 2, 3, 5, 6].map((hour, at) => ({ dns_no: at, time: hour * HOUR_US })),
  });
  const connection = await database.connect();
  const table = asked.table ?? 'dns';
  const number = table === 'dns' ? 'dns_no' : 'session_no';
  const whole = { table, alias: 't', columns: [number], where: 'true', span: null, ...asked };
  const pieces = hours.map((hour, no) => piece(no, hour));
  const answer = await connection.runAndReadAll(
    `SELECT list(${number} ORDER BY ${number}) FROM ${restSql(whole, pieces)}`,
  );
  connection.closeSync();
  await database.close();
  return answer.getRowsJson()[0]![0];
}

it('rows that are in no piece are all that is left', async () => {
  expect(await rest({}, [])).toEqual(['0', '1', '2', '3', '4', '5', '6']);
  expect(await rest({}, [1, 2])).toEqual(['0', '4', '5', '6']);
  expect(await rest({}, [1, 3, 5])).toEqual(['0', '3', '6']);
});

it('sessions that are open are in none', async () => {
  expect(await rest({ table: 'sessions' }, [1, 3, 5])).toEqual(['0', '3', '5', '6']);
});

it('what is outside of the span is not looked for', () => {
  const span = { fromUs: HOUR_US, toUs: 3 * HOUR_US - 1 };
  const dns = { table: 'dns', alias: 't', columns: ['dns_no'], where: 'true', span } as const;
  expect(restSql(dns, [piece(1, 1), piece(2, 2)])).toBe('(SELECT t."dns_no" FROM dns t WHERE true AND false)');
  const sessions = restSql({ ...dns, table: 'sessions' }, [piece(1, 1), piece(2, 2)]);
  expect(sessions.match(/start_time < /g)).toHaveLength(2);
});

it('pieces are found by their numbers', () => {
  expect(ofPieces([piece(3, 1), piece(1, 2), piece(2, 3), piece(7, 4)])).toBe(
    '(piece BETWEEN 1 AND 3 OR piece BETWEEN 7 AND 7)',
  );
});
