/** DNS over UDP and TCP: names for payload filters, names of addresses, and transactions. Owns the waiting queries. */
import { MICROSECONDS_PER_SECOND } from '#base/units.ts';
import {
  DNS_HEADER_LENGTH,
  dnsFlags,
  dnsId,
  type DnsMessage,
  dnsQuestionClass,
  dnsQuestionType,
  forEachAddressAnswer,
  isDnsResponse,
  looksLikeDns,
  parseDnsMessage,
  questionNameEnd,
} from '#main/engine/decode/dns-message.ts';
import { type DecodedPacket, PROTOCOL_TCP, TCP_SYN, WORD_TCP_SEQUENCE } from '#main/engine/decode/packet.ts';
import type { AddressNames } from './address-names.ts';
import type { ByteStream, StreamReader } from './byte-stream.ts';
import { NO_QUERY, NO_QUESTION, PendingQueries } from './dns-pending.ts';
import { dnsStatus } from './dns-status.ts';
import type { DnsTransaction, FlowListener } from './flow-listener.ts';
import type { FlowCounters, FlowOptions } from './flow-options.ts';
import type { NameTexts } from './name-texts.ts';
import { PAYLOAD_DNS, type PayloadFilters } from './payload-filters.ts';
import { isStreamGivenUp, noteKept, setDecodedProtocol, setStreamGivenUp } from './payload-state.ts';
import {
  IN,
  OUT,
  RECORD_WORDS,
  type SessionColumns,
  type Slot,
  STATE_ESTABLISHED,
  WORD_SEQUENCES,
} from './session-columns.ts';
import { StreamTable } from './stream-table.ts';

const MOST_PENDING = 65_536;
const MOST_STREAMS = 8192;
const MOST_STREAM_BYTES = 16 * 1024 * 1024;
/** Over TCP a message is behind its length (RFC 1035 §4.2.2). */
const LENGTH_BYTES = 2;
const SMALLEST_MESSAGE = 12;
const DNS_FILTER = 1 << PAYLOAD_DNS;
const NOTHING = new Uint8Array(0);
const NO_ANSWERS: DnsTransaction['answers'] = [];

export class DnsTracker {
  readonly #columns: SessionColumns;
  readonly #counters: FlowCounters;
  readonly #names: AddressNames;
  readonly #listener: FlowListener;
  readonly #filters: PayloadFilters | null;
  readonly #timeout: number;
  /** Per port: 1 where transactions are followed. */
  readonly #ports: Uint8Array = new Uint8Array(65_536);
  readonly #pending: PendingQueries;
  readonly #texts: NameTexts;
  /** Whether anybody gets to see rows, and names that the payload filter took. */
  readonly #makesRows: boolean;
  readonly #tellsNames: boolean;
  /** By slot * 2 + direction. */
  readonly #streams: StreamTable = new StreamTable(MOST_STREAMS, MOST_STREAM_BYTES, (key) => this.#giveUpStream(key));
  readonly #stream: StreamReader = { read: (bytes, start, end) => this.#messages(bytes, start, end) };
  readonly #visitAddress: (word0: number, word1: number, word2: number, word3: number) => void;
  /** The packet at hand, for the two visitors. */
  #slot: Slot = -1;
  #direction = OUT;
  #time = 0;
  #now = 0;
  #isFollowed = false;
  #wantsName = false;
  #isTcp = false;
  #taken: string | null = null;
  /** The message at hand and its question: NO_QUESTION where it has none. */
  #bytes: Uint8Array = NOTHING;
  #start = 0;
  #end = 0;
  #nameEnd = NO_QUESTION;
  #text: string | null = null;

  constructor(
    columns: SessionColumns,
    counters: FlowCounters,
    names: AddressNames,
    texts: NameTexts,
    listener: FlowListener,
    options: FlowOptions,
  ) {
    this.#columns = columns;
    this.#counters = counters;
    this.#names = names;
    this.#texts = texts;
    this.#listener = listener;
    this.#filters = options.filter?.payload ?? null;
    this.#timeout = options.dnsTimeout * MICROSECONDS_PER_SECOND;
    this.#pending = new PendingQueries(MOST_PENDING, options.hashSeed);
    this.#makesRows = listener.dnsTransaction !== undefined;
    this.#tellsNames = this.#filters !== null && (listener.packet !== undefined || options.filter!.onlyMatching);
    for (const port of options.dnsPorts) this.#ports[port] = 1;
    this.#visitAddress = (word0, word1, word2, word3) =>
      this.#names.learn(word0, word1, word2, word3, this.#bytes, this.#start + DNS_HEADER_LENGTH, this.#nameEnd);
  }

