/**
 * The decoder against what independent tools found in public captures, where the corpus is beside the checkout: which
 * frames are IP and ARP, every conversation's packets and bytes, and every DNS message that one packet holds.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { openPacketSource } from '#main/engine/capture/open-source.ts';
import { formatAddress } from '#base/addresses.ts';
import { rcodeName, typeName } from '#main/engine/decode/dns-constants.ts';
import {
  dnsOpcode,
  isDnsResponse,
  parseDnsMessage,
  readQuestion,
  type DnsMessage,
  type DnsResourceRecord,
} from '#main/engine/decode/dns-message.ts';
import { decodeFrame } from '#main/engine/decode/frame.ts';
import { isSupportedLinkType } from '#main/engine/decode/link-types.ts';
import { DecodedPacket, KIND_NON_IP, KIND_SESSION, WORD_DESTINATION, WORD_SOURCE } from '#main/engine/decode/packet.ts';
import { UNDECODED_REASONS } from '#main/engine/decode/reasons.ts';
import { memoryBytes } from './kit/memory-bytes.ts';

const CORPUS = path.resolve(import.meta.dirname, '../../shared/captures');
const EXPECTED = path.join(CORPUS, 'expected');

/** tshark counts these frames among its flows although no transport protocol was captured, so we do not. */
const CUT_BEFORE_PROTOCOL = new Set(['zeek-ip6-ext-trunc.pcap']);
/** Records whose captured lengths disagree with their file: the tools disagree on how many there are. */
const DAMAGED = new Set(['suricata-bug-1450-04.pcap']);

/** UDP lengths beyond the IP packet: tshark reports them as they are, we what the packet can hold. */
const UDP_BEYOND_IP = new Set(['tcpdump-l2tp-avp-overflow.pcap']);

/** tshark knows Teredo by its server's port only: what clients send each other is an expectation of Zeek's. */
const TEREDO = 'zeek-Teredo.pcap';
/** Ethernet, IPv4 and UDP around each of its packets. */
const TEREDO_OVERHEAD = 14 + 20 + 8;

interface ExpectedFlow {
  readonly proto: string;
  readonly a: string;
  readonly b: string;
  readonly a_port: number | null;
  readonly b_port: number | null;
  readonly a_packets: number;
  readonly b_packets: number;
  readonly a_bytes: number;
  readonly b_bytes: number;
  readonly a_payload: number | null;
  readonly b_payload: number | null;
  readonly fragment?: boolean;
}

interface ExpectedRecord {
  readonly name: string;
  readonly type: string;
  readonly ttl?: number;
  readonly data?: string | readonly string[];
  readonly labels_hex?: readonly string[];
}

interface ExpectedDns {
  readonly frame: number;
  readonly transport: string;
  readonly src: string;
  readonly src_port: number;
  readonly dst: string;
  readonly dst_port: number;
  readonly id: number;
  readonly qr: string;
  readonly opcode: number;
  readonly rcode?: number;
  readonly counts: readonly number[];
  readonly questions: readonly ExpectedRecord[];
  readonly answers: readonly ExpectedRecord[];
  readonly authority?: readonly ExpectedRecord[];
  readonly additional?: readonly (ExpectedRecord & { readonly udp_size?: number })[];
  readonly malformed?: boolean;
  readonly quoted_in_icmp?: boolean;
}

interface Expectation {
  readonly packets: number;
  readonly counts: { readonly with_ip: number };
  readonly flows: readonly ExpectedFlow[];
  readonly flows_inner?: readonly ExpectedFlow[];
  readonly dns?: readonly ExpectedDns[];
  readonly upstream?: readonly {
    readonly log?: string;
    readonly fields?: readonly string[];
    readonly rows?: readonly (readonly string[])[];
  }[];
  readonly protocol_stacks?: Readonly<Record<string, number>>;
}

interface Half {
  packets: number;
  bytes: number;
  payload: number;
}

interface Decoded {
  readonly kinds: { session: number; arp: number; nonIp: number; undecoded: number };
  /** By protocol and "from>to": what went that way. */
  readonly halves: Map<string, Half>;
  /** By frame number: the payload and the ends of a packet with ports that is no fragment. */
  readonly payloads: Map<number, { readonly bytes: Uint8Array; readonly ends: string }>;
}

const protocolNumbers = new Map([
  ['icmp', 1],
  ['igmp', 2],
  ['tcp', 6],
  ['udp', 17],
  ['ipv6', 41],
  ['gre', 47],
  ['icmpv6', 58],
  ['l2tp', 115],
  ['sctp', 132],
]);

function protocolNumber(name: string): number {
  return protocolNumbers.get(name) ?? Number(name.replace('ip-', ''));
}

