/** Sessions for tests, without a flow table: writes columns as the flow table would. */
import { PROTOCOL_TCP } from '#main/engine/decode/packet.ts';
import { FLAG_HAS_PORTS } from '#main/engine/flows/flow-flags.ts';
import {
  BYTE_HOSTNAME_SOURCE,
  DOUBLE_LAST_TIME,
  DOUBLE_START_TIME,
  DOUBLE_WIRE_BYTES,
  END_OPEN,
  FLOAT_ROUND_TRIP,
  IN,
  OUT,
  RECORD_BYTES,
  RECORD_DOUBLES,
  RECORD_WORDS,
  SessionColumns,
  STATE_ESTABLISHED,
  type Slot,
  WORD_META,
  WORD_PACKETS,
  WORD_PORTS,
} from '#main/engine/flows/session-columns.ts';
import type { RunNames } from './run-names.ts';
import { SessionTable } from './session-table.ts';

export const plainNames: RunNames = {
  sessionId: (_startTime, serial) => `session-${serial}`,
  writeSessionId: (out, _startTime, serial) => out.ascii(`session-${serial}`),
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

  /** As `only_matching` reports sessions: later than others that began after it. */
  startLate(serial: number): Slot {
    const latest = this.serial;
    this.serial = serial - 1;
    const slot = this.start();
    this.serial = latest;
    return slot;
  }

  start(facts: SessionFacts = {}): Slot {
    const { columns } = this;
    const slot = this.free.pop() ?? this.nextSlot++;
    const at = slot * RECORD_WORDS;
    const double = slot * RECORD_DOUBLES;
    const startTime = facts.startTime ?? (this.serial + 1) * 1_000_000;
    columns.setSerial(slot, ++this.serial);
    columns.unsigned.set([0, 0, 0xffff, facts.source ?? 0x0a000001], columns.initiatorAt(slot));
    columns.unsigned.set([0, 0, 0xffff, facts.destination ?? 0x0a000002], columns.responderAt(slot));
    columns.setFlags(slot, FLAG_HAS_PORTS);
    columns.words[at + WORD_META] = PROTOCOL_TCP;
    columns.words[at + WORD_PORTS] = 40_000 | ((facts.destinationPort ?? 443) << 16);
    columns.setState(slot, STATE_ESTABLISHED);
    columns.setEndReason(slot, END_OPEN);
    columns.doubles[double + DOUBLE_START_TIME] = startTime;
    columns.doubles[double + DOUBLE_LAST_TIME] = facts.lastTime ?? startTime;
    columns.words[at + WORD_PACKETS + OUT] = 1;
    columns.words[at + WORD_PACKETS + IN] = 0;
    columns.doubles[double + DOUBLE_WIRE_BYTES + OUT] = facts.bytesOut ?? 100;
    columns.doubles[double + DOUBLE_WIRE_BYTES + IN] = 0;
    columns.floats[at + FLOAT_ROUND_TRIP] = -1;
    columns.hostnames[slot] = facts.hostname;
    columns.bytes[slot * RECORD_BYTES + BYTE_HOSTNAME_SOURCE] = facts.hostname === undefined ? 0 : 1;
    this.table.started(slot);
    return slot;
  }

  end(slot: Slot, state: number, reason: number): void {
    this.columns.setState(slot, state);
    this.columns.setEndReason(slot, reason);
    this.table.endedNow(slot);
  }

  forget(slot: Slot): void {
    this.table.forget(slot);
    this.columns.setSerial(slot, 0);
    this.free.push(slot);
  }
}
