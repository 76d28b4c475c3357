/**
 * Who sent how much to whom. tshark has one row for all uses of the same ports; so all sessions of the same ends are taken
 * together here, whoever began. Where a datagram was fragmented, tshark gives the parts without ports rows of their own, and
 * we count them to the first part's session: there everything between the two addresses is taken together.
 */
import type { PacketLog, SessionRecord } from '#contract/records.ts';
import { compareFacts, Facts, type Comparison } from './difference.ts';
import type { ExpectedFlow } from './captures.ts';
import type { Reading } from './reading.ts';

const PROTOCOL_NUMBERS: ReadonlyMap<string, number> = new Map([
  ['icmp', 1],
  ['igmp', 2],
  ['ipv4', 4],
  ['tcp', 6],
  ['udp', 17],
  ['dccp', 33],
  ['ipv6', 41],
  ['rsvp', 46],
  ['gre', 47],
  ['esp', 50],
  ['ah', 51],
  ['icmpv6', 58],
  ['eigrp', 88],
  ['ospf', 89],
  ['pim', 103],
  ['vrrp', 112],
  ['l2tp', 115],
  ['sctp', 132],
  ['udplite', 136],
]);
const TCP = 6;
const UDP = 17;

interface Half {
  packets: number;
  bytes: number;
  frame: number | null;
}

class Halves {
  readonly rows: Map<string, Half> = new Map();

  add(key: string, packets: number, bytes: number, frame: number | null): void {
    if (packets === 0) return;
    const half = this.rows.get(key) ?? { packets: 0, bytes: 0, frame };
    half.packets += packets;
    half.bytes += bytes;
    this.rows.set(key, half);
  }

  facts(): Facts {
    const facts = new Facts();
    for (const [key, { packets, bytes, frame }] of this.rows)
      facts.add(key, `${packets} packets, ${bytes} bytes`, frame);
    return facts;
  }
}

/** TCP and UDP by their ends; anything else by its addresses, from packets, since ICMP errors count in what they quote. */
export function compareConversations(reading: Reading, flows: readonly ExpectedFlow[]): Comparison[] {
  const pairs = new Set(
    flows.filter(isWithoutPorts).flatMap((flow) => {
      const protocol = protocolNumber(flow.proto);
      return [pairKey(protocol, flow.a, flow.b), pairKey(protocol, flow.b, flow.a)];
    }),
  );
  const ours = { ported: new Halves(), other: new Halves() };
  for (const session of reading.sessions) addSession(session);
  for (const packet of reading.packets) addPacket(packet);
  const theirs = { ported: new Halves(), other: new Halves() };
  for (const flow of flows) addFlow(flow);
  return [
    compareFacts('conversations', ours.ported.facts(), theirs.ported.facts()),
    compareFacts('other protocols', ours.other.facts(), theirs.other.facts()),
  ];

  function keyOf(protocol: number, from: string, fromPort: number | null, to: string, toPort: number | null): string {
    const pair = pairKey(protocol, from, to);
    if (!hasPorts(protocol)) return pair;
    if (pairs.has(pair)) return `${pair}, all ports`;
    return `${protocolText(protocol)} ${from}:${fromPort ?? '-'} > ${to}:${toPort ?? '-'}`;
  }

  function addSession(session: SessionRecord): void {
    const { protocol_num: protocol, src_ip: source, src_port: sourcePort, dst_ip: to, dst_port: toPort } = session;
    if (!hasPorts(protocol)) return;
    const frame = reading.frames.frameAt(session.start_time);
    const out = keyOf(protocol, source, sourcePort, to, toPort);
    ours.ported.add(out, session.packets_out, session.bytes_out, frame);
    ours.ported.add(keyOf(protocol, to, toPort, source, sourcePort), session.packets_in, session.bytes_in, frame);
  }

  function addPacket(packet: PacketLog): void {
    // A row of length 0 is a change of state without a packet.
    if (hasPorts(packet.protocol_num) || packet.length === 0) return;
    const key = keyOf(packet.protocol_num, packet.src_ip, null, packet.dst_ip, null);
    ours.other.add(key, 1, packet.length, reading.frames.frameAt(packet.timestamp));
  }

  function addFlow(flow: ExpectedFlow): void {
    const protocol = protocolNumber(flow.proto);
    const into = hasPorts(protocol) ? theirs.ported : theirs.other;
    const frame = flow.first_frame;
    into.add(keyOf(protocol, flow.a, flow.a_port, flow.b, flow.b_port), flow.a_packets, flow.a_bytes, frame);
    into.add(keyOf(protocol, flow.b, flow.b_port, flow.a, flow.a_port), flow.b_packets, flow.b_bytes, frame);
  }
}

function isWithoutPorts(flow: ExpectedFlow): boolean {
  return flow.fragment === true || flow.header_cut === true;
}

function hasPorts(protocol: number): boolean {
  return protocol === TCP || protocol === UDP;
}

function protocolNumber(name: string): number {
  return PROTOCOL_NUMBERS.get(name) ?? Number(name.replace('ip-', ''));
}

function protocolText(protocol: number): string {
  return [...PROTOCOL_NUMBERS].find(([, number]) => number === protocol)?.[0] ?? `ip-${protocol}`;
}

function pairKey(protocol: number, from: string, to: string): string {
  return `${protocolText(protocol)} ${from} > ${to}`;
}
