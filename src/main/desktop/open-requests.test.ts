import { expect, it } from 'vitest';
import { OpenRequests } from './open-requests.ts';

it('keeps the newest request until somebody listens, then delivers at once', () => {
  const requests = new OpenRequests();
  const opened: string[] = [];
  requests.open('a');
  requests.open('b');
  requests.listen((path) => opened.push(path));
  requests.open('c');
  expect(opened).toEqual(['b', 'c']);
});

it('keeps requests again after the view went away', () => {
  const requests = new OpenRequests();
  requests.listen(() => expect.unreachable('nobody listens any more'));
  requests.mute();
  requests.open('a');
  expect(requests.take()).toBe('a');
  expect(requests.take()).toBeNull();
});
