/** The service class (RFC 2474) that packets are marked with: of SYNs the last one's, of data the first that is not zero. */
import type { HeaderView } from '../header-view.ts';
import { bothWays, type ChainKind, type ObservedValue, type ObserverChain } from '../observer-chain.ts';
import { grown, numberOrNull, UNKNOWN } from '../value-columns.ts';

/** By flow: SYN forward, SYN reverse, data forward, data reverse. */
const KEYS = 4;
const DATA = 2;

class DscpChain implements ObserverChain {
  #marks: Int16Array = new Int16Array(0);

  grow(capacity: number): void {
    this.#marks = grown(this.#marks, capacity * KEYS);
  }

  begin(flow: number): void {
    this.#marks.fill(UNKNOWN, flow * KEYS, flow * KEYS + KEYS);
  }

  packet(flow: number, header: HeaderView, direction: number): boolean {
    const at = flow * KEYS + direction;
    if (header.isSyn) this.#marks[at] = header.dscp;
    else if ((!header.isTcp || header.payloadLength > 0) && this.#marks[at + DATA]! <= 0)
      this.#marks[at + DATA] = header.dscp;
    return true;
  }

  value(flow: number, position: number): ObservedValue {
    return numberOrNull(this.#marks[flow * KEYS + position]!);
  }
}

export const DSCP_CHAIN: ChainKind = {
  name: 'dscp',
  summary: 'DSCP marks on SYNs and on data',
  keys: [
    ...bothWays('dscp_mark_syn', null, 'mark of the last SYN'),
    ...bothWays('dscp_mark_data', null, 'first mark other than 0 on TCP with payload or on anything but TCP, else 0'),
  ],
  create: () => new DscpChain(),
};
