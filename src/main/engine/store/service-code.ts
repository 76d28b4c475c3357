/** A session's service as a number, so that each service is judged once, whatever number of sessions has it. */
import { PROTOCOL_SCTP, PROTOCOL_TCP, PROTOCOL_UDP, PROTOCOL_UDPLITE } from '#main/engine/decode/packet.ts';
import { PAYLOAD_FILTER_NAMES } from '#main/engine/flows/payload-filters.ts';
import { decodedProtocol } from '#main/engine/flows/payload-state.ts';
import type { SessionColumns, Slot } from '#main/engine/flows/session-columns.ts';
import { hasPorts } from '#main/engine/flows/session-view.ts';

/** Decoded protocols, then the ports of each of these protocols. */
const PORT_PROTOCOLS = [PROTOCOL_TCP, PROTOCOL_UDP, PROTOCOL_UDPLITE, PROTOCOL_SCTP];
export const SERVICE_CODES: number = 0x10000 * (PORT_PROTOCOLS.length + 1);

/** Equal only where the service is, too; 0 where there is none. */
export function serviceCode(columns: SessionColumns, slot: Slot): number {
  const decoded = decodedProtocol(columns, slot);
  if (decoded >= 0 && decoded < PAYLOAD_FILTER_NAMES.length) return decoded + 1;
  const protocol = PORT_PROTOCOLS.indexOf(columns.protocol(slot));
  return protocol < 0 || !hasPorts(columns, slot) ? 0 : (protocol + 1) * 0x10000 + columns.responderPort(slot);
}
