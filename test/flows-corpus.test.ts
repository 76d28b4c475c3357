/**
 * The flow table against what independent tools found in public captures, where the corpus is beside the checkout: all
 * TCP and UDP sessions of a 5-tuple together have the packets and bytes of its conversation, and every DNS message on
 * port 53 is in a transaction.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { openPacketSource } from '#main/engine/capture/open-source.ts';
import { formatAddress } from '#main/engine/decode/addresses.ts';
import { decodeFrame } from '#main/engine/decode/frame.ts';
import { isSupportedLinkType } from '#main/engine/decode/link-types.ts';
import { DecodedPacket, KIND_SESSION } from '#main/engine/decode/packet.ts';
import type { DnsTransaction, FlowListener } from '#main/engine/flows/flow-listener.ts';
import { DEFAULT_FLOW_OPTIONS } from '#main/engine/flows/flow-options.ts';
import { FlowTable } from '#main/engine/flows/flow-table.ts';
import {
  DOUBLE_WIRE_BYTES,
  IN,
  OUT,
  RECORD_DOUBLES,
  RECORD_WORDS,
  WORD_PACKETS,
} from '#main/engine/flows/session-columns.ts';
import { initiatorAddress, initiatorPort, responderAddress, responderPort } from '#main/engine/flows/session-view.ts';
import { memoryBytes } from './kit/memory-bytes.ts';

const CORPUS = path.resolve(import.meta.dirname, '../../shared/captures');
const EXPECTED = path.join(CORPUS, 'expected');
/** tshark counts frames of these that hold no whole record or no transport protocol, so we do not. */
const DISPUTED = new Set(['zeek-ip6-ext-trunc.pcap', 'suricata-bug-1450-04.pcap']);

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
  readonly fragment?: boolean;
}

interface ExpectedDns {
  readonly kind: string;
  readonly src: string;
  readonly dst: string;
  readonly src_port: number;
  readonly dst_port: number;
  readonly transport: string;
  readonly id: number;
  readonly qr: string;
  readonly rcode?: number;
  readonly malformed?: boolean;
  readonly quoted_in_icmp?: boolean;
}

interface Expectation {
  readonly counts: { readonly fragments: number; readonly tunnelled: number; readonly short: number };
  readonly flows: readonly ExpectedFlow[];
  readonly dns?: readonly ExpectedDns[];
}

interface Half {
  packets: number;
  bytes: number;
}

interface Tracked {
  readonly halves: Map<string, Half>;
  readonly transactions: DnsTransaction[];
  readonly table: FlowTable;
}

function add(halves: Map<string, Half>, key: string, packets: number, bytes: number): void {
  if (packets === 0) return;
  const half = halves.get(key) ?? { packets: 0, bytes: 0 };
  half.packets += packets;
  half.bytes += bytes;
  halves.set(key, half);
}

/** Null where a link type in it is none of ours. */
async function track(name: string): Promise<Tracked | null> {
  const stored = readFileSync(path.join(CORPUS, name));
  const opened = await openPacketSource(memoryBytes(name.endsWith('.gz') ? gunzipSync(stored) : stored), name);
  if (!opened.ok) return null;
  const source = opened.value;
  const halves = new Map<string, Half>();
  const transactions: DnsTransaction[] = [];
  const countSession = (slot: number): void => {
    const { columns } = table;
    const initiator = `${initiatorAddress(columns, slot)}:${initiatorPort(columns, slot) ?? '-'}`;
    const responder = `${responderAddress(columns, slot)}:${responderPort(columns, slot) ?? '-'}`;
    const protocol = columns.protocol(slot);
    add(halves, `${protocol} ${initiator}>${responder}`, columns.packets(slot, OUT), columns.wireBytes(slot, OUT));
    add(halves, `${protocol} ${responder}>${initiator}`, columns.packets(slot, IN), columns.wireBytes(slot, IN));
  };
  const listener: FlowListener = {
    sessionEnded: countSession,
    packet: (packet, slot, direction) => {
      if (!packet.laterFragment) return;
      // The corpus has rows of their own for these.
      table.columns.words[slot * RECORD_WORDS + WORD_PACKETS + direction]!--;
      table.columns.doubles[slot * RECORD_DOUBLES + DOUBLE_WIRE_BYTES + direction]! -= packet.wireLength;
    },
    dnsTransaction: (transaction) => transactions.push(transaction),
  };
  const table = new FlowTable(DEFAULT_FLOW_OPTIONS, listener);
  const packet = new DecodedPacket();
  for (;;) {
    const batch = await source.next();
    if ('end' in batch) break;
    for (let index = 0; index < batch.count; index++) {
      const interfaceId = batch.interfaceIds[index]!;
      const { linkType } = source.interfaces[interfaceId]!;
      if (!isSupportedLinkType(linkType)) return null;
      packet.time = batch.times[index]!;
      packet.interfaceId = interfaceId;
      const captured = batch.capturedLengths[index]!;
      decodeFrame(batch.bytes, batch.offsets[index]!, captured, batch.wireLengths[index]!, linkType, packet);
      if (packet.kind === KIND_SESSION) table.ingest(packet);
    }
  }
  await source.close();
  table.finish();
  for (const slot of table.openSessions()) countSession(slot);
  return { halves, transactions, table };
}

