/** DNS over UDP and TCP: names for payload filters, names of addresses, and transactions. Owns the waiting queries. */
import {
  dnsFlags,
  dnsId,
  type DnsMessage,
  forEachAddressAnswer,
  isDnsResponse,
  looksLikeDns,
  parseDnsMessage,
  readQuestion,
} from '#main/engine/decode/dns-message.ts';
import { type DecodedPacket, PROTOCOL_TCP, TCP_SYN, WORD_TCP_SEQUENCE } from '#main/engine/decode/packet.ts';
import type { AddressNames } from './address-names.ts';
import type { ByteStream, StreamReader } from './byte-stream.ts';
import { type PendingQuery, PendingQueries } from './dns-pending.ts';
import { dnsStatus } from './dns-status.ts';
import type { DnsTransaction, FlowListener } from './flow-listener.ts';
import type { FlowCounters } from './flow-options.ts';
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
const WATCH_TRANSACTIONS = 1;
const WATCH_NAMES = 2;

export class DnsTracker {
  readonly #columns: SessionColumns;
  readonly #counters: FlowCounters;
  readonly #names: AddressNames;
  readonly #listener: FlowListener;
  readonly #filters: PayloadFilters | null;
  readonly #timeout: number;
  /** Per port: WATCH_ bits. */
  readonly #ports: Uint8Array = new Uint8Array(65_536);
  readonly #pending: PendingQueries = new PendingQueries(MOST_PENDING);
  /** By slot * 2 + direction. */
  readonly #streams: StreamTable = new StreamTable(MOST_STREAMS, MOST_STREAM_BYTES, (key) => this.#giveUpStream(key));
  readonly #stream: StreamReader = { read: (bytes, start, end) => this.#messages(bytes, start, end) };
  readonly #visitAddress: (word0: number, word1: number, word2: number, word3: number) => void;
  /** The packet at hand, for the two visitors. */
  #slot: Slot = -1;
  #direction = OUT;
  #time = 0;
  #now = 0;
  #watch = 0;
  #transport: 'udp' | 'tcp' = 'udp';
  #taken: string | null = null;
  #addressName = '';

  constructor(
    columns: SessionColumns,
    counters: FlowCounters,
    names: AddressNames,
    listener: FlowListener,
    ports: readonly number[],
    timeoutUs: number,
    filters: PayloadFilters | null,
  ) {
    this.#columns = columns;
    this.#counters = counters;
    this.#names = names;
    this.#listener = listener;
    this.#filters = filters;
    this.#timeout = timeoutUs;
    for (const port of ports) this.#ports[port]! |= WATCH_TRANSACTIONS;
    filters?.byPort.forEach((wanted, port) => {
      if ((wanted & (1 << PAYLOAD_DNS)) !== 0) this.#ports[port]! |= WATCH_NAMES;
    });
    this.#visitAddress = (word0, word1, word2, word3) =>
      this.#names.learn(word0, word1, word2, word3, this.#addressName);
  }

  /** Whether DNS is looked for on this port. */
  watches(port: number): boolean {
    return this.#ports[port] !== 0;
  }

  /** Takes a UDP or TCP packet of a session; answers the name that the payload filter took from it, or null. */
  take(packet: DecodedPacket, slot: Slot, direction: number, now: number): string | null {
    this.#slot = slot;
    this.#direction = direction;
    this.#time = packet.time;
    this.#now = now;
    this.#watch = this.#ports[packet.sourcePort]! | this.#ports[packet.destinationPort]!;
    this.#taken = null;
    if (packet.protocol === PROTOCOL_TCP) this.#segment(packet);
    else {
      this.#transport = 'udp';
      this.#message(packet.bytes, packet.payloadOffset, packet.payloadOffset + packet.payloadCaptured);
    }
    return this.#taken;
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
    this.#transport = 'tcp';
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
    if (isDnsResponse(dnsFlags(bytes, start))) this.#response(bytes, start, end);
    else this.#query(bytes, start, end);
  }

