/**
 * The contract over the real channel, by somebody who holds the token: every command and every stream with what no page of ours would
 * send. Each is refused as `invalid`, nothing is touched, nothing dies.
 */
import { readdirSync } from 'node:fs';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { commandSchemas, streamSchemas } from '#contract/protocol.ts';
import { Served } from './served.ts';

let served: Served;
beforeAll(async () => {
  served = await Served.start();
});
afterAll(() => served.stop());

interface Sent {
  readonly t: 'res' | 'end' | 'frame' | 'bye';
  readonly id: number;
  readonly result?: { readonly ok: boolean; readonly failure?: { readonly code: string; readonly message: string } };
  readonly failure?: { readonly code: string; readonly message: string };
}

/** One connection, with questions in flight. */
class Peer {
  readonly #socket: WebSocket;
  readonly #waiting: Map<number, (sent: Sent | 'closed') => void> = new Map();
  #id = 0;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on('message', (data: Buffer) => {
      const sent = JSON.parse(data.toString('utf8')) as Sent;
      this.#waiting.get(sent.id)?.(sent);
    });
    socket.once('close', () => {
      for (const answer of this.#waiting.values()) answer('closed');
    });
  }

  static async open(): Promise<Peer> {
    const socket = new WebSocket(`ws://${served.host}/channel`, {
      headers: { authorization: `Bearer ${served.token}`, origin: served.origin },
    });
    await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
    return new Peer(socket);
  }

  /** The first that comes back for it, or the end of the connection. */
  send(envelope: Readonly<Record<string, unknown>>): Promise<Sent | 'closed'> {
    const id = (this.#id += 1);
    return new Promise((resolve) => {
      this.#waiting.set(id, resolve);
      this.#socket.send(JSON.stringify({ id, ...envelope }));
    });
  }

  close(): void {
    this.#socket.terminate();
  }
}

/** Values that JSON can hold, and that are trouble somewhere. */
const nasty = fc.constantFrom<unknown>(
  null,
  true,
  -1,
  0,
  1.5,
  1e308,
  Number.MAX_SAFE_INTEGER,
  '',
  '\0',
  '../../../../etc/passwd',
  '/etc/passwd',
  '/proc/self/environ',
  'canary',
  '\u202e\u200b\ud800',
  '${env:HOME}',
  "'; DROP TABLE sessions; --",
  'a'.repeat(20_000),
  [],
  {},
  [[[[[[[[[[[[]]]]]]]]]]]],
);
const anything = fc.oneof(nasty, fc.jsonValue({ maxDepth: 4 }));

/** Keys of an object as it should be, with values as they should not. */
function paramsLike(schema: unknown): fc.Arbitrary<unknown> {
  const shape = (schema as { readonly shape?: Readonly<Record<string, unknown>> }).shape ?? {};
  const entries = Object.keys(shape).map((key) => [key, anything] as const);
  const alike = fc.record(Object.fromEntries(entries), { requiredKeys: [] });
  const polluting = fc
    .tuple(alike, fc.constantFrom('__proto__', 'constructor', 'toString', 'more'), anything)
    // An own property, as JSON makes it.
    .map(([params, key, value]) => {
      const others = JSON.stringify(params).slice(1, -1);
      return JSON.parse(
        `{${JSON.stringify(key)}:${JSON.stringify(value)}${others === '' ? '' : `,${others}`}}`,
      ) as object;
    });
  return fc.oneof(
    { weight: 4, arbitrary: alike },
    { weight: 1, arbitrary: polluting },
    { weight: 2, arbitrary: anything },
  );
}

