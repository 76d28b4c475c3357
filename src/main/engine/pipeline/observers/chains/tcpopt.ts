/** Which options the responder's SYN agrees to. */
import type { HeaderView } from '../header-view.ts';
import { type ChainKind, type ObservedValue, type ObserverChain, REVERSE } from '../observer-chain.ts';
import {
  firstOption,
  nextOption,
  OPTION_SACK_PERMITTED,
  OPTION_TIMESTAMPS,
  OPTION_WINDOW_SCALE,
} from '../tcp-options.ts';
import { grown } from '../value-columns.ts';

const KINDS = [OPTION_TIMESTAMPS, OPTION_WINDOW_SCALE, OPTION_SACK_PERMITTED] as const;

class TcpOptionsChain implements ObserverChain {
  /** One bit a key. */
  #seen: Uint8Array = new Uint8Array(0);

  grow(capacity: number): void {
    this.#seen = grown(this.#seen, capacity);
  }

  begin(flow: number): void {
    this.#seen[flow] = 0;
  }

  packet(flow: number, header: HeaderView, direction: number): boolean {
    if (direction !== REVERSE || !header.isSyn) return true;
    const { bytes } = header;
    const end = header.tcpOptionsEnd;
    for (let at = firstOption(bytes, header.tcpOptionsAt, end); at >= 0; at = nextOption(bytes, at, end))
      for (let key = 0; key < KINDS.length; key++) if (bytes[at] === KINDS[key]) this.#seen[flow]! |= 1 << key;
    return true;
  }

  value(flow: number, position: number): ObservedValue {
    return (this.#seen[flow]! & (1 << position)) === 0 ? null : true;
  }
}

export const TCPOPT_CHAIN: ChainKind = {
  name: 'tcpopt',
  summary: 'TCP options in the SYN that comes back',
  keys: [
    { name: 'tcpopt_ts', initial: null, meaning: 'true: timestamps' },
    { name: 'tcpopt_ws', initial: null, meaning: 'true: window scale' },
    { name: 'tcpopt_sack', initial: null, meaning: 'true: selective acknowledgements are permitted' },
  ],
  create: () => new TcpOptionsChain(),
};
