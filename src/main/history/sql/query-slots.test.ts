import { expect, test } from 'vitest';
import { QuerySlots } from './query-slots.ts';

const { signal } = new AbortController();

test('so many at a time, the others in their order', async () => {
  const slots = new QuerySlots(2);
  expect([await slots.enter(signal), await slots.enter(signal)]).toEqual([null, null]);
  const entered: string[] = [];
  const third = slots.enter(signal).then(() => entered.push('third'));
  const fourth = slots.enter(signal).then(() => entered.push('fourth'));
  await Promise.resolve();
  expect(entered).toEqual([]);
  slots.leave();
  await third;
  expect(entered).toEqual(['third']);
  slots.leave();
  await fourth;
  slots.leave();
  slots.leave();
  expect([await slots.enter(signal), await slots.enter(signal)]).toEqual([null, null]);
});

test('who does not wait any more has no turn', async () => {
  const slots = new QuerySlots(1);
  await slots.enter(signal);
  const left = new AbortController();
  const second = slots.enter(left.signal);
  const third = slots.enter(signal);
  left.abort();
  expect((await second)?.code).toBe('cancelled');
  slots.leave();
  expect(await third).toBeNull();
  expect((await slots.enter(AbortSignal.abort()))?.code).toBe('cancelled');
});

test('no queue without end', async () => {
  const slots = new QuerySlots(0);
  const left = new AbortController();
  const waiting = Array.from({ length: 32 }, () => slots.enter(left.signal));
  expect((await slots.enter(signal))?.code).toBe('unavailable');
  left.abort();
  await Promise.all(waiting);
});
