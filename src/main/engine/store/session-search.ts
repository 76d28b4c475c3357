/** What the text filter searches of a session: who, what and how it went; not times and counts. */
import { protocolName } from '#main/engine/decode/protocol-names.ts';
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
import {
  addressField,
  codedField,
  idField,
  namedField,
  portField,
  textField,
  type SearchField,
} from './search-fields.ts';

export function sessionSearchFields(columns: SessionColumns, names: RunNames): readonly SearchField<Slot>[] {
  const words = (): Uint32Array => columns.unsigned;
  const ipv6 = (slot: Slot): boolean => isIpv6(columns, slot);
  return [
    namedField((slot) => serviceName(columns, slot)),
    codedField((slot) => columns.protocol(slot), protocolName),
    codedField((slot) => columns.state(slot), stateName),
    codedField((slot) => columns.endReason(slot), endReasonName),
    codedField(
      (slot) => columns.interfaceId(slot),
      (id) => names.interfaceName(id),
    ),
    textField((slot) => hostname(columns, slot)),
    addressField({ words, at: (slot) => columns.initiatorAt(slot), ipv6 }),
    addressField({ words, at: (slot) => columns.responderAt(slot), ipv6 }),
    portField((slot) => (hasPorts(columns, slot) ? columns.initiatorPort(slot) : -1)),
    portField((slot) => (hasPorts(columns, slot) ? columns.responderPort(slot) : -1)),
    textField((slot) => vlanText(columns, slot)),
    textField((slot) => tunnelText(columns, slot)),
    idField((slot) => names.sessionId(columns.startTime(slot), columns.serial(slot))),
  ];
}
