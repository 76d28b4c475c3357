/**
 * DNS messages (RFC 1035 §4.1). Cheap readers for the hot path and a full parser for transactions. `start` and `end` bound
 * the message in `bytes` (over TCP: without its two-byte length). Nothing here throws, whatever the bytes.
 */
import { CLASS_MDNS_BIT, RCODE_NOERROR, TYPE_A, TYPE_AAAA, TYPE_OPT } from './dns-constants.ts';
import { readName, skipName, skipPlainName } from './dns-names.ts';
import { formatRecordData } from './dns-rdata.ts';
import { formatUnknown } from './dns-text.ts';
import { read32 } from './words.ts';

export interface DnsQuestion {
  /** Presentation form without the final dot, see `DnsResourceRecord.name`. */
  readonly name: string;
  readonly type: number;
  /** As on the wire: with mDNS's unicast-response bit, if set (RFC 6762 §5.4). */
  readonly class: number;
}

export interface DnsResourceRecord {
  /** Owner name, presentation form without the final dot (`.` for the root), escaped as RFC 4343 §2.1. */
  readonly name: string;
  readonly type: number;
  /** As on the wire: with mDNS's cache-flush bit, if set (RFC 6762 §10.2). */
  readonly class: number;
  /** Seconds, unsigned. */
  readonly ttl: number;
  /** Presentation form of the data; unknown types as RFC 3597 `\# length hex`. */
  readonly data: string;
}

/** EDNS(0), RFC 6891 §6.1.3. */
export interface DnsEdns {
  readonly udpSize: number;
  readonly version: number;
  /** The DO bit (RFC 3225). */
  readonly dnssecOk: boolean;
  /** All 16 flag bits, DO included. */
  readonly flags: number;
}

/** Why a message could not be parsed to its end, or, `bad_record_data`, what in it is shown as hex for being malformed. */
export type DnsDefect = 'header_truncated' | 'bad_name' | 'question_truncated' | 'record_truncated' | 'bad_record_data';

export interface DnsMessage {
  readonly id: number;
  /** The second 16 bits of the header: QR, opcode, AA, TC, RD, RA, AD, CD, RCODE. */
  readonly flags: number;
  readonly opcode: number;
  /** With the upper eight bits of an OPT record, where there is one. */
  readonly responseCode: number;
  readonly questions: readonly DnsQuestion[];
  readonly answers: readonly DnsResourceRecord[];
  readonly authorities: readonly DnsResourceRecord[];
  /** Without the first OPT record, which is in `edns`. */
  readonly additionals: readonly DnsResourceRecord[];
  readonly edns: DnsEdns | null;
  /** Null where the whole message was understood; else what was parsed beside the defect stands. */
  readonly defect: DnsDefect | null;
}

export const DNS_HEADER_LENGTH = 12;
/** Bits of the flags word (RFC 1035 §4.1.1; AD and CD: RFC 4035 §3). */
export const DNS_FLAG_RESPONSE = 0x8000;
export const DNS_FLAG_AUTHORITATIVE = 0x0400;
export const DNS_FLAG_TRUNCATED = 0x0200;
export const DNS_FLAG_RECURSION_DESIRED = 0x0100;
export const DNS_FLAG_RECURSION_AVAILABLE = 0x0080;
export const DNS_FLAG_AUTHENTIC_DATA = 0x0020;
export const DNS_FLAG_CHECKING_DISABLED = 0x0010;

const FLAGS_AT = 2;
const QUESTION_COUNT_AT = 4;
const ANSWER_COUNT_AT = 6;
const AUTHORITY_COUNT_AT = 8;
const ADDITIONAL_COUNT_AT = 10;

/** Type and class after a question's name. */
const QUESTION_TAIL = 4;
/** Type, class, TTL and data length after a record's name. */
const RECORD_TAIL = 10;
const TTL_AT = 4;
const DATA_LENGTH_AT = 8;
/** Root name, type and class. */
const SHORTEST_QUESTION = 5;

