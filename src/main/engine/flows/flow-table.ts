/** The flow table: sessions on typed arrays, ingest, states, expiry. */
import type { DecodedPacket } from '#main/engine/decode/packet.ts';
import type { FlowListener } from './flow-listener.ts';
import { createFlowCounters, type FlowCounters, type FlowOptions } from './flow-options.ts';
import { SessionColumns, type Slot } from './session-columns.ts';

export class FlowTable {
  readonly columns: SessionColumns = new SessionColumns(1024);
  readonly counters: FlowCounters = createFlowCounters();

  constructor(options: FlowOptions, listener: FlowListener) {
    void options;
    void listener;
  }

  /** Counts one decoded packet (KIND_SESSION). A packet without a time is given the last known one. */
  ingest(packet: DecodedPacket): void {
    void packet;
  }

  /** Moves the clock of a live capture: ends what is due although no packet comes. Microseconds since the epoch. */
  advance(nowUs: number): void {
    void nowUs;
  }

  /** The input ended: closed sessions end now, waiting DNS queries are unanswered, open sessions stay open. */
  finish(): void {}

  /** Sessions that have not ended, by serial. A copy. */
  openSessions(): Slot[] {
    return [];
  }

  /** The slot of the held session with this serial, or -1. A scan: for when somebody looks. */
  slotOf(serial: number): Slot {
    void serial;
    return -1;
  }
}
