import { expect, it } from 'vitest';
import { observedText } from './observed.ts';
import { sessionColumns } from './session-columns.tsx';

const look = { withDay: false, withInterface: false };
const observed = [{ name: 'tcp_connected', meaning: 'SYN, SYN+ACK and an ACK forward were seen' }];

it('shows the keys of observers as the last columns, with what they mean', () => {
  const plain = sessionColumns(look, []);
  const columns = sessionColumns(look, observed);
  expect(columns.slice(0, -1)).toEqual(plain.map((column) => expect.objectContaining({ id: column.id })));
  expect(columns.at(-1)).toMatchObject({ id: 'tcp_connected', hint: observed[0]!.meaning });
});

it('has the same columns for the same observers, so that nothing is drawn again', () => {
  expect(sessionColumns(look, observed)).toBe(sessionColumns(look, [...observed]));
  expect(sessionColumns(look, [])).not.toBe(sessionColumns(look, observed));
});

it('tells what was not seen from what was seen not to be', () => {
  expect([null, undefined, false, true, 0, '192.0.2.1'].map(observedText)).toEqual([
    null,
    null,
    'no',
    'yes',
    '0',
    '192.0.2.1',
  ]);
});