function captureNames(): string[] {
  if (!existsSync(EXPECTED)) return [];
  return readdirSync(EXPECTED)
    .map((name) => name.replace(/\.json$/, ''))
    .toSorted();
}

/** Null where a link type in it is none of ours. */
async function decodeCapture(name: string): Promise<Decoded | null> {
  const stored = readFileSync(path.join(CORPUS, name));
  const data = name.endsWith('.gz') ? gunzipSync(stored) : stored;
  const opened = await openPacketSource(memoryBytes(data), name);
  if (!opened.ok) return null;
  const source = opened.value;
  const packet = new DecodedPacket();
  const decoded: Decoded = {
    kinds: { session: 0, arp: 0, nonIp: 0, undecoded: 0 },
    halves: new Map(),
    payloads: new Map(),
  };
  let frame = 0;
  for (;;) {
    const batch = await source.next();
    if ('end' in batch) break;
    for (let index = 0; index < batch.count; index++) {
      frame++;
      const { linkType } = source.interfaces[batch.interfaceIds[index]!]!;
      if (!isSupportedLinkType(linkType)) return null;
      const offset = batch.offsets[index]!;
      const captured = batch.capturedLengths[index]!;
      decodeFrame(batch.bytes, offset, captured, batch.wireLengths[index]!, linkType, packet);
      expectSane(packet, offset, offset + captured);
      count(packet, frame, decoded);
    }
  }
  await source.close();
  return decoded;
}

/** What holds for any frame whatever is in it. */
function expectSane(packet: DecodedPacket, offset: number, end: number): void {
  if (packet.kind !== KIND_SESSION) return;
  const inside =
    packet.ipOffset >= offset &&
    packet.transportOffset >= packet.ipOffset &&
    packet.payloadOffset >= packet.transportOffset &&
    packet.payloadOffset + packet.payloadCaptured <= end &&
    packet.payloadCaptured <= packet.payloadLength;
  expect(inside).toBe(true);
}

function count(packet: DecodedPacket, frame: number, decoded: Decoded): void {
  if (packet.kind === KIND_NON_IP) {
    if (packet.etherType === 0x0806) decoded.kinds.arp++;
    else decoded.kinds.nonIp++;
    return;
  }
  if (packet.kind !== KIND_SESSION) {
    expect(UNDECODED_REASONS[packet.reason]).toBeDefined();
    decoded.kinds.undecoded++;
    return;
  }
  decoded.kinds.session++;
  const ipv6 = packet.ipVersion === 6;
  const source = formatAddress(packet.words, WORD_SOURCE, ipv6);
  const destination = formatAddress(packet.words, WORD_DESTINATION, ipv6);
  const ends = `${source}:${portText(packet.sourcePort)}>${destination}:${portText(packet.destinationPort)}`;
  const key = `${packet.laterFragment ? 'fragment ' : ''}${packet.protocol} ${ends}`;
  const half = decoded.halves.get(key) ?? { packets: 0, bytes: 0, payload: 0 };
  half.packets++;
  half.bytes += packet.wireLength;
  half.payload += packet.firstFragment ? Number.NaN : packet.payloadLength;
  decoded.halves.set(key, half);
  if (packet.payloadCaptured > 0 && !packet.laterFragment && !packet.firstFragment)
    decoded.payloads.set(frame, {
      bytes: packet.bytes.slice(packet.payloadOffset, packet.payloadOffset + packet.payloadCaptured),
      ends,
    });
}

function portText(port: number | null): string {
  return port === null || port < 0 ? '-' : String(port);
}

interface ComparedHalf {
  readonly key: string;
  readonly packets: number;
  readonly bytes: number;
  readonly payload: number | null;
}

/** Both halves of each of tshark's rows, as `count` names them; the SCTP rows have ports as ours have. */
function expectedHalves(flows: readonly ExpectedFlow[]): ComparedHalf[] {
  return flows
    .flatMap((flow) => {
      const prefix = `${flow.fragment === true ? 'fragment ' : ''}${protocolNumber(flow.proto)} `;
      const a = `${flow.a}:${portText(flow.a_port)}`;
      const b = `${flow.b}:${portText(flow.b_port)}`;
      return [
        { key: `${prefix}${a}>${b}`, packets: flow.a_packets, bytes: flow.a_bytes, payload: flow.a_payload },
        { key: `${prefix}${b}>${a}`, packets: flow.b_packets, bytes: flow.b_bytes, payload: flow.b_payload },
      ];
    })
    .filter((half) => half.packets > 0);
}

const names = captureNames();