const EDNS_DO = 0x8000;
/** RFC 1035 §4.1.4. */
const POINTER_TO_FIRST_NAME = 0xc000 | DNS_HEADER_LENGTH;

/** Transaction id. The caller has checked that the message has DNS_HEADER_LENGTH bytes; so for the three below. */
export function dnsId(bytes: Uint8Array, start: number): number {
  return read16(bytes, start);
}

export function dnsFlags(bytes: Uint8Array, start: number): number {
  return read16(bytes, start + FLAGS_AT);
}

export function dnsQuestionCount(bytes: Uint8Array, start: number): number {
  return read16(bytes, start + QUESTION_COUNT_AT);
}

export function dnsAnswerCount(bytes: Uint8Array, start: number): number {
  return read16(bytes, start + ANSWER_COUNT_AT);
}

export function isDnsResponse(flags: number): boolean {
  return (flags & DNS_FLAG_RESPONSE) !== 0;
}

export function dnsOpcode(flags: number): number {
  return (flags >> 11) & 0x0f;
}

/**
 * Whether the bytes may well be a DNS message: an assigned opcode, no response code in a query, and either a well-formed
 * first question of a known class or, in a response, none. Cheap; meant for traffic on ports that say DNS already.
 */
export function looksLikeDns(bytes: Uint8Array, start: number, end: number): boolean {
  const length = end - start;
  if (length < DNS_HEADER_LENGTH) return false;
  const flags = dnsFlags(bytes, start);
  const opcode = dnsOpcode(flags);
  if (opcode === 3 || opcode > 6) return false;
  const response = isDnsResponse(flags);
  if (!response && (flags & 0x0f) !== 0) return false;
  const questions = dnsQuestionCount(bytes, start);
  if (questions === 0) return response;
  if (questions * SHORTEST_QUESTION > length - DNS_HEADER_LENGTH) return false;
  const nameEnd = skipName(bytes, start + DNS_HEADER_LENGTH, end);
  if (nameEnd < 0 || end - nameEnd < QUESTION_TAIL) return false;
  const questionClass = read16(bytes, nameEnd + 2) & ~CLASS_MDNS_BIT;
  return (questionClass >= 1 && questionClass <= 4) || questionClass === 254 || questionClass === 255;
}

/**
 * Where the name of the first question ends, which is where its type and class are (`dnsQuestionType`); -1 where there is no
 * question or it is malformed. The name begins behind the header and is without pointers: there is nothing to point to.
 */
export function questionNameEnd(bytes: Uint8Array, start: number, end: number): number {
  if (end - start < DNS_HEADER_LENGTH || dnsQuestionCount(bytes, start) === 0) return -1;
  const nameEnd = skipPlainName(bytes, start + DNS_HEADER_LENGTH, end);
  return end - nameEnd < QUESTION_TAIL ? -1 : nameEnd;
}

/** For a `nameEnd` of `questionNameEnd`; so the next one. */
export function dnsQuestionType(bytes: Uint8Array, nameEnd: number): number {
  return read16(bytes, nameEnd);
}

export function dnsQuestionClass(bytes: Uint8Array, nameEnd: number): number {
  return read16(bytes, nameEnd + 2);
}

/** The first question, without looking at anything behind it; null where there is none or it is malformed. */
export function readQuestion(bytes: Uint8Array, start: number, end: number): DnsQuestion | null {
  const nameEnd = questionNameEnd(bytes, start, end);
  const name = nameEnd < 0 ? null : readName(bytes, start, end, start + DNS_HEADER_LENGTH);
  if (name === null) return null;
  return { name, type: dnsQuestionType(bytes, nameEnd), class: dnsQuestionClass(bytes, nameEnd) };
}

/** Called with the four words of an address (IPv4 as mapped IPv6; words signed, as `read32` has them) and its TTL in seconds. */
export type AddressVisitor = (word0: number, word1: number, word2: number, word3: number, timeToLive: number) => void;

