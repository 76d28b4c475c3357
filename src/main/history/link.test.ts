import { EventEmitter } from 'node:events';
import { afterEach, expect, it } from 'vitest';
import { openUtilityLink } from './link.ts';

/** As Electron's ports are: quiet until they are started. */
class ElectronPort extends EventEmitter {
  readonly posted: unknown[] = [];
  isStarted = false;
  postMessage(message: unknown): void {
    this.posted.push(message);
  }
  start(): void {
    this.isStarted = true;
  }
  close(): void {
    this.emit('close');
  }
}

const host = process as unknown as { parentPort?: EventEmitter };
afterEach(() => {
  delete host.parentPort;
});

it('outside of a utility process there is no such link', () => {
  expect(openUtilityLink()).toBeNull();
});

it('the first message brings the port, over which everything else goes until it closes', async () => {
  host.parentPort = new EventEmitter();
  const port = new ElectronPort();
  const opening = openUtilityLink()!;
  host.parentPort.emit('message', { data: { kind: 'port' }, ports: [port] });
  const link = await opening;
  expect(port.isStarted).toBe(true);
  // Before anybody listens, too.
  port.emit('message', { data: { kind: 'close' } });
  const heard: unknown[] = [];
  link.onMessage((message) => heard.push(message));
  link.onClose(() => heard.push('closed'));
  port.emit('message', { data: { kind: 'cancel', id: 1 } });
  link.send({ kind: 'written' });
  await link.flushed();
  port.emit('close');
  expect(heard).toEqual([{ kind: 'close' }, { kind: 'cancel', id: 1 }, 'closed']);
  expect(port.posted).toEqual([{ kind: 'written' }]);
});

it('another first message is an error of whoever sent it', async () => {
  host.parentPort = new EventEmitter();
  const opening = openUtilityLink()!;
  host.parentPort.emit('message', { data: { kind: 'hello' }, ports: [] });
  await expect(opening).rejects.toThrow('brings its port');
});
