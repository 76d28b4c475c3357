/** Observers whose keys are columns of sessions, by the settings. Nothing of this exists where none is chosen. */
import type { Settings } from '#contract/settings.ts';
import type { FlowListener } from './flows/flow-listener.ts';
import { chainsNamed } from './pipeline/observers/chains.ts';
import { SessionObserver } from './pipeline/observers/session-observer.ts';

export function createSessionObserver({ observers }: Settings): SessionObserver | null {
  return observers.chains.length === 0 ? null : new SessionObserver(chainsNamed(observers.chains));
}

/** `listener`, and before it the observer. */
export function observedListener(listener: FlowListener, observer: SessionObserver | null): FlowListener {
  if (observer === null) return listener;
  return {
    ...listener,
    packet: (packet, slot, direction, change, filter, name) => {
      observer.packet(packet, slot, direction);
      listener.packet?.(packet, slot, direction, change, filter, name);
    },
  };
}
