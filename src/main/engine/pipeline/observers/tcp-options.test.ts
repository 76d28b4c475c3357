import { expect, it } from 'vitest';
import { bytesOf } from '#main/engine/decode/test-frames.ts';
import { firstOption, lastOption, nextOption } from './tcp-options.ts';

function positions(text: string): number[] {
  const bytes = bytesOf(text);
  const found: number[] = [];
  for (let at = firstOption(bytes, 0, bytes.length); at >= 0; at = nextOption(bytes, at, bytes.length)) found.push(at);
  return found;
}

it('skips padding between options and stops at the end of the list', () => {
  expect(positions('01 01 020405b4 01 0402 00 0402')).toEqual([2, 7]);
});

it.each([
  ['a length of zero', '020405b4 0300 0402'],
  ['a length of one', '020405b4 0301 0402'],
  ['a length beyond the header', '020405b4 0305 0402'],
  ['a kind without a length', '020405b4 03'],
])('stops at %s', (_, text) => {
  expect(positions(text)).toEqual([0]);
});

it('is done at once where there is nothing', () => {
  expect(positions('')).toEqual([]);
  expect(positions('0101')).toEqual([]);
});

it('takes the last of several', () => {
  const bytes = bytesOf('020405b4 0402 02040200');
  expect(lastOption(bytes, 0, bytes.length, 2)).toBe(6);
  expect(lastOption(bytes, 0, bytes.length, 8)).toBe(-1);
});
