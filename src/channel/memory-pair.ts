/**
 * Two connected transports in one process, for tests and for a host that runs engine and view together. Messages are
 * cloned and arrive in a later microtask, so that sharing an object or relying on synchronous answers fails here too.
 */
import { Inbox } from './inbox.ts';
import type { Transport } from './transport.ts';

export function createMemoryPair(): readonly [Transport, Transport] {
  const inboxes = [new Inbox(), new Inbox()] as const;
  const end = (own: Inbox, peer: Inbox): Transport => {
    let closed = false;
    return {
      send(message: unknown): void {
        if (closed || own.closed) return;
        const copy: unknown = structuredClone(message);
        queueMicrotask(() => peer.deliver(copy));
      },
      onMessage: (listener: (message: unknown) => void): void => own.onMessage(listener),
      onClose: (listener: () => void): void => own.onClose(listener),
      close(): void {
        if (closed) return;
        closed = true;
        own.close();
        queueMicrotask(() => peer.close());
      },
    };
  };
  return [end(inboxes[0], inboxes[1]), end(inboxes[1], inboxes[0])];
}
