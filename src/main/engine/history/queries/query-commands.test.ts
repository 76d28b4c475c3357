import { expect, test } from 'vitest';
import { failure, success, type Result } from '#base/result.ts';
import { queryCommands } from './query-commands.ts';

const { signal } = new AbortController();
const refuse = async (): Promise<Result<never>> => failure('unavailable', 'Not here');
const asked: { question: string; params: unknown; signal: AbortSignal }[] = [];

/** Answers with what was asked, once it is withdrawn or `answer` is called. */
function world(): { commands: ReturnType<typeof queryCommands>; answer(): void } {
  asked.length = 0;
  const waiting: (() => void)[] = [];
  const commands = queryCommands({
    ask: (question, params, withdrawn) =>
      new Promise((resolve) => {
        asked.push({ question, params, signal: withdrawn });
        waiting.push(() => resolve(success({ question }) as unknown as Result<never>));
        withdrawn.addEventListener('abort', () => resolve(failure('cancelled', 'The question was withdrawn')));
      }),
    dataset: () => 'import-7',
    saved: { save: refuse, remove: refuse },
  });
  return { commands, answer: () => waiting.forEach((each) => each()) };
}
const query = (queryId: string): Parameters<ReturnType<typeof queryCommands>['history.query']>[0] => ({
  queryId,
  text: 'SELECT 1',
  limit: 5,
  timeoutMs: 1000,
});

test('is asked of what is on view', async () => {
  const { commands, answer } = world();
  const answered = commands['history.query'](query('a'), signal);
  answer();
  expect(await answered).toStrictEqual({ ok: true, value: { question: 'sql' } });
  expect(asked[0]?.params).toStrictEqual({ dataset: 'import-7', text: 'SELECT 1', limit: 5, timeoutMs: 1000 });
});

test('a query is cancelled by its id, others are not', async () => {
  const { commands, answer } = world();
  const first = commands['history.query'](query('a'), signal);
  const second = commands['history.query'](query('b'), signal);
  expect(await commands['history.cancel']({ queryId: 'a' }, signal)).toStrictEqual({ ok: true, value: null });
  expect(await first).toMatchObject({ ok: false, failure: { message: 'The query was cancelled' } });
  expect(asked[1]?.signal.aborted).toBe(false);
  answer();
  expect((await second).ok).toBe(true);
  expect((await commands['history.cancel']({ queryId: 'b' }, signal)).ok).toBe(true);
});

test('whoever asks again under an id withdraws what was asked before', async () => {
  const { commands, answer } = world();
  const first = commands['history.query'](query('a'), signal);
  const second = commands['history.query'](query('a'), signal);
  expect((await first).ok).toBe(false);
  answer();
  expect((await second).ok).toBe(true);
});
