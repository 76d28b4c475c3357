/** Whether the flow's first sender was told that the other end cannot be reached. Complete once it was. */
import { PROTOCOL_ICMP, PROTOCOL_ICMPV6 } from '#main/engine/decode/packet.ts';
import type { HeaderView } from '../header-view.ts';
import { type ChainKind, type ObservedValue, type ObserverChain, REVERSE } from '../observer-chain.ts';
import { grown } from '../value-columns.ts';

/** RFC 792; RFC 4443 §3.1. */
const UNREACHABLE = 3;
const UNREACHABLE_V6 = 1;

class IcmpChain implements ObserverChain {
  #unreachable: Uint8Array = new Uint8Array(0);

  grow(capacity: number): void {
    this.#unreachable = grown(this.#unreachable, capacity);
  }

  begin(flow: number): void {
    this.#unreachable[flow] = 0;
  }

  packet(flow: number, header: HeaderView, direction: number): boolean {
    if (direction !== REVERSE || header.icmpType < 0) return true;
    const { protocol, icmpType } = header;
    const unreachable =
      (protocol === PROTOCOL_ICMP && icmpType === UNREACHABLE) ||
      (protocol === PROTOCOL_ICMPV6 && icmpType === UNREACHABLE_V6);
    if (unreachable) this.#unreachable[flow] = 1;
    return !unreachable;
  }

  value(flow: number): ObservedValue {
    return this.#unreachable[flow] === 1;
  }
}

export const ICMP_CHAIN: ChainKind = {
  name: 'icmp',
  summary: 'ICMP says that the other end is unreachable; ends the flow',
  keys: [{ name: 'icmp_unreachable', initial: false, meaning: 'a destination unreachable came back' }],
  create: () => new IcmpChain(),
};
