/** The key of the conversation that a packet, or the packet quoted in an ICMP error, belongs to. One is reused. */
import {
  type DecodedPacket,
  WORD_DESTINATION,
  WORD_QUOTED_DESTINATION,
  WORD_QUOTED_SOURCE,
  WORD_SOURCE,
} from '#main/engine/decode/packet.ts';
import type { KeyHasher } from './key-hash.ts';

/** Bit of `meta`, above protocol (8 bits) and interface (16 bits). */
const HAS_PORTS = 1 << 24;

export class FlowKey {
  /** Lent by the packet; `source` and `destination` are positions in it. */
  words: Uint32Array = new Uint32Array(8);
  source: number = 0;
  destination: number = 4;
  /** 0 where there are no ports. */
  sourcePort: number = 0;
  destinationPort: number = 0;
  hasPorts: boolean = false;
  protocol: number = 0;
  interfaceId: number = 0;
  /** VLAN id + 1, 0 where untagged. */
  outerVlan: number = 0;
  innerVlan: number = 0;
  /** The key without the addresses, packed: ports (as seen from the source, and from the other end), the rest. */
  ports: number = 0;
  portsTurned: number = 0;
  meta: number = 0;
  vlans: number = 0;
  hash: number = 0;

  takePacket(packet: DecodedPacket, hasher: KeyHasher): void {
    this.source = WORD_SOURCE;
    this.destination = WORD_DESTINATION;
    this.protocol = packet.protocol;
    this.#take(packet, packet.sourcePort, packet.destinationPort, hasher);
  }

  takeQuoted(packet: DecodedPacket, hasher: KeyHasher): void {
    this.source = WORD_QUOTED_SOURCE;
    this.destination = WORD_QUOTED_DESTINATION;
    this.protocol = packet.quotedProtocol;
    this.#take(packet, packet.quotedSourcePort, packet.quotedDestinationPort, hasher);
  }

  #take(packet: DecodedPacket, sourcePort: number, destinationPort: number, hasher: KeyHasher): void {
    // Storing a reference costs a write barrier, and it is nearly always the same packet.
    if (this.words !== packet.words) this.words = packet.words;
    this.hasPorts = sourcePort >= 0;
    const one = sourcePort >= 0 ? sourcePort : 0;
    const other = sourcePort >= 0 ? destinationPort : 0;
    this.sourcePort = one;
    this.destinationPort = other;
    this.ports = one | (other << 16);
    this.portsTurned = other | (one << 16);
    this.interfaceId = packet.interfaceId;
    const meta = this.protocol | (packet.interfaceId << 8) | (sourcePort >= 0 ? HAS_PORTS : 0);
    this.meta = meta;
    this.outerVlan = packet.outerVlan + 1;
    this.innerVlan = packet.innerVlan + 1;
    const vlans = this.outerVlan | (this.innerVlan << 16);
    this.vlans = vlans;
    this.hash = hasher.hash(packet.words, this.source, one, this.destination, other, meta, vlans);
  }
}