const names = existsSync(EXPECTED)
  ? readdirSync(EXPECTED)
      .map((name) => name.replace(/\.json$/, ''))
      .toSorted()
  : [];

describe.skipIf(names.length === 0)('tracking the corpus', () => {
  it.for(names)('%s', async (name, { skip }) => {
    const tracked = await track(name);
    if (tracked === null || DISPUTED.has(name)) return skip('not supported, or disputed among the tools');
    const expected = JSON.parse(readFileSync(path.join(EXPECTED, `${name}.json`), 'utf8')) as Expectation;
    expect(transportRows(tracked.halves)).toEqual(transportRows(expectedHalves(expected.flows)));
    expect(tracked.table.counters.live).toBe(tracked.table.openSessions().length);
    if (expected.counts.fragments === 0 && expected.counts.tunnelled === 0 && expected.counts.short === 0)
      compareDns(tracked.transactions, expected.dns ?? []);
  });
});

function expectedHalves(flows: readonly ExpectedFlow[]): Map<string, Half> {
  const halves = new Map<string, Half>();
  for (const flow of flows) {
    if (flow.fragment === true) continue;
    const protocol = { tcp: '6', udp: '17' }[flow.proto] ?? 'other';
    const a = `${flow.a}:${flow.a_port ?? '-'}`;
    const b = `${flow.b}:${flow.b_port ?? '-'}`;
    add(halves, `${protocol} ${a}>${b}`, flow.a_packets, flow.a_bytes);
    add(halves, `${protocol} ${b}>${a}`, flow.b_packets, flow.b_bytes);
  }
  return halves;
}

function transportRows(halves: ReadonlyMap<string, Half>): string[] {
  return [...halves]
    .filter(([key]) => key.startsWith('6 ') || key.startsWith('17 '))
    .map(([key, half]) => `${key} ${half.packets} packets ${half.bytes} bytes`)
    .toSorted();
}

/** By id, client and rcode: what was asked, and what was answered. */
function compareDns(transactions: readonly DnsTransaction[], messages: readonly ExpectedDns[]): void {
  const relevant = messages.filter(
    (message) =>
      message.kind === 'dns' &&
      message.quoted_in_icmp !== true &&
      message.malformed !== true &&
      (message.src_port === 53 || message.dst_port === 53),
  );
  const responses = relevant
    .filter((message) => message.qr === 'response')
    .map((message) => `${message.id} ${(message.rcode ?? 0) & 15}`);
  const queries = relevant
    .filter((message) => message.qr === 'query')
    .map((message) => `${message.id} ${message.src}:${message.src_port}`);
  const answered = transactions.filter((transaction) => transaction.responseCode !== null);
  const asked = transactions.filter((transaction) => transaction.status !== 'unsolicited');
  expect(new Set(answered.map(({ id, responseCode }) => `${id} ${responseCode! & 15}`))).toEqual(new Set(responses));
  const client = ({ client: words, clientPort }: DnsTransaction): string => {
    const ipv6 = !(words[0] === 0 && words[1] === 0 && words[2] === 0xffff);
    return `${formatAddress(words, 0, ipv6)}:${clientPort}`;
  };
  expect(new Set(asked.map((transaction) => `${transaction.id} ${client(transaction)}`))).toEqual(new Set(queries));
}
