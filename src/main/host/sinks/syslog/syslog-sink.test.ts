import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Sink } from '#main/engine/pipeline/stages/sink.ts';
import { hasOpenssl, makeCertificate } from '../test-certificate.ts';
import { records, testContext, testSystem } from '../test-system.ts';
import { syslogSinkConfig, syslogSinkKind } from './syslog-sink.ts';
import { startDatagrams, startStream, type TestServer } from './test-server.ts';

let folder: string;
let context: ReturnType<typeof testContext>;
const ending: { close?(): Promise<unknown>; stop?(): Promise<unknown> }[] = [];

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'netloupe-syslog-'));
  context = testContext(folder);
});
afterEach(async () => {
  for (const one of ending.splice(0).toReversed()) await (one.close?.() ?? one.stop?.());
  rmSync(folder, { recursive: true });
});

async function openSink(config: Record<string, unknown>): Promise<Sink> {
  const answer = await syslogSinkKind(testSystem()).open(syslogSinkConfig.parse(config), context);
  if (!answer.ok) throw new Error(answer.failure.message);
  ending.push(answer.value);
  return answer.value;
}

function keep(server: TestServer): TestServer {
  ending.push(server);
  return server;
}

const ids = (text: string): string[] => [...text.matchAll(/"record_id":"(\w+)"/g)].map(([, id]) => id!);
const has = (count: number) => (text: string) => ids(text).length >= count;

/** Takes a stream apart by RFC 6587 §3.4.1; throws where the counts are wrong. */
function unframed(stream: string): string[] {
  const messages: string[] = [];
  for (let rest = Buffer.from(stream); rest.length > 0;) {
    const space = rest.indexOf(' ');
    const length = Number(rest.toString('utf8', 0, space));
    if (!/^[1-9]\d*$/.test(rest.toString('utf8', 0, space)) || rest.length < space + 1 + length) {
      throw new Error(`no frame: ${rest.toString()}`);
    }
    messages.push(rest.toString('utf8', space + 1, space + 1 + length));
    rest = rest.subarray(space + 1 + length);
  }
  return messages;
}

describe('over UDP', () => {
  it('sends a datagram for each record', async () => {
    const server = keep(await startDatagrams());
    const sink = await openSink({ port: server.port });
    expect(await sink.collect(records(1, 3))).toMatchObject({ ok: true });
    await server.wait(has(3));
    expect(server.text.trimEnd().split('\n')).toEqual([
      expect.stringMatching(/^<133>1 \S+ \S+ netloupe \d+ flat - \{.*"record_id":"r1"/),
      expect.stringContaining('"r2"'),
      expect.stringContaining('"r3"'),
    ]);
  });
});

describe.each([
  ['tcp', false],
  ['tls', true],
] as const)('over %s', (protocol, secure) => {
  it.skipIf(secure && !hasOpenssl)(
    'counts octets, and goes on over a new connection when the server was away',
    async () => {
      const certificate = secure ? makeCertificate(folder, 'IP:127.0.0.1') : null;
      const first = await startStream(0, certificate);
      const sink = await openSink({
        port: first.port,
        protocol,
        message: 'structured',
        ...(secure && { ca: 'cert.pem' }),
      });
      expect(await sink.test()).toMatchObject({ ok: true });
      expect(await sink.collect([{ record_id: 'r1', name: 'grün' }])).toMatchObject({ ok: true });
      await first.wait((text) => text.includes(']'));
      expect(unframed(first.text)).toEqual([expect.stringMatching(/\[netloupe@32473 record_id="r1" name="grün"\]$/)]);
      await first.stop();
      await expect
        .poll(() => sink.collect(records(2, 1)), { timeout: 20_000 })
        .toMatchObject({ ok: false, failure: { code: 'disconnected' } });
      const second = keep(await startStream(first.port, certificate));
      expect(await sink.collect(records(2, 1))).toMatchObject({ ok: true });
      await second.wait((text) => text.includes(']'));
      expect(unframed(second.text)).toEqual([expect.stringContaining('record_id="r2"')]);
    },
  );
});

describe('over TLS', () => {
  it.skipIf(!hasOpenssl)('trusts nobody that it was not told to', async () => {
    const certificate = makeCertificate(folder, 'DNS:somebody.example');
    const server = keep(await startStream(0, certificate));
    const unknown = await openSink({ port: server.port, protocol: 'tls' });
    expect(await unknown.collect(records(1, 1))).toMatchObject({
      ok: false,
      failure: { code: 'disconnected', remedy: expect.stringContaining('"ca"') },
    });
    const otherName = await openSink({ port: server.port, protocol: 'tls', ca: certificate.certFile });
    expect(await otherName.test()).toMatchObject({ ok: false });
    expect(server.text).toBe('');
    expect(context.said).toEqual([]);
    const careless = await openSink({ port: server.port, protocol: 'tls', insecure: true });
    expect(await careless.collect(records(1, 1))).toMatchObject({ ok: true });
    await server.wait(has(1));
    expect(context.said.map(({ code }) => code)).toEqual(['not-permitted']);
  });

  it('says that "insecure" and "ca" are for TLS only', async () => {
    const answer = await syslogSinkKind(testSystem()).open(syslogSinkConfig.parse({ insecure: true }), context);
    expect(answer).toMatchObject({ ok: false, failure: { code: 'invalid' } });
  });
});

describe('over TCP', () => {
  it('may end messages with newlines', async () => {
    const server = keep(await startStream(0, null));
    const sink = await openSink({ port: server.port, protocol: 'tcp', framing: 'newline', message: 'structured' });
    await sink.collect([{ record_id: 'a', text: 'two\nlines' }, { record_id: 'b' }]);
    await server.wait((text) => text.split('\n').length === 3);
    expect(server.text.split('\n').map((line) => line.slice(line.indexOf('[')))).toEqual([
      '[netloupe@32473 record_id="a" text="two‹U+000A›lines"]',
      '[netloupe@32473 record_id="b"]',
      '',
    ]);
  });
});
