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
import { type PendingQuery, PendingQueries } from './dns-pending.ts';
import { dnsStatus } from './dns-status.ts';
import { FLAG_DNS } from './flow-flags.ts';
import type { DnsTransaction, FlowListener } from './flow-listener.ts';
import type { FlowCounters } from './flow-options.ts';
import { PAYLOAD_DNS, type PayloadFilters } from './payload-filters.ts';
import { OUT, type SessionColumns, type Slot } from './session-columns.ts';
import { TcpStream } from './tcp-stream.ts';

const MOST_PENDING = 65_536;
const MOST_TCP_SESSIONS = 4096;
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
  /** Streams of both directions of a TCP session, by slot. */
  readonly #streams: Map<Slot, readonly [TcpStream, TcpStream]> = new Map();
  readonly #visitMessage: (bytes: Uint8Array, start: number, end: number) => void;
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
    this.#visitMessage = (bytes, start, end) => this.#message(bytes, start, end);
    this.#visitAddress = (word0, word1, word2, word3) =>
      this.#names.learn(word0, word1, word2, word3, this.#addressName);
  }

  /** Whether DNS is looked for on this pair of ports. */
  watches(sourcePort: number, destinationPort: number): boolean {
    return (this.#ports[sourcePort]! | this.#ports[destinationPort]!) !== 0;
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
    const syn = (packet.tcpFlags & TCP_SYN) !== 0;
    if (!syn && packet.payloadLength === 0) return;
    let streams = this.#streams.get(this.#slot);
    if (streams === undefined) {
      if (this.#streams.size >= MOST_TCP_SESSIONS) {
        if (!syn) this.#counters.dnsStreamsGivenUp++;
        return;
      }
      streams = [new TcpStream(), new TcpStream()];
      this.#streams.set(this.#slot, streams);
    }
    const stream = streams[this.#direction]!;
    if (stream.givenUp) return;
    const sequence = packet.words[WORD_TCP_SEQUENCE]!;
    if (syn) stream.synchronise(sequence);
    const start = packet.payloadOffset;
    const end = start + packet.payloadCaptured;
    this.#transport = 'tcp';
    stream.push(
      syn ? (sequence + 1) >>> 0 : sequence,
      packet.bytes,
      start,
      end,
      packet.payloadLength,
      this.#visitMessage,
    );
    if (stream.givenUp) this.#counters.dnsStreamsGivenUp++;
  }

  #message(bytes: Uint8Array, start: number, end: number): void {
    if (!looksLikeDns(bytes, start, end)) {
      this.#counters.dnsMalformed++;
      return;
    }
    this.#columns.addFlags(this.#slot, FLAG_DNS);
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
    if (this.#streams.size > 0) this.#streams.delete(slot);
  }
}
