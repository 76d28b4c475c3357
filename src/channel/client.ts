/** The engine as seen from the other side of a transport. Owns the transport: whoever closes the client closes it. */
import { failure, type Failure, type Result } from '#base/result.ts';
import type { ClientEnvelope, ServerEnvelope } from '#contract/envelope.ts';
import type {
  CommandName,
  CommandParams,
  CommandResults,
  StreamFrames,
  StreamName,
  StreamParams,
} from '#contract/protocol.ts';
import type { Transport } from './transport.ts';

export interface FrameInfo {
  /** 1 for the first frame of the stream, then counting up. */
  readonly seq: number;
  /** Updates folded into this frame beyond the one that caused it. */
  readonly coalesced: number;
}

export interface OpenStream<K extends StreamName> {
  /** Replaces the params; the next frame answers them. */
  update(params: StreamParams<K>): void;
  /** No frame is delivered afterwards. Idempotent. */
  close(): void;
}

export interface EngineClient {
  /**
   * Asks and waits. Never rejects: a closed connection answers `disconnected`, an aborted signal `cancelled` (at once;
   * the engine is told to stop too).
   */
  call<K extends CommandName>(
    command: K,
    params: CommandParams<K>,
    signal?: AbortSignal,
  ): Promise<Result<CommandResults[K]>>;
  /**
   * Opens a stream. The next frame is asked for when `onFrame` has returned (or its promise is done), so a slow
   * consumer slows only itself. `onEnd` is called once if the engine refuses or ends the stream or the connection closes.
   */
  open<K extends StreamName>(
    stream: K,
    params: StreamParams<K>,
    onFrame: (frame: StreamFrames[K], info: FrameInfo) => void | Promise<void>,
    onEnd?: (failure: Failure) => void,
  ): OpenStream<K>;
  /** Called once when the connection is gone, with the engine's reason where it gave one; at once if it is gone already. */
  onClose(listener: (failure: Failure) => void): void;
  close(): void;
}

const DISCONNECTED: Failure = {
  code: 'disconnected',
  message: 'The connection to the capture engine closed',
  remedy: 'Reload the view; if that does not help, start netloupe again',
};

interface StreamEntry {
  readonly onFrame: (frame: unknown, info: FrameInfo) => void | Promise<void>;
  readonly onEnd: ((failure: Failure) => void) | undefined;
}

export function connectEngine(transport: Transport): EngineClient {
  let nextId = 1;
  let closedBy: Failure | null = null;
  let farewell: Failure | null = null;
  const calls = new Map<number, (result: Result<unknown>) => void>();
  const streams = new Map<number, StreamEntry>();
  const closeListeners: ((failure: Failure) => void)[] = [];

  const send = (envelope: ClientEnvelope): void => transport.send(envelope);

  const onFrame = (envelope: Extract<ServerEnvelope, { t: 'frame' }>): void => {
    const { id, seq } = envelope;
    const entry = streams.get(id);
    if (entry === undefined) return;
    const acknowledge = (): void => {
      if (streams.get(id) === entry) send({ t: 'ack', id, seq });
    };
    let done: void | Promise<void>;
    try {
      done = entry.onFrame(envelope.frame, { seq, coalesced: envelope.coalesced });
    } catch (error) {
      // The consumer's bug stays the consumer's: it surfaces, and the stream goes on.
      acknowledge();
      throw error;
    }
    if (done === undefined) acknowledge();
    else void done.finally(acknowledge);
  };

  transport.onMessage((message) => {
    // Comes from the privileged side, so it is typed, not checked.
    const envelope = message as ServerEnvelope;
    switch (envelope.t) {
      case 'res': {
        const resolve = calls.get(envelope.id);
        calls.delete(envelope.id);
        resolve?.(envelope.result);
        break;
      }
      case 'frame':
        onFrame(envelope);
        break;
      case 'end': {
        const entry = streams.get(envelope.id);
        streams.delete(envelope.id);
        entry?.onEnd?.(envelope.failure);
        break;
      }
      case 'bye':
        farewell = envelope.failure;
        transport.close();
        break;
    }
  });

  transport.onClose(() => {
    const reason = farewell ?? DISCONNECTED;
    closedBy = reason;
    const answer: Result<unknown> = { ok: false, failure: { ...reason, code: 'disconnected' } };
    const pending = [...calls.values()];
    const open = [...streams.values()];
    calls.clear();
    streams.clear();
    for (const resolve of pending) resolve(answer);
    for (const entry of open) entry.onEnd?.(answer.failure);
    for (const listener of closeListeners) listener(answer.failure);
  });

  return {
    call<K extends CommandName>(command: K, params: CommandParams<K>, signal?: AbortSignal) {
      return new Promise<Result<CommandResults[K]>>((resolve) => {
        if (closedBy !== null) {
          resolve({ ok: false, failure: { ...closedBy, code: 'disconnected' } });
          return;
        }
        if (signal?.aborted === true) {
          resolve(cancelled(command));
          return;
        }
        const id = nextId++;
        const onAbort = (): void => {
          if (!calls.delete(id)) return;
          send({ t: 'cancel', id });
          resolve(cancelled(command));
        };
        calls.set(id, (result) => {
          signal?.removeEventListener('abort', onAbort);
          resolve(result as Result<CommandResults[K]>);
        });
        signal?.addEventListener('abort', onAbort, { once: true });
        send({ t: 'req', id, command, params });
      });
    },

    open<K extends StreamName>(
      stream: K,
      params: StreamParams<K>,
      onStreamFrame: (frame: StreamFrames[K], info: FrameInfo) => void | Promise<void>,
      onEnd?: (failure: Failure) => void,
    ): OpenStream<K> {
      if (closedBy !== null) {
        const reason: Failure = { ...closedBy, code: 'disconnected' };
        queueMicrotask(() => onEnd?.(reason));
        return { update: () => undefined, close: () => undefined };
      }
      const id = nextId++;
      const entry: StreamEntry = {
        onFrame: (frame, info) => onStreamFrame(frame as StreamFrames[K], info),
        onEnd,
      };
      streams.set(id, entry);
      send({ t: 'open', id, stream, params });
      return {
        update(next: StreamParams<K>): void {
          if (streams.get(id) === entry) send({ t: 'update', id, params: next });
        },
        close(): void {
          if (streams.delete(id)) send({ t: 'close', id });
        },
      };
    },

    onClose(listener: (failure: Failure) => void): void {
      if (closedBy === null) closeListeners.push(listener);
      else listener({ ...closedBy, code: 'disconnected' });
    },

    close: () => transport.close(),
  };
}

function cancelled(command: CommandName): Result<never> {
  return failure('cancelled', `The request ${command} was cancelled`);
}
