/**
 * Which packets become packet logs. `state`: those that changed their session's state, those a payload filter took a
 * name from, and every ICMP packet; `all`: every packet. State changes without a packet are logged either way.
 */
import { PROTOCOL_ICMP, PROTOCOL_ICMPV6 } from '#main/engine/decode/packet.ts';

export type PacketLogRule = 'state' | 'all';

/** `change` is the state that the packet entered, 0 where none was; `name` what a payload filter took, or null. */
export function isLogged(rule: PacketLogRule, protocol: number, change: number, name: string | null): boolean {
  return rule === 'all' || change !== 0 || name !== null || protocol === PROTOCOL_ICMP || protocol === PROTOCOL_ICMPV6;
}
