/**
 * DNS messages (RFC 1035 §4.1). Cheap readers for the hot path and a full parser for transactions. `start` and `end` bound
 * the message in `bytes` (over TCP: without its two-byte length). Nothing here throws, whatever the bytes.
 */

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
  readonly class: number;
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

/** Why a message could not be parsed to its end. */
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
  /** Without the OPT record, which is in `edns`. */
  readonly additionals: readonly DnsResourceRecord[];
  readonly edns: DnsEdns | null;
  /** Null where the whole message was understood; else what was parsed before the defect stands. */
  readonly defect: DnsDefect | null;
}
export const DNS_HEADER_LENGTH = 12;
export declare function dnsId(bytes: Uint8Array, start: number): number;
export declare function dnsFlags(bytes: Uint8Array, start: number): number;
export declare function isDnsResponse(flags: number): boolean;
export declare function looksLikeDns(bytes: Uint8Array, start: number, end: number): boolean;
export declare function readQuestion(bytes: Uint8Array, start: number, end: number): DnsQuestion | null;
export declare function parseDnsMessage(bytes: Uint8Array, start: number, end: number): DnsMessage;
/** Called with the four words of an address (IPv4 as mapped IPv6; words unsigned). */
export type AddressVisitor = (word0: number, word1: number, word2: number, word3: number, timeToLive: number) => void;
export declare function forEachAddressAnswer(
  bytes: Uint8Array,
  start: number,
  end: number,
  visit: AddressVisitor,
): void;
