/** A DNS message (RFC 1035 §4.1): header, questions and records as text. */
import { className, rcodeName, typeName } from '../dns-constants.ts';
import { isDnsResponse, parseDnsMessage, type DnsResourceRecord } from '../dns-message.ts';
import { flagNames, hexNumber, named, next, type Field, type Next, type Reading } from './reading.ts';

const OPERATIONS: ReadonlyMap<number, string> = new Map([
  [0, 'query'],
  [1, 'inverse query'],
  [2, 'status'],
  [4, 'notify'],
  [5, 'update'],
]);
const HEADER_FLAGS = [
  [0x0400, 'authoritative'],
  [0x0200, 'truncated'],
  [0x0100, 'recursion desired'],
  [0x0080, 'recursion available'],
  [0x0020, 'authentic data'],
  [0x0010, 'checking disabled'],
] as const;
const DEFECTS = {
  header_truncated: 'the header is incomplete',
  bad_name: 'a name that cannot be read',
  question_truncated: 'a question is incomplete',
  record_truncated: 'a record is incomplete',
  bad_record_data: 'a record whose data is malformed',
} as const;
/** Of each section. */
const MOST_RECORDS = 100;

/** `prefix`: bytes of the length that stands before a message over TCP. */
export function readDns(reading: Reading, at: number, end: number, name: string, prefix: number): Next | null {
  const start = at + prefix;
  const messageEnd = prefix === 0 ? end : Math.min(end, start + reading.u16(at));
  const message = parseDnsMessage(reading.bytes, start, messageEnd);
  const response = isDnsResponse(message.flags);
  const fields: Field[] = [
    ...(prefix === 0 ? [] : [['Length', String(reading.u16(at))] as const]),
    ['Transaction id', hexNumber(message.id, 4)],
    ['Message', response ? 'response' : 'query'],
    ['Operation', named(message.opcode, OPERATIONS.get(message.opcode))],
    ['Flags', flagNames(message.flags, HEADER_FLAGS)],
    ...(response ? [['Response code', named(message.responseCode, rcodeName(message.responseCode))] as const] : []),
    ...message.questions
      .slice(0, MOST_RECORDS)
      .map(({ name: asked, type, class: of }): Field => [
        'Question',
        `${asked} ${typeName(type)} ${className(of & 0x7fff)}`,
      ]),
    ...recordFields('Answer', message.answers),
    ...recordFields('Authority', message.authorities),
    ...recordFields('Additional', message.additionals),
  ];
  const { edns, defect } = message;
  if (edns !== null) {
    fields.push([
      'EDNS',
      `version ${edns.version}, at most ${edns.udpSize} bytes${edns.dnssecOk ? ', DNSSEC OK' : ''}`,
    ]);
  }
  if (defect !== null) fields.push(['Defect', DEFECTS[defect]]);
  reading.add(name, at, messageEnd, fields);
  return prefix === 0 ? null : next('application', messageEnd, end);
}

function recordFields(section: string, records: readonly DnsResourceRecord[]): Field[] {
  const fields = records
    .slice(0, MOST_RECORDS)
    .map(({ name, type, ttl, data }): Field => [section, `${name} ${typeName(type)} ${ttl} s ${data}`]);
  if (records.length > MOST_RECORDS) fields.push([section, `… ${records.length - MOST_RECORDS} more`]);
  return fields;
}
