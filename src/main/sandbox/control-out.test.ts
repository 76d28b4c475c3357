import { expect, it } from 'vitest';
import type { FromPlugin } from '#contract/plugins/process.ts';
import { ControlOut } from './control-out.ts';
import { FakeClock } from './testing/fake-clock.ts';

it('whoever sends for the plugin waits for the next second when there was enough in this one', async () => {
  const clock = new FakeClock();
  const sent: FromPlugin[] = [];
  const out = new ControlOut(clock, (message) => sent.push(message));
  for (let n = 0; n < 1999; n++) out.send({ t: 'ready' });
  expect(out.pace()).toBeNull();
  clock.advance(400);
  out.send({ t: 'ready' });
  let isDue = false;
  const wait = out.pace()!.then(() => {
    isDue = true;
  });
  // What is ours is sent all the same.
  out.send({ t: 'ready' });
  expect(sent).toHaveLength(2001);
  clock.advance(599);
  await clock.turn();
  expect(isDue).toBe(false);
  clock.advance(1);
  await wait;
  expect(out.pace()).toBeNull();
});
