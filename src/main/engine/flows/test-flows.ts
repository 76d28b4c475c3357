/**
 * For tests: flows drawn as a timeline. One packet a line,
 *
 *     0.00  a:1000 > b:80   S
 *     0.01  a:1000 < b:80   SA
 *     0.02  a:1000 > b:80   PA len=5
 *
 * `a` … `z` are 10.0.0.1 … 10.0.0.26, `A` … `Z` 2001:db8::1 …, `*` is 255.255.255.255, `+` 224.0.0.1, `/` ff02::1; an end
 * without a port has none. The time is in seconds (`-`: none). What follows the ends: TCP flags (letters of FSRPAUEC, `.` for none) or `udp`, `icmp`, `icmpv6`, `sctp`,
 * `proto=N`, then any of `len=` (payload), `wire=`, `seq=`, `ack=`, `again` (a retransmission), `win=` (window), `vlan=`, `inner=`, `if=`,
 * `first=ID` and `later=ID` (fragments), `quotes=a:1000>b:80/tcp` (an ICMP error), `query=ID/NAME[/TYPE]`,
 * `answer=ID/NAME/ADDRESS`, `rcode=N` (with `answer=ID/NAME/-`), `raw` (a payload that is not DNS), `hex=BYTES`, `cut=N` (bytes
 * of the payload that were captured), `early` (the next segment is not to follow it). Sequence numbers follow
 * by themselves. `TIME advance` is a tick of the wall clock, `finish` the end of the input.
 */
import {
  DecodedPacket,
  KIND_SESSION,
  PROTOCOL_ICMP,
  PROTOCOL_ICMPV6,
  PROTOCOL_SCTP,
  PROTOCOL_TCP,
  PROTOCOL_UDP,
  TCP_ACK,
  TCP_FIN,
  TCP_SYN,
  WORD_DESTINATION,
  WORD_FRAGMENT_ID,
  WORD_QUOTED_DESTINATION,
  WORD_QUOTED_SOURCE,
  WORD_SOURCE,
  WORD_TCP_ACKNOWLEDGEMENT,
  WORD_TCP_SEQUENCE,
} from '#main/engine/decode/packet.ts';
import { bytesOf } from '#main/engine/decode/test-frames.ts';
import { connectionState } from './connection-state.ts';
import type { DnsTransaction, FlowListener } from './flow-listener.ts';
import { DEFAULT_FLOW_OPTIONS, type FlowOptions } from './flow-options.ts';
import { FlowTable } from './flow-table.ts';
import { historyText } from './history.ts';
import { IN, OUT, type Slot } from './session-columns.ts';
import * as view from './session-view.ts';
import { dnsMessage } from './test-dns.ts';

const HEADER_BYTES = 60;
const protocols = new Map([
  ['tcp', PROTOCOL_TCP],
  ['udp', PROTOCOL_UDP],
  ['icmp', PROTOCOL_ICMP],
  ['icmpv6', PROTOCOL_ICMPV6],
  ['sctp', PROTOCOL_SCTP],
]);

export interface DrawnSession {
  readonly serial: number;
  readonly from: string;
  readonly to: string;
  readonly state: string | null;
  readonly reason: string | null;
  readonly out: number;
  readonly in: number;
  readonly history: string | null;
  readonly conn: string;
  readonly midstream: boolean;
  readonly rtt: number | null;
  /** Retransmissions and segments out of order, out and in. */
  readonly again: readonly [number, number];
  readonly late: readonly [number, number];
  readonly start: number;
  readonly end: number;
}

export interface DrawnFlows {
  readonly table: FlowTable;
  /** What the listener was told: `1 started`, `1 out NEW`, `1 in`, `1 expired EXPIRED 120`, `1 ended EXPIRED timeout`, `1 forgotten`. */
  readonly events: readonly string[];
  /** Sessions as they ended, then open ones by serial. */
  readonly sessions: readonly DrawnSession[];
  readonly transactions: readonly DnsTransaction[];
  /** Draws on. */
  more(text: string): void;
}

