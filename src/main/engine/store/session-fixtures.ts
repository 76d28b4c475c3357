/** Sessions for tests, without a flow table: writes columns as the flow table would. */
import { FLAG_HAS_PORTS } from '#main/engine/flows/flow-flags.ts';
import { END_OPEN, IN, OUT, SessionColumns, STATE_ESTABLISHED, type Slot } from '#main/engine/flows/session-columns.ts';
import type { RunNames } from './run-names.ts';
import { SessionTable } from './session-table.ts';

export const plainNames: RunNames = {
  sessionId: (_startTime, serial) => `session-${serial}`,
  interfaceName: (interfaceId) => `eth${interfaceId}`,
};

export interface SessionFacts {
  readonly startTime?: number;
  readonly lastTime?: number;
  readonly source?: number;
  readonly destination?: number;
  readonly destinationPort?: number;
  readonly bytesOut?: number;
  readonly hostname?: string;
}

export class SessionFixture {
  readonly columns: SessionColumns;
  readonly table: SessionTable;
  private readonly free: Slot[] = [];
  private nextSlot = 0;
  private serial = 0;

  constructor(capacity: number = 1024) {
    this.columns = new SessionColumns(capacity);
    this.table = new SessionTable(this.columns, plainNames);
  }

  start(facts: SessionFacts = {}): Slot {
    const { columns } = this;
    const slot = this.free.pop() ?? this.nextSlot++;
    columns.serial[slot] = ++this.serial;
    columns.addresses.set([0, 0, 0xffff, facts.source ?? 0x0a000001], slot * 8);
    columns.addresses.set([0, 0, 0xffff, facts.destination ?? 0x0a000002], slot * 8 + 4);
    columns.flags[slot] = FLAG_HAS_PORTS;
    columns.protocol[slot] = 6;
    columns.initiatorPort[slot] = 40_000;
    columns.responderPort[slot] = facts.destinationPort ?? 443;
    columns.state[slot] = STATE_ESTABLISHED;
    columns.endReason[slot] = END_OPEN;
    columns.startTime[slot] = facts.startTime ?? this.serial * 1_000_000;
    columns.lastTime[slot] = facts.lastTime ?? columns.startTime[slot]!;
    columns.packets[slot * 2 + OUT] = 1;
    columns.packets[slot * 2 + IN] = 0;
    columns.wireBytes[slot * 2 + OUT] = facts.bytesOut ?? 100;
    columns.wireBytes[slot * 2 + IN] = 0;
    columns.roundTripMs[slot] = Number.NaN;
    columns.hostname[slot] = facts.hostname;
    columns.hostnameSource[slot] = facts.hostname === undefined ? 0 : 1;
    this.table.started(slot);
    return slot;
  }

  end(slot: Slot, state: number, reason: number): void {
    this.columns.state[slot] = state;
    this.columns.endReason[slot] = reason;
    this.table.endedNow(slot);
  }

  forget(slot: Slot): void {
    this.table.forget(slot);
    this.columns.serial[slot] = 0;
    this.free.push(slot);
  }
}
