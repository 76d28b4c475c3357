import { expect, it } from 'vitest';
import { OpenRequests } from './open-requests.ts';

it('keeps the newest request until somebody listens, then delivers at once', () => {
  const requests = new OpenRequests();
  const opened: (readonly string[])[] = [];
  requests.open(['a']);
  requests.open(['b', 'b2']);
  requests.listen((paths) => opened.push(paths));
  requests.open(['c']);
  expect(opened).toEqual([['b', 'b2'], ['c']]);
});

it('keeps requests again after the view went away', () => {
  const requests = new OpenRequests();
  requests.listen(() => expect.unreachable('nobody listens any more'));
  requests.mute();
  requests.open(['a']);
  expect(requests.take()).toEqual(['a']);
  expect(requests.take()).toBeNull();
});
