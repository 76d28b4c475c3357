/** Under `child_process.fork`: control is Node's own channel, data the pipe on file descriptor 4. */
import { Socket } from 'node:net';
import { encodeAck } from '#contract/plugins/delivery-bytes.ts';
import type { FromPlugin, ToPlugin } from '#contract/plugins/process.ts';
import { DeliveryReader } from './delivery-reader.ts';
import type { ProcessLink } from './process-link.ts';

const DATA_FD = 4;
/** An engine that does not read any more is not waited for. */
const FLUSH_MS = 1000;

/** Null where this process was not forked with a channel. A plugin does not find the channel by accident. */
export function openForkedLink(): ProcessLink | null {
  const { send } = process;
  if (send === undefined) return null;
  delete process.send;
  const data = new Socket({ fd: DATA_FD, readable: true, writable: true });
  // The end of the engine is told by the control channel.
  data.on('error', () => undefined);
  let unsent = 0;
  let flushed: (() => void) | null = null;
  return {
    sendControl: (message: FromPlugin) => {
      unsent++;
      send.call(process, message, () => {
        unsent--;
        if (unsent === 0) flushed?.();
      });
    },
    acknowledge: (ack) => {
      if (data.writable) data.write(encodeAck(ack));
    },
    onControl: (listener) => {
      process.on('message', (message) => listener(message as ToPlugin));
    },
    onDelivery: (listener) => {
      const reader = new DeliveryReader(listener);
      data.on('data', (chunk: Uint8Array) => reader.add(chunk));
    },
    onClosed: (listener) => {
      process.on('disconnect', listener);
    },
    flushed: async () => {
      await new Promise<void>((resolve) => {
        flushed = resolve;
        setTimeout(resolve, FLUSH_MS);
        if (unsent === 0) resolve();
      });
      await new Promise<void>((resolve) => {
        setTimeout(resolve, FLUSH_MS);
        if (data.writable) data.end(resolve);
        else resolve();
      });
    },
  };
}
