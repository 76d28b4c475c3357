import { EventEmitter } from 'node:events';
import { afterEach, expect, it } from 'vitest';
import type { FromPlugin } from '#contract/plugins/process.ts';
import { openUtilityLink } from './utility-link.ts';

/** As Electron's ports are: quiet until they are started. */
class FakePort extends EventEmitter {
  readonly posted: unknown[] = [];
  isStarted = false;
  postMessage(message: unknown): void {
    this.posted.push(message);
  }
  start(): void {
    this.isStarted = true;
  }
}

const host = process as unknown as { parentPort?: EventEmitter };
afterEach(() => {
  delete host.parentPort;
});

it('outside of a utility process there is no such link', () => {
  expect(openUtilityLink()).toBeNull();
});

it('the first message brings the two ports, control first', async () => {
  host.parentPort = new EventEmitter();
  const [control, data] = [new FakePort(), new FakePort()];
  const opening = openUtilityLink()!;
  host.parentPort.emit('message', { data: { kind: 'ports' }, ports: [control, data] });
  const link = await opening;
  const heard: unknown[] = [];
  link.onControl((message) => heard.push(message));
  link.onDelivery((delivery) => heard.push(delivery.seq));
  link.onClosed(() => heard.push('closed'));
  expect([control.isStarted, data.isStarted]).toEqual([true, true]);
  control.emit('message', { data: { t: 'ping', seq: 1 } });
  data.emit('message', { data: { seq: 5, from: 0, step: 1, frame: new Uint8Array(0) } });
  control.emit('close');
  expect(heard).toEqual([{ t: 'ping', seq: 1 }, 5, 'closed']);
  const ready: FromPlugin = { t: 'ready' };
  link.sendControl(ready);
  link.acknowledge({ seq: 5, handled: 2, errors: 0 });
  expect([control.posted, data.posted]).toEqual([[ready], [{ seq: 5, handled: 2, errors: 0 }]]);
  await link.flushed();
});

it('another first message is an error of whoever sent it', async () => {
  host.parentPort = new EventEmitter();
  const opening = openUtilityLink()!;
  host.parentPort.emit('message', { data: { kind: 'hello' }, ports: [] });
  await expect(opening).rejects.toThrow('brings its two ports');
});