describe('every command', () => {
  it.each(Object.entries(commandSchemas))('%s is told by its schema what it is not', async (command, schema) => {
    const peer = await Peer.open();
    const before = readdirSync(served.cli.folder).toSorted();
    const wrong = fc
      .sample(paramsLike(schema), { numRuns: 250, seed: 8 })
      .filter((params) => !schema.safeParse(JSON.parse(JSON.stringify(params))).success)
      .slice(0, 80);
    for (const params of wrong) {
      const answer = await peer.send({ t: 'req', command, params });
      expect(answer, JSON.stringify(params).slice(0, 200)).toMatchObject({
        t: 'res',
        result: { ok: false, failure: { code: 'invalid' } },
      });
      // What was sent is not thrown back.
      expect(JSON.stringify(answer).length).toBeLessThan(4000);
    }
    // Those that take nothing at all are told so.
    expect(wrong.length).toBeGreaterThan(20);
    expect(readdirSync(served.cli.folder).toSorted()).toEqual(before);
    peer.close();
  });

  it.each([
    '',
    '__proto__',
    'constructor',
    'toString',
    'hasOwnProperty',
    'hello ',
    'HELLO',
    'capture.open\0',
    'x'.repeat(64),
  ])('that there is not is refused: %s', async (command) => {
    const peer = await Peer.open();
    const answer = await peer.send({ t: 'req', command, params: {} });
    if (answer !== 'closed') expect(JSON.stringify(answer)).toContain('"code":"invalid"');
    peer.close();
    expect(await served.isWell()).toBe(true);
  });
});

describe('every stream', () => {
  it.each(Object.entries(streamSchemas))('%s is told by its schema what it is not', async (stream, schema) => {
    const peer = await Peer.open();
    const wrong = fc
      .sample(paramsLike(schema), { numRuns: 250, seed: 9 })
      .filter((params) => !schema.safeParse(JSON.parse(JSON.stringify(params))).success)
      .slice(0, 60);
    for (const params of wrong) {
      expect(await peer.send({ t: 'open', stream, params })).toMatchObject({ t: 'end', failure: { code: 'invalid' } });
    }
    expect(wrong.length).toBeGreaterThan(20);
    peer.close();
  });
});

describe('envelopes', () => {
  it('that are none end their connection, whatever they hold', async () => {
    const envelopes = fc.sample(
      fc.record(
        {
          t: fc.oneof(fc.constantFrom('req', 'open', 'update', 'ack', 'cancel', 'close', 'res', '__proto__'), anything),
          id: fc.oneof(fc.constantFrom<unknown>(0, -1, 1.5, 2 ** 60, '1'), anything),
          command: anything,
          stream: anything,
          params: anything,
          seq: anything,
        },
        { requiredKeys: [] },
      ),
      { numRuns: 150, seed: 10 },
    );
    for (const envelope of envelopes) {
      const socket = new WebSocket(`ws://${served.host}/channel`, {
        headers: { authorization: `Bearer ${served.token}`, origin: served.origin },
      });
      await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
      const first = new Promise<string>((resolve) => {
        socket.once('message', (data: Buffer) => resolve(data.toString('utf8')));
        socket.once('close', () => resolve('closed'));
      });
      socket.send(JSON.stringify({ ...envelope, more: 1 }));
      expect(await first).toContain('Malformed message');
      socket.terminate();
    }
    expect(await served.isWell()).toBe(true);
  });

  it('in thousands are answered one by one, as many at a time as are allowed', async () => {
    const peer = await Peer.open();
    const answers = await Promise.all(
      Array.from({ length: 10_000 }, () =>
        peer.send({ t: 'req', command: 'interfaces.list', params: { redact: false } }),
      ),
    );
    const codes = answers.map((answer) => (answer === 'closed' ? answer : (answer.result?.failure?.code ?? 'ok')));
    expect([...new Set(codes)].toSorted()).toEqual(['ok', 'unavailable']);
    const streams = await Promise.all(
      Array.from({ length: 1000 }, () => peer.send({ t: 'open', stream: 'status', params: {} })),
    );
    expect(streams.filter((sent) => sent !== 'closed' && sent.t === 'frame')).toHaveLength(32);
    peer.close();
    expect(await served.isWell()).toBe(true);
  });
});
