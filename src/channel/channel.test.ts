import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { MessageChannel } from 'node:worker_threads';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { failure, success, type Failure, type Result } from '#base/result.ts';
import type { CommandHandlers, EngineService, StreamHandlers, StreamProducer, ViewParams } from '#contract/protocol.ts';
import { connectEngine } from './client.ts';
import { createMemoryPair } from './memory-pair.ts';
import { messagePortTransport } from './message-port.ts';
import { serveEngine, type ServeOptions } from './server.ts';
import type { Transport } from './transport.ts';
import { webSocketTransport } from './web-socket.ts';

interface Pair {
  readonly server: Transport;
  readonly client: Transport;
}

const cleanups: (() => void)[] = [];
afterEach(() => {
  for (const cleanup of cleanups.splice(0)) cleanup();
});

function memory(): Promise<Pair> {
  const [server, client] = createMemoryPair();
  return Promise.resolve({ server, client });
}

function messageChannel(): Promise<Pair> {
  const { port1, port2 } = new MessageChannel();
  cleanups.push(() => port1.close());
  return Promise.resolve({ server: messagePortTransport(port1), client: messagePortTransport(port2) });
}

async function webSocket(): Promise<Pair> {
  const { served, socket } = await rawWebSocket();
  return { server: webSocketTransport(served), client: webSocketTransport(socket) };
}

async function rawWebSocket(): Promise<{ served: WebSocket; socket: WebSocket }> {
  const listening = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  await once(listening, 'listening');
  const socket = new WebSocket(`ws://127.0.0.1:${(listening.address() as AddressInfo).port}`);
  const [served] = (await once(listening, 'connection')) as [WebSocket];
  cleanups.push(() => {
    socket.terminate();
    listening.close();
  });
  return { served, socket };
}

/** Timers that only the test lets run. */
class ManualTimers {
  readonly waiting: { delayMs: number; callback: () => void }[] = [];
  readonly after = (delayMs: number, callback: () => void): (() => void) => {
    const timer = { delayMs, callback };
    this.waiting.push(timer);
    return () => {
      const at = this.waiting.indexOf(timer);
      if (at >= 0) this.waiting.splice(at, 1);
    };
  };
  /** Runs those that are due after `delayMs`; how many there were. */
  run(delayMs: number): number {
    const due = this.waiting.filter((timer) => timer.delayMs <= delayMs);
    for (const timer of due) this.waiting.splice(this.waiting.indexOf(timer), 1);
    for (const timer of due) timer.callback();
    return due.length;
  }
}

const VIEW: ViewParams = {
  table: 'sessions',
  filter: '',
  range: null,
  redact: false,
  sparklines: false,
  sort: null,
  offset: 0,
  limit: 10,
  follow: false,
  hold: false,
  packetLogs: 'state',
  paused: false,
};

interface FakeStream {
  params: unknown;
  notify: () => void;
  next: unknown;
  taken: number;
  closed: boolean;
}

class FakeEngine {
  readonly opened: FakeStream[] = [];
  readonly calls: { command: string; params: unknown; signal: AbortSignal }[] = [];
  answer: (params: unknown, signal: AbortSignal) => Promise<Result<unknown>> = () => Promise.resolve(success(null));

  readonly service: EngineService = {
    commands: new Proxy({} as CommandHandlers, {
      get: (_, command: string) => (params: unknown, signal: AbortSignal) => {
        this.calls.push({ command, params, signal });
        return this.answer(params, signal);
      },
    }),
    streams: new Proxy({} as StreamHandlers, {
      get: () => (params: unknown, notify: () => void) => this.open(params, notify),
    }),
  };

  private open(params: unknown, notify: () => void): StreamProducer<never> {
    const stream: FakeStream = { params, notify, next: { number: 0 }, taken: 0, closed: false };
    this.opened.push(stream);
    return {
      take: () => {
        stream.taken++;
        return stream.next as never;
      },
      update: (next: unknown) => {
        stream.params = next;
      },
      close: () => {
        stream.closed = true;
      },
    };
  }
}

