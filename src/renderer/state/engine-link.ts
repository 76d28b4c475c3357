/**
 * The one connection to the engine. It says hello, tells what it is doing, and when it is lost it tries again with a
 * growing delay; streams that were subscribed are opened again with their last params. Owns the transport.
 */
import { createStore, type StoreApi } from 'zustand/vanilla';
import { failure, type Failure, type Result } from '#base/result.ts';
import { connectEngine, type EngineClient, type OpenStream } from '#channel/client.ts';
import type { Transport } from '#channel/transport.ts';
import {
  PROTOCOL_VERSION,
  type CommandName,
  type CommandParams,
  type CommandResults,
  type HelloResult,
  type StreamFrames,
  type StreamName,
  type StreamParams,
} from '#contract/protocol.ts';

export interface LinkState {
  readonly phase: 'connecting' | 'open' | 'lost';
  /** What the engine said of itself; kept while the connection is lost. */
  readonly hello: HelloResult | null;
  readonly failure: Failure | null;
  /** Failed attempts since the connection was last open. */
  readonly attempts: number;
  /** When the next attempt is due, `Date.now()` milliseconds. */
  readonly retryAtMs: number | null;
}

export interface Subscription<K extends StreamName> {
  update(params: StreamParams<K>): void;
  close(): void;
}

export interface EngineLink {
  readonly state: StoreApi<LinkState>;
  call<K extends CommandName>(
    command: K,
    params: CommandParams<K>,
    signal?: AbortSignal,
  ): Promise<Result<CommandResults[K]>>;
  subscribe<K extends StreamName>(
    stream: K,
    params: StreamParams<K>,
    onFrame: (frame: StreamFrames[K]) => void,
  ): Subscription<K>;
  /** Tries at once instead of waiting for the next attempt. */
  retryNow(): void;
}

interface Entry {
  reopen(client: EngineClient): void;
  detach(): void;
}

/** 0.5, 1, 2, 4, then 8 seconds. */
export function reconnectDelayMs(attempts: number): number {
  return Math.min(8000, 500 * 2 ** Math.max(0, attempts - 1));
}

export function createEngineLink(openTransport: () => Promise<Transport>): EngineLink {
  const state = createStore<LinkState>(() => ({
    phase: 'connecting',
    hello: null,
    failure: null,
    attempts: 0,
    retryAtMs: null,
  }));
  const entries = new Set<Entry>();
  let client: EngineClient | null = null;
  let timer: ReturnType<typeof setTimeout> | null = null;

  const onLost = (reason: Failure): void => {
    client = null;
    for (const entry of entries) entry.detach();
    const attempts = state.getState().attempts + 1;
    const delay = reconnectDelayMs(attempts);
    state.setState({ phase: 'lost', failure: reason, attempts, retryAtMs: Date.now() + delay });
    timer = setTimeout(() => void connect(), delay);
  };

  const connect = async (): Promise<void> => {
    timer = null;
    state.setState({ phase: state.getState().attempts === 0 ? 'connecting' : 'lost', retryAtMs: null });
    let transport: Transport;
    try {
      transport = await openTransport();
    } catch (error) {
      onLost({ code: 'disconnected', message: error instanceof Error ? error.message : String(error) });
      return;
    }
    const opened = connectEngine(transport);
    let lost = false;
    // Why the engine refused us says more than that the connection was closed afterwards.
    let refusal: Failure | null = null;
    opened.onClose((reason) => {
      lost = true;
      onLost(refusal ?? reason);
    });
    const hello = await opened.call('hello', { protocol: PROTOCOL_VERSION });
    // A close meanwhile has been reported by `onClose` already.
    if (lost) return;
    if (!hello.ok) {
      refusal = hello.failure;
      opened.close();
      return;
    }
    client = opened;
    state.setState({ phase: 'open', hello: hello.value, failure: null, attempts: 0, retryAtMs: null });
    for (const entry of entries) entry.reopen(opened);
  };
  void connect();

  return {
    state,

    call(command, params, signal) {
      if (client === null) {
        return Promise.resolve(
          failure('disconnected', 'The connection to the capture engine is closed', {
            remedy: 'Wait until the view has reconnected, then try again',
          }),
        );
      }
      return client.call(command, params, signal);
    },

    subscribe<K extends StreamName>(
      stream: K,
      params: StreamParams<K>,
      onFrame: (frame: StreamFrames[K]) => void,
    ): Subscription<K> {
      let current = params;
      let open: OpenStream<K> | null = null;
      const entry: Entry = {
        reopen: (opened) => {
          open = opened.open(stream, current, onFrame, (reason) => {
            open = null;
            if (reason.code !== 'disconnected') state.setState({ failure: reason });
          });
        },
        detach: () => {
          open = null;
        },
      };
      entries.add(entry);
      if (client !== null) entry.reopen(client);
      return {
        update: (next) => {
          current = next;
          open?.update(next);
        },
        close: () => {
          entries.delete(entry);
          open?.close();
          open = null;
        },
      };
    },

    retryNow() {
      if (timer === null) return;
      clearTimeout(timer);
      void connect();
    },
  };
}
