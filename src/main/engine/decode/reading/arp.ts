/** ARP (RFC 826) for IPv4 over Ethernet; other combinations by their numbers. */
import { hexNumber, named, next, type Field, type Next, type Reading } from './reading.ts';

const OPERATIONS: ReadonlyMap<number, string> = new Map([
  [1, 'request'],
  [2, 'reply'],
  [3, 'reverse request'],
  [4, 'reverse reply'],
]);
const HEADER = 8;

export function readArp(reading: Reading, at: number, end: number, name: string): Next | null {
  if (reading.isCut(name, at, end, HEADER)) return null;
  const operation = reading.u16(at + 6);
  const [hardware, protocol] = [reading.u8(at + 4), reading.u8(at + 5)];
  const length = HEADER + 2 * (hardware + protocol);
  const fields: Field[] = [
    ['Hardware type', named(reading.u16(at), reading.u16(at) === 1 ? 'Ethernet' : null)],
    ['Protocol type', hexNumber(reading.u16(at + 2), 4)],
    ['Operation', named(operation, OPERATIONS.get(operation))],
  ];
  if (reading.isCut(name, at, end, length, fields)) return null;
  let position = at + HEADER;
  for (const who of ['Sender', 'Target']) {
    fields.push([`${who} hardware address`, reading.hex(position, hardware, ':')]);
    position += hardware;
    fields.push([`${who} protocol address`, protocol === 4 ? reading.ipv4(position) : reading.hex(position, protocol)]);
    position += protocol;
  }
  reading.add(name, at, at + length, fields);
  return next('payload', at + length, end);
}
