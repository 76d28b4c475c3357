/** One session with its packets and DNS, for the details panel. */
import { failure, success, type Result } from '#base/result.ts';
import type { SessionDetails } from '#contract/protocol.ts';
import type { DnsRecord, PacketLog } from '#contract/records.ts';
import { serialOf } from '#base/session-id.ts';
import { IN, OUT, type Slot } from './flows/session-columns.ts';
import type { ViewerCapture } from './viewer-capture.ts';

export function sessionDetails(data: ViewerCapture, sessionId: string, packetLimit: number): Result<SessionDetails> {
  const serial = serialOf(sessionId);
  const slot = serial === null ? -1 : data.sessions.slotOf(serial);
  if (slot < 0 || data.sessions.records.id(slot) !== sessionId) {
    return failure('not-found', `Session ${sessionId} is no longer held`, {
      remedy: 'Older sessions give way to newer ones; the losses in the status bar say how many did',
    });
  }
  const { columns } = data.flows;
  const packets = recentPackets(data, columns.serial(slot), packetLimit);
  const icmpErrors = columns.icmpErrors(slot);
  const counted = columns.packets(slot, OUT) + columns.packets(slot, IN) + icmpErrors;
  const shown = packets.filter((packet) => packet.length > 0).length;
  return success({
    session: data.sessions.records.record(slot),
    observed: data.sessions.records.observedValues(slot),
    icmpErrors,
    packets,
    packetsNotHeld: Math.max(0, counted - shown),
    dns: relatedDns(data, slot, sessionId),
    packetFacts: packets.map(() => ({ bytesKey: null, retransmission: false, outOfOrder: false })),
    dnsKeys: [],
    names: [],
    verdicts: [],
  });
}

/** The latest ones still held, oldest first. */
function recentPackets(data: ViewerCapture, serial: number, limit: number): PacketLog[] {
  const { ring, records } = data.allPackets;
  const found: PacketLog[] = [];
  for (let number = ring.written - 1; number >= ring.first && found.length < limit; number--) {
    const index = number % ring.capacity;
    if (ring.columns.sessionSerial[index] === serial) found.push(records.record(index));
  }
  return found.reverse();
}

/** Transactions that the session carried, and those whose answers led to its responder. */
function relatedDns(data: ViewerCapture, slot: Slot, sessionId: string): DnsRecord[] {
  const { ring } = data.dns;
  const responder = data.sessions.records.cell(slot, 'dst_ip');
  const client = data.sessions.records.cell(slot, 'src_ip');
  const found: DnsRecord[] = [];
  for (let number = ring.first; number < ring.written; number++) {
    const row = ring.at(number % ring.capacity);
    const led = row.client_ip === client && row.answers.some((answer) => answer.data === responder);
    if (led || row.session_id === sessionId) found.push(row);
  }
  return found;
}
