/** The key of the conversation that a packet, or the packet quoted in an ICMP error, belongs to. One is reused. */
import {
  type DecodedPacket,
  WORD_DESTINATION,
  WORD_QUOTED_DESTINATION,
  WORD_QUOTED_SOURCE,
  WORD_SOURCE,
} from '#main/engine/decode/packet.ts';
import type { KeyHasher } from './key-hash.ts';

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
    this.words = packet.words;
    this.hasPorts = sourcePort >= 0;
    this.sourcePort = sourcePort >= 0 ? sourcePort : 0;
    this.destinationPort = sourcePort >= 0 ? destinationPort : 0;
    this.interfaceId = packet.interfaceId;
    this.outerVlan = packet.outerVlan + 1;
    this.innerVlan = packet.innerVlan + 1;
    this.hash = hasher.hash(
      packet.words,
      this.source,
      this.sourcePort,
      this.destination,
      this.destinationPort,
      this.protocol | (packet.interfaceId << 8),
      this.outerVlan | (this.innerVlan << 13),
    );
  }
}
