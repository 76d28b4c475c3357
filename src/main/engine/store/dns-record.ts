/** DNS transactions as records and as lines of text. */
import type { ByteText } from '#base/byte-text.ts';
import { DNS_COLUMNS, type DnsAnswer, type DnsRecord } from '#contract/records.ts';
import { formatAddress } from '#base/addresses.ts';
import { className, rcodeName, typeName } from '#main/engine/decode/dns-constants.ts';
import type { DnsTransaction } from '#main/engine/flows/flow-listener.ts';
import { csvJson, csvOptionalNumber, csvOptionalText, csvText, writeCsvLineEnd } from '#base/csv.ts';
import { jsonLineWriter } from '#base/json-lines.ts';
import type { RunNames } from './run-names.ts';
import { idField, portField, textField, type SearchField } from '#main/engine/filter/search-fields.ts';
import { formatTime, roundMilliseconds } from '#base/time-text.ts';

/** Header bits (RFC 1035 §4.1.1, RFC 4035 §3.1.6 and §3.2.2) in the order in which they are written. */
const HEADER_BITS: readonly (readonly [string, number])[] = [
  ['AA', 0x0400],
  ['TC', 0x0200],
  ['RD', 0x0100],
  ['RA', 0x0080],
  ['AD', 0x0020],
  ['CD', 0x0010],
];

export function dnsRecord(transaction: DnsTransaction, names: RunNames): DnsRecord {
  const { queryType, queryClass, responseCode } = transaction;
  return {
    time: formatTime(transaction.time),
    session_id: transaction.serial === 0 ? null : names.sessionId(transaction.sessionStart, transaction.serial),
    interface: names.interfaceName(transaction.interfaceId),
    client_ip: addressText(transaction.client),
    client_port: transaction.clientPort,
    server_ip: addressText(transaction.server),
    server_port: transaction.serverPort,
    transport: transaction.transport,
    trans_id: transaction.id,
    query: transaction.query,
    qtype: queryType === null ? null : typeName(queryType),
    qclass: queryClass === null ? null : className(queryClass),
    rcode: responseCode,
    rcode_name: responseCode === null ? null : rcodeName(responseCode),
    status: transaction.status,
    latency_ms: transaction.latencyMs === null ? null : roundMilliseconds(transaction.latencyMs),
    answers: transaction.answers.map((answer): DnsAnswer => ({
      name: answer.name,
      type: typeName(answer.type),
      ttl: answer.ttl,
      data: answer.data,
    })),
    ttls: transaction.answers.map((answer) => answer.ttl),
    flags: flagsText(transaction.headerFlags),
  };
}

/** A line with its end, in the order of DNS_COLUMNS. */
export function writeDnsCsv(row: DnsRecord, out: ByteText): void {
  const cells = [
    row.time,
    row.session_id ?? '',
    csvText(row.interface),
    row.client_ip,
    String(row.client_port),
    row.server_ip,
    String(row.server_port),
    row.transport,
    String(row.trans_id),
    csvOptionalText(row.query),
    csvOptionalText(row.qtype),
    csvOptionalText(row.qclass),
    csvOptionalNumber(row.rcode),
    csvOptionalText(row.rcode_name),
    row.status,
    csvOptionalNumber(row.latency_ms),
    csvJson(row.answers),
    csvJson(row.ttls),
    row.flags,
  ];
  out.utf8(cells.join(','));
  writeCsvLineEnd(out);
}

/** A line with its end, in the order of DNS_COLUMNS. */
export const writeDnsJson: (row: DnsRecord, out: ByteText) => void = jsonLineWriter(
  DNS_COLUMNS,
  (row: DnsRecord, column) => row[column],
);

/** What the text filter searches: who asked whom for what, and what came back. */
export const dnsSearchFields: readonly SearchField<DnsRecord>[] = [
  textField((row) => row.interface),
  textField((row) => row.client_ip),
  portField((row) => row.client_port),
  textField((row) => row.server_ip),
  portField((row) => row.server_port),
  textField((row) => row.transport),
  textField((row) => row.query),
  textField((row) => row.qtype),
  textField((row) => row.rcode_name),
  textField((row) => row.status),
  textField((row) => row.flags),
  (term) => (row) =>
    row.answers.some((answer) =>
      [answer.name, answer.type, answer.data].some((text) => text.toLowerCase().includes(term)),
    ),
  idField((row) => row.session_id),
];

function flagsText(flags: number): string {
  return HEADER_BITS.filter(([, bit]) => (flags & bit) !== 0)
    .map(([name]) => name)
    .join(' ');
}

/** IPv4 is kept as IPv4-mapped IPv6. */
function addressText(words: Uint32Array): string {
  return formatAddress(words, 0, !(words[0] === 0 && words[1] === 0 && words[2] === 0xffff));
}
