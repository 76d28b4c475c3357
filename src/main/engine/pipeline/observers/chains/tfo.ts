/** TCP Fast Open (RFC 7413): the cookie asked for or used, and whether data on the SYN was acknowledged. */
import { TCP_ACK } from '#main/engine/decode/packet.ts';
import type { HeaderView } from '../header-view.ts';
import { type ChainKind, FORWARD, type ObservedValue, type ObserverChain, REVERSE } from '../observer-chain.ts';
import {
  firstOption,
  nextOption,
  OPTION_EXPERIMENT,
  OPTION_EXPERIMENT_OTHER,
  OPTION_FAST_OPEN,
  OPTION_HEAD,
} from '../tcp-options.ts';
import { grown } from '../value-columns.ts';

/** What the experiment said of itself, in two bytes before the cookie. */
const EXPERIMENT_ID = 0xf989;
const EXPERIMENT_HEAD = OPTION_HEAD + 2;

/** By flow. */
const NUMBERS = 3;
const SEQUENCE = 0;
const DATA_LENGTH = 1;
const ACKNOWLEDGEMENT = 2;

class FastOpenChain implements ObserverChain {
  /** By flow and direction; 0 for none. */
  #kinds: Uint8Array = new Uint8Array(0);
  #cookieLengths: Uint8Array = new Uint8Array(0);
  #numbers: Uint32Array = new Uint32Array(0);

  grow(capacity: number): void {
    this.#kinds = grown(this.#kinds, capacity * 2);
    this.#cookieLengths = grown(this.#cookieLengths, capacity * 2);
    this.#numbers = grown(this.#numbers, capacity * NUMBERS);
  }

  begin(flow: number): void {
    this.#kinds.fill(0, flow * 2, flow * 2 + 2);
    this.#cookieLengths.fill(0, flow * 2, flow * 2 + 2);
    this.#numbers.fill(0, flow * NUMBERS, flow * NUMBERS + NUMBERS);
  }

  packet(flow: number, header: HeaderView, direction: number): boolean {
    if (!header.isSyn) return true;
    const { bytes } = header;
    const option = fastOpenOption(bytes, header.tcpOptionsAt, header.tcpOptionsEnd);
    if (option >= 0) {
      const kind = bytes[option]!;
      this.#kinds[flow * 2 + direction] = kind;
      this.#cookieLengths[flow * 2 + direction] =
        bytes[option + 1]! - (kind === OPTION_FAST_OPEN ? OPTION_HEAD : EXPERIMENT_HEAD);
      if (direction === FORWARD) {
        this.#numbers[flow * NUMBERS + SEQUENCE] = header.tcpSequence;
        this.#numbers[flow * NUMBERS + DATA_LENGTH] = header.payloadLength;
      }
    }
    if (direction === REVERSE && (header.tcpFlags & TCP_ACK) !== 0 && this.#kinds[flow * 2 + FORWARD] !== 0)
      this.#numbers[flow * NUMBERS + ACKNOWLEDGEMENT] = header.tcpAcknowledgement;
    return true;
  }

  value(flow: number, position: number): ObservedValue {
    if (position < 2) return this.#kinds[flow * 2 + position]!;
    if (position < 4) return this.#cookieLengths[flow * 2 + position - 2]!;
    return this.#numbers[flow * NUMBERS + position - 4]!;
  }
}

/** The last one, as the official kind or as the experiment. */
function fastOpenOption(bytes: Uint8Array, from: number, end: number): number {
  let found = -1;
  for (let at = firstOption(bytes, from, end); at >= 0; at = nextOption(bytes, at, end)) {
    const kind = bytes[at];
    if (kind === OPTION_FAST_OPEN) found = at;
    else if (kind === OPTION_EXPERIMENT || kind === OPTION_EXPERIMENT_OTHER) if (isFastOpen(bytes, at)) found = at;
  }
  return found;
}

function isFastOpen(bytes: Uint8Array, option: number): boolean {
  const id = (bytes[option + OPTION_HEAD]! << 8) | bytes[option + OPTION_HEAD + 1]!;
  return bytes[option + 1]! >= EXPERIMENT_HEAD && id === EXPERIMENT_ID;
}

export const TFO_CHAIN: ChainKind = {
  name: 'tfo',
  summary: 'TCP Fast Open: cookies, and data on the SYN',
  keys: [
    { name: 'tfo_synkind', initial: 0, meaning: 'kind of the option in the SYN: 34, or 254 or 255 (experiments)' },
    { name: 'tfo_ackkind', initial: 0, meaning: 'kind of the option in the SYN that came back' },
    { name: 'tfo_synclen', initial: 0, meaning: 'length of the cookie in it' },
    { name: 'tfo_ackclen', initial: 0, meaning: 'the same of the SYN that came back' },
    { name: 'tfo_seq', initial: 0, meaning: 'sequence number of the SYN that had the option' },
    { name: 'tfo_dlen', initial: 0, meaning: 'bytes of data on that SYN' },
    { name: 'tfo_ack', initial: 0, meaning: 'what the SYN+ACK acknowledged' },
  ],
  create: () => new FastOpenChain(),
};
