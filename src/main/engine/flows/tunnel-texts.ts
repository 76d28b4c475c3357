/**
 * What the tunnels of the held sessions are called, each text once and only while a session has it: a record has room for a
 * number of 16 bits. Tunnels with ids of their own per subscriber can be more than that; the ones that find no room
 * are told by their kind alone.
 */
import { formatAddress } from '#base/addresses.ts';
import { type DecodedPacket, WORD_TUNNEL_DESTINATION, WORD_TUNNEL_SOURCE } from '#main/engine/decode/packet.ts';
import { TUNNEL_NAMES } from '#main/engine/decode/tunnel-kinds.ts';

/** 0 is "no tunnel"; then the kinds, which always have room; then what was met. */
const LARGEST_NUMBER = 0xffff;
const MAPPED_PREFIX = 0xffff;

export class TunnelTexts {
  /** By number. */
  readonly #texts: (string | null)[] = [...TUNNEL_NAMES];
  readonly #holders: number[] = TUNNEL_NAMES.map(() => 0);
  readonly #numbers: Map<string, number> = new Map();
  readonly #free: number[] = [];
  readonly #largest: number;

  /** `largest` is for tests that want it full. */
  constructor(largest: number = LARGEST_NUMBER) {
    this.#largest = largest;
  }

  /** The number of the tunnel that `packet` came through, held until it is released. `out`: its sender is the initiator. */
  hold(packet: DecodedPacket, out: boolean): number {
    const text = describe(packet, out);
    let number = this.#numbers.get(text);
    if (number === undefined) {
      number = this.#free.pop() ?? this.#texts.length;
      if (number > this.#largest) return packet.tunnelKind;
      this.#texts[number] = text;
      this.#holders[number] = 0;
      this.#numbers.set(text, number);
    }
    this.#holders[number]!++;
    return number;
  }

  release(number: number): void {
    if (number < TUNNEL_NAMES.length || --this.#holders[number]! > 0) return;
    this.#numbers.delete(this.#texts[number]!);
    this.#texts[number] = null;
    this.#free.push(number);
  }

  text(number: number): string | null {
    return number === 0 ? null : this.#texts[number]!;
  }

  /** How many texts are held. */
  get count(): number {
    return this.#numbers.size;
  }
}

/** Kind, id where it has one, outer addresses where it has some: the initiator's side first. */
function describe(packet: DecodedPacket, out: boolean): string {
  let text = TUNNEL_NAMES[packet.tunnelKind]!;
  if (packet.tunnelId >= 0) text += ` ${packet.tunnelId}`;
  const one = addressAt(packet.words, out ? WORD_TUNNEL_SOURCE : WORD_TUNNEL_DESTINATION);
  const other = addressAt(packet.words, out ? WORD_TUNNEL_DESTINATION : WORD_TUNNEL_SOURCE);
  return one === null || other === null ? text : `${text} ${one} ${other}`;
}

/** Null where there is none: a tunnel without IP around it. */
function addressAt(words: Uint32Array, at: number): string | null {
  const prefix = words[at]! | words[at + 1]!;
  if (prefix === 0 && words[at + 2] === 0 && words[at + 3] === 0) return null;
  return formatAddress(words, at, prefix !== 0 || words[at + 2] !== MAPPED_PREFIX);
}