function connect(pair: Pair, options: Partial<ServeOptions> = {}) {
  const timers = new ManualTimers();
  const engine = new FakeEngine();
  const peer = serveEngine(pair.server, engine.service, { after: timers.after, ...options });
  const client = connectEngine(pair.client);
  cleanups.push(() => client.close());
  return { timers, engine, peer, client };
}

/** Sends envelopes as they are and collects what comes back. */
function connectRaw(pair: Pair, options: Partial<ServeOptions> = {}) {
  const engine = new FakeEngine();
  const received: { t: string; failure?: Failure; result?: Result<unknown>; id?: number }[] = [];
  let closed = false;
  serveEngine(pair.server, engine.service, { after: new ManualTimers().after, ...options });
  pair.client.onMessage((message) => received.push(message as (typeof received)[number]));
  pair.client.onClose(() => {
    closed = true;
  });
  cleanups.push(() => pair.client.close());
  return { engine, received, isClosed: () => closed };
}

describe.each([
  ['memory', memory],
  ['message port', messageChannel],
  ['web socket', webSocket],
])('channel over %s', (_name, createPair) => {
  it('answers a command with what its handler answers', async () => {
    const { engine, client } = connect(await createPair());
    engine.answer = () => Promise.resolve(success({ exportId: 'e1' }));
    const params = {
      table: 'dns',
      filter: 'a b',
      format: 'csv',
      range: null,
      redact: false,
      packetLogs: 'all',
      path: null,
    } as const;
    expect(await client.call('export.start', params)).toEqual(success({ exportId: 'e1' }));
    expect(engine.calls).toMatchObject([{ command: 'export.start', params }]);
  });

  it('hands a failure of the handler on unchanged', async () => {
    const { engine, client } = connect(await createPair());
    const refused = failure('damaged', 'cut.pcap ends inside a packet', { offset: 1234, remedy: 'Record it again' });
    engine.answer = () => Promise.resolve(refused);
    expect(await client.call('capture.open', { path: 'cut.pcap' })).toEqual(refused);
  });

  it('refuses invalid params, naming the path of the value, without calling the handler', async () => {
    const { engine, client } = connect(await createPair());
    const result = await client.call('capture.start', {
      interfaces: ['lo'],
      bpf: null,
      promiscuous: true,
      snaplen: 3,
      bufferBytes: 1 << 20,
    });
    expect(result).toMatchObject({ ok: false, failure: { code: 'invalid' } });
    expect(JSON.stringify(result)).toContain('capture.start: snaplen');
    expect(engine.calls).toEqual([]);
  });

  it('refuses a command that does not exist, also by a name that every object has', async () => {
    const pair = await createPair();
    const { received, engine } = connectRaw(pair);
    pair.client.send({ t: 'req', id: 1, command: 'shell', params: {} });
    pair.client.send({ t: 'req', id: 2, command: 'toString', params: {} });
    pair.client.send({ t: 'open', id: 3, stream: 'constructor', params: {} });
    await vi.waitFor(() => expect(received).toHaveLength(3));
    expect(received).toMatchObject([
      { t: 'res', id: 1, result: { ok: false, failure: { code: 'invalid' } } },
      { t: 'res', id: 2, result: { ok: false, failure: { code: 'invalid' } } },
      { t: 'end', id: 3, failure: { code: 'invalid' } },
    ]);
    expect(engine.calls).toEqual([]);
  });

  it('cancels: the caller is answered at once and the handler is told', async () => {
    const { engine, client } = connect(await createPair());
    engine.answer = () => new Promise(() => undefined);
    const controller = new AbortController();
    const asked = client.call('interfaces.list', { redact: false }, controller.signal);
    await vi.waitFor(() => expect(engine.calls).toHaveLength(1));
    controller.abort();
    expect(await asked).toMatchObject({ ok: false, failure: { code: 'cancelled' } });
    await vi.waitFor(() => expect(engine.calls[0]!.signal.aborted).toBe(true));
  });

  it('answers internal when a handler throws, and goes on', async () => {
    const bugs: unknown[] = [];
    const { engine, client } = connect(await createPair(), { onBug: (error) => bugs.push(error) });
    engine.answer = () => Promise.reject(new Error('boom'));
    expect(await client.call('capture.stop', {})).toMatchObject({ ok: false, failure: { code: 'internal' } });
    expect(bugs).toHaveLength(1);
    engine.answer = () => Promise.resolve(success(null));
    expect(await client.call('capture.stop', {})).toEqual(success(null));
  });

  it('bounds the requests that wait for an answer', async () => {
    const { engine, client } = connect(await createPair(), { maxRequests: 2 });
    engine.answer = () => new Promise(() => undefined);
    void client.call('capture.stop', {});
    void client.call('capture.stop', {});
    expect(await client.call('capture.stop', {})).toMatchObject({ ok: false, failure: { code: 'unavailable' } });
  });

  it('bounds the open streams, and a closed one makes room', async () => {
    const { client, engine } = connect(await createPair(), { maxStreams: 1 });
    const ends: Failure[] = [];
    const first = client.open('status', {}, () => undefined);
    client.open(
      'status',
      {},
      () => undefined,
      (reason) => ends.push(reason),
    );
    await vi.waitFor(() => expect(ends).toMatchObject([{ code: 'unavailable' }]));
    first.close();
    client.open('status', {}, () => undefined);
    await vi.waitFor(() => expect(engine.opened).toHaveLength(2));
  });

  it('takes the next frame only after the last was acknowledged and the interval has passed, and counts what it folded', async () => {
    const { timers, engine, client } = connect(await createPair());
    const frames: { frame: unknown; seq: number; coalesced: number }[] = [];
    let release = (): void => undefined;
    client.open('view', VIEW, (frame, info) => {
      frames.push({ frame, ...info });
      return new Promise<void>((resolve) => {
        release = resolve;
      });
    });
    await vi.waitFor(() => expect(engine.opened).toHaveLength(1));
    const stream = engine.opened[0]!;
    timers.run(0);
    await vi.waitFor(() => expect(frames).toEqual([{ frame: { number: 0 }, seq: 1, coalesced: 0 }]));

    for (let i = 0; i < 5; i++) stream.notify();
    timers.run(100);
    timers.run(0);
    expect(stream.taken).toBe(1); // the interval passed, but nothing was acknowledged

    stream.next = { number: 5 };
    release();
    await vi.waitFor(() => expect(timers.run(0)).toBe(1));
    await vi.waitFor(() => expect(frames).toHaveLength(2));
    expect(frames[1]).toEqual({ frame: { number: 5 }, seq: 2, coalesced: 4 });

    stream.notify();
    release();
    await client.call('capture.stop', {}); // comes after the acknowledgement
    timers.run(0);
    expect(stream.taken).toBe(2); // acknowledged, but within the interval
    timers.run(100);
    timers.run(0);
    expect(stream.taken).toBe(3);
  });

  it('does not send a frame when the producer has nothing new', async () => {
    const { timers, engine, client } = connect(await createPair());
    const frames: unknown[] = [];
    client.open('status', {}, (frame) => void frames.push(frame));
    await vi.waitFor(() => expect(engine.opened).toHaveLength(1));
    engine.opened[0]!.next = null;
    timers.run(0);
    expect(engine.opened[0]!.taken).toBe(1);
    engine.opened[0]!.next = { number: 1 };
    engine.opened[0]!.notify();
    timers.run(0);
    await vi.waitFor(() => expect(frames).toEqual([{ number: 1 }]));
  });

  it('updates params after checking them; wrong ones end the stream with the reason', async () => {
    const { engine, client } = connect(await createPair());
    const ends: Failure[] = [];
    const view = client.open(
      'view',
      VIEW,
      () => undefined,
      (reason) => ends.push(reason),
    );
    view.update({ ...VIEW, filter: 'dns' });
    await vi.waitFor(() => expect(engine.opened[0]?.params).toEqual({ ...VIEW, filter: 'dns' }));
    view.update({ ...VIEW, limit: 100_000 });
    await vi.waitFor(() => expect(ends).toMatchObject([{ code: 'invalid' }]));
    expect(ends[0]!.message).toContain('limit');
    expect(engine.opened[0]!.closed).toBe(true);
  });

  it('closes a stream when its reader does, and delivers nothing afterwards', async () => {
    const { timers, engine, client } = connect(await createPair());
    const frames: unknown[] = [];
    const stream = client.open('status', {}, (frame) => void frames.push(frame));
    await vi.waitFor(() => expect(engine.opened).toHaveLength(1));
    timers.run(0); // a frame is on its way
    stream.close();
    await vi.waitFor(() => expect(engine.opened[0]!.closed).toBe(true));
    expect(frames).toEqual([]);
    expect(timers.waiting).toEqual([]);
  });

  it('answers everything pending with disconnected when the engine goes away, and every call after that', async () => {
    const pair = await createPair();
    const { engine, client } = connect(pair);
    engine.answer = () => new Promise(() => undefined);
    const ends: Failure[] = [];
    const closes: Failure[] = [];
    client.onClose((reason) => closes.push(reason));
    client.open(
      'status',
      {},
      () => undefined,
      (reason) => ends.push(reason),
    );
    const asked = client.call('capture.stop', {});
    await vi.waitFor(() => expect(engine.calls).toHaveLength(1));
    pair.server.close();
    expect(await asked).toMatchObject({ ok: false, failure: { code: 'disconnected' } });
    expect(ends).toMatchObject([{ code: 'disconnected' }]);
    expect(closes).toHaveLength(1);
    expect(await client.call('capture.stop', {})).toMatchObject({ ok: false, failure: { code: 'disconnected' } });
  });

  it('tells why when the engine says goodbye', async () => {
    const { peer, client } = connect(await createPair());
    const closes: Failure[] = [];
    client.onClose((reason) => closes.push(reason));
    peer.close({ code: 'unavailable', message: 'The engine is shutting down' });
    await vi.waitFor(() => expect(closes).toMatchObject([{ message: 'The engine is shutting down' }]));
  });

  it('cancels requests and closes streams when the peer goes away', async () => {
    const { engine, client, timers } = connect(await createPair());
    engine.answer = () => new Promise(() => undefined);
    void client.call('capture.stop', {});
    client.open('status', {}, () => undefined);
    await vi.waitFor(() => expect(engine.opened).toHaveLength(1));
    client.close();
    await vi.waitFor(() => expect(engine.opened[0]!.closed).toBe(true));
    expect(engine.calls[0]!.signal.aborted).toBe(true);
    expect(timers.waiting).toEqual([]);
  });

  it.each([
    ['text', 'hello'],
    ['null', null],
    ['an unknown kind', { t: 'exec', id: 1 }],
    ['no id', { t: 'req', command: 'hello', params: {} }],
    ['a negative id', { t: 'close', id: -1 }],
    ['a key too many', { t: 'ack', id: 1, seq: 1, extra: true }],
    ['a command that is no text', { t: 'req', id: 1, command: ['hello'], params: {} }],
  ])('says goodbye with the reason to a malformed envelope: %s', async (_what, message) => {
    const pair = await createPair();
    const { received, isClosed, engine } = connectRaw(pair);
    pair.client.send(message);
    await vi.waitFor(() => expect(isClosed()).toBe(true));
    expect(received).toMatchObject([{ t: 'bye', failure: { code: 'invalid' } }]);
    expect(received[0]!.failure!.message).toMatch(/^Malformed message: /);
    expect(engine.calls).toEqual([]);
  });

  it('says goodbye to an id that is used twice', async () => {
    const pair = await createPair();
    const { received, isClosed } = connectRaw(pair);
    pair.client.send({ t: 'req', id: 7, command: 'capture.stop', params: {} });
    pair.client.send({ t: 'open', id: 7, stream: 'status', params: {} });
    await vi.waitFor(() => expect(isClosed()).toBe(true));
    expect(received.at(-1)).toMatchObject({ t: 'bye' });
  });

  it('ignores acknowledgements, updates and closes of streams that are gone', async () => {
    const pair = await createPair();
    const { received } = connectRaw(pair);
    pair.client.send({ t: 'ack', id: 3, seq: 1 });
    pair.client.send({ t: 'update', id: 3, params: {} });
    pair.client.send({ t: 'close', id: 3 });
    pair.client.send({ t: 'cancel', id: 3 });
    pair.client.send({ t: 'req', id: 4, command: 'capture.stop', params: {} });
    await vi.waitFor(() => expect(received).toEqual([{ t: 'res', id: 4, result: success(null) }]));
  });

  it('keeps what arrived before there was a listener', async () => {
    const pair = await createPair();
    pair.client.send({ t: 'req', id: 1, command: 'capture.stop', params: {} });
    await new Promise((resolve) => setImmediate(resolve));
    const { received } = connectRaw(pair);
    await vi.waitFor(() => expect(received).toHaveLength(1));
  });
});

