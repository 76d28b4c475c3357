/**
 * Reads a session's columns as the values of a session record. Pure; strings are made only when asked for.
 * See also `connectionState` (connection-state.ts) and `historyText` (history.ts).
 */
import { formatAddress } from '#base/addresses.ts';
import { PROTOCOL_TCP } from '#main/engine/decode/packet.ts';
import { FLAG_HAS_PORTS, FLAG_IPV6, FLAG_MIDSTREAM } from './flow-flags.ts';
import { PAYLOAD_FILTER_NAMES } from './payload-filters.ts';
import { decodedProtocol } from './payload-state.ts';
import { serviceOf } from './service.ts';
import { HOSTNAME_SOURCES, type SessionColumns, type Slot } from './session-columns.ts';
import { tcpFlagLetters } from './tcp-flags.ts';

export type StateName = 'NEW' | 'ESTABLISHED' | 'CLOSE' | 'ABORT' | 'EXPIRED';
export type EndReasonName = 'fin' | 'rst' | 'timeout' | 'evicted' | 'reused';

const stateNames: readonly (StateName | null)[] = [null, 'NEW', 'ESTABLISHED', 'CLOSE', 'ABORT', 'EXPIRED'];
const endReasonNames: readonly (EndReasonName | null)[] = [null, 'fin', 'rst', 'timeout', 'evicted', 'reused'];

/** Name of a state code; null for 0. */
export function stateName(state: number): StateName | null {
  return stateNames[state] ?? null;
}

/** Name of an end reason code; null for END_OPEN. */
export function endReasonName(reason: number): EndReasonName | null {
  return endReasonNames[reason] ?? null;
}

export function isIpv6(columns: SessionColumns, slot: Slot): boolean {
  return (columns.flags(slot) & FLAG_IPV6) !== 0;
}

export function hasPorts(columns: SessionColumns, slot: Slot): boolean {
  return (columns.flags(slot) & FLAG_HAS_PORTS) !== 0;
}

export function isMidstream(columns: SessionColumns, slot: Slot): boolean {
  return (columns.flags(slot) & FLAG_MIDSTREAM) !== 0;
}

export function initiatorAddress(columns: SessionColumns, slot: Slot): string {
  return formatAddress(columns.unsigned, columns.initiatorAt(slot), isIpv6(columns, slot));
}

export function responderAddress(columns: SessionColumns, slot: Slot): string {
  return formatAddress(columns.unsigned, columns.responderAt(slot), isIpv6(columns, slot));
}

/** Null where the protocol has no ports. */
export function initiatorPort(columns: SessionColumns, slot: Slot): number | null {
  return hasPorts(columns, slot) ? columns.initiatorPort(slot) : null;
}

export function responderPort(columns: SessionColumns, slot: Slot): number | null {
  return hasPorts(columns, slot) ? columns.responderPort(slot) : null;
}

/** By what was decoded, else by the responder's port; null where neither tells. */
export function serviceName(columns: SessionColumns, slot: Slot): string | null {
  const decoded = PAYLOAD_FILTER_NAMES[decodedProtocol(columns, slot)];
  if (decoded !== undefined) return decoded;
  if (!hasPorts(columns, slot)) return null;
  return serviceOf(columns.protocol(slot), columns.responderPort(slot));
}

/** VLAN ids from the outside in, joined by `.`; null where untagged. */
export function vlanText(columns: SessionColumns, slot: Slot): string | null {
  const outer = columns.outerVlan(slot);
  const inner = columns.innerVlan(slot);
  if (outer === 0) return null;
  return inner === 0 ? String(outer - 1) : `${outer - 1}.${inner - 1}`;
}

/** Union of the flags of `direction` (OUT or IN) as letters; null where not TCP. */
export function tcpFlagsText(columns: SessionColumns, slot: Slot, direction: number): string | null {
  if (columns.protocol(slot) !== PROTOCOL_TCP) return null;
  return tcpFlagLetters(columns.tcpFlags(slot, direction));
}

/** TCP segments of `direction` whose payload was sent before; null where not TCP. */
export function retransmissions(columns: SessionColumns, slot: Slot, direction: number): number | null {
  return columns.protocol(slot) === PROTOCOL_TCP ? columns.retransmissions(slot, direction) : null;
}

/** TCP segments of `direction` that came after a later one; null where not TCP. */
export function outOfOrder(columns: SessionColumns, slot: Slot, direction: number): number | null {
  return columns.protocol(slot) === PROTOCOL_TCP ? columns.outOfOrder(slot, direction) : null;
}

/** The innermost tunnel that its first packet came through; null where there was none. */
export function tunnelText(columns: SessionColumns, slot: Slot): string | null {
  return columns.tunnels.text(columns.tunnel(slot));
}

/** Handshake round trip in milliseconds; null where it was not seen. */
export function roundTripMs(columns: SessionColumns, slot: Slot): number | null {
  const value = columns.roundTripMs(slot);
  return Number.isNaN(value) ? null : value;
}

export function hostname(columns: SessionColumns, slot: Slot): string | null {
  return columns.hostnames[slot] ?? null;
}

/** One of HOSTNAME_SOURCES; null where there is no host name. */
export function hostnameSource(columns: SessionColumns, slot: Slot): string | null {
  const source = columns.hostnameSource(slot);
  return source === 0 ? null : HOSTNAME_SOURCES[source]!;
}
