import { expect, it } from 'vitest';
import { stretchesOf } from './stretches.ts';

it('takes buckets together and names what had most', () => {
  const series = [
    { name: 'tls', above: Array.from({ length: 30 }, () => 2), below: Array.from({ length: 30 }, () => 1) },
    { name: 'dns', above: Array.from({ length: 30 }, (_, at) => (at === 29 ? 100 : 0)), below: [] },
  ];
  const stretches = stretchesOf(series, 5);
  expect(stretches).toHaveLength(10);
  expect(stretches[0]).toEqual({ first: 0, count: 3, bytesIn: 30, bytesOut: 15, most: 'tls' });
  expect(stretches[9]).toEqual({ first: 27, count: 3, bytesIn: 530, bytesOut: 15, most: 'dns' });
});

it('says nothing of silence', () => {
  expect(stretchesOf([{ name: 'tls', above: [0], below: [0] }], 1)).toEqual([
    { first: 0, count: 1, bytesIn: 0, bytesOut: 0, most: null },
  ]);
  expect(stretchesOf([], 1)).toEqual([]);
});
