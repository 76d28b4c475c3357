/**
 * Under Electron's `utilityProcess`: the parent hands over two message ports in one message, control first, and never sees
 * what passes through them.
 */
import type { PacketDelivery, ToPlugin } from '#contract/plugins/process.ts';
import type { ProcessLink } from './process-link.ts';

/** As far as we need them; Electron's own types are not for this layer. */
interface Port {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: { readonly data: unknown }) => void): unknown;
  on(event: 'close', listener: () => void): unknown;
  start(): void;
}
interface ParentPort {
  once(
    event: 'message',
    listener: (event: { readonly data: unknown; readonly ports: readonly Port[] }) => void,
  ): unknown;
}

/** Null where this is no utility process. */
export function openUtilityLink(): Promise<ProcessLink> | null {
  const { parentPort } = process as unknown as { readonly parentPort?: ParentPort };
  if (parentPort === undefined) return null;
  return new Promise((resolve, reject) => {
    parentPort.once('message', ({ data, ports }) => {
      const [control, deliveries] = ports;
      const { kind } = data as { readonly kind?: unknown };
      if (kind === 'ports' && control !== undefined && deliveries !== undefined) resolve(linkOver(control, deliveries));
      else reject(new Error('The first message to a plugin process brings its two ports'));
    });
  });
}

/** Messages wait in a port until its listener is set. */
export function linkOver(control: Port, data: Port): ProcessLink {
  return {
    sendControl: (message) => control.postMessage(message),
    acknowledge: (ack) => data.postMessage(ack),
    onControl: (listener) => {
      control.on('message', (event) => listener(event.data as ToPlugin));
      control.start();
    },
    onDelivery: (listener) => {
      data.on('message', (event) => listener(event.data as PacketDelivery));
      data.start();
    },
    onClosed: (listener) => {
      control.on('close', listener);
    },
    // Ports tell nothing; what was posted before the process ends its turns is delivered.
    flushed: () =>
      new Promise((resolve) => {
        setTimeout(resolve, 20);
      }),
  };
}
