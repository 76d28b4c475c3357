/** How a TCP connection was opened and closed. Complete once both ends sent a FIN, or one an RST. */
import { TCP_ACK, TCP_FIN, TCP_RST, TCP_SYN } from '#main/engine/decode/packet.ts';
import type { HeaderView } from '../header-view.ts';
import {
  bothWays,
  type ChainKind,
  FORWARD,
  type ObservedValue,
  type ObserverChain,
  REVERSE,
} from '../observer-chain.ts';
import { grown, numberOrNull, UNKNOWN } from '../value-columns.ts';

/** Bits of what was seen; where there is one a direction, shifted by it. */
const CONNECTED = 1;
const FIN = 2;
const FIN_BOTH = FIN | (FIN << 1);
const RST = 8;

class TcpChain implements ObserverChain {
  /** By flow and direction. */
  #synFlags: Int16Array = new Int16Array(0);
  #seen: Uint8Array = new Uint8Array(0);

  grow(capacity: number): void {
    this.#synFlags = grown(this.#synFlags, capacity * 2);
    this.#seen = grown(this.#seen, capacity);
  }

  begin(flow: number): void {
    this.#synFlags.fill(UNKNOWN, flow * 2, flow * 2 + 2);
    this.#seen[flow] = 0;
  }

  packet(flow: number, header: HeaderView, direction: number): boolean {
    if (!header.isTcp) return true;
    const flags = header.tcpFlags;
    let seen = this.#seen[flow]!;
    if ((flags & TCP_SYN) !== 0) this.#synFlags[flow * 2 + direction] = flags;
    else if ((flags & TCP_ACK) !== 0 && direction === FORWARD && (seen & CONNECTED) === 0 && this.#isAnswered(flow))
      seen |= CONNECTED;
    if ((flags & TCP_FIN) !== 0) seen |= FIN << direction;
    if ((flags & TCP_RST) !== 0) seen |= RST << direction;
    this.#seen[flow] = seen;
    return (seen & FIN_BOTH) !== FIN_BOTH && (flags & TCP_RST) === 0;
  }

  /** A SYN, and a SYN+ACK against it. */
  #isAnswered(flow: number): boolean {
    const answer = this.#synFlags[flow * 2 + REVERSE]!;
    return this.#synFlags[flow * 2 + FORWARD] !== UNKNOWN && answer !== UNKNOWN && (answer & TCP_ACK) !== 0;
  }

  value(flow: number, position: number): ObservedValue {
    const seen = this.#seen[flow]!;
    switch (position) {
      case 0:
      case 1:
        return numberOrNull(this.#synFlags[flow * 2 + position]!);
      case 2:
        return (seen & CONNECTED) !== 0;
      case 3:
      case 4:
        return (seen & (FIN << (position - 3))) !== 0;
      default:
        return (seen & (RST << (position - 5))) !== 0;
    }
  }
}

export const TCP_CHAIN: ChainKind = {
  name: 'tcp',
  summary: 'how TCP connections are opened and closed; ends a flow with FINs both ways or an RST',
  keys: [
    ...bothWays('tcp_synflags', null, 'flags byte of the last SYN'),
    { name: 'tcp_connected', initial: false, meaning: 'SYN, SYN+ACK and an ACK forward were seen' },
    ...bothWays('tcp_fin', false, 'a FIN was seen'),
    ...bothWays('tcp_rst', false, 'an RST was seen'),
  ],
  create: () => new TcpChain(),
};
