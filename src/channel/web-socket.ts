/**
 * A transport over a WebSocket, the browser's or the `ws` package's: each message is one text frame of JSON. What is not,
 * or is larger than `maxMessageLength`, is handed on as an `UnreadableMessage`, never thrown.
 */
import { Inbox } from './inbox.ts';
import { UnreadableMessage, type Transport } from './transport.ts';

export interface WebSocketLike {
  readonly readyState: number;
  /** Bytes that were sent and that the peer has not taken yet. */
  readonly bufferedAmount: number;
  send(data: string): void;
  close(code?: number, reason?: string): void;
  /** Of the `ws` package: without waiting for anybody. */
  terminate?(): void;
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void;
  addEventListener(type: 'open' | 'close' | 'error', listener: () => void): void;
}

/** Characters. Commands are small; frames of 500 rows stay far below it too. */
export const MAX_MESSAGE_LENGTH: number = 8 << 20;

/** Bytes. A peer that asks on and on and reads nothing is let go of, instead of its answers being kept. */
const MAX_UNREAD = 32 << 20;

const CONNECTING = 0;
const OPEN = 1;

/** Takes the socket over. May be given one that is still connecting: what is sent meanwhile goes out when it is open. */
export function webSocketTransport(
  socket: WebSocketLike,
  options: { readonly maxMessageLength?: number } = {},
): Transport {
  const maxMessageLength = options.maxMessageLength ?? MAX_MESSAGE_LENGTH;
  const inbox = new Inbox();
  let unsent: string[] = [];
  let closing = false;
  socket.addEventListener('open', () => {
    for (const text of unsent) socket.send(text);
    unsent = [];
    if (closing) socket.close(1000);
  });
  socket.addEventListener('message', (event) => inbox.deliver(parse(event.data, maxMessageLength)));
  // A `close` event always follows an `error`; the browser tells no reason, so there is nothing to hand on.
  socket.addEventListener('error', () => undefined);
  socket.addEventListener('close', () => inbox.close());
  return {
    send(message: unknown): void {
      if (closing) return;
      const text = JSON.stringify(message);
      if (socket.readyState === OPEN && socket.bufferedAmount > MAX_UNREAD) {
        closing = true;
        if (socket.terminate === undefined) socket.close(1008);
        else socket.terminate();
        inbox.close();
      } else if (socket.readyState === OPEN) socket.send(text);
      else if (socket.readyState === CONNECTING) unsent.push(text);
    },
    onMessage: (listener: (message: unknown) => void): void => inbox.onMessage(listener),
    onClose: (listener: () => void): void => inbox.onClose(listener),
    close(): void {
      if (closing) return;
      closing = true;
      if (socket.readyState !== CONNECTING) socket.close(1000);
      inbox.close();
    },
  };
}

function parse(data: unknown, maxMessageLength: number): unknown {
  if (typeof data !== 'string') return new UnreadableMessage('a binary frame where JSON text is expected');
  if (data.length > maxMessageLength) {
    return new UnreadableMessage(
      `a message of ${data.length} characters where at most ${maxMessageLength} are allowed`,
    );
  }
  try {
    return JSON.parse(data) as unknown;
  } catch {
    return new UnreadableMessage('text that is not JSON');
  }
}