export function flowsFromText(text: string, options: Partial<FlowOptions> = {}): DrawnFlows {
  const events: string[] = [];
  const ended: DrawnSession[] = [];
  const transactions: DnsTransaction[] = [];
  const { serial } = { serial: (slot: Slot): number => table.columns.serial(slot) };
  const listener: FlowListener = {
    sessionStarted: (slot) => events.push(`${serial(slot)} started`),
    sessionEnded: (slot) => {
      const session = describe(table, slot);
      ended.push(session);
      events.push(`${session.serial} ended ${session.state} ${session.reason}`);
    },
    sessionForgotten: (slot) => events.push(`${serial(slot)} forgotten`),
    packet: (_packet, slot, direction, change, filter, name) => {
      const words = [serial(slot), direction === OUT ? 'out' : 'in', view.stateName(change), filter, name];
      events.push(words.filter((word) => word !== null).join(' '));
    },
    expired: (slot, time) =>
      events.push(`${serial(slot)} expired ${view.stateName(table.columns.state(slot))} ${time / 1e6}`),
    dnsTransaction: (transaction) => transactions.push(transaction),
  };
  const table = new FlowTable({ ...DEFAULT_FLOW_OPTIONS, ...options }, listener);
  const drawing = new Drawing(table);
  drawing.draw(text);
  return {
    table,
    events,
    transactions,
    get sessions() {
      return [...ended, ...table.openSessions().map((slot) => describe(table, slot))];
    },
    more: (further) => drawing.draw(further),
  };
}

function describe(table: FlowTable, slot: Slot): DrawnSession {
  const { columns } = table;
  const end = (address: string, port: number | null): string =>
    port === null ? nameOf(address) : `${nameOf(address)}:${port}`;
  return {
    serial: columns.serial(slot),
    from: end(view.initiatorAddress(columns, slot), view.initiatorPort(columns, slot)),
    to: end(view.responderAddress(columns, slot), view.responderPort(columns, slot)),
    state: view.stateName(columns.state(slot)),
    reason: view.endReasonName(columns.endReason(slot)),
    out: columns.packets(slot, OUT),
    in: columns.packets(slot, IN),
    history: historyText(columns, slot),
    conn: connectionState(columns, slot),
    midstream: view.isMidstream(columns, slot),
    rtt: view.roundTripMs(columns, slot),
    again: [columns.retransmissions(slot, OUT), columns.retransmissions(slot, IN)],
    late: [columns.outOfOrder(slot, OUT), columns.outOfOrder(slot, IN)],
    start: columns.startTime(slot) / 1e6,
    end: columns.lastTime(slot) / 1e6,
  };
}

function nameOf(address: string): string {
  const four = /^10\.0\.0\.(\d+)$/.exec(address);
  if (four !== null && Number(four[1]) <= 26) return String.fromCharCode(96 + Number(four[1]));
  const six = /^2001:db8::([0-9a-f]+)$/.exec(address);
  return six === null ? address : String.fromCharCode(64 + Number.parseInt(six[1]!, 16));
}

const groups: ReadonlyMap<string, readonly number[]> = new Map([
  ['*', [0, 0, 0xffff, 0xffff_ffff]],
  ['+', [0, 0, 0xffff, 0xe000_0001]],
  ['/', [0xff02_0000, 0, 0, 1]],
]);

interface End {
  readonly name: string;
  readonly ipv6: boolean;
  readonly host: number;
  readonly port: number;
}

function parseEnd(text: string): End {
  const [name, port] = text.split(':') as [string, string | undefined];
  const ipv6 = name === '/' || (name >= 'A' && name < 'a');
  return { name, ipv6, host: name.charCodeAt(0) - (ipv6 ? 64 : 96), port: port === undefined ? -1 : Number(port) };
}

function writeAddress(words: Uint32Array, at: number, end: End): void {
  const group = groups.get(end.name);
  if (group !== undefined) {
    words.set(group, at);
    return;
  }
  words[at] = end.ipv6 ? 0x20010db8 : 0;
  words[at + 1] = 0;
  words[at + 2] = end.ipv6 ? 0 : 0xffff;
  words[at + 3] = end.ipv6 ? end.host : 0x0a000000 + end.host;
}

class Drawing {
  readonly #table: FlowTable;
  readonly #packet: DecodedPacket = new DecodedPacket();
  /** Next sequence number by "sender>receiver". */
  readonly #next: Map<string, number> = new Map();
  readonly #lastSequence: Map<string, number> = new Map();
  #connections = 0;

  constructor(table: FlowTable) {
    this.#table = table;
  }

  draw(text: string): void {
    for (const line of text.split('\n').map((raw) => raw.trim())) {
      if (line === '' || line.startsWith('#')) continue;
      if (line === 'finish') this.#table.finish();
      else if (line.endsWith(' advance')) this.#table.advance(Number(line.split(' ')[0]) * 1e6);
      else {
        this.#read(line.split(/\s+/));
        this.#table.ingest(this.#packet);
      }
    }
  }

