/** What the text filter searches of a session: who, what and how it went; not times and counts. */
import { protocolName } from '#base/protocol-names.ts';
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
import type { SessionAttribution } from './session-attribution.ts';
import {
  addressField,
  codedField,
  idField,
  textField,
  portField,
  type SearchField,
} from '#main/engine/filter/search-fields.ts';
import { SERVICE_CODES, serviceCode } from './service-code.ts';

export function sessionSearchFields(
  columns: SessionColumns,
  names: RunNames,
  attribution: SessionAttribution | null,
): readonly SearchField<Slot>[] {
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
    textField((slot) => hostname(columns, slot)),
    addressField({ words, at: (slot) => columns.initiatorAt(slot), ipv6 }),
    addressField({ words, at: (slot) => columns.responderAt(slot), ipv6 }),
    portField((slot) => (hasPorts(columns, slot) ? columns.initiatorPort(slot) : -1)),
    portField((slot) => (hasPorts(columns, slot) ? columns.responderPort(slot) : -1)),
    textField((slot) => vlanText(columns, slot)),
    textField((slot) => tunnelText(columns, slot)),
    idField((slot) => names.sessionId(columns.startTime(slot), columns.serial(slot))),
    ...(attribution === null ? [] : attributionFields(attribution)),
  ];
}

function attributionFields(attribution: SessionAttribution): readonly SearchField<Slot>[] {
  return [
    textField((slot) => attribution.process(slot)),
    textField((slot) => attribution.pid(slot)?.toString() ?? null),
    textField((slot) => attribution.country(slot)),
    textField((slot) => attribution.asn(slot)?.toString() ?? null),
    textField((slot) => attribution.asOrg(slot)),
  ];
}