describe('web socket transport', () => {
  it.each([
    ['text that is not JSON', '{"t":', /not JSON/],
    ['a binary frame', Buffer.from([1, 2, 3]), /binary/],
    ['a message that is too large', JSON.stringify({ t: 'x'.repeat(2000) }), /at most 1000/],
  ])('says goodbye to %s', async (_what, data, reason) => {
    const { served, socket } = await rawWebSocket();
    const engine = new FakeEngine();
    serveEngine(webSocketTransport(served, { maxMessageLength: 1000 }), engine.service, {
      after: new ManualTimers().after,
    });
    const texts: string[] = [];
    socket.on('message', (text: Buffer) => texts.push(text.toString()));
    if (socket.readyState !== WebSocket.OPEN) await once(socket, 'open');
    socket.send(data);
    await once(socket, 'close');
    expect(texts).toHaveLength(1);
    expect(texts[0]).toMatch(reason);
    expect(texts[0]).toContain('"t":"bye"');
  });

  it('sends what was handed over while connecting, once it is open', async () => {
    const listening = new WebSocketServer({ host: '127.0.0.1', port: 0 });
    await once(listening, 'listening');
    const engine = new FakeEngine();
    listening.on('connection', (served) => {
      serveEngine(webSocketTransport(served), engine.service, { after: new ManualTimers().after });
    });
    const socket = new WebSocket(`ws://127.0.0.1:${(listening.address() as AddressInfo).port}`);
    const client = connectEngine(webSocketTransport(socket));
    expect(await client.call('capture.stop', {})).toEqual(success(null));
    client.close();
    listening.close();
  });

  it('answers disconnected when nothing listens', async () => {
    const listening = new WebSocketServer({ host: '127.0.0.1', port: 0 });
    await once(listening, 'listening');
    const { port } = listening.address() as AddressInfo;
    listening.close();
    await once(listening, 'close');
    const client = connectEngine(webSocketTransport(new WebSocket(`ws://127.0.0.1:${port}`)));
    expect(await client.call('capture.stop', {})).toMatchObject({ ok: false, failure: { code: 'disconnected' } });
  });
});

describe('memory pair', () => {
  it('carries copies, so that sharing an object fails in tests as it would over a process border', async () => {
    const [left, right] = createMemoryPair();
    const received: unknown[] = [];
    right.onMessage((message) => received.push(message));
    const message = { list: [1] };
    left.send(message);
    message.list.push(2);
    await vi.waitFor(() => expect(received).toEqual([{ list: [1] }]));
  });
});