describe.skipIf(names.length === 0)('decoding the corpus', () => {
  it.for(names)('%s', async (name, { skip }) => {
    const decoded = await decodeCapture(name);
    if (decoded === null) return skip('a container or link type that is not supported');
    const expected = JSON.parse(readFileSync(path.join(EXPECTED, `${name}.json`), 'utf8')) as Expectation;
    if (CUT_BEFORE_PROTOCOL.has(name)) {
      expect(decoded.kinds).toEqual({ session: 0, arp: 0, nonIp: 0, undecoded: 1 });
      return;
    }
    expect(decoded.kinds.arp).toBe(outermostArp(expected));
    if (!DAMAGED.has(name)) expect(decoded.kinds.session).toBe(expected.counts.with_ip);
    if (name === TEREDO) compareTeredo(decoded, expected);
    else compareFlows(decoded, expected, !UDP_BEYOND_IP.has(name));
    for (const message of expected.dns ?? []) compareDns(decoded, message);
  });
});

/** `counts.arp` has those inside of tunnels, too. */
function outermostArp(expected: Expectation): number {
  let frames = 0;
  for (const [stack, times] of Object.entries(expected.protocol_stacks ?? {})) {
    const layers = stack.split(':');
    if (layers.includes('arp') && !layers.includes('ip') && !layers.includes('ipv6')) frames += times;
  }
  return frames;
}

function compareFlows(decoded: Decoded, expected: Expectation, withPayload: boolean): void {
  const halves = expectedHalves(expected.flows_inner ?? expected.flows);
  const ours = halves.map(({ key, payload }) => {
    const half = decoded.halves.get(key);
    // tshark gives a first fragment its whole datagram's length, and cut packets none.
    const comparable = withPayload && payload !== null && half !== undefined && !Number.isNaN(half.payload);
    return { key, packets: half?.packets, bytes: half?.bytes, payload: comparable ? half.payload : payload };
  });
  expect(ours).toEqual(halves);
  expect(decoded.halves.size).toBe(halves.length);
}

interface ZeekConnection {
  readonly ends: readonly [string, string];
  readonly proto: string;
  readonly service: string;
  readonly tunnelled: boolean;
  readonly packets: readonly [number, number];
  readonly ipBytes: readonly [number, number];
}

function zeekConnections(expected: Expectation): ZeekConnection[] {
  const log = (expected.upstream ?? []).find((each) => each.log === 'conn.log');
  return (log?.rows ?? []).map((row) => {
    const value = (field: string): string => row[log?.fields?.indexOf(field) ?? -1] ?? '';
    return {
      ends: [`${value('id.orig_h')}:${value('id.orig_p')}`, `${value('id.resp_h')}:${value('id.resp_p')}`],
      proto: value('proto'),
      service: value('service'),
      tunnelled: value('tunnel_parents') !== '-',
      packets: [Number(value('orig_pkts')), Number(value('resp_pkts'))],
      ipBytes: [Number(value('orig_ip_bytes')), Number(value('resp_ip_bytes'))],
    };
  });
}

/** Whatever tshark and Zeek agree on; and instead of what Zeek says is Teredo, Zeek's TCP connections inside of it. */
function compareTeredo(decoded: Decoded, expected: Expectation): void {
  const zeek = zeekConnections(expected);
  const carriers = zeek
    .filter(({ service }) => service === 'teredo')
    .flatMap(({ ends: [a, b] }) => [`17 ${a}>${b}`, `17 ${b}>${a}`]);
  expect(carriers.length).toBeGreaterThan(0);
  expect(carriers.filter((key) => decoded.halves.has(key))).toEqual([]);
  const inside = zeek.filter(({ tunnelled, proto }) => tunnelled && proto === 'tcp');
  expect(inside.length).toBeGreaterThan(0);
  for (const {
    ends: [a, b],
    packets,
    ipBytes,
  } of inside) {
    const halves = [decoded.halves.get(`6 ${a}>${b}`), decoded.halves.get(`6 ${b}>${a}`)];
    expect(halves.map((half) => half?.packets)).toEqual(packets);
    const bytes = ipBytes.map((each, direction) => each + TEREDO_OVERHEAD * packets[direction]!);
    expect(halves.map((half) => half?.bytes)).toEqual(bytes);
  }
  for (const { key, packets, bytes } of expectedHalves(expected.flows_inner ?? []))
    // Echoes go the same way as Teredo's connections: tshark sees those that pass the server.
    if (!carriers.includes(key) && !key.startsWith('58 ') && !key.startsWith('59 '))
      expect([key, decoded.halves.get(key)?.packets, decoded.halves.get(key)?.bytes]).toEqual([key, packets, bytes]);
}

