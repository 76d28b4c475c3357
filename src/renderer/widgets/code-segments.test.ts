import { expect, it } from 'vitest';
import { segmentsOf } from './code-segments.ts';

/** `port|field  |  443|value`: what is wrong in brackets. */
const drawn = (...asked: Parameters<typeof segmentsOf>): string =>
  segmentsOf(...asked)
    .map(({ text, kind, wrong }) => `${wrong ? `[${text}]` : text}${kind === null ? '' : `:${kind}`}`)
    .join('|');

const PORT = { at: 0, length: 4, kind: 'field' };
const NUMBER = { at: 5, length: 3, kind: 'value' };

it('cuts a line where its colour changes', () => {
  expect(drawn('port 443', [PORT, NUMBER], null)).toBe('port:field| |443:value');
  expect(drawn('port 443 ', [NUMBER, PORT], null)).toBe('port:field| |443:value| ');
  expect(drawn('', [], null)).toBe('');
});

it('marks what is wrong, also where something is missing', () => {
  expect(drawn('port 4x3', [PORT, NUMBER], { at: 6, length: 1 })).toBe('port:field| |4:value|[x]:value|3:value');
  expect(drawn('port ', [PORT], { at: 5, length: 0 })).toBe('port:field| |[]');
  expect(drawn('a  b', [], { at: 2, length: 0 })).toBe('a |[]| b');
});

it('goes no further than the text', () => {
  expect(drawn('po', [PORT, NUMBER], { at: 5, length: 2 })).toBe('po:field|[]');
});
