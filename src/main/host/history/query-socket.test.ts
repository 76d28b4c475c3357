import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { success, type Result } from '#base/result.ts';
import { findRunningHistory, type RunningHistory } from './query-client.ts';
import { createQuerySocket, socketPath } from './query-socket.ts';

let folder: string;
let stop: (() => void) | null = null;
let client: RunningHistory | null = null;
const { signal } = new AbortController();
const sql = { dataset: 'history', text: 'SELECT 1', limit: 10, timeoutMs: 1000 };
const file = (): string => path.join(folder, 'query.sock');

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'netloupe-socket-'));
});
afterEach(() => {
  client?.close();
  stop?.();
  rmSync(folder, { recursive: true });
});

/** Answers every question with what was asked; `hold` until it is withdrawn. */
async function listen(withdrawn: () => void = () => undefined): Promise<void> {
  stop = await createQuerySocket(folder).listen(async (question, params, asked) => {
    if ('text' in params && params.text === 'hold') {
      await new Promise<void>((resolve) => asked.addEventListener('abort', () => resolve()));
      withdrawn();
    }
    return success({ question, params }) as unknown as Result<never>;
  });
}

async function open(): Promise<RunningHistory> {
  client = await findRunningHistory(folder);
  if (client === null) throw new Error('Nobody answers');
  return client;
}

/** What it says to a line, or how it ends. */
function say(line: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(file());
    let heard = '';
    socket.on('data', (chunk) => {
      heard += String(chunk);
      if (heard.endsWith('\n')) socket.destroy();
    });
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(heard === '' ? 'hung up' : heard));
    socket.write(line);
  });
}

test('asked and answered, one after the other, for this user alone', async () => {
  await listen();
  expect(statSync(file()).mode & 0o777).toBe(0o600);
  const running = await open();
  expect(await running.ask('sql', sql, signal)).toStrictEqual({ ok: true, value: { question: 'sql', params: sql } });
  const info = { dataset: 'history', zone: 'UTC' };
  expect(await running.ask('info', info, signal)).toMatchObject({
    ok: true,
    value: { question: 'info', params: info },
  });
});

test('nothing else can be asked', async () => {
  await listen();
  const answers = await Promise.all(
    [
      { question: 'forget', params: { kind: 'everything' } },
      { question: 'export', params: { what: { kind: 'sql', text: '' }, format: 'csv', path: '/tmp/x' } },
      { question: 'sql', params: { ...sql, dataset: 'import-1' } },
      { question: 'sql', params: { ...sql, limit: -1 } },
      { question: 'sql' },
      'sql',
    ].map((asked) => say(`${JSON.stringify(asked)}\n`)),
  );
  for (const answer of answers) expect(JSON.parse(answer)).toMatchObject({ ok: false, failure: { code: 'usage' } });
  expect(JSON.parse(await say('{\n'))).toMatchObject({ ok: false });
});

test('who says too much, or does not wait for an answer, is hung up on', async () => {
  await listen();
  expect(await say('x'.repeat(300_000))).toBe('hung up');
  const question = `${JSON.stringify({ question: 'sql', params: { ...sql, text: 'hold' } })}\n`;
  expect(await say(question + question)).toBe('hung up');
});

test('who hangs up withdraws the question', async () => {
  const gone = new Promise<void>((resolve) => void listen(resolve));
  await expect.poll(() => existsSync(file())).toBe(true);
  const controller = new AbortController();
  const asked = (await open()).ask('sql', { ...sql, text: 'hold' }, controller.signal);
  controller.abort();
  expect(await asked).toMatchObject({ ok: false, failure: { code: 'cancelled' } });
  await gone;
});

test('the first one answers; what one that was killed left behind is taken away', async () => {
  await listen();
  expect(await createQuerySocket(folder).listen(async () => success(null) as unknown as Result<never>)).toBeNull();
  stop?.();
  stop = null;
  expect(existsSync(file())).toBe(false);
  expect(await findRunningHistory(folder)).toBeNull();
  writeFileSync(file(), '');
  await listen();
  expect(stop).not.toBeNull();
});

test('a question under way ends with the one that was asked', async () => {
  await listen();
  const running = await open();
  const asked = running.ask('sql', { ...sql, text: 'hold' }, signal);
  running.close();
  expect(await asked).toMatchObject({ ok: false, failure: { code: 'disconnected' } });
  expect(await running.ask('sql', sql, signal)).toMatchObject({ ok: false, failure: { code: 'disconnected' } });
});

test('where there is no room for the path, there is no socket', async () => {
  expect(socketPath(`/${'x'.repeat(120)}`)).toBeNull();
  expect(socketPath('C:\\Users\\x', 'win32')).toMatch(/^\\\\\.\\pipe\\netloupe-history-[0-9a-f]{24}$/);
});
