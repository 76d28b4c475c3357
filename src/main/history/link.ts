/**
 * The channel to the engine: Node's own under `child_process.fork` (with serialization `advanced`, because numbers of addresses are bigints), and under
 * Electron's `utilityProcess` one port that main hands over in its first message, `{ kind: 'port' }`; what passes through it main does not see.
 */
import { messagePortTransport, type PortLike } from '#channel/message-port.ts';
import { Inbox } from '#channel/inbox.ts';
import type { Transport } from '#channel/transport.ts';

export interface HistoryLink extends Transport {
  /** Resolves once everything sent so far is on its way out of this process. */
  flushed(): Promise<void>;
}

/** An engine that does not read any more is not waited for. */
const FLUSH_MS = 1000;
/** Ports tell nothing; what was posted before the process ends its turns is delivered. */
const PORT_FLUSH_MS = 20;

/** As far as we need it; Electron's own types are not for this layer. */
interface ParentPort {
  once(
    event: 'message',
    listener: (event: { readonly data: unknown; readonly ports: readonly PortLike[] }) => void,
  ): unknown;
}

/** Null where this process was started by nobody that would talk to it. */
export async function openLink(): Promise<HistoryLink | null> {
  return await (openUtilityLink() ?? openForkedLink());
}

/** Null where this is no utility process. */
export function openUtilityLink(): Promise<HistoryLink> | null {
  const { parentPort } = process as unknown as { readonly parentPort?: ParentPort };
  if (parentPort === undefined) return null;
  return new Promise((resolve, reject) => {
    parentPort.once('message', ({ data, ports: [port] }) => {
      const { kind } = data as { readonly kind?: unknown };
      if (kind === 'port' && port !== undefined) resolve(linkOver(port));
      else reject(new Error('The first message to the history process brings its port'));
    });
  });
}

function linkOver(port: PortLike): HistoryLink {
  const flushed = (): Promise<void> =>
    new Promise((resolve) => {
      setTimeout(resolve, PORT_FLUSH_MS);
    });
  return { ...messagePortTransport(port), flushed };
}

/** Null where this process was not forked with a channel. */
function openForkedLink(): HistoryLink | null {
  const { send } = process;
  if (send === undefined) return null;
  const inbox = new Inbox();
  let unsent = 0;
  let whenSent: (() => void) | null = null;
  process.on('message', (message) => inbox.deliver(message));
  process.on('disconnect', () => inbox.close());
  return {
    send: (message) => {
      if (inbox.closed) return;
      unsent++;
      // What cannot be sent is for one that is gone: `disconnect` says so.
      send.call(process, message, () => {
        unsent--;
        if (unsent === 0) whenSent?.();
      });
    },
    onMessage: (listener) => inbox.onMessage(listener),
    onClose: (listener) => inbox.onClose(listener),
    close: () => {
      if (process.connected) process.disconnect();
      inbox.close();
    },
    flushed: () =>
      new Promise((resolve) => {
        whenSent = resolve;
        setTimeout(resolve, FLUSH_MS);
        if (unsent === 0) resolve();
      }),
  };
}
