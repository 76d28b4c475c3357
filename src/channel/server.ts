/**
 * Serves an engine to one peer over a transport. Nothing the peer sends is trusted: every envelope and every `params`
 * is checked first, the number of open requests and streams is bounded, and when the transport closes everything the
 * peer had open is cancelled and closed.
 */
import { failure, type Failure, type Result } from '#base/result.ts';
import { clientEnvelopeSchema, type ClientEnvelope, type ServerEnvelope } from '#contract/envelope.ts';
import {
  commandSchemas,
  streamSchemas,
  type CommandName,
  type EngineService,
  type StreamName,
} from '#contract/protocol.ts';
import type { z } from 'zod';
import { PumpedStream } from './pumped-stream.ts';
import { UnreadableMessage, type Transport } from './transport.ts';

export interface ServeOptions {
  /** Calls back once after `delayMs`; returns a way to cancel. The engine's clock has it. */
  readonly after: (delayMs: number, callback: () => void) => () => void;
  readonly maxRequests?: number;
  readonly maxStreams?: number;
  /** A handler threw: a bug. The peer is answered `internal`; by default the error is thrown on, outside any handler. */
  readonly onBug?: (error: unknown) => void;
}

export interface ServedPeer {
  /** Says goodbye with a reason and closes. Idempotent. */
  close(reason: Failure): void;
}

const MAX_REQUESTS = 64;
const MAX_STREAMS = 32;

export function serveEngine(transport: Transport, service: EngineService, options: ServeOptions): ServedPeer {
  const maxRequests = options.maxRequests ?? MAX_REQUESTS;
  const maxStreams = options.maxStreams ?? MAX_STREAMS;
  const onBug = options.onBug ?? throwOutside;
  const requests = new Map<number, AbortController>();
  const streams = new Map<number, PumpedStream>();
  let lastId = 0;
  let closed = false;

  const send = (envelope: ServerEnvelope): void => {
    if (!closed) transport.send(envelope);
  };
  const sayGoodbye = (reason: Failure): void => {
    if (closed) return;
    send({ t: 'bye', failure: reason });
    transport.close();
  };

  const endStream = (id: number, reason: Failure): void => {
    streams.get(id)?.close();
    streams.delete(id);
    send({ t: 'end', id, failure: reason });
  };

  async function answer(id: number, command: string, params: unknown): Promise<void> {
    if (!Object.hasOwn(commandSchemas, command)) {
      send({ t: 'res', id, result: failure('invalid', `There is no command "${command}"`) });
      return;
    }
    const checked = check(commandSchemas[command as CommandName], params, `parameters of ${command}`);
    if (!checked.ok) {
      send({ t: 'res', id, result: checked });
      return;
    }
    if (requests.size >= maxRequests) {
      const message = `More than ${maxRequests} requests are waiting for an answer`;
      send({ t: 'res', id, result: failure('unavailable', message, { remedy: 'Wait for some of them' }) });
      return;
    }
    const controller = new AbortController();
    requests.set(id, controller);
    let result: Result<unknown>;
    try {
      const handler = service.commands[command as CommandName] as (
        params: unknown,
        signal: AbortSignal,
      ) => Promise<Result<unknown>>;
      result = await handler.call(service.commands, checked.value, controller.signal);
    } catch (error) {
      result = failure('internal', `The command ${command} failed unexpectedly: ${messageOf(error)}`);
      onBug(error);
    }
    requests.delete(id);
    send({ t: 'res', id, result });
  }

  function open(id: number, stream: string, params: unknown): void {
    if (!Object.hasOwn(streamSchemas, stream)) {
      send({ t: 'end', id, failure: failure('invalid', `There is no stream "${stream}"`).failure });
      return;
    }
    const name = stream as StreamName;
    const checked = check(streamSchemas[name], params, `parameters of the stream ${name}`);
    if (!checked.ok) {
      send({ t: 'end', id, failure: checked.failure });
      return;
    }
    if (streams.size >= maxStreams) {
      const message = `More than ${maxStreams} streams are open`;
      const reason = failure('unavailable', message, { remedy: 'Close some views or tabs' }).failure;
      send({ t: 'end', id, failure: reason });
      return;
    }
    try {
      const pumped = new PumpedStream(
        service.streams[name],
        checked.value,
        options.after,
        (seq, frame, coalesced) => send({ t: 'frame', id, seq, frame, coalesced }),
        (error) => {
          endStream(id, streamBug(name, error));
          onBug(error);
        },
        (raw) => check(streamSchemas[name], raw, `parameters of the stream ${name}`),
      );
      streams.set(id, pumped);
      pumped.start();
    } catch (error) {
      endStream(id, streamBug(name, error));
      onBug(error);
    }
  }

  function dispatch(envelope: ClientEnvelope): void {
    switch (envelope.t) {
      case 'req':
      case 'open':
        if (envelope.id <= lastId) {
          sayGoodbye(malformed(`id ${envelope.id} was used before`));
          return;
        }
        lastId = envelope.id;
        if (envelope.t === 'req') void answer(envelope.id, envelope.command, envelope.params);
        else open(envelope.id, envelope.stream, envelope.params);
        break;
      case 'cancel':
        requests.get(envelope.id)?.abort();
        break;
      case 'update': {
        const updated = streams.get(envelope.id)?.update(envelope.params);
        if (updated !== undefined && !updated.ok) endStream(envelope.id, updated.failure);
        break;
      }
      case 'close':
        streams.get(envelope.id)?.close();
        streams.delete(envelope.id);
        break;
      case 'ack':
        // For a stream that was closed meanwhile: nothing to do.
        streams.get(envelope.id)?.acknowledge(envelope.seq);
        break;
    }
  }

  transport.onClose(() => {
    closed = true;
    for (const controller of requests.values()) controller.abort();
    for (const stream of streams.values()) stream.close();
    requests.clear();
    streams.clear();
  });
  transport.onMessage((message) => {
    if (closed) return;
    if (message instanceof UnreadableMessage) {
      sayGoodbye(malformed(message.reason));
      return;
    }
    const envelope = clientEnvelopeSchema.safeParse(message);
    if (envelope.success) dispatch(envelope.data);
    else sayGoodbye(malformed(describeIssues(envelope.error)));
  });

  return { close: sayGoodbye };
}

function check<T>(schema: z.ZodType<T>, value: unknown, what: string): Result<T> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return { ok: true, value: parsed.data };
  return failure('invalid', `Invalid ${what}: ${describeIssues(parsed.error)}`);
}

/** At most three problems, each with the path of the value it is about. */
function describeIssues(error: z.ZodError): string {
  return error.issues
    .slice(0, 3)
    .map((issue) => `${issue.path.length === 0 ? 'value' : issue.path.join('.')}: ${issue.message}`)
    .join('; ');
}

function malformed(reason: string): Failure {
  return failure('invalid', `Malformed message: ${reason}`, { remedy: 'Reload the view' }).failure;
}

function streamBug(name: StreamName, error: unknown): Failure {
  return failure('internal', `The stream ${name} failed unexpectedly: ${messageOf(error)}`).failure;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function throwOutside(error: unknown): void {
  queueMicrotask(() => {
    throw error;
  });
}
