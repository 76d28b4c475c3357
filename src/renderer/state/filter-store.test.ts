import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { failure, success, type Result } from '#base/result.ts';
import type { FilterCheck } from '#contract/views/filter.ts';
import { createFilterStore } from './filter-store.ts';
import { NotedLink } from './noted-link.ts';
import { createPreferencesStore } from './preferences-store.ts';
import { createScopeStore } from './scope-store.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const FINE: FilterCheck = { mistake: null, isEmpty: false, pieces: [], notHere: [] };
const WRONG: FilterCheck = { ...FINE, mistake: { at: 5, length: 0, message: 'A value is missing', remedy: null } };

function made() {
  const noted = new NotedLink();
  const scope = createScopeStore();
  const filter = createFilterStore(noted.link, { scope, preferences: createPreferencesStore() });
  const type = (text: string): void => {
    filter.getState().type(text);
    vi.advanceTimersByTime(1000);
  };
  /** Answers, and lets the hand rest. */
  const check = async (result: Result<FilterCheck>): Promise<void> => {
    await noted.answer(result);
    vi.advanceTimersByTime(1000);
  };
  return { noted, scope, filter, type, check };
}

it('asks for the last word only, and takes what was accepted', async () => {
  const { noted, scope, filter, type, check } = made();
  filter.getState().type('po');
  type('port 443 ');
  expect(noted.calls.map(({ params }) => params)).toEqual([{ text: 'port 443 ', table: 'sessions' }]);
  expect(scope.getState().filter).toBe('');
  await check(success(FINE));
  expect(scope.getState().filter).toBe('port 443');
  expect(filter.getState().text).toBe('port 443 ');
});

it('makes a filter of what is right so far only when the hand rests, or at once when it is meant', async () => {
  const { noted, scope, filter, type } = made();
  type('dst_po');
  await noted.answer(success(FINE));
  vi.advanceTimersByTime(100);
  type('dst_port = 443');
  await noted.answer(success(FINE));
  expect(scope.getState().filter).toBe('');
  filter.getState().settle();
  await noted.answer(success(FINE));
  expect(scope.getState().filter).toBe('dst_port = 443');
  expect(scope.getState().past).toHaveLength(1);
});

it('keeps out what has a mistake and leaves its text where it is', async () => {
  const { scope, filter, type, check } = made();
  type('port 443');
  await check(success(FINE));
  type('port ');
  await check(success(WRONG));
  expect(scope.getState().filter).toBe('port 443');
  expect(filter.getState()).toMatchObject({ text: 'port ', check: WRONG });
});

it('takes the text where nobody can say what is wrong with it', async () => {
  const { scope, type, check } = made();
  type('anything');
  await check(failure('unsupported', 'This is not there yet'));
  expect(scope.getState().filter).toBe('anything');
});

it('lets the last answer win', async () => {
  const { noted, scope, type } = made();
  type('a');
  type('ab');
  const [first, second] = noted.calls;
  expect(first?.signal?.aborted).toBe(true);
  second?.answer(success(FINE));
  first?.answer(success(FINE));
  await vi.runAllTimersAsync();
  expect(scope.getState().filter).toBe('ab');
});

it('is one step to take back while it is typed, and another after it was settled', async () => {
  const { scope, filter, type, check } = made();
  for (const text of ['a', 'ab', 'abc']) {
    type(text);
    await check(success(FINE));
  }
  expect(scope.getState().past).toHaveLength(1);
  filter.getState().settle();
  type('abcd');
  await check(success(FINE));
  expect(scope.getState().past.map((each) => each.filter)).toEqual(['', 'abc']);
  expect(filter.getState().history).toEqual(['abc']);
});

it('follows a filter that is set from elsewhere', async () => {
  const { scope, filter, type, check } = made();
  type('port 5');
  scope.getState().setFilter('dst_port = 53');
  expect(filter.getState().text).toBe('dst_port = 53');
  await check(success(FINE));
  scope.getState().back();
  expect(filter.getState().text).toBe('');
});

it('suggests for the text on screen only', async () => {
  const { noted, filter } = made();
  filter.getState().type('po');
  filter.getState().suggest(2);
  expect(noted.calls.at(-1)?.params).toMatchObject({ text: 'po', cursor: 2, redact: false });
  filter.getState().type('por');
  await noted.answer(success({ kind: 'field', from: 0, to: 2, items: [], counted: 0, held: 0 }));
  expect(filter.getState().suggestions).toBeNull();
});
