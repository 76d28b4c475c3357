/**
 * A transport over a message port: the browser's and Node's `MessagePort` (event targets) and Electron's
 * `MessagePortMain` (an emitter whose `message` event carries `data`). Typed by shape, so that this file needs none of them.
 */
import { Inbox } from './inbox.ts';
import type { Transport } from './transport.ts';

interface PortBase {
  postMessage(message: unknown): void;
  start(): void;
  close(): void;
}

/** `MessagePort` of a page or of node:worker_threads. */
export interface EventTargetPort extends PortBase {
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void;
  addEventListener(type: 'close', listener: () => void): void;
}

/** Electron's `MessagePortMain`. */
export interface EmitterPort extends PortBase {
  on(event: 'message', listener: (event: { readonly data: unknown }) => void): unknown;
  on(event: 'close', listener: () => void): unknown;
}

export type PortLike = EventTargetPort | EmitterPort;

/** Takes the port over: starts it and is the only one to close it. */
export function messagePortTransport(port: PortLike): Transport {
  const inbox = new Inbox();
  const onMessage = (event: { readonly data: unknown }): void => inbox.deliver(event.data);
  const onClose = (): void => inbox.close();
  if ('addEventListener' in port) {
    port.addEventListener('message', onMessage);
    port.addEventListener('close', onClose);
  } else {
    port.on('message', onMessage);
    port.on('close', onClose);
  }
  port.start();
  return {
    send(message: unknown): void {
      if (!inbox.closed) port.postMessage(message);
    },
    onMessage: (listener: (message: unknown) => void): void => inbox.onMessage(listener),
    onClose: (listener: () => void): void => inbox.onClose(listener),
    close(): void {
      if (inbox.closed) return;
      port.close();
      inbox.close();
    },
  };
}
