/** Where the sessions that are open are held, by serial: for rows that name the session that carried them. */
import type { FlowListener } from './flows/flow-listener.ts';
import type { SessionColumns, Slot } from './flows/session-columns.ts';

export class CarriedSessions {
  readonly listener: Pick<Required<FlowListener>, 'sessionStarted' | 'sessionForgotten'> = {
    sessionStarted: (slot) => void this.slots.set(this.columns?.serial(slot) ?? 0, slot),
    sessionForgotten: (slot) => void this.slots.delete(this.columns?.serial(slot) ?? 0),
  };
  private readonly slots = new Map<number, Slot>();
  private columns: SessionColumns | null = null;

  /** Once, before the first packet. */
  attach(columns: SessionColumns): void {
    this.columns = columns;
  }

  /** Below 0: it is no longer held. */
  slotOf(serial: number): Slot {
    return this.slots.get(serial) ?? -1;
  }
}
