/** TLS records (RFC 8446 §5.1), one layer each; of a handshake its first message, of a ClientHello the server's name. */
import { readTlsServerName } from '../tls-records.ts';
import { hexNumber, named, next, type Field, type Next, type Reading } from './reading.ts';

const RECORD_HEADER = 5;
const MOST_FRAGMENT = 16_384 + 2048;
const CONTENT: ReadonlyMap<number, string> = new Map([
  [20, 'change cipher spec'],
  [21, 'alert'],
  [22, 'handshake'],
  [23, 'application data'],
  [24, 'heartbeat'],
]);
const HANDSHAKES: ReadonlyMap<number, string> = new Map([
  [0, 'hello request'],
  [1, 'client hello'],
  [2, 'server hello'],
  [4, 'new session ticket'],
  [8, 'encrypted extensions'],
  [11, 'certificate'],
  [12, 'server key exchange'],
  [13, 'certificate request'],
  [14, 'server hello done'],
  [15, 'certificate verify'],
  [16, 'client key exchange'],
  [20, 'finished'],
  [22, 'certificate status'],
]);
const VERSIONS: ReadonlyMap<number, string> = new Map([
  [0x0300, 'SSL 3.0'],
  [0x0301, 'TLS 1.0'],
  [0x0302, 'TLS 1.1'],
  [0x0303, 'TLS 1.2'],
  [0x0304, 'TLS 1.3'],
]);

/** Whether a record's header is here. */
export function looksLikeTls(reading: Reading, at: number, end: number): boolean {
  if (end - at < RECORD_HEADER) return false;
  const length = reading.u16(at + 3);
  return CONTENT.has(reading.u8(at)) && VERSIONS.has(reading.u16(at + 1)) && length > 0 && length <= MOST_FRAGMENT;
}

export function readTls(reading: Reading, at: number, end: number): Next | null {
  const content = reading.u8(at);
  const version = reading.u16(at + 1);
  const length = reading.u16(at + 3);
  const recordEnd = at + RECORD_HEADER + length;
  const fields: Field[] = [
    ['Record', named(content, CONTENT.get(content))],
    ['Record version', named(version, VERSIONS.get(version), hexNumber(version, 4))],
    ['Length', String(length)],
  ];
  if (content === 22) fields.push(...handshakeFields(reading, at + RECORD_HEADER, Math.min(end, recordEnd)));
  if (content === 22 && reading.u8(Math.min(at + RECORD_HEADER, end - 1)) === 1) {
    const answer = readTlsServerName(reading.bytes, at, end);
    if (answer.kind === 'name') fields.push(['Server name', answer.name]);
  }
  if (recordEnd > end) fields.push(['Continues', `${recordEnd - end} bytes in later packets`]);
  reading.add('TLS', at, Math.min(end, recordEnd), fields);
  if (recordEnd >= end) return null;
  return looksLikeTls(reading, recordEnd, end) ? next('application', recordEnd, end) : next('payload', recordEnd, end);
}

/** Of an encrypted message there is nothing to say: its type and length make no sense. */
function handshakeFields(reading: Reading, at: number, end: number): Field[] {
  if (end - at < 4) return [];
  const type = HANDSHAKES.get(reading.u8(at));
  const length = reading.u32(at) & 0xff_ffff;
  if (type === undefined || length > 0x2_0000) return [['Handshake', 'encrypted']];
  const fields: Field[] = [['Handshake', `${reading.u8(at)} (${type})`]];
  if (type.endsWith('hello') && end - at >= 6) {
    const version = reading.u16(at + 4);
    fields.push(['Version', named(version, VERSIONS.get(version), hexNumber(version, 4))]);
  }
  return fields;
}