  /** Takes a UDP or TCP packet of a session; answers the name that the payload filter took from it, or null. */
  take(packet: DecodedPacket, slot: Slot, direction: number, now: number): string | null {
    this.#slot = slot;
    this.#direction = direction;
    this.#time = packet.time;
    this.#now = now;
    this.#isFollowed = (this.#ports[packet.sourcePort]! | this.#ports[packet.destinationPort]!) !== 0;
    this.#wantsName = this.#tellsNames && this.#isFiltered(packet);
    this.#taken = null;
    if (packet.protocol === PROTOCOL_TCP) this.#segment(packet);
    else {
      this.#isTcp = false;
      this.#message(packet.bytes, packet.payloadOffset, packet.payloadOffset + packet.payloadCaptured);
    }
    return this.#taken;
  }

  #isFiltered(packet: DecodedPacket): boolean {
    const { byPort } = this.#filters!;
    return ((byPort[packet.sourcePort]! | byPort[packet.destinationPort]!) & DNS_FILTER) !== 0;
  }

  #segment(packet: DecodedPacket): void {
    const { payloadOffset, payloadCaptured, payloadLength } = packet;
    const columns = this.#columns;
    const slot = this.#slot;
    const direction = this.#direction;
    if (payloadLength === 0 || isStreamGivenUp(columns, slot, direction)) return;
    const sequence = packet.words[WORD_TCP_SEQUENCE]! + ((packet.tcpFlags & TCP_SYN) === 0 ? 0 : 1);
    const key = slot * 2 + direction;
    const stream = this.#streams.find(key) ?? this.#openStream(key);
    if (stream === null) return;
    this.#isTcp = true;
    const end = payloadOffset + payloadCaptured;
    this.#streams.push(key, stream, sequence >>> 0, packet.bytes, payloadOffset, end, payloadLength, this.#stream);
    if (stream.givenUp) this.#giveUpStream(key);
  }

  /** Null where the session is closed: its beginning is not known any more. */
  #openStream(key: number): ByteStream | null {
    const slot = key >> 1;
    if (this.#columns.state(slot) > STATE_ESTABLISHED) return null;
    const at = slot * RECORD_WORDS + WORD_SEQUENCES + (key & 1);
    noteKept(this.#columns, slot);
    return this.#streams.open(key, this.#columns.unsigned[at]! + 1);
  }

  #giveUpStream(key: number): void {
    this.#counters.dnsStreamsGivenUp++;
    setStreamGivenUp(this.#columns, key >> 1, key & 1);
  }

  /** See StreamReader. */
  #messages(bytes: Uint8Array, start: number, end: number): number {
    let at = start;
    while (end - at >= LENGTH_BYTES) {
      const length = (bytes[at]! << 8) | bytes[at + 1]!;
      if (length < SMALLEST_MESSAGE) return -1;
      const message = at + LENGTH_BYTES;
      if (end - message < length) break;
      this.#message(bytes, message, message + length);
      at = message + length;
    }
    return at;
  }

  #message(bytes: Uint8Array, start: number, end: number): void {
    if (!looksLikeDns(bytes, start, end)) {
      this.#counters.dnsMalformed++;
      return;
    }
    setDecodedProtocol(this.#columns, this.#slot, PAYLOAD_DNS);
    this.#bytes = bytes;
    this.#start = start;
    this.#end = end;
    this.#nameEnd = questionNameEnd(bytes, start, end);
    this.#text = null;
    if (isDnsResponse(dnsFlags(bytes, start))) this.#response();
    else this.#query();
  }

  #query(): void {
    if (this.#wantsName) this.#takeName();
    if (!this.#tracksTransactions()) return;
    const pending = this.#pending;
    const earlier = this.#findQuery(this.#direction);
    if (earlier !== NO_QUERY) {
      if (!pending.isAnswered(earlier) && this.#now - pending.arrived(earlier) <= this.#timeout) {
        pending.addCopy(earlier);
        this.#counters.dnsDuplicates++;
        return;
      }
      this.#giveUp(earlier);
    }
    if (pending.full) {
      if (!pending.isAnswered(pending.oldest)) this.#counters.dnsPendingOverflow++;
      this.#giveUp(pending.oldest);
    }
    this.#addQuery(this.#direction);
  }

  #response(): void {
    if (this.#nameEnd !== NO_QUESTION) forEachAddressAnswer(this.#bytes, this.#start, this.#end, this.#visitAddress);
    if (!this.#tracksTransactions()) return;
    const pending = this.#pending;
    let query = this.#findQuery(1 - this.#direction);
    if (query !== NO_QUERY && this.#now - pending.arrived(query) > this.#timeout) {
      this.#giveUp(query);
      query = NO_QUERY;
    }
    if (query === NO_QUERY) {
      this.#reportUnsolicited();
      return;
    }
    if (pending.isAnswered(query)) this.#counters.dnsDuplicates++;
    else this.#reportAnswered(query);
    pending.setAnswered(query);
    if (!pending.takeCopy(query)) pending.remove(query);
  }

  /** Keeps the name of the query at hand if the filter wants it and the packet has given none. */
  #takeName(): void {
    if (this.#taken !== null || this.#nameEnd === NO_QUESTION) return;
    const name = this.#questionText();
    if (this.#filters!.matches(PAYLOAD_DNS, name)) this.#taken = name;
  }

  /** Of the message at hand, which has a question. */
  #questionText(): string {
    return (this.#text ??= this.#texts.of(this.#bytes, this.#start + DNS_HEADER_LENGTH, this.#nameEnd));
  }

  #questionType(): number {
    return this.#nameEnd === NO_QUESTION ? 0 : dnsQuestionType(this.#bytes, this.#nameEnd);
  }

  /** The waiting query that the message at hand repeats or answers, which travels in `direction`; or NO_QUERY. */
  #findQuery(direction: number): number {
    const bytes = this.#bytes;
    const serial = this.#columns.serial(this.#slot);
    const nameStart = this.#start + DNS_HEADER_LENGTH;
    const id = dnsId(bytes, this.#start);
    return this.#pending.find(serial, direction, id, this.#questionType(), bytes, nameStart, this.#nameEnd);
  }

  /** Adds the query at hand, or one made up from the response at hand, which travels in `direction`. */
  #addQuery(direction: number): number {
    const bytes = this.#bytes;
    const start = this.#start;
    const nameEnd = this.#nameEnd;
    const columns = this.#columns;
    const serial = columns.serial(this.#slot);
    const pending = this.#pending;
    const nameStart = start + DNS_HEADER_LENGTH;
    const query = pending.add(serial, direction, dnsId(bytes, start), this.#questionType(), bytes, nameStart, nameEnd);
    pending.setTimes(query, this.#time, this.#now);
    if (this.#makesRows) {
      const questionClass = nameEnd === NO_QUESTION ? 0 : dnsQuestionClass(bytes, nameEnd);
      pending.describe(query, columns, this.#slot, this.#isTcp, questionClass, dnsFlags(bytes, start));
    }
    return query;
  }

  #tracksTransactions(): boolean {
    return this.#isFollowed && this.#columns.serial(this.#slot) > 0;
  }

  #giveUp(query: number): void {
    const pending = this.#pending;
    if (!pending.isAnswered(query)) {
      this.#counters.dnsTransactions++;
      if (this.#makesRows) this.#tellRow(query, 'unanswered', null, null);
    }
    pending.remove(query);
  }

  #reportAnswered(query: number): void {
    this.#counters.dnsTransactions++;
    if (!this.#makesRows) return;
    const message = this.#parse();
    this.#tellRow(query, dnsStatus(message), message, (this.#time - this.#pending.time(query)) / 1000);
  }

  #reportUnsolicited(): void {
    this.#counters.dnsTransactions++;
    if (!this.#makesRows) return;
    const query = this.#addQuery(1 - this.#direction);
    this.#tellRow(query, 'unsolicited', this.#parse(), null);
    this.#pending.remove(query);
  }

  #parse(): DnsMessage {
    const firstName = this.#nameEnd === NO_QUESTION ? null : this.#questionText();
    return parseDnsMessage(this.#bytes, this.#start, this.#end, firstName);
  }

  #tellRow(
    query: number,
    status: DnsTransaction['status'],
    response: DnsMessage | null,
    latencyMs: number | null,
  ): void {
    const pending = this.#pending;
    const nameLength = pending.nameLength(query);
    const nameAt = pending.nameAt(query);
    const asked = nameLength > 0;
    this.#listener.dnsTransaction!({
      time: pending.time(query),
      serial: pending.serial(query),
      sessionStart: pending.sessionStart(query),
      interfaceId: pending.interfaceId(query),
      client: pending.client(query),
      clientPort: pending.clientPort(query),
      server: pending.server(query),
      serverPort: pending.serverPort(query),
      transport: pending.isTcp(query) ? 'tcp' : 'udp',
      id: pending.id(query),
      query: asked ? this.#texts.of(pending.nameBytes, nameAt, nameAt + nameLength) : null,
      queryType: asked ? pending.type(query) : null,
      queryClass: asked ? pending.questionClass(query) : null,
      responseCode: response === null ? null : response.responseCode,
      status,
      latencyMs,
      answers: response === null ? NO_ANSWERS : response.answers,
      headerFlags: response === null ? pending.headerFlags(query) : response.flags,
    });
  }

  /** Reports queries that waited for longer than the time-out at `now` on the table's clock. */
  expire(now: number): void {
    const pending = this.#pending;
    for (let query = pending.oldest; query !== NO_QUERY; query = pending.oldest) {
      if (now - pending.arrived(query) <= this.#timeout) break;
      this.#giveUp(query);
    }
  }

  /** Reports every waiting query. */
  flush(): void {
    for (let query = this.#pending.oldest; query !== NO_QUERY; query = this.#pending.oldest) this.#giveUp(query);
  }

  /** The session in `slot` ended. */
  forget(slot: Slot): void {
    this.#streams.close(slot * 2 + OUT);
    this.#streams.close(slot * 2 + IN);
  }
}
