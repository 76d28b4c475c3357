/** What the text filter searches of a session: who, what and how it went; not times and counts. */
import { PROTOCOL_SCTP, PROTOCOL_TCP, PROTOCOL_UDP, PROTOCOL_UDPLITE } from '#main/engine/decode/packet.ts';
import { protocolName } from '#base/protocol-names.ts';
import { PAYLOAD_FILTER_NAMES } from '#main/engine/flows/payload-filters.ts';
import { decodedProtocol } from '#main/engine/flows/payload-state.ts';
import type { SessionColumns, Slot } from '#main/engine/flows/session-columns.ts';
import {
  endReasonName,
  hasPorts,
  hostname,
  isIpv6,
  serviceName,
  stateName,
  tunnelText,
  vlanText,
} from '#main/engine/flows/session-view.ts';
import type { RunNames } from './run-names.ts';
import { addressField, codedField, idField, namedField, portField, type SearchField } from '#main/engine/filter/search-fields.ts';

export function sessionSearchFields(columns: SessionColumns, names: RunNames): readonly SearchField<Slot>[] {
  const words = (): Uint32Array => columns.unsigned;
  const ipv6 = (slot: Slot): boolean => isIpv6(columns, slot);
  return [
    codedField(
      SERVICE_CODES,
      (slot) => serviceCode(columns, slot),
      (slot) => serviceName(columns, slot),
    ),
    codedField(
      256,
      (slot) => columns.protocol(slot),
      (slot) => protocolName(columns.protocol(slot)),
    ),
    codedField(
      256,
      (slot) => columns.state(slot),
      (slot) => stateName(columns.state(slot)),
    ),
    codedField(
      256,
      (slot) => columns.endReason(slot),
      (slot) => endReasonName(columns.endReason(slot)),
    ),
    codedField(
      65_536,
      (slot) => columns.interfaceId(slot),
      (slot) => names.interfaceName(columns.interfaceId(slot)),
    ),
    namedField((slot) => hostname(columns, slot)),
    addressField({ words, at: (slot) => columns.initiatorAt(slot), ipv6 }),
    addressField({ words, at: (slot) => columns.responderAt(slot), ipv6 }),
    portField((slot) => (hasPorts(columns, slot) ? columns.initiatorPort(slot) : -1)),
    portField((slot) => (hasPorts(columns, slot) ? columns.responderPort(slot) : -1)),
    namedField((slot) => vlanText(columns, slot)),
    namedField((slot) => tunnelText(columns, slot)),
    idField((slot) => names.sessionId(columns.startTime(slot), columns.serial(slot))),
  ];
}

/** Decoded protocols, then the ports of each of these protocols. */
const PORT_PROTOCOLS = [PROTOCOL_TCP, PROTOCOL_UDP, PROTOCOL_UDPLITE, PROTOCOL_SCTP];
const SERVICE_CODES = 0x10000 * (PORT_PROTOCOLS.length + 1);

/** Equal only where the service is, too; 0 where there is none. */
function serviceCode(columns: SessionColumns, slot: Slot): number {
  const decoded = decodedProtocol(columns, slot);
  if (decoded >= 0 && decoded < PAYLOAD_FILTER_NAMES.length) return decoded + 1;
  const protocol = PORT_PROTOCOLS.indexOf(columns.protocol(slot));
  return protocol < 0 || !hasPorts(columns, slot) ? 0 : (protocol + 1) * 0x10000 + columns.responderPort(slot);
}
