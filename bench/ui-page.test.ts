import { expect, it } from 'vitest';
import { latencies } from './ui-page.mjs';

const MIDNIGHT = Date.UTC(2026, 10, 30);

it('waits for the first frame that shows something as new as the packet', () => {
  const bursts = [MIDNIGHT + 1000, MIDNIGHT + 1020, MIDNIGHT + 1040];
  const seen = [
    [MIDNIGHT + 1050, 1000],
    [MIDNIGHT + 1150, 1040],
  ];
  expect(latencies(bursts, seen)).toEqual([50, 130, 110]);
});

it('leaves out what no frame showed, and finds its way past midnight', () => {
  const bursts = [MIDNIGHT - 5, MIDNIGHT + 15, MIDNIGHT + 35];
  const seen = [[MIDNIGHT + 60, 15]];
  expect(latencies(bursts, seen)).toEqual([65, 45]);
});
