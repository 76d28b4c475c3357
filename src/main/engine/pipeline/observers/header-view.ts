/**
 * The headers of one packet as observers read them: nothing is read before it is asked for. One view is used for packet
 * after packet. Through a tunnel it is the innermost packet. What was not captured reads as 0, or as said.
 */
import {
  DecodedPacket,
  PROTOCOL_TCP,
  PROTOCOL_UDP,
  TCP_SYN,
  WORD_DESTINATION,
  WORD_QUOTED_DESTINATION,
  WORD_QUOTED_SOURCE,
  WORD_SOURCE,
  WORD_TCP_ACKNOWLEDGEMENT,
  WORD_TCP_SEQUENCE,
} from '#main/engine/decode/packet.ts';

const TCP_HEADER_LENGTH = 20;
const TCP_DATA_OFFSET_AT = 12;
const UDP_CHECKSUM_AT = 6;
const UDP_HEADER_LENGTH = 8;

export const IP_FLAG_RESERVED = 4;

export class HeaderView {
  packet: DecodedPacket = new DecodedPacket();

  take(packet: DecodedPacket): void {
    // Storing a reference costs a write barrier, and it is nearly always the same packet.
    if (this.packet !== packet) this.packet = packet;
  }

  get bytes(): Uint8Array {
    return this.packet.bytes;
  }

  get isIpv4(): boolean {
    return this.packet.ipVersion === 4;
  }

  get protocol(): number {
    return this.packet.protocol;
  }

  get dscp(): number {
    return this.packet.trafficClass >> 2;
  }

  get ecn(): number {
    return this.packet.trafficClass & 3;
  }

  get timeToLive(): number {
    return this.packet.timeToLive;
  }

  /** IPv4: reserved (4), don't fragment (2), more fragments (1); 0 for IPv6. */
  get ipFlags(): number {
    return this.packet.ipFlags;
  }

  /** From the IP header to the end of the captured frame, the link layer's padding included. */
  get octets(): number {
    return this.packet.ipCaptured;
  }

  /** Its ports, at least, were captured. Never of a fragment but the first. */
  get isTcp(): boolean {
    return this.packet.protocol === PROTOCOL_TCP && this.packet.sourcePort >= 0;
  }

  get isUdp(): boolean {
    return this.packet.protocol === PROTOCOL_UDP && this.packet.sourcePort >= 0;
  }

  get isSyn(): boolean {
    return this.isTcp && (this.packet.tcpFlags & TCP_SYN) !== 0;
  }

  get tcpFlags(): number {
    return this.packet.tcpFlags;
  }

  get tcpSequence(): number {
    return this.packet.words[WORD_TCP_SEQUENCE]!;
  }

  get tcpAcknowledgement(): number {
    return this.packet.words[WORD_TCP_ACKNOWLEDGEMENT]!;
  }

  get tcpWindow(): number {
    return this.packet.tcpWindow;
  }

  /** Options lie in [tcpOptionsAt, tcpOptionsEnd) of `bytes`, as far as they were captured; empty where there are none. */
  get tcpOptionsAt(): number {
    return this.packet.transportOffset + TCP_HEADER_LENGTH;
  }

  get tcpOptionsEnd(): number {
    const { bytes, transportOffset, payloadOffset, payloadCaptured } = this.packet;
    const captured = payloadOffset + payloadCaptured;
    if (captured - transportOffset < TCP_HEADER_LENGTH) return this.tcpOptionsAt;
    const end = transportOffset + ((bytes[transportOffset + TCP_DATA_OFFSET_AT]! >> 4) << 2);
    return Math.max(this.tcpOptionsAt, Math.min(end, captured));
  }

  /** -1 where it was not captured. */
  get udpChecksum(): number {
    const { bytes, transportOffset: at, payloadOffset } = this.packet;
    if (payloadOffset - at < UDP_HEADER_LENGTH) return -1;
    return (bytes[at + UDP_CHECKSUM_AT]! << 8) | bytes[at + UDP_CHECKSUM_AT + 1]!;
  }

  /** Bytes above the transport header: of an ICMP error, the packet that it quotes. */
  get payloadAt(): number {
    return this.packet.payloadOffset;
  }

  get payloadCaptured(): number {
    return this.packet.payloadCaptured;
  }

  /** On the wire. */
  get payloadLength(): number {
    return this.packet.payloadLength;
  }

  /** Of either version's ICMP; -1 where there is none. */
  get icmpType(): number {
    return this.packet.icmpType;
  }

  get icmpCode(): number {
    return this.packet.icmpCode;
  }

  /** An ICMP error that belongs to the flow of the packet it quotes, and travels against that. */
  get isQuoting(): boolean {
    return this.packet.quoted;
  }

  /*
   * The flow as it looks in the direction of this packet: its own ends, or those of the quoted packet the other way round.
   * Positions are in `words`.
   */

  get words(): Uint32Array {
    return this.packet.words;
  }

  get flowSourceAt(): number {
    return this.packet.quoted ? WORD_QUOTED_DESTINATION : WORD_SOURCE;
  }

  get flowDestinationAt(): number {
    return this.packet.quoted ? WORD_QUOTED_SOURCE : WORD_DESTINATION;
  }

  get flowProtocol(): number {
    return this.packet.quoted ? this.packet.quotedProtocol : this.packet.protocol;
  }

  /** -1 where the flow has no ports; so the next. */
  get flowSourcePort(): number {
    return this.packet.quoted ? this.packet.quotedDestinationPort : this.packet.sourcePort;
  }

  get flowDestinationPort(): number {
    return this.packet.quoted ? this.packet.quotedSourcePort : this.packet.destinationPort;
  }
}