/**
 * Visits the addresses (A and AAAA) in the answer section of a successful response to one question. They belong to the
 * question's name: aliases (CNAME) in between are part of the same answer. Stops where the message is malformed.
 */
export function forEachAddressAnswer(bytes: Uint8Array, start: number, end: number, visit: AddressVisitor): void {
  if (end - start < DNS_HEADER_LENGTH || dnsQuestionCount(bytes, start) !== 1) return;
  const flags = dnsFlags(bytes, start);
  if (!isDnsResponse(flags) || (flags & 0x0f) !== RCODE_NOERROR) return;
  let position = skipName(bytes, start + DNS_HEADER_LENGTH, end);
  if (position < 0) return;
  position += QUESTION_TAIL;
  for (let remaining = dnsAnswerCount(bytes, start); remaining > 0; remaining--) {
    position = skipName(bytes, position, end);
    if (position < 0 || end - position < RECORD_TAIL) return;
    const type = read16(bytes, position);
    const ttl = read32(bytes, position + TTL_AT) >>> 0;
    const data = position + RECORD_TAIL;
    const length = read16(bytes, position + DATA_LENGTH_AT);
    position = data + length;
    if (position > end) return;
    if (type === TYPE_A && length === 4) visit(0, 0, 0xffff, read32(bytes, data), ttl);
    else if (type === TYPE_AAAA && length === 16)
      visit(read32(bytes, data), read32(bytes, data + 4), read32(bytes, data + 8), read32(bytes, data + 12), ttl);
  }
}

/** Everything in the message, as far as it is well-formed. `firstName`: the name of its first question, if that is known. */
export function parseDnsMessage(
  bytes: Uint8Array,
  start: number,
  end: number,
  firstName: string | null = null,
): DnsMessage {
  const length = end - start;
  const parser = new MessageParser(bytes, start, end, firstName);
  if (length < DNS_HEADER_LENGTH) {
    const flags = length >= 4 ? dnsFlags(bytes, start) : 0;
    return parser.finish(length >= 2 ? dnsId(bytes, start) : 0, flags, [], [], [], [], 'header_truncated');
  }
  const questions = parser.questions(dnsQuestionCount(bytes, start));
  const answers = parser.records(dnsAnswerCount(bytes, start));
  const authorities = parser.records(read16(bytes, start + AUTHORITY_COUNT_AT));
  const additionals = parser.records(read16(bytes, start + ADDITIONAL_COUNT_AT));
  return parser.finish(dnsId(bytes, start), dnsFlags(bytes, start), questions, answers, authorities, additionals, null);
}

/**
 * Goes through the sections in order. An entry whose name is malformed is left out; after a defect that hides where the
 * next entry begins, all further lists are empty.
 */
class MessageParser {
  readonly #bytes: Uint8Array;
  readonly #start: number;
  readonly #end: number;
  #position: number;
  #stopped = false;
  #defect: DnsDefect | null = null;
  #edns: DnsEdns | null = null;
  #extendedCode = 0;
  /** Name behind the header: of the first question, which most records point to. */
  #firstName: string | null;

  constructor(bytes: Uint8Array, start: number, end: number, firstName: string | null) {
    this.#firstName = firstName;
    this.#bytes = bytes;
    this.#start = start;
    this.#end = end;
    this.#position = start + DNS_HEADER_LENGTH;
  }

