/**
 * What decoding one frame yields. One object is reused for every packet (no allocation on the hot path): whoever wants
 * to keep something copies it before the next `decode`.
 *
 * Addresses are four 32-bit words, most significant first; IPv4 is kept as IPv4-mapped IPv6 (`0, 0, 0xffff, address`),
 * so that one key layout serves both. Words of `words` are unsigned.
 */

/** Positions in `DecodedPacket.words`. */
export const WORD_SOURCE = 0;
export const WORD_DESTINATION = 4;
export const WORD_TCP_SEQUENCE = 8;
export const WORD_TCP_ACKNOWLEDGEMENT = 9;
export const WORD_FRAGMENT_ID = 10;
export const WORD_QUOTED_SOURCE = 11;
export const WORD_QUOTED_DESTINATION = 15;
/** Both 0 where there is no tunnel, or none with addresses of its own. */
export const WORD_TUNNEL_SOURCE = 19;
export const WORD_TUNNEL_DESTINATION = 23;
export const WORD_COUNT = 27;

/** What kind of thing the frame turned out to be. */
export const KIND_SESSION = 0; // IP, and enough of it to know the conversation
export const KIND_NON_IP = 1; // ARP and other frames without IP: counted by name (`nonIp`), not an error
export const KIND_UNDECODED = 2; // counted under `reason`
export type PacketKind = 0 | 1 | 2;

/** TCP flag bits as on the wire (RFC 9293 §3.1; RFC 3168 for ECE and CWR). */
export const TCP_FIN = 0x01;
export const TCP_SYN = 0x02;
export const TCP_RST = 0x04;
export const TCP_PSH = 0x08;
export const TCP_ACK = 0x10;
export const TCP_URG = 0x20;
export const TCP_ECE = 0x40;
export const TCP_CWR = 0x80;

export const PROTOCOL_ICMP = 1;
export const PROTOCOL_TCP = 6;
export const PROTOCOL_UDP = 17;
export const PROTOCOL_ICMPV6 = 58;
export const PROTOCOL_SCTP = 132;
export const PROTOCOL_UDPLITE = 136;

export class DecodedPacket {
  readonly words: Uint32Array = new Uint32Array(WORD_COUNT);
  /** The batch's bytes; every offset below is into it. `view`: the same bytes. */
  bytes: Uint8Array = new Uint8Array(0);
  view: DataView = new DataView(this.bytes.buffer);
  /** Owned by `decodeFrame`: the fields that ordinary frames leave alone are as after a reset. */
  ordinary: boolean = false;
  kind: PacketKind = KIND_UNDECODED;
  /** Index into UNDECODED_REASONS (see reasons.ts) where kind is KIND_UNDECODED. */
  reason: number = 0;
  /** EtherType (or the link type's own protocol number) where kind is KIND_NON_IP. */
  etherType: number = 0;
  /** Whole frame: captured and wire length. */
  capturedLength: number = 0;
  wireLength: number = 0;
  /** Packet time in microseconds since the epoch, and the capture's interface: set by the caller before `decode`. */
  time: number = 0;
  interfaceId: number = 0;
  /** Where the frame's bytes are kept by whoever keeps them; -1: nowhere. Set by the caller, too. */
  frame: number = -1;
  /** 802.1Q ids from the outside in, -1 where absent (further tags are skipped). */
  outerVlan: number = -1;
  innerVlan: number = -1;
  /** The innermost tunnel that the packet came through (see tunnel-kinds.ts), and its id: -1 where it has none. */
  tunnelKind: number = 0;
  tunnelId: number = -1;
  /** What part of the conversation's key the tunnels are; 0 where there is none. */
  tunnelKey: number = 0;
  /** 4 or 6. */
  ipVersion: number = 0;
  /** Where the IP header begins. */
  ipOffset: number = 0;
  /** Captured octets from there to the end of what the link layer carried, padding included. */
  ipCaptured: number = 0;
  /** IPv4: reserved (4), don't fragment (2), more fragments (1); 0 for IPv6. */
  ipFlags: number = 0;
  /** DSCP and ECN byte, and TTL or hop limit. */
  trafficClass: number = 0;
  timeToLive: number = 0;
  /** Transport protocol after IPv6 extension headers. */
  protocol: number = 0;
  /** -1 where the protocol has none or where they were not captured. */
  sourcePort: number = -1;
  destinationPort: number = -1;
  /** True for any fragment but the first: no transport header in it; ports are -1. */
  laterFragment: boolean = false;
  /** True for the first of several fragments. */
  firstFragment: boolean = false;
  /**
   * Of a fragment: where its part of the whole begins in `bytes` and in the whole, whether more follows, and the protocol
   * that identifies it together with addresses and id (RFC 791 §3.2); 0 for IPv6, where it does not (RFC 8200 §4.5).
   */
  fragmentAt: number = 0;
  fragmentOffset: number = 0;
  moreFragments: boolean = false;
  fragmentProtocol: number = 0;
  tcpFlags: number = 0;
  tcpWindow: number = 0;
  icmpType: number = -1;
  icmpCode: number = -1;
  /** Where the transport header and the payload above it begin, how much payload was captured and how much there was on the wire. */
  transportOffset: number = 0;
  payloadOffset: number = 0;
  payloadCaptured: number = 0;
  payloadLength: number = 0;
  /** An ICMP error that quotes enough of a packet to know its conversation: the quoted packet's protocol and ports. */
  quoted: boolean = false;
  quotedProtocol: number = 0;
  quotedSourcePort: number = -1;
  quotedDestinationPort: number = -1;
  /** Of one that quotes, said by the flow table: it belongs to the session that it quotes, without being counted in it. */
  attached: boolean = false;

  /** Makes `bytes` the ones that are decoded from. */
  lend(bytes: Uint8Array): void {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }
}
