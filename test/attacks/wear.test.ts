/** Wearing the server out: slow, silent, many, and never reading. What it holds stays bounded, and it serves on. */
import { readFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { closed, frame, received, Served } from './served.ts';

let served: Served;
const timers: NodeJS.Timeout[] = [];
beforeEach(async () => {
  served = await Served.start();
});
afterEach(async () => {
  for (const timer of timers.splice(0)) clearInterval(timer);
  await served.stop();
});

/** A byte now and then, for as long as it may. */
function drip(socket: Socket, bytes: string): void {
  timers.push(setInterval(() => socket.writable && socket.write(bytes), 200));
}

function residentBytes(): number {
  const status = readFileSync(`/proc/${served.started.child.pid}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) * 1024;
}

describe('connections', () => {
  it('are let go of when they say nothing, or never come to an end', async () => {
    const silent = await served.connect();
    const half = await served.connect();
    half.write(`GET /start HTTP/1.1\r\nHost: ${served.host}\r\n`);
    const dripping = await served.connect();
    dripping.write(`GET /start HTTP/1.1\r\nHost: ${served.host}\r\n`);
    drip(dripping, 'X-A: b\r\n');
    const body = await served.connect();
    body.write(`POST /plugins HTTP/1.1\r\nHost: ${served.host}\r\nTransfer-Encoding: chunked\r\n\r\n`);
    drip(body, '1\r\nx\r\n');
    const slowKey = await served.connect();
    slowKey.write(
      `POST /plugins HTTP/1.1\r\nHost: ${served.host}\r\n${served.bearer}\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n`,
    );
    drip(slowKey, '1\r\nx\r\n');
    const [nothing, cut, cutToo, refused, late] = await Promise.all(
      [silent, half, dripping, body, slowKey].map(received),
    );
    expect(nothing).toMatch(/^(?:HTTP\/1\.1 408 |$)/);
    expect(cut).toMatch(/^HTTP\/1\.1 408 /);
    expect(cutToo).toMatch(/^HTTP\/1\.1 408 /);
    expect(refused).toMatch(/^HTTP\/1\.1 401 /);
    expect(late).toMatch(/^HTTP\/1\.1 4\d\d /);
    expect(await served.isWell()).toBe(true);
  });

  it('that were refused are closed even if the other side does not close them', async () => {
    for (const request of [
      served.upgrade([`Origin: ${served.origin}`]),
      'NOT HTTP\r\n\r\n',
      'GET / HTTP/1.1\r\n\r\n',
    ]) {
      const socket = await served.connect();
      // Neither reads nor closes: what is written to it tells.
      socket.resume();
      socket.write(request);
      drip(socket, 'x');
      await closed(socket);
    }
  });

  it('are bounded in number, and there is room again when they are gone', async () => {
    const sockets = await Promise.all(Array.from({ length: 1500 }, () => served.connect(false)));
    for (const socket of sockets) socket.resume();
    const isOpen = (): number => sockets.filter(({ closed }) => !closed).length;
    await expect.poll(isOpen, { timeout: 30_000 }).toBeLessThanOrEqual(256);
    for (const socket of sockets) socket.destroy();
    await expect.poll(() => served.isWell(), { timeout: 30_000 }).toBe(true);
  });
});

describe('a peer that does not read', () => {
  it('is let go of when its answers pile up', async () => {
    const socket = await served.channel();
    socket.pause();
    let id = 0;
    const ask = (): Buffer => {
      const frames = Array.from({ length: 500 }, () =>
        frame({ opcode: 1, payload: `{"t":"req","id":${(id += 1)},"command":"settings.get","params":{}}` }),
      );
      return Buffer.concat(frames);
    };
    await flood(socket, ask);
    expect(residentBytes()).toBeLessThan(600 << 20);
    expect(await served.isWell()).toBe(true);
  });

  it('is let go of when its pongs pile up', async () => {
    const socket = await served.channel();
    socket.pause();
    const pings = Buffer.concat(Array<Buffer>(1000).fill(frame({ opcode: 9, payload: 'x'.repeat(125) })));
    await flood(socket, () => pings);
    expect(await served.isWell()).toBe(true);
  });

  /** Writes until the server is gone. */
  async function flood(socket: Socket, next: () => Buffer): Promise<void> {
    const isGone = (): boolean => socket.destroyed || socket.closed;
    while (!isGone()) {
      if (socket.write(next())) await new Promise((resolve) => setImmediate(resolve));
      else await Promise.race([new Promise((resolve) => socket.once('drain', resolve)), closed(socket)]);
    }
    await closed(socket);
  }
});
