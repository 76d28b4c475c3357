/** DHCP and BOOTP (RFC 2131 §2): who asks for which address, and the kind of message. */
import { named, next, hexNumber, type Field, type Next, type Reading } from './reading.ts';

const HEADER = 236;
const COOKIE = 0x6382_5363;
const MESSAGES = ['', 'discover', 'offer', 'request', 'decline', 'acknowledge', 'refuse', 'release', 'inform'];

export function readDhcp(reading: Reading, at: number, end: number): Next | null {
  if (end - at < HEADER) return next('payload', at, end);
  const operation = reading.u8(at);
  const fields: Field[] = [
    ['Operation', named(operation, ['', 'request', 'reply'][operation])],
    ['Transaction id', hexNumber(reading.u32(at + 4), 8)],
    ['Client address', reading.ipv4(at + 12)],
    ['Your address', reading.ipv4(at + 16)],
    ['Server address', reading.ipv4(at + 20)],
    ['Relay address', reading.ipv4(at + 24)],
    ['Client hardware address', reading.hex(at + 28, Math.min(16, reading.u8(at + 2)), ':')],
  ];
  if (end - at < HEADER + 4 || reading.u32(at + HEADER) !== COOKIE) {
    reading.add('BOOTP', at, at + HEADER, fields);
    return next('payload', at + HEADER, end);
  }
  fields.push(...optionFields(reading, at + HEADER + 4, end));
  reading.add('DHCP', at, end, fields);
  return null;
}

function optionFields(reading: Reading, start: number, end: number): Field[] {
  const fields: Field[] = [];
  for (let at = start; at < end;) {
    const code = reading.u8(at);
    if (code === 255) break;
    if (code === 0) {
      at++;
      continue;
    }
    const length = at + 1 < end ? reading.u8(at + 1) : 0;
    const data = at + 2;
    if (data + length > end) break;
    if (code === 53 && length === 1) fields.push(['Message', named(reading.u8(data), MESSAGES[reading.u8(data)])]);
    else if (code === 12) fields.push(['Host name', reading.text(data, data + length)]);
    else if (code === 50 && length === 4) fields.push(['Requested address', reading.ipv4(data)]);
    else if (code === 51 && length === 4) fields.push(['Lease', `${reading.u32(data)} s`]);
    else if (code === 54 && length === 4) fields.push(['Server', reading.ipv4(data)]);
    else fields.push([`Option ${code}`, reading.hex(data, length)]);
    at = data + length;
  }
  return fields;
}
