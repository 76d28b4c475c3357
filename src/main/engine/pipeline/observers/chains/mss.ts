/** The maximum segment size that each end announces with its SYN (RFC 9293 §3.7.1). */
import type { HeaderView } from '../header-view.ts';
import { bothWays, type ChainKind, type ObservedValue, type ObserverChain } from '../observer-chain.ts';
import { lastOption, OPTION_HEAD, OPTION_MSS } from '../tcp-options.ts';
import { grown, numberOrNull, UNKNOWN } from '../value-columns.ts';

/** More bytes than any number that can be told exactly. */
const MOST_VALUE_BYTES = 6;

class MssChain implements ObserverChain {
  /** By flow and direction. */
  #lengths: Int16Array = new Int16Array(0);
  #values: Float64Array = new Float64Array(0);

  grow(capacity: number): void {
    this.#lengths = grown(this.#lengths, capacity * 2);
    this.#values = grown(this.#values, capacity * 2);
  }

  begin(flow: number): void {
    this.#lengths.fill(UNKNOWN, flow * 2, flow * 2 + 2);
    this.#values.fill(UNKNOWN, flow * 2, flow * 2 + 2);
  }

  packet(flow: number, header: HeaderView, direction: number): boolean {
    if (!header.isSyn) return true;
    const { bytes } = header;
    const option = lastOption(bytes, header.tcpOptionsAt, header.tcpOptionsEnd, OPTION_MSS);
    if (option < 0) return true;
    const length = bytes[option + 1]!;
    this.#lengths[flow * 2 + direction] = length;
    this.#values[flow * 2 + direction] = valueOf(bytes, option + OPTION_HEAD, option + length);
    return true;
  }

  value(flow: number, position: number): ObservedValue {
    return numberOrNull(position < 2 ? this.#lengths[flow * 2 + position]! : this.#values[flow * 2 + position - 2]!);
  }
}

/** A number of any length, as broken senders have it. */
function valueOf(bytes: Uint8Array, from: number, to: number): number {
  if (to === from || to - from > MOST_VALUE_BYTES) return UNKNOWN;
  let value = 0;
  for (let at = from; at < to; at++) value = value * 256 + bytes[at]!;
  return value;
}

export const MSS_CHAIN: ChainKind = {
  name: 'mss',
  summary: 'the maximum segment size that each end announces',
  keys: [
    ...bothWays('mss_len', null, 'length of the option in the SYN, kind and length included'),
    ...bothWays('mss_value', null, 'the size that it announces'),
  ],
  create: () => new MssChain(),
};
