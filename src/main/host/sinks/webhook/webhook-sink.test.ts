import { fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Sink } from '#main/engine/pipeline/stages/sink.ts';
import { buildProgram } from '../../plugins/test-build.ts';
import { hasOpenssl, makeCertificate } from '../test-certificate.ts';
import { records, testContext, testSystem } from '../test-system.ts';
import { retryAfterMs } from './post.ts';
import { acceptedIds, TestWebServer } from './test-server.ts';
import { webhookSinkConfig, webhookSinkKind } from './webhook-sink.ts';

let folder: string;
let server: TestWebServer;
let context: ReturnType<typeof testContext>;
const sinks: Sink[] = [];

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'netloupe-webhook-'));
  context = testContext(folder);
  server = await TestWebServer.start();
});
afterEach(async () => {
  for (const sink of sinks.splice(0)) await sink.close();
  await server.stop();
  rmSync(folder, { recursive: true });
});

const FAST = { retry_min: '10ms', retry_max: '20ms' };

async function openSink(config: Record<string, unknown> = {}): Promise<Sink> {
  const url = `http://127.0.0.1:${server.port}/in?token=secret`;
  const parsed = webhookSinkConfig.parse({ url, ...FAST, ...config });
  const answer = await webhookSinkKind(testSystem(), folder).open(parsed, context);
  if (!answer.ok) throw new Error(answer.failure.message);
  sinks.push(answer.value);
  return answer.value;
}

const accepted = (count: number) => server.wait(() => acceptedIds(server).length >= count);
const names = (from: number, count: number): string[] =>
  records(from, count).map((record) => record['record_id'] as string);
const spooled = (): string[] => readdirSync(path.join(folder, 'test', 'out')).filter((name) => /^\d/.test(name));

describe('a webhook', () => {
  it('posts each batch as a JSON array, with the headers that are set', async () => {
    const sink = await openSink({ headers: { Authorization: 'Bearer xyz' } });
    expect(await sink.test()).toMatchObject({ ok: true });
    expect(await sink.collect(records(1, 2))).toMatchObject({ ok: true });
    expect(await sink.collect(records(3, 1))).toMatchObject({ ok: true });
    await accepted(3);
    expect(server.requests.map(({ body }) => JSON.parse(body))).toEqual([records(1, 2), records(3, 1)]);
    const [{ path: asked, headers }] = server.requests as [(typeof server.requests)[0]];
    expect(asked).toBe('/in?token=secret');
    expect(headers).toMatchObject({ authorization: 'Bearer xyz', 'content-type': 'application/json' });
    await sink.close();
    expect(spooled()).toEqual([]);
  });

  it('posts JSON lines where that is set', async () => {
    const sink = await openSink({ format: 'jsonl' });
    await sink.collect(records(1, 2));
    await server.wait(() => server.accepted.length === 1);
    expect(server.requests[0]).toMatchObject({
      headers: { 'content-type': 'application/x-ndjson' },
      body: records(1, 2)
        .map((record) => `${JSON.stringify(record)}\n`)
        .join(''),
    });
  });

  it('tries again what was answered with 503, 429 or not at all, in order, told apart by the same key', async () => {
    const answers = [503, 429, null, 200];
    server.answering = (_, position) => {
      const status = answers[Math.min(position, answers.length) - 1]!;
      return status === null ? null : { status };
    };
    const sink = await openSink({ timeout: '200ms' });
    await sink.collect(records(1, 1));
    await sink.collect(records(2, 1));
    await accepted(2);
    expect(acceptedIds(server)).toEqual(['r1', 'r2']);
    const keys = server.requests.map(({ headers }) => headers['idempotency-key']);
    expect(new Set(keys.slice(0, 4)).size).toBe(1);
    expect(keys[4]).not.toBe(keys[0]);
    expect(context.said.map(({ code }) => code)).toEqual(['disconnected']);
    expect(JSON.stringify(context.said)).not.toContain('secret');
  });

  it('waits as long as it is asked to', async () => {
    const times: number[] = [];
    server.answering = (_, position) => {
      times.push(performance.now());
      return position === 1 ? { status: 429, headers: { 'retry-after': '1' } } : { status: 200 };
    };
    const sink = await openSink();
    await sink.collect(records(1, 1));
    await accepted(1);
    expect(times[1]! - times[0]!).toBeGreaterThan(950);
    const now = Date.parse('2026-11-30T06:00:00Z');
    expect(retryAfterMs('Mon, 30 Nov 2026 06:00:05 GMT', now)).toBe(5000);
    expect(retryAfterMs('soon', now)).toBeNull();
  });

  it('keeps what is rejected with the reason, counts it, and goes on', async () => {
    server.answering = ({ body }) => (body.includes('"r2"') ? { status: 422, body: 'no such field' } : { status: 200 });
    const sink = await openSink();
    for (const from of [1, 2, 3]) await sink.collect(records(from, 1));
    await accepted(2);
    expect(acceptedIds(server)).toEqual(['r1', 'r3']);
    const rejected = readFileSync(path.join(folder, 'test', 'out', 'rejected.jsonl'), 'utf8')
      .trimEnd()
      .split('\n');
    expect(rejected.map((line) => JSON.parse(line) as unknown)).toEqual([
      { rejected_at: expect.any(String), status: 422, answer: 'no such field', record: records(2, 1)[0] },
    ]);
    expect(context.said).toMatchObject([
      { code: 'invalid', message: expect.stringContaining('status 422): 1 so far') },
    ]);
  });

  it('does not follow a redirect, and says where it stands', async () => {
    server.answering = () => ({ status: 308, headers: { location: '/elsewhere' } });
    const sink = await openSink();
    await sink.collect(records(1, 1));
    await server.wait(() => server.requests.length === 2);
    expect(context.said).toMatchObject([{ message: expect.stringContaining('308, a redirect') }]);
    server.answering = () => ({ status: 200 });
    await accepted(1);
  });

  it.skipIf(!hasOpenssl)('trusts nobody that it was not told to', async () => {
    const certificate = makeCertificate(folder, 'IP:127.0.0.1');
    const secure = await TestWebServer.start(0, certificate);
    const url = `https://127.0.0.1:${secure.port}/`;
    const careful = await openSink({ url, spool: 'careful' });
    await careful.collect(records(1, 1));
    await expect.poll(() => context.said.length, { timeout: 20_000 }).toBe(1);
    expect(context.said[0]?.message).toContain('self-signed certificate');
    expect(secure.requests).toEqual([]);
    const told = await openSink({ url, ca: 'cert.pem', spool: 'told' });
    await told.collect(records(1, 1));
    await secure.wait(() => secure.accepted.length === 1);
    await careful.close();
    await secure.stop();
  });

  it('is refused an address that is none, without repeating it', async () => {
    for (const url of ['ftp://secret@example.com/', 'secret']) {
      const parsed = webhookSinkConfig.parse({ url });
      const answer = await webhookSinkKind(testSystem(), folder).open(parsed, context);
      expect(answer).toMatchObject({ ok: false, failure: { code: 'invalid' } });
      expect(JSON.stringify(answer)).not.toContain('secret');
    }
  });
});

