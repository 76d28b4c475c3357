/** Copies of one packet what a header frame has columns for. What was not captured is 0. */
import {
  HEADER_HAS_PORTS,
  HEADER_ICMP,
  HEADER_IPV6,
  HEADER_OPPOSITE,
  HEADER_QUOTES,
  HEADER_TCP,
  HEADER_UDP,
  MAX_HEADER_PAYLOAD_BYTES,
  MAX_TCP_OPTIONS_BYTES,
  QUOTED_PACKET_BYTES,
  type HeaderRows,
} from '#contract/plugins/header-frame.ts';
import {
  type DecodedPacket,
  PROTOCOL_TCP,
  WORD_DESTINATION,
  WORD_QUOTED_SOURCE,
  WORD_SOURCE,
  WORD_TCP_ACKNOWLEDGEMENT,
  WORD_TCP_SEQUENCE,
} from '#main/engine/decode/packet.ts';
import { HeaderView } from './header-view.ts';

const IPV4_ID_AT = 4;
const IPV4_FRAGMENT_AT = 6;
const TCP_CHECKSUM_AT = 16;
const TCP_URGENT_AT = 18;
const FLOW_LABEL_MASK = 0xfffff;

const header = new HeaderView();

/** Bytes that this packet may add to the tail of a frame, at most. */
export function tailBytesOf(rows: HeaderRows, packet: DecodedPacket): number {
  const { tcp_options: options, payload, quoted } = rows.values;
  return (
    (options === null || packet.protocol !== PROTOCOL_TCP ? 0 : MAX_TCP_OPTIONS_BYTES) +
    (payload === null ? 0 : Math.min(packet.payloadCaptured, MAX_HEADER_PAYLOAD_BYTES)) +
    (quoted === null || !packet.quoted ? 0 : QUOTED_PACKET_BYTES)
  );
}

export function fillHeaderRow(
  rows: HeaderRows,
  row: number,
  packet: DecodedPacket,
  flow: { readonly key: number; readonly generation: number; readonly opposite: boolean; readonly time: number },
): void {
  header.take(packet);
  const { isTcp, isUdp } = header;
  const isIpv6 = packet.ipVersion === 6;
  rows.time[row] = flow.time;
  rows.key[row] = flow.key;
  rows.generation[row] = flow.generation;
  rows.protocol[row] = packet.protocol;
  rows.flags[row] =
    (isIpv6 ? HEADER_IPV6 : 0) |
    (flow.opposite ? HEADER_OPPOSITE : 0) |
    (packet.sourcePort < 0 ? 0 : HEADER_HAS_PORTS) |
    (isTcp ? HEADER_TCP : 0) |
    (isUdp ? HEADER_UDP : 0) |
    (packet.icmpType < 0 ? 0 : HEADER_ICMP) |
    (packet.quoted ? HEADER_QUOTES : 0);
  fillIp(rows, row, packet, isIpv6);
  fillTransport(rows, row, packet, isTcp, isUdp);
  const { payload } = rows.values;
  if (payload !== null) {
    const from = packet.payloadOffset;
    const length = Math.max(0, Math.min(packet.payloadCaptured, MAX_HEADER_PAYLOAD_BYTES, packet.bytes.length - from));
    rows.addPayload(row, packet.bytes, from, from + length);
  }
  if (rows.values.quoted !== null && packet.quoted) {
    rows.addQuoted({
      ipv6: isIpv6,
      protocol: packet.quotedProtocol,
      sourcePort: packet.quotedSourcePort,
      destinationPort: packet.quotedDestinationPort,
      addresses: packet.words.slice(WORD_QUOTED_SOURCE, WORD_QUOTED_SOURCE + 8),
    });
  }
}

function fillIp(rows: HeaderRows, row: number, packet: DecodedPacket, isIpv6: boolean): void {
  const { source, destination, ports, ttl, traffic_class: traffic, octets, length } = rows.values;
  const { ip_id: id, ip_fragment: fragment, flow_label: label, payload_length: payload } = rows.values;
  const { words, bytes, ipOffset: at } = packet;
  if (source !== null) for (let word = 0; word < 4; word++) source[row * 4 + word] = words[WORD_SOURCE + word]!;
  if (destination !== null)
    for (let word = 0; word < 4; word++) destination[row * 4 + word] = words[WORD_DESTINATION + word]!;
  if (ports !== null) ports[row] = packet.sourcePort < 0 ? 0 : packet.sourcePort | (packet.destinationPort << 16);
  if (ttl !== null) ttl[row] = packet.timeToLive;
  if (traffic !== null) traffic[row] = packet.trafficClass;
  if (octets !== null) octets[row] = packet.ipCaptured;
  if (length !== null) length[row] = packet.wireLength;
  if (id !== null) id[row] = isIpv6 ? 0 : read16(bytes, at + IPV4_ID_AT);
  if (fragment !== null) fragment[row] = isIpv6 ? 0 : read16(bytes, at + IPV4_FRAGMENT_AT);
  if (label !== null) label[row] = isIpv6 ? ((read16(bytes, at) << 16) | read16(bytes, at + 2)) & FLOW_LABEL_MASK : 0;
  if (payload !== null) payload[row] = packet.payloadLength;
}

function fillTransport(rows: HeaderRows, row: number, packet: DecodedPacket, isTcp: boolean, isUdp: boolean): void {
  const { tcp_flags: flags, tcp_seq: sequence, tcp_ack: acknowledgement, tcp_window: window } = rows.values;
  const { tcp_urgent: urgent, tcp_options: options, checksum, icmp } = rows.values;
  const { words, bytes, transportOffset: at } = packet;
  if (flags !== null) flags[row] = isTcp ? packet.tcpFlags : 0;
  if (sequence !== null) sequence[row] = isTcp ? words[WORD_TCP_SEQUENCE]! : 0;
  if (acknowledgement !== null) acknowledgement[row] = isTcp ? words[WORD_TCP_ACKNOWLEDGEMENT]! : 0;
  if (window !== null) window[row] = isTcp ? packet.tcpWindow : 0;
  // A header of which not everything was captured ends where its payload would begin.
  const isWhole = isTcp && packet.payloadOffset - at > TCP_URGENT_AT + 1;
  if (urgent !== null) urgent[row] = isWhole ? read16(bytes, at + TCP_URGENT_AT) : 0;
  if (checksum !== null) {
    if (isUdp) checksum[row] = Math.max(0, header.udpChecksum);
    else checksum[row] = isWhole ? read16(bytes, at + TCP_CHECKSUM_AT) : 0;
  }
  if (icmp !== null) icmp[row] = packet.icmpType < 0 ? 0 : (packet.icmpType << 8) | packet.icmpCode;
  if (options === null) return;
  if (isTcp) rows.addOptions(row, bytes, header.tcpOptionsAt, header.tcpOptionsEnd);
  else rows.addOptions(row, bytes, 0, 0);
}

function read16(bytes: Uint8Array, at: number): number {
  return at + 1 < bytes.length ? (bytes[at]! << 8) | bytes[at + 1]! : 0;
}