  questions(count: number): DnsQuestion[] {
    const questions: DnsQuestion[] = [];
    for (let remaining = count; remaining > 0 && !this.#stopped; remaining--) {
      const name = this.#name('question_truncated');
      if (this.#stopped) break;
      if (this.#end - this.#position < QUESTION_TAIL) {
        this.#stop('question_truncated');
        break;
      }
      const at = this.#position;
      this.#position = at + QUESTION_TAIL;
      if (questions.length === 0) this.#firstName = name;
      if (name !== null) questions.push({ name, type: read16(this.#bytes, at), class: read16(this.#bytes, at + 2) });
      // The first question names the whole message: no other takes its place.
      else if (questions.length === 0) this.#stop('bad_name');
    }
    return questions;
  }

  records(count: number): DnsResourceRecord[] {
    const records: DnsResourceRecord[] = [];
    for (let remaining = count; remaining > 0 && !this.#stopped; remaining--) {
      const record = this.#record();
      if (record !== null) records.push(record);
    }
    return records;
  }

  finish(
    id: number,
    flags: number,
    questions: readonly DnsQuestion[],
    answers: readonly DnsResourceRecord[],
    authorities: readonly DnsResourceRecord[],
    additionals: readonly DnsResourceRecord[],
    defect: DnsDefect | null,
  ): DnsMessage {
    return {
      id,
      flags,
      opcode: dnsOpcode(flags),
      responseCode: (this.#extendedCode << 4) | (flags & 0x0f),
      questions,
      answers,
      authorities,
      additionals,
      edns: this.#edns,
      defect: defect ?? this.#defect,
    };
  }

  /** Null where parsing stopped, for a record whose owner cannot be told, and for the OPT record. */
  #record(): DnsResourceRecord | null {
    const name = this.#name('record_truncated');
    if (this.#stopped) return null;
    const bytes = this.#bytes;
    const at = this.#position;
    if (this.#end - at < RECORD_TAIL) return this.#stop('record_truncated');
    const type = read16(bytes, at);
    const recordClass = read16(bytes, at + 2);
    const ttl = read32(bytes, at + TTL_AT) >>> 0;
    const data = at + RECORD_TAIL;
    const dataEnd = data + read16(bytes, at + DATA_LENGTH_AT);
    if (dataEnd > this.#end) return this.#stop('record_truncated');
    this.#position = dataEnd;
    if (name === null) return null;
    if (type === TYPE_OPT && this.#edns === null) {
      // RFC 6891 §6.1.2: the class is the UDP payload size, the TTL holds the rest.
      const flags = ttl & 0xffff;
      this.#edns = { udpSize: recordClass, version: (ttl >>> 16) & 0xff, dnssecOk: (flags & EDNS_DO) !== 0, flags };
      this.#extendedCode = ttl >>> 24;
      return null;
    }
    let text = data === dataEnd ? '' : formatRecordData(bytes, this.#start, this.#end, type, data, dataEnd);
    if (text === null) {
      this.#defect ??= 'bad_record_data';
      text = formatUnknown(bytes, data, dataEnd);
    }
    return { name, type, class: recordClass, ttl, data: text };
  }

  /** Null where there is none that can be told; it is passed nevertheless where at least its end is clear (a bad pointer's is). */
  #name(whereTruncated: DnsDefect): string | null {
    const at = this.#position;
    if (at >= this.#end) return this.#stop(whereTruncated);
    const nameEnd = skipName(this.#bytes, at, this.#end);
    if (nameEnd < 0) return this.#stop('bad_name');
    const name = this.#isFirstName(at, nameEnd) ? this.#firstName : readName(this.#bytes, this.#start, this.#end, at);
    if (name === null) this.#defect ??= 'bad_name';
    this.#position = nameEnd;
    return name;
  }

  /** Whether the name at `at` is the known one behind the header, or points to it. */
  #isFirstName(at: number, nameEnd: number): boolean {
    if (this.#firstName === null) return false;
    if (at === this.#start + DNS_HEADER_LENGTH) return true;
    return nameEnd - at === 2 && read16(this.#bytes, at) === POINTER_TO_FIRST_NAME;
  }

  #stop(defect: DnsDefect): null {
    this.#stopped = true;
    this.#defect = defect;
    return null;
  }
}

function read16(bytes: Uint8Array, at: number): number {
  return (bytes[at]! << 8) | bytes[at + 1]!;
}