  #read([time, left, arrow, right, ...rest]: string[]): void {
    const packet = this.#packet;
    const options = new Map(rest.map((word) => word.split(/=(.*)/s) as [string, string]));
    const [from, to] = arrow === '>' ? [left!, right!] : [right!, left!];
    const source = parseEnd(from);
    const destination = parseEnd(to);
    writeAddress(packet.words, WORD_SOURCE, source);
    writeAddress(packet.words, WORD_DESTINATION, destination);
    const option = (name: string, fallback: number): number => Number(options.get(name) ?? fallback);
    const payload = payloadOf(options);
    packet.kind = KIND_SESSION;
    packet.time = time === '-' ? Number.NaN : Math.round(Number(time) * 1e6);
    packet.interfaceId = option('if', 0);
    packet.outerVlan = option('vlan', -1);
    packet.innerVlan = option('inner', -1);
    packet.ipVersion = source.ipv6 ? 6 : 4;
    packet.laterFragment = options.has('later');
    packet.firstFragment = options.has('first');
    packet.words[WORD_FRAGMENT_ID] = option('later', option('first', 0));
    packet.sourcePort = packet.laterFragment ? -1 : source.port;
    packet.destinationPort = packet.laterFragment ? -1 : destination.port;
    const named = [...protocols.keys()].find((name) => options.has(name));
    packet.protocol = option('proto', named === undefined ? PROTOCOL_TCP : protocols.get(named)!);
    packet.tcpFlags = packet.protocol === PROTOCOL_TCP && named === undefined ? flagBits(rest[0]!) : 0;
    packet.bytes = payload;
    packet.payloadOffset = 0;
    packet.payloadCaptured = option('cut', payload.length);
    packet.payloadLength = option('len', payload.length);
    packet.tcpWindow = option('win', 1000);
    packet.wireLength = option('wire', HEADER_BYTES + packet.payloadLength);
    this.#readQuote(options.get('quotes'));
    if (packet.protocol === PROTOCOL_TCP) this.#number(`${from}>${to}`, `${to}>${from}`, options);
  }

  #number(direction: string, reverse: string, options: ReadonlyMap<string, string>): void {
    const packet = this.#packet;
    if ((packet.tcpFlags & TCP_SYN) !== 0 && !options.has('again')) {
      this.#connections++;
      this.#next.set(direction, this.#connections * 10_000_000);
    }
    const automatic = options.has('again') ? this.#lastSequence.get(direction)! : (this.#next.get(direction) ?? 5000);
    const sequence = Number(options.get('seq') ?? automatic) >>> 0;
    const occupied = packet.payloadLength + ((packet.tcpFlags & (TCP_SYN | TCP_FIN)) === 0 ? 0 : 1);
    if (!options.has('again') && !options.has('early')) this.#next.set(direction, sequence + occupied);
    this.#lastSequence.set(direction, sequence);
    packet.words[WORD_TCP_SEQUENCE] = sequence;
    const acknowledged = (packet.tcpFlags & TCP_ACK) === 0 ? 0 : (this.#next.get(reverse) ?? 5000);
    packet.words[WORD_TCP_ACKNOWLEDGEMENT] = Number(options.get('ack') ?? acknowledged) >>> 0;
  }

  #readQuote(text: string | undefined): void {
    const packet = this.#packet;
    packet.quoted = text !== undefined;
    if (text === undefined) return;
    const [ends, protocol] = text.split('/') as [string, string];
    const [from, to] = ends.split('>').map(parseEnd) as [End, End];
    writeAddress(packet.words, WORD_QUOTED_SOURCE, from);
    writeAddress(packet.words, WORD_QUOTED_DESTINATION, to);
    packet.quotedProtocol = protocols.get(protocol)!;
    packet.quotedSourcePort = from.port;
    packet.quotedDestinationPort = to.port;
  }
}

function flagBits(letters: string): number {
  return [...letters].reduce((bits, letter) => bits | (letter === '.' ? 0 : 1 << 'FSRPAUEC'.indexOf(letter)), 0);
}

function payloadOf(options: ReadonlyMap<string, string>): Uint8Array {
  const hex = options.get('hex');
  if (hex !== undefined) return bytesOf(hex);
  const tcp = !options.has('udp');
  const query = options.get('query');
  const answer = options.get('answer');
  let message: Uint8Array;
  if (query !== undefined) {
    const [id, name, type] = query.split('/') as [string, string, string | undefined];
    message = dnsMessage({ id: Number(id), flags: 0x0100, name: name === '-' ? null : name, type: type ?? 'A' });
  } else if (answer !== undefined) {
    const [id, name, address] = answer.split('/') as [string, string, string];
    const flags = 0x8180 | Number(options.get('rcode') ?? 0);
    const answers = address === '-' ? [] : [`${name} A ${address}`];
    message = dnsMessage({ id: Number(id), flags, name: name === '-' ? null : name, answers });
  } else return options.has('raw') ? new Uint8Array(20).fill(0xff) : new Uint8Array(0);
  return tcp ? Uint8Array.from([message.length >> 8, message.length & 0xff, ...message]) : message;
}