/** Only messages that one of the outermost packets holds whole: neither fragmented, nor tunnelled, nor spread over segments. */
function compareDns(decoded: Decoded, expected: ExpectedDns): void {
  const payload = decoded.payloads.get(expected.frame);
  if (payload === undefined || expected.quoted_in_icmp === true) return;
  if (payload.ends !== `${expected.src}:${expected.src_port}>${expected.dst}:${expected.dst_port}`) return;
  const message = messagesIn(payload.bytes, expected.transport).find(({ id }) => id === expected.id);
  if (message === undefined) {
    expect(expected.transport).toBe('tcp');
    return;
  }
  expect(isDnsResponse(message.flags) ? 'response' : 'query').toBe(expected.qr);
  expect(dnsOpcode(message.flags)).toBe(expected.opcode);
  if (expected.rcode !== undefined) expect(message.flags & 15).toBe(expected.rcode);
  // A name that tshark has only a remark on makes the message malformed for us: what was before it stands.
  if (expected.malformed === true || expected.questions.some(({ name }) => name.startsWith('<'))) {
    expect(message.defect).not.toBeNull();
    return;
  }
  expect(rcodeName(message.responseCode)).toMatch(/^[A-Z]+$/);
  expect(message.questions.map(named)).toEqual(expected.questions.map(expectedName));
  const sections = [message.questions, message.answers, message.authorities, message.additionals];
  const opt = message.edns === null ? 0 : 1;
  expect(sections.map((section, index) => section.length + (index === 3 ? opt : 0))).toEqual(expected.counts);
  compareRecords(message.answers, expected.answers);
  compareRecords(message.authorities, expected.authority ?? []);
  const additional = expected.additional ?? [];
  const withoutOpt = additional.filter((record) => record.type !== 'OPT');
  compareRecords(message.additionals, withoutOpt);
  expect(message.edns?.udpSize).toBe(additional.find((record) => record.type === 'OPT')?.udp_size);
  expect(message.defect).toBeNull();
}

function messagesIn(payload: Uint8Array, transport: string): DnsMessage[] {
  if (transport !== 'tcp') {
    const message = parseDnsMessage(payload, 0, payload.length);
    expect(readQuestion(payload, 0, payload.length)).toEqual(message.questions[0] ?? null);
    return [message];
  }
  const messages: DnsMessage[] = [];
  let position = 0;
  while (position + 2 <= payload.length) {
    const end = position + 2 + ((payload[position]! << 8) | payload[position + 1]!);
    if (end > payload.length) break;
    messages.push(parseDnsMessage(payload, position + 2, end));
    position = end;
  }
  return messages;
}

function compareRecords(all: readonly DnsResourceRecord[], expected: readonly ExpectedRecord[]): void {
  // The expectations have no SRV records of mDNS; `counts` has.
  const withSrv = expected.some((record) => record.type === 'SRV');
  const records = withSrv ? all : all.filter((record) => typeName(record.type) !== 'SRV');
  expect(records.map((record) => ({ ...named(record), ttl: record.ttl }))).toEqual(
    expected.map((record) => ({ ...expectedName(record), ttl: record.ttl })),
  );
  for (const [index, record] of expected.entries()) {
    if (record.data === undefined) continue;
    expect(dataAsTshark(records[index]!)).toEqual(record.data);
  }
}

/** Our names are escaped (RFC 4343 §2.1), tshark's are not; it says in hex where that makes a difference. */
function named(record: { readonly name: string; readonly type: number }): { name: string; type: string } {
  return { name: labels(record.name).join('.'), type: typeName(record.type) };
}

function expectedName(record: ExpectedRecord): { name: string; type: string } {
  const text = record.name === '.' ? [''] : record.name.split('.');
  const hex = record.labels_hex ?? text.map((label) => Buffer.from(label, 'utf8').toString('hex'));
  return { name: hex.join('.'), type: record.type };
}

/** Each label in hex. */
function labels(name: string): string[] {
  if (name === '.') return [''];
  const found: number[][] = [[]];
  for (let position = 0; position < name.length; position++) {
    const code = name.charCodeAt(position);
    if (code === 0x2e) found.push([]);
    else if (code !== 0x5c) found.at(-1)?.push(code);
    else if (/^\d{3}/.test(name.slice(position + 1))) {
      found.at(-1)?.push(Number(name.slice(position + 1, position + 4)));
      position += 3;
    } else found.at(-1)?.push(name.charCodeAt(++position));
  }
  return found.map((label) => Buffer.from(label).toString('hex'));
}

/** Our data is in presentation format; tshark has a style of its own for some types. */
function dataAsTshark(record: DnsResourceRecord): string | string[] {
  switch (typeName(record.type)) {
    case 'TXT': // a list of texts without quotes
      return [...record.data.matchAll(/"((?:\\.|[^"\\])*)"/g)].map(([, text]) => (text ?? '').replace(/\\(\D)/g, '$1'));
    case 'SOA': // names and serial only
      return record.data.split(' ').slice(0, 3).join(' ');
    default: {
      // names in data are escaped, too
      return record.data.replace(/\\(\d{3})/g, (_, octet: string) => String.fromCharCode(Number(octet)));
    }
  }
}
