/**
 * Names in the initiator's direction of TCP sessions: the ClientHello and the request that it begins with, every further
 * request, and a ClientHello that begins later (STARTTLS, a tunnel through a proxy). Usually the first segment decides, and
 * nothing is held; otherwise the stream is put in order as far as it takes.
 */
import { endOfHttpHead, isHttpConnect, readHttpHost } from '#main/engine/decode/http-request.ts';
import { MORE, OTHER } from '#main/engine/decode/name-answer.ts';
import { type DecodedPacket, TCP_SYN, WORD_TCP_SEQUENCE } from '#main/engine/decode/packet.ts';
import { readTlsServerName } from '#main/engine/decode/tls-records.ts';
import type { ByteStream, StreamReader } from './byte-stream.ts';
import { FLAG_MIDSTREAM } from './flow-flags.ts';
import type { FlowCounters } from './flow-options.ts';
import type { NameSink } from './name-sink.ts';
import { PAYLOAD_HTTP, PAYLOAD_TLS } from './payload-filters.ts';
import {
  addSearchCount,
  MODE_FRESH,
  MODE_HEAD,
  MODE_LATE,
  MODE_REQUESTS,
  searchCount,
  searchMode,
  seeksAnyProtocol,
  setSearchMode,
} from './payload-state.ts';
import { RECORD_WORDS, type SessionColumns, type Slot, WORD_SEQUENCES } from './session-columns.ts';
import { StreamTable } from './stream-table.ts';

const TLS = 1 << PAYLOAD_TLS;
const HTTP = 1 << PAYLOAD_HTTP;
/** The filters that are served here. */
export const STREAM_FILTERS: number = TLS | HTTP;

const MOST_STREAMS = 16_384;
const MOST_STREAM_BYTES = 16 * 1024 * 1024;
/** Bytes that are read again and again because a head comes in many small segments. */
const MOST_OFFERED = 512 * 1024;
/** Segments at whose beginning is looked for what may begin late. */
const MOST_LATE_SEGMENTS = 20;
/** A first segment that is further ahead of the SYN than this shows that the beginning was not captured. */
const MOST_AHEAD = 262_144;

/**
 * Services that change to TLS after some words in clear: FTP, SMTP, POP3, NNTP, IMAP, IRC, LDAP, SOCKS, MySQL, RDP, sieve,
 * XMPP, PostgreSQL.
 */
const STARTTLS_PORTS: ReadonlySet<number> = new Set([
  21, 25, 110, 119, 143, 194, 389, 587, 1080, 2525, 3306, 3389, 4190, 5222, 5269, 5432, 6667,
]);

/** Behind whose handshake (RFC 1928) requests may follow in clear, too. */
const SOCKS_PORT = 1080;

const TLS_FIRST_TYPE = 20;
const TLS_HANDSHAKE = 22;
const TLS_LAST_TYPE = 23;
const TLS_MAJOR = 3;
/** Headers of the record and the message, and the version in it: nothing else begins like that. */
const HELLO_HEAD = 11;
const SSL2_FLAG = 0x80;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/** What is known of the session at hand. */
const UNDECIDED = 0; // the beginning of something was read, or nothing
const DONE = 1; // its only name, or that there is none
const REQUESTS = 2; // requests follow each other
const TUNNEL = 3; // a request for a tunnel was read
const UNKNOWN = 4; // it is neither TLS nor HTTP

export class StreamNames {
  readonly #columns: SessionColumns;
  readonly #counters: FlowCounters;
  readonly #sink: NameSink;
  readonly #streams: StreamTable;
  readonly #reader: StreamReader = { read: (bytes, start, end) => this.#read(bytes, start, end) };
  /** The session at hand, the filters that look at it, and what its bytes turned out to be. */
  #slot: Slot = -1;
  #wanted = 0;
  #outcome = UNDECIDED;

  constructor(columns: SessionColumns, counters: FlowCounters, sink: NameSink) {
    this.#columns = columns;
    this.#counters = counters;
    this.#sink = sink;
    this.#streams = new StreamTable(MOST_STREAMS, MOST_STREAM_BYTES, (slot, waiting) => this.#letGo(slot, waiting));
  }

