import { afterEach, expect, it } from 'vitest';
import { HISTORY_DATASET } from '#contract/history/questions.ts';
import { wasDrained } from '../database/connections.ts';
import { openTestDatabase, type TestDatabase } from '../database/test-database.ts';
import { readHandlers } from './handlers.ts';

let database: TestDatabase;
afterEach(() => database.close());

it('a database that is being closed is no answer: whoever asks can ask the next one', async () => {
  database = await openTestDatabase();
  const context = database.context();
  const asked = { dataset: HISTORY_DATASET, filter: '', span: null, by: 'service', points: 10, top: 1 } as const;
  expect(await readHandlers.overview(asked, context)).toMatchObject({ ok: true });
  await database.close();
  const error: unknown = await readHandlers.overview(asked, context).catch((reason: unknown) => reason);
  expect(wasDrained(error)).toBe(true);
});
