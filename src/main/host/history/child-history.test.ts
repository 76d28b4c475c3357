/** The spawner against a small program that says what it was given, or ends as it is told. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ToHistory } from '#contract/history/process.ts';
import type { HistoryExit, HistoryProcess } from '#main/engine/history/ports.ts';
import { createChildHistory } from './child-history.ts';

const STAND_IN = `
process.on('disconnect', () => process.exit(0));
const actions = {
  hello: () => process.send({ env: process.env, argv: process.argv.slice(2) }),
  echo: ({ value }) => process.send({ value }),
  throw: () => { throw new Error('out of luck'); },
  exit: ({ code }) => process.send('last words', () => process.exit(code)),
};
process.on('message', (message) => actions[message.t](message));
`;

let folder: string;
const running: HistoryProcess[] = [];
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'netloupe-test-'));
  writeFileSync(path.join(folder, 'history.mjs'), STAND_IN);
});
afterEach(async () => {
  for (const process of running.splice(0)) {
    process.kill();
    await exitOf(process);
  }
  rmSync(folder, { recursive: true, force: true });
});

function start(file = 'history.mjs'): HistoryProcess {
  const process = createChildHistory(path.join(folder, file)).spawn();
  running.push(process);
  return process;
}

const say = (process: HistoryProcess, message: object): void => process.send(message as ToHistory);
const next = (process: HistoryProcess): Promise<unknown> => new Promise((resolve) => process.onMessage(resolve));
const exitOf = (process: HistoryProcess): Promise<HistoryExit> => new Promise((resolve) => process.onExit(resolve));

describe('the history process as a child', () => {
  it('is given nothing of our environment, and no argument', async () => {
    const child = start();
    say(child, { t: 'hello' });
    const { env, argv } = (await next(child)) as { readonly env: object; readonly argv: readonly string[] };
    // What Node needs for the channel, and what of ours is harmless.
    expect(
      Object.keys(env).filter((name) => !['NODE_CHANNEL_FD', 'NODE_CHANNEL_SERIALIZATION_MODE', 'TZ'].includes(name)),
    ).toEqual([]);
    expect(argv).toEqual([]);
  });

  it('is sent numbers of 128 bits as they are', async () => {
    const child = start();
    say(child, { t: 'echo', value: [2n ** 127n + 1n, null, 'ä'] });
    expect(await next(child)).toEqual({ value: [2n ** 127n + 1n, null, 'ä'] });
  });

  it('tells how it ended, after the last that it said', async () => {
    const child = start();
    const order: unknown[] = [];
    child.onMessage((message) => order.push(message));
    say(child, { t: 'exit', code: 3 });
    order.push((await exitOf(child)).code);
    expect(order).toEqual(['last words', 3]);
    const thrower = start();
    say(thrower, { t: 'throw' });
    const { code, stderr } = await exitOf(thrower);
    expect(code).toBe(1);
    expect(stderr).toContain('out of luck');
  });

  it('says why it could not be started', async () => {
    const child = start('missing.mjs');
    say(child, { t: 'hello' });
    expect((await exitOf(child)).stderr).toMatch(/missing\.mjs is missing: this copy of Netloupe is not complete/);
  });

  it('is ended by force, once', async () => {
    const child = start();
    say(child, { t: 'hello' });
    await next(child);
    child.kill();
    child.kill();
    expect(await exitOf(child)).toMatchObject({ code: null, signal: 'SIGKILL' });
  });
});
