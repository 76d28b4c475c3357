/** Which ECN codepoints (RFC 3168 §5) were seen on SYNs, and on everything else. */
import type { HeaderView } from '../header-view.ts';
import { bothWays, type ChainKind, type ObservedValue, type ObserverChain } from '../observer-chain.ts';
import { grown } from '../value-columns.ts';

/** By codepoint: position of the first of its four keys; not ECT is not noted. */
const KEYS_OF = [-1, 4, 0, 8] as const;
/** Among the four: SYN forward, SYN reverse, data forward, data reverse. */
const DATA = 2;

class EcnChain implements ObserverChain {
  /** One bit a key. */
  #seen: Uint16Array = new Uint16Array(0);

  grow(capacity: number): void {
    this.#seen = grown(this.#seen, capacity);
  }

  begin(flow: number): void {
    this.#seen[flow] = 0;
  }

  packet(flow: number, header: HeaderView, direction: number): boolean {
    const codepoint = header.ecn;
    if (codepoint === 0) return true;
    const key = KEYS_OF[codepoint]! + (header.isSyn ? 0 : DATA) + direction;
    this.#seen[flow]! |= 1 << key;
    return true;
  }

  value(flow: number, position: number): ObservedValue {
    return (this.#seen[flow]! & (1 << position)) !== 0;
  }
}

export const ECN_CHAIN: ChainKind = {
  name: 'ecn',
  summary: 'ECN codepoints on SYNs and on the rest',
  keys: [
    ['ect0', 'ECT(0)'],
    ['ect1', 'ECT(1)'],
    ['ce', 'congestion experienced'],
  ].flatMap(([mark, name]) => [
    ...bothWays(`ecn_${mark}_syn`, false, `${name} on a SYN`),
    ...bothWays(`ecn_${mark}_data`, false, `${name} on anything but a SYN`),
  ]),
  create: () => new EcnChain(),
};
