/** The reserved bit of the IPv4 header (RFC 791 §3.1 has it zero; RFC 3514 says what it is for): of SYNs the last one's, of data the first. */
import { type HeaderView, IP_FLAG_RESERVED } from '../header-view.ts';
import { bothWays, type ChainKind, type ObservedValue, type ObserverChain } from '../observer-chain.ts';
import { booleanOrNull, codeOf, grown } from '../value-columns.ts';

/** By flow: SYN forward, SYN reverse, data forward, data reverse. */
const KEYS = 4;
const DATA = 2;

class EvilChain implements ObserverChain {
  #bits: Uint8Array = new Uint8Array(0);

  grow(capacity: number): void {
    this.#bits = grown(this.#bits, capacity * KEYS);
  }

  begin(flow: number): void {
    this.#bits.fill(0, flow * KEYS, flow * KEYS + KEYS);
  }

  packet(flow: number, header: HeaderView, direction: number): boolean {
    if (!header.isIpv4) return true;
    const at = flow * KEYS + direction;
    const code = codeOf((header.ipFlags & IP_FLAG_RESERVED) !== 0);
    if (header.isSyn) this.#bits[at] = code;
    else if ((!header.isTcp || header.payloadLength > 0) && this.#bits[at + DATA] === 0) this.#bits[at + DATA] = code;
    return true;
  }

  value(flow: number, position: number): ObservedValue {
    return booleanOrNull(this.#bits[flow * KEYS + position]!);
  }
}

export const EVIL_CHAIN: ChainKind = {
  name: 'evil',
  summary: 'the reserved bit of IPv4',
  keys: [
    ...bothWays('evilbit_syn', null, 'reserved bit of the last SYN'),
    ...bothWays('evilbit_data', null, 'reserved bit of the first packet with data'),
  ],
  create: () => new EvilChain(),
};
