/** The key of the conversation that a packet, or the packet quoted in an ICMP error, belongs to. One is reused. */
import {
  type DecodedPacket,
  WORD_DESTINATION,
  WORD_QUOTED_DESTINATION,
  WORD_QUOTED_SOURCE,
  WORD_SOURCE,
} from '#main/engine/decode/packet.ts';
import type { KeyHasher } from './key-hash.ts';
import {
  RECORD_WORDS,
  type SessionColumns,
  type Slot,
  WORD_INITIATOR,
  WORD_META,
  WORD_PORTS,
  WORD_RESPONDER,
  WORD_TUNNEL_KEY,
  WORD_VLANS,
} from './session-columns.ts';

/** Bits of `meta`, above protocol (8 bits) and interface (16 bits). */
const META_HAS_PORTS = 1 << 24;
export const META_IPV4: number = 1 << 25;

export class FlowKey {
  /** Lent by the packet; `source` and `destination` are positions in it. */
  words: Uint32Array = new Uint32Array(8);
  source: number = 0;
  destination: number = 4;
  /** Both ports, as seen from the source and from the other end; 0 where there are none. */
  ports: number = 0;
  portsTurned: number = 0;
  /** Protocol, interface, IP version and whether there are ports. */
  meta: number = 0;
  /** Each id + 1, 0 where untagged. */
  vlans: number = 0;
  /** `tunnelKey` of the packet. */
  tunnel: number = 0;
  hash: number = 0;

  takePacket(packet: DecodedPacket, hasher: KeyHasher): void {
    this.source = WORD_SOURCE;
    this.destination = WORD_DESTINATION;
    this.#take(packet, packet.protocol, packet.sourcePort, packet.destinationPort, hasher);
  }

  takeQuoted(packet: DecodedPacket, hasher: KeyHasher): void {
    this.source = WORD_QUOTED_SOURCE;
    this.destination = WORD_QUOTED_DESTINATION;
    this.#take(packet, packet.quotedProtocol, packet.quotedSourcePort, packet.quotedDestinationPort, hasher);
  }

  /** The key that a session was inserted under, seen from its initiator. */
  takeSession(columns: SessionColumns, slot: Slot, hasher: KeyHasher): void {
    const { words } = columns;
    const at = slot * RECORD_WORDS;
    this.words = columns.unsigned;
    this.source = at + WORD_INITIATOR;
    this.destination = at + WORD_RESPONDER;
    this.meta = words[at + WORD_META]!;
    this.vlans = words[at + WORD_VLANS]!;
    this.tunnel = words[at + WORD_TUNNEL_KEY]!;
    this.#takePorts(words[at + WORD_PORTS]! & 0xffff, words[at + WORD_PORTS]! >>> 16, hasher);
  }

  #take(packet: DecodedPacket, protocol: number, sourcePort: number, destinationPort: number, hasher: KeyHasher): void {
    // Storing a reference costs a write barrier, and it is nearly always the same packet.
    if (this.words !== packet.words) this.words = packet.words;
    let meta = protocol | (packet.interfaceId << 8);
    let one = 0;
    let other = 0;
    if (sourcePort >= 0) {
      meta |= META_HAS_PORTS;
      one = sourcePort;
      other = destinationPort;
    }
    if (packet.ipVersion === 4) meta |= META_IPV4;
    this.meta = meta;
    this.vlans = (packet.outerVlan + 1) | ((packet.innerVlan + 1) << 16);
    this.tunnel = packet.tunnelKey;
    this.#takePorts(one, other, hasher);
  }

  #takePorts(one: number, other: number, hasher: KeyHasher): void {
    this.ports = one | (other << 16);
    this.portsTurned = other | (one << 16);
    const place = this.tunnel === 0 ? this.vlans : this.vlans ^ Math.imul(this.tunnel, 0x9e3779b1);
    this.hash = hasher.hash(this.words, this.source, one, this.destination, other, this.meta, place);
  }
}