  /** Takes a segment of the initiator with payload; `wanted`: the filters. False where nothing is looked for any more. */
  take(packet: DecodedPacket, slot: Slot, wanted: number): boolean {
    this.#slot = slot;
    this.#wanted = wanted;
    this.#outcome = UNDECIDED;
    const sequence = packet.words[WORD_TCP_SEQUENCE]! + ((packet.tcpFlags & TCP_SYN) === 0 ? 0 : 1);
    const mode = searchMode(this.#columns, slot);
    if (mode === MODE_FRESH) return this.#takeFirst(packet, sequence);
    if (mode === MODE_LATE) return this.#takeLate(packet, sequence);
    const stream = this.#streams.find(slot);
    return stream === undefined ? this.#begin(packet, 0, sequence) : this.#follow(stream, packet, 0, sequence);
  }

  forget(slot: Slot): void {
    this.#streams.close(slot);
  }

  #takeFirst(packet: DecodedPacket, sequence: number): boolean {
    const beginning = (this.#columns.unsigned[this.#slot * RECORD_WORDS + WORD_SEQUENCES]! + 1) >>> 0;
    const ahead = (sequence - beginning) | 0;
    if (ahead > MOST_AHEAD) return this.#begin(packet, 0, sequence);
    if (ahead > 0) {
      setSearchMode(this.#columns, this.#slot, MODE_HEAD);
      return this.#follow(this.#streams.open(this.#slot, beginning), packet, 0, sequence);
    }
    // A byte of the past, as keep-alives send it (RFC 9293 §3.8.4), is no beginning.
    return -ahead >= packet.payloadCaptured || this.#begin(packet, -ahead, sequence);
  }

  /** Looks at a segment's beginning for what may come after something else. */
  #takeLate(packet: DecodedPacket, sequence: number): boolean {
    const { bytes, payloadOffset: at } = packet;
    const hello = packet.payloadCaptured > 1 && bytes[at] === TLS_HANDSHAKE && bytes[at + 1] === TLS_MAJOR;
    addSearchCount(this.#columns, this.#slot, -1);
    if (hello || (seeksAnyProtocol(this.#columns, this.#slot) && mayBeginRequest(bytes[at]!)))
      return this.#begin(packet, 0, sequence);
    return searchCount(this.#columns, this.#slot) > 0;
  }

  /** Reads what begins in this segment, `skipped` bytes into it; follows the stream where that does not decide. */
  #begin(packet: DecodedPacket, skipped: number, sequence: number): boolean {
    const start = packet.payloadOffset + skipped;
    const end = packet.payloadOffset + packet.payloadCaptured;
    const kept = this.#read(packet.bytes, start, end);
    const mode = searchMode(this.#columns, this.#slot);
    // In the middle of something else words are no request: it takes a whole line.
    if (
      mode !== MODE_FRESH &&
      kept === start &&
      !mayBeginTls(packet.bytes[start]!) &&
      !hasLine(packet.bytes, start, end)
    )
      return mode === MODE_REQUESTS || searchCount(this.#columns, this.#slot) > 0;
    const cut = packet.payloadCaptured < packet.payloadLength;
    if (this.#outcome === UNDECIDED && cut) return this.#giveUpCut(packet.bytes, start, end);
    if (this.#outcome !== UNDECIDED && this.#outcome !== REQUESTS) return this.#conclude();
    setSearchMode(this.#columns, this.#slot, this.#outcome === REQUESTS ? MODE_REQUESTS : MODE_HEAD);
    if (cut) return true;
    const stream = this.#streams.open(this.#slot, sequence + kept - packet.payloadOffset);
    return kept === end || this.#follow(stream, packet, kept - packet.payloadOffset, sequence);
  }

  #follow(stream: ByteStream, packet: DecodedPacket, skipped: number, sequence: number): boolean {
    const slot = this.#slot;
    const waiting = stream.size > 0;
    this.#outcome = UNDECIDED;
    this.#streams.push(
      slot,
      stream,
      (sequence + skipped) >>> 0,
      packet.bytes,
      packet.payloadOffset + skipped,
      packet.payloadOffset + packet.payloadCaptured,
      packet.payloadLength - skipped,
      this.#reader,
    );
    if (this.#outcome !== UNDECIDED && this.#outcome !== REQUESTS) {
      this.#streams.close(slot);
      return this.#conclude();
    }
    if (this.#outcome === REQUESTS) setSearchMode(this.#columns, slot, MODE_REQUESTS);
    const tedious = stream.offered > MOST_OFFERED;
    if (!stream.givenUp && !tedious) return true;
    this.#streams.close(slot);
    const requests = searchMode(this.#columns, slot) === MODE_REQUESTS;
    // Between two requests nothing is lost but the order.
    return requests && !waiting && this.#outcome === REQUESTS ? true : this.#giveUp(requests);
  }

  /** The name at hand will not be known. A client that sends requests may send another one. */
  #giveUp(requests: boolean): boolean {
    this.#counters.namesGivenUp++;
    if (!requests) return this.#seekLate(true);
    setSearchMode(this.#columns, this.#slot, MODE_REQUESTS);
    return true;
  }

  /** Of what begins at `start` the rest was not captured: its name will not be known, what it is often is. */
  #giveUpCut(bytes: Uint8Array, start: number, end: number): boolean {
    if (!mayBeginRequest(bytes[start]!)) {
      this.#counters.namesGivenUp++;
      if (end - start >= HELLO_HEAD) this.#sink.decoded(this.#slot, PAYLOAD_TLS, null, !this.#mayStartTls());
      return false;
    }
    if (hasLine(bytes, start, end)) this.#sink.decoded(this.#slot, PAYLOAD_HTTP, null, true);
    return this.#giveUp(true);
  }

  /** What follows from an outcome that is final. */
  #conclude(): boolean {
    if (this.#outcome === TUNNEL) return this.#seekLate(false);
    if (this.#outcome === DONE) return false;
    if (searchMode(this.#columns, this.#slot) === MODE_LATE) return searchCount(this.#columns, this.#slot) > 0;
    const midstream = (this.#columns.flags(this.#slot) & FLAG_MIDSTREAM) !== 0;
    const tunnelled = this.#columns.responderPort(this.#slot) === SOCKS_PORT;
    return (midstream || this.#mayStartTls()) && this.#seekLate(midstream || tunnelled);
  }

  #seekLate(anyProtocol: boolean): boolean {
    if (!anyProtocol && (this.#wanted & TLS) === 0) return false;
    setSearchMode(this.#columns, this.#slot, MODE_LATE, MOST_LATE_SEGMENTS, anyProtocol);
    return true;
  }

  #mayStartTls(): boolean {
    return STARTTLS_PORTS.has(this.#columns.responderPort(this.#slot));
  }

  /** See StreamReader. */
  #read(bytes: Uint8Array, start: number, end: number): number {
    if (this.#outcome !== UNDECIDED && this.#outcome !== REQUESTS) return end;
    const first = bytes[start]!;
    if (searchMode(this.#columns, this.#slot) !== MODE_REQUESTS && (this.#wanted & TLS) !== 0 && mayBeginTls(first))
      return this.#readHello(bytes, start, end);
    return this.#readRequests(bytes, start, end);
  }

  #readHello(bytes: Uint8Array, start: number, end: number): number {
    const answer = readTlsServerName(bytes, start, end);
    if (answer === MORE) return start;
    if (answer === OTHER) this.#outcome = UNKNOWN;
    else {
      this.#outcome = DONE;
      // What changes to TLS keeps the name of its port.
      this.#sink.decoded(this.#slot, PAYLOAD_TLS, answer.kind === 'name' ? answer.name : null, !this.#mayStartTls());
    }
    return end;
  }

  /** Reads one request after the other, each to the end of its fields. Bodies are passed over, not measured. */
  #readRequests(bytes: Uint8Array, start: number, end: number): number {
    let known = this.#outcome === REQUESTS || searchMode(this.#columns, this.#slot) === MODE_REQUESTS;
    let at = start;
    while (at >= 0 && at < end && (this.#wanted & HTTP) !== 0 && mayBeginRequest(bytes[at]!)) {
      const answer = readHttpHost(bytes, at, end);
      if (answer === MORE) {
        this.#outcome = known ? REQUESTS : UNDECIDED;
        return at;
      }
      if (answer === OTHER) break;
      known = true;
      this.#sink.decoded(this.#slot, PAYLOAD_HTTP, answer.kind === 'name' ? answer.name : null, true);
      if (isHttpConnect(bytes, at, end)) {
        this.#outcome = TUNNEL;
        return end;
      }
      at = endOfHttpHead(bytes, at, end);
    }
    this.#outcome = known ? REQUESTS : UNKNOWN;
    return end;
  }

  /** A stream made room for others. Requests are found again at the beginning of a segment. */
  #letGo(slot: Slot, waiting: boolean): void {
    if (waiting) this.#counters.namesGivenUp++;
    if (searchMode(this.#columns, slot) === MODE_HEAD)
      setSearchMode(this.#columns, slot, MODE_LATE, MOST_LATE_SEGMENTS, true);
  }
}

/** A record of TLS, or the first byte of a hello in the form of SSL 2.0. */
function mayBeginTls(octet: number): boolean {
  return (octet >= TLS_FIRST_TYPE && octet <= TLS_LAST_TYPE) || octet >= SSL2_FLAG;
}

function hasLine(bytes: Uint8Array, start: number, end: number): boolean {
  let at = start;
  while (at < end && bytes[at] !== LINE_FEED) at++;
  return at < end;
}

/** A letter, or an empty line before the request. */
function mayBeginRequest(octet: number): boolean {
  const small = octet | 0x20;
  return (small >= 0x61 && small <= 0x7a) || octet === CARRIAGE_RETURN || octet === LINE_FEED;
}
