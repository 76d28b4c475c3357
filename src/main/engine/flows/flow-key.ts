/** The key of the conversation that a packet, or the packet quoted in an ICMP error, belongs to. One is reused. */
import {
  type DecodedPacket,
  WORD_DESTINATION,
  WORD_QUOTED_DESTINATION,
  WORD_QUOTED_SOURCE,
  WORD_SOURCE,
} from '#main/engine/decode/packet.ts';
import type { KeyHasher } from './key-hash.ts';

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
    this.ports = one | (other << 16);
    this.portsTurned = other | (one << 16);
    const vlans = (packet.outerVlan + 1) | ((packet.innerVlan + 1) << 16);
    this.vlans = vlans;
    this.hash = hasher.hash(packet.words, this.source, one, this.destination, other, meta, vlans);
  }
}
