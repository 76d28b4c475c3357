import { expect, it } from 'vitest';
import { createScopeStore } from './scope-store.ts';
import { createUndoStore } from './undo-store.ts';

const made = () => {
  const scope = createScopeStore();
  return { scope, undo: createUndoStore(scope) };
};

it('takes back what was done last, whichever kind it was', () => {
  const { scope, undo } = made();
  const taken: string[] = [];
  scope.getState().setFilter('port 443');
  undo.getState().offer(() => taken.push('deleted'));
  scope.getState().setFilter('port 53');

  expect(undo.getState().undo()).toBe(true);
  expect([scope.getState().filter, taken]).toEqual(['port 443', []]);
  // Going back is a change, too; what was deleted before it waits until the scope has nothing more to take back.
  expect(undo.getState().undo()).toBe(true);
  expect(scope.getState().filter).toBe('');
  expect(undo.getState().undo()).toBe(true);
  expect(taken).toEqual(['deleted']);
  expect(undo.getState().undo()).toBe(false);
});

it('takes back something once, whether by its own button or by the key', () => {
  const { undo } = made();
  let count = 0;
  const own = undo.getState().offer(() => (count += 1));
  own();
  own();
  undo.getState().undo();
  expect(count).toBe(1);
});

it('amends the change before, so that both are taken back together', () => {
  const { scope } = made();
  scope.getState().setFilter('p');
  scope.getState().amend({ filter: 'port' });
  scope.getState().amend({ filter: 'port 443' });
  expect(scope.getState().past).toEqual([{ filter: '', range: null }]);
  scope.getState().back();
  expect(scope.getState().filter).toBe('');
  scope.getState().setFilter('x');
  scope.getState().amend({ filter: '' });
  expect(scope.getState().past).toEqual([]);
});