  #query(bytes: Uint8Array, start: number, end: number): void {
    const tracked = this.#tracksTransactions();
    const wantsName = (this.#watch & WATCH_NAMES) !== 0 && this.#taken === null;
    if (!tracked && !wantsName) return;
    const question = readQuestion(bytes, start, end);
    if (wantsName && question !== null && this.#filters!.matches(PAYLOAD_DNS, question.name))
      this.#taken = question.name;
    if (!tracked) return;
    const serial = this.#columns.serial(this.#slot);
    const id = dnsId(bytes, start);
    const name = question?.name ?? null;
    const type = question?.type ?? null;
    const earlier = this.#pending.find(serial, this.#direction, id, name, type);
    if (earlier !== null) {
      if (!earlier.answered && this.#now - earlier.arrived <= this.#timeout) {
        earlier.copies++;
        this.#counters.dnsDuplicates++;
        return;
      }
      this.#giveUp(earlier);
    }
    if (this.#pending.full) {
      if (!this.#pending.oldest!.answered) this.#counters.dnsPendingOverflow++;
      this.#giveUp(this.#pending.oldest!);
    }
    this.#pending.add(
      this.#transaction(this.#direction, this.#time, id, name, type, question?.class ?? null, dnsFlags(bytes, start)),
    );
  }

  #response(bytes: Uint8Array, start: number, end: number): void {
    // Records are made into text only for a listener; counting and naming need the question alone.
    const message = this.#listener.dnsTransaction === undefined ? null : parseDnsMessage(bytes, start, end);
    const question = message === null ? readQuestion(bytes, start, end) : (message.questions[0] ?? null);
    if (question !== null) this.#learnNames(question.name, bytes, start, end);
    if (!this.#tracksTransactions()) return;
    const serial = this.#columns.serial(this.#slot);
    const asked = 1 - this.#direction;
    const id = dnsId(bytes, start);
    const name = question?.name ?? null;
    const type = question?.type ?? null;
    let query = this.#pending.find(serial, asked, id, name, type);
    if (query !== null && this.#now - query.arrived > this.#timeout) {
      this.#giveUp(query);
      query = null;
    }
    if (query === null) {
      const flags = dnsFlags(bytes, start);
      const shape = this.#transaction(asked, this.#time, id, name, type, question?.class ?? null, flags);
      this.#report(shape, 'unsolicited', message, null);
      return;
    }
    if (query.answered) this.#counters.dnsDuplicates++;
    else {
      const status = message === null ? 'answered' : dnsStatus(message);
      this.#report(query, status, message, (this.#time - query.time) / 1000);
    }
    query.answered = true;
    if (query.copies-- === 0) this.#pending.remove(query);
  }

  #learnNames(name: string, bytes: Uint8Array, start: number, end: number): void {
    this.#addressName = name;
    forEachAddressAnswer(bytes, start, end, this.#visitAddress);
  }

  #tracksTransactions(): boolean {
    return (this.#watch & WATCH_TRANSACTIONS) !== 0 && this.#columns.serial(this.#slot) > 0;
  }

  /** A transaction of the session at hand whose query travels in `direction`. */
  #transaction(
    direction: number,
    time: number,
    id: number,
    query: string | null,
    queryType: number | null,
    queryClass: number | null,
    headerFlags: number,
  ): PendingQuery {
    const columns = this.#columns;
    const slot = this.#slot;
    const initiator = columns.unsigned.slice(columns.initiatorAt(slot), columns.initiatorAt(slot) + 4);
    const responder = columns.unsigned.slice(columns.responderAt(slot), columns.responderAt(slot) + 4);
    const fromInitiator = direction === OUT;
    return {
      time,
      arrived: this.#now,
      serial: columns.serial(slot),
      sessionStart: columns.startTime(slot),
      interfaceId: columns.interfaceId(slot),
      client: fromInitiator ? initiator : responder,
      clientPort: fromInitiator ? columns.initiatorPort(slot) : columns.responderPort(slot),
      server: fromInitiator ? responder : initiator,
      serverPort: fromInitiator ? columns.responderPort(slot) : columns.initiatorPort(slot),
      transport: this.#transport,
      direction,
      id,
      query,
      queryType,
      queryClass,
      headerFlags,
      copies: 0,
      answered: false,
      newer: null,
      older: null,
      sameKey: null,
    };
  }

  #report(
    query: PendingQuery,
    status: DnsTransaction['status'],
    response: DnsMessage | null,
    latencyMs: number | null,
  ): void {
    this.#counters.dnsTransactions++;
    this.#listener.dnsTransaction?.({
      time: query.time,
      serial: query.serial,
      sessionStart: query.sessionStart,
      interfaceId: query.interfaceId,
      client: query.client,
      clientPort: query.clientPort,
      server: query.server,
      serverPort: query.serverPort,
      transport: query.transport,
      id: query.id,
      query: query.query,
      queryType: query.queryType,
      queryClass: query.queryClass,
      responseCode: response === null ? null : response.responseCode,
      status,
      latencyMs,
      answers: response === null ? [] : response.answers,
      headerFlags: response === null ? query.headerFlags : response.flags,
    });
  }

  #giveUp(query: PendingQuery): void {
    this.#pending.remove(query);
    if (!query.answered) this.#report(query, 'unanswered', null, null);
  }

  /** Reports queries that waited for longer than the time-out at `now` on the table's clock. */
  expire(now: number): void {
    for (let query = this.#pending.oldest; query !== null && now - query.arrived > this.#timeout;) {
      this.#giveUp(query);
      query = this.#pending.oldest;
    }
  }

  /** Reports every waiting query. */
  flush(): void {
    for (let query = this.#pending.oldest; query !== null; query = this.#pending.oldest) this.#giveUp(query);
  }

  /** The session in `slot` ended. */
  forget(slot: Slot): void {
    this.#streams.close(slot * 2 + OUT);
    this.#streams.close(slot * 2 + IN);
  }
}
