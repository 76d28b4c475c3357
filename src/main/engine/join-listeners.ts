/** Several listeners of one flow table. What none of them wants to hear is not told to anybody. */
import type { FlowListener } from './flows/flow-listener.ts';

export function joinListeners(listeners: readonly FlowListener[]): FlowListener {
  const joined: { -readonly [K in keyof FlowListener]: FlowListener[K] } = {};
  for (const listener of listeners) {
    add(joined, listener, 'sessionStarted', (one, other) => (slot) => {
      one(slot);
      other(slot);
    });
    add(joined, listener, 'sessionEnded', (one, other) => (slot) => {
      one(slot);
      other(slot);
    });
    add(joined, listener, 'sessionForgotten', (one, other) => (slot) => {
      one(slot);
      other(slot);
    });
    add(joined, listener, 'packet', (one, other) => (packet, slot, direction, change, filter, name) => {
      one(packet, slot, direction, change, filter, name);
      other(packet, slot, direction, change, filter, name);
    });
    add(joined, listener, 'expired', (one, other) => (slot, time) => {
      one(slot, time);
      other(slot, time);
    });
    add(joined, listener, 'dnsTransaction', (one, other) => (transaction) => {
      one(transaction);
      other(transaction);
    });
  }
  return joined;
}

function add<K extends keyof FlowListener>(
  joined: { -readonly [P in keyof FlowListener]: FlowListener[P] },
  listener: FlowListener,
  event: K,
  both: (one: Required<FlowListener>[K], other: Required<FlowListener>[K]) => Required<FlowListener>[K],
): void {
  const one = joined[event];
  const other = listener[event];
  if (other === undefined) return;
  joined[event] = (
    one === undefined ? other : both(one as Required<FlowListener>[K], other as Required<FlowListener>[K])
  ) as FlowListener[K];
}
