/** One capture as pipelines are fed from it: its sessions, packets and transactions as records, made when asked for. */
import type { CaptureInterfaces } from './capture-interfaces.ts';
import type { FlowTable } from './flows/flow-table.ts';
import { PacketColumns } from './flows/packet-columns.ts';
import type { FedCapture } from './pipeline/sources/capture-feeds.ts';
import { dnsRecord } from './store/dns-record.ts';
import type { ObservedColumns } from './store/observed-columns.ts';
import { PacketRecords } from './store/packet-record.ts';
import type { SessionAttribution } from './store/session-attribution.ts';
import { SessionRecords } from './store/session-record.ts';

/** `observed`: what observers add to sessions; `attribution`: what is known of them beyond their packets. */
export function fedCapture(
  flows: FlowTable,
  interfaces: CaptureInterfaces,
  observed: ObservedColumns | null = null,
  attribution: SessionAttribution | null = null,
): FedCapture {
  const { columns } = flows;
  const sessions = new SessionRecords(columns, interfaces, observed, attribution);
  const row = new PacketColumns(1);
  const packets = new PacketRecords(row, interfaces);
  return {
    session: (slot) => sessions.record(slot),
    packet(packet, slot, direction, filter, name) {
      row.setPacket(0, packet, columns, slot, direction, filter, name);
      return packets.record(0);
    },
    stateChange(slot, time) {
      row.setStateChange(0, columns, slot, time);
      return packets.record(0);
    },
    dns: (transaction) => dnsRecord(transaction, interfaces),
    openSessions: () => flows.openSessions(),
    lastTime: (slot) => columns.lastTime(slot),
  };
}