describe('while the other end is away', () => {
  it('records wait on disk, over the end of the program, and go out in order', async () => {
    const { port } = server;
    await server.stop();
    const url = `http://127.0.0.1:${port}/`;
    const first = await openSink({ url });
    for (const from of [1, 3, 5]) expect(await first.collect(records(from, 2))).toMatchObject({ ok: true });
    await first.close();
    expect(spooled()).toHaveLength(3);
    expect(context.said.at(-1)).toMatchObject({ code: 'disconnected', message: expect.stringMatching(/^6 records/) });
    // What a process leaves that is killed while it writes.
    writeFileSync(path.join(folder, 'test', 'out', '00000000000000000004-1.jsonl.part'), '{"record_id":"ha');
    server = await TestWebServer.start(port);
    const second = await openSink({ url });
    await second.test();
    await second.collect(records(7, 1));
    await accepted(7);
    expect(acceptedIds(server)).toEqual(names(1, 7));
    await second.close();
    expect(spooled()).toEqual([]);
  });

  it('only so much is kept: the oldest goes, and is counted', async () => {
    const { port } = server;
    await server.stop();
    const one = Buffer.byteLength(JSON.stringify(records(1, 1)[0])) + 1;
    const sink = await openSink({
      url: `http://127.0.0.1:${port}/`,
      spool_size: `${Math.max(1000, one * 14)} B`,
    });
    const fits = Math.floor(Math.max(1000, one * 14) / (one * 2)) * 2;
    const extra = 6;
    for (let from = 1; from <= fits + extra; from += 2) await sink.collect(records(from, 2));
    server = await TestWebServer.start(port);
    await accepted(fits);
    const ids = acceptedIds(server);
    // The batch that was under way may have been kept over the bound.
    expect(ids.slice(-(fits - 2))).toEqual(names(extra + 3, fits - 2));
    const dropped = fits + extra - ids.length;
    expect(context.said.filter(({ code }) => code === 'no-space').at(-1)?.message).toContain(
      `oldest ${dropped} records`,
    );
    expect(dropped).toBeGreaterThan(0);
  });

  it('a spool is used by one stage at a time, which does not keep others from checking', async () => {
    const first = await openSink();
    await first.collect(records(1, 1));
    const second = await openSink();
    expect(await second.test()).toMatchObject({ ok: true });
    expect(await second.collect(records(2, 1))).toMatchObject({ ok: false, failure: { code: 'in-use' } });
    await first.close();
    expect(await second.collect(records(2, 1))).toMatchObject({ ok: true });
    await accepted(2);
  });
});

describe('killed with SIGKILL', () => {
  it('a process loses nothing that it had taken', async () => {
    const program = await buildProgram('../sinks/webhook/test-collector.ts');
    try {
      // Every second request fails, so that batches are under way, waiting and spooled when it ends.
      server.answering = (_, position) => ({ status: position % 2 === 0 ? 503 : 200 });
      const taken: string[] = [];
      for (const run of [1, 2]) {
        const child = fork(program.file, [folder, `http://127.0.0.1:${server.port}/`, String(run * 1000)], {
          stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
        });
        let last = 0;
        for await (const line of createInterface({ input: child.stdout! })) {
          last = Number(line);
          taken.push(`r${last}`);
          if (last >= run * 1000 + 40) child.kill('SIGKILL');
        }
        if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
        expect(child.signalCode).toBe('SIGKILL');
      }
      expect(existsSync(path.join(folder, 'test', 'out', 'lock'))).toBe(true);
      server.answering = () => ({ status: 200 });
      const sink = await openSink();
      await sink.test();
      await expect.poll(spooled, { timeout: 20_000 }).toEqual([]);
      const ids = new Set(acceptedIds(server));
      expect(taken.length).toBeGreaterThan(80);
      expect(taken.filter((id) => !ids.has(id))).toEqual([]);
    } finally {
      program.dispose();
    }
  }, 30_000);
});
