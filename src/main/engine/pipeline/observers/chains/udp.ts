/** Whether datagrams are sent without a checksum (RFC 768: zero). */
import type { HeaderView } from '../header-view.ts';
import { bothWays, type ChainKind, type ObservedValue, type ObserverChain } from '../observer-chain.ts';
import { booleanOrNull, codeOf, grown } from '../value-columns.ts';

class UdpChain implements ObserverChain {
  /** By flow and direction. */
  #zero: Uint8Array = new Uint8Array(0);

  grow(capacity: number): void {
    this.#zero = grown(this.#zero, capacity * 2);
  }

  begin(flow: number): void {
    this.#zero.fill(0, flow * 2, flow * 2 + 2);
  }

  packet(flow: number, header: HeaderView, direction: number): boolean {
    if (!header.isUdp) return true;
    const checksum = header.udpChecksum;
    if (checksum >= 0) this.#zero[flow * 2 + direction] = codeOf(checksum === 0);
    return true;
  }

  value(flow: number, position: number): ObservedValue {
    return booleanOrNull(this.#zero[flow * 2 + position]!);
  }
}

export const UDP_CHAIN: ChainKind = {
  name: 'udp',
  summary: 'UDP without a checksum',
  keys: bothWays('udp_zero_checksum', null, 'the last datagram had no checksum'),
  create: () => new UdpChain(),
};
