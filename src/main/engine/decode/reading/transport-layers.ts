/** What IP carries: TCP (RFC 9293), UDP, SCTP's common header, ICMP and ICMPv6, GRE (RFC 2784, RFC 2890), IP in IP. */
import { flagNames, hexNumber, named, next, type Field, type Next, type Reading } from './reading.ts';
import { readTcpOptions } from './tcp-options.ts';

const TCP_FLAGS = [
  [0x80, 'CWR'],
  [0x40, 'ECE'],
  [0x20, 'URG'],
  [0x10, 'ACK'],
  [0x08, 'PSH'],
  [0x04, 'RST'],
  [0x02, 'SYN'],
  [0x01, 'FIN'],
] as const;

/** Undefined where nothing here can read the protocol. */
export function readProtocol(reading: Reading, at: number, end: number, protocol: number): Next | null | undefined {
  switch (protocol) {
    case 1:
      return readIcmp(reading, at, end);
    case 4:
    case 41:
      return next('ip', at, end);
    case 6:
      return readTcp(reading, at, end);
    case 17:
    case 136:
      return readUdp(reading, at, end, protocol === 17 ? 'UDP' : 'UDP-Lite');
    case 47:
      return readGre(reading, at, end);
    case 58:
      return readIcmpv6(reading, at, end);
    case 97:
      if (end - at <= 2 || reading.u8(at) >> 4 !== 3) return undefined;
      reading.add('EtherIP', at, at + 2, [['Version', '3']]);
      return next('ethernet', at + 2, end);
    case 132:
      return readSctp(reading, at, end);
    default:
      return undefined;
  }
}

function portFields(reading: Reading, at: number, end: number): Field[] {
  if (end - at < 4) return [];
  return [
    ['Source port', String(reading.u16(at))],
    ['Destination port', String(reading.u16(at + 2))],
  ];
}

function readTcp(reading: Reading, at: number, end: number): Next | null {
  const fields = portFields(reading, at, end);
  if (end - at >= 8) fields.push(['Sequence', String(reading.u32(at + 4))]);
  if (reading.isCut('TCP', at, end, 20, fields)) return null;
  const headerLength = (reading.u8(at + 12) >> 4) * 4;
  fields.push(
    ['Acknowledgement', String(reading.u32(at + 8))],
    ['Header length', `${headerLength} bytes`],
    ['Flags', flagNames(reading.u8(at + 13), TCP_FLAGS)],
    ['Window', String(reading.u16(at + 14))],
    ['Checksum', hexNumber(reading.u16(at + 16), 4)],
  );
  if ((reading.u8(at + 13) & 0x20) !== 0) fields.push(['Urgent pointer', String(reading.u16(at + 18))]);
  if (headerLength < 20 || headerLength > end - at) {
    reading.add('TCP', at, end, [...fields, ['Cut', `a header of ${headerLength} bytes is not there`]]);
    return null;
  }
  fields.push(...readTcpOptions(reading, at + 20, at + headerLength));
  reading.add('TCP', at, at + headerLength, fields);
  return application(reading, 'tcp', at, at + headerLength, end);
}

function readUdp(reading: Reading, at: number, end: number, name: string): Next | null {
  const fields = portFields(reading, at, end);
  if (reading.isCut(name, at, end, 8, fields)) return null;
  const length = reading.u16(at + 4);
  fields.push(['Length', String(length)], ['Checksum', hexNumber(reading.u16(at + 6), 4)]);
  reading.add(name, at, at + 8, fields);
  return application(reading, 'udp', at, at + 8, length >= 8 ? Math.min(end, at + length) : end);
}

function application(reading: Reading, transport: 'tcp' | 'udp', ports: number, at: number, end: number): Next {
  reading.transport = transport;
  reading.sourcePort = reading.u16(ports);
  reading.destinationPort = reading.u16(ports + 2);
  return next('application', at, end);
}

function readSctp(reading: Reading, at: number, end: number): Next | null {
  const fields = portFields(reading, at, end);
  if (reading.isCut('SCTP', at, end, 12, fields)) return null;
  fields.push(['Verification tag', hexNumber(reading.u32(at + 4), 8)], ['Checksum', hexNumber(reading.u32(at + 8), 8)]);
  reading.add('SCTP', at, at + 12, fields);
  return next('payload', at + 12, end);
}

const ICMP_TYPES: ReadonlyMap<number, string> = new Map([
  [0, 'echo reply'],
  [3, 'destination unreachable'],
  [4, 'source quench'],
  [5, 'redirect'],
  [8, 'echo request'],
  [9, 'router advertisement'],
  [10, 'router solicitation'],
  [11, 'time exceeded'],
  [12, 'parameter problem'],
  [13, 'timestamp request'],
  [14, 'timestamp reply'],
]);
const ICMP_QUOTING: ReadonlySet<number> = new Set([3, 4, 5, 11, 12]);
const UNREACHABLE = [
  'network unreachable',
  'host unreachable',
  'protocol unreachable',
  'port unreachable',
  'fragmentation needed',
  'source route failed',
];

const ICMPV6_TYPES: ReadonlyMap<number, string> = new Map([
  [1, 'destination unreachable'],
  [2, 'packet too big'],
  [3, 'time exceeded'],
  [4, 'parameter problem'],
  [128, 'echo request'],
  [129, 'echo reply'],
  [130, 'multicast listener query'],
  [131, 'multicast listener report'],
  [132, 'multicast listener done'],
  [133, 'router solicitation'],
  [134, 'router advertisement'],
  [135, 'neighbour solicitation'],
  [136, 'neighbour advertisement'],
  [137, 'redirect'],
  [143, 'multicast listener report v2'],
]);

function readIcmp(reading: Reading, at: number, end: number): Next | null {
  if (reading.isCut('ICMP', at, end, 8)) return null;
  const [type, code] = [reading.u8(at), reading.u8(at + 1)];
  const fields = controlFields(reading, at, ICMP_TYPES.get(type), type === 3 ? UNREACHABLE[code] : undefined);
  if (type === 0 || type === 8) fields.push(...echoFields(reading, at));
  if (type === 3 && code === 4) fields.push(['Next hop MTU', String(reading.u16(at + 6))]);
  if (type === 5) fields.push(['Gateway', reading.ipv4(at + 4)]);
  reading.add('ICMP', at, at + 8, fields);
  return quotation(reading, at + 8, end, ICMP_QUOTING.has(type));
}

function readIcmpv6(reading: Reading, at: number, end: number): Next | null {
  if (reading.isCut('ICMPv6', at, end, 8)) return null;
  const type = reading.u8(at);
  const fields = controlFields(reading, at, ICMPV6_TYPES.get(type), undefined);
  if (type === 128 || type === 129) fields.push(...echoFields(reading, at));
  if (type === 2) fields.push(['MTU', String(reading.u32(at + 4))]);
  if ((type === 135 || type === 136) && end - at >= 24) {
    fields.push(['Target', reading.ipv6(at + 8)]);
    reading.add('ICMPv6', at, at + 24, fields);
    return next('payload', at + 24, end);
  }
  reading.add('ICMPv6', at, at + 8, fields);
  return quotation(reading, at + 8, end, type >= 1 && type <= 4);
}

function controlFields(reading: Reading, at: number, type: string | undefined, code: string | undefined): Field[] {
  return [
    ['Type', named(reading.u8(at), type)],
    ['Code', named(reading.u8(at + 1), code)],
    ['Checksum', hexNumber(reading.u16(at + 2), 4)],
  ];
}

function echoFields(reading: Reading, at: number): Field[] {
  return [
    ['Identifier', String(reading.u16(at + 4))],
    ['Sequence', String(reading.u16(at + 6))],
  ];
}

/** An error quotes the packet that it is about. */
function quotation(reading: Reading, at: number, end: number, quotes: boolean): Next {
  if (!quotes) return next('payload', at, end);
  reading.quoted = true;
  return next('ip', at, end);
}

const GRE_FLAGS = [
  [0x8000, 'checksum'],
  [0x4000, 'routing'],
  [0x2000, 'key'],
  [0x1000, 'sequence'],
  [0x0080, 'acknowledgement'],
] as const;

function readGre(reading: Reading, at: number, end: number): Next | null {
  if (reading.isCut('GRE', at, end, 4)) return null;
  const flags = reading.u16(at);
  const version = flags & 7;
  const type = reading.u16(at + 2);
  const has = (flag: number): number => ((flags & flag) === 0 ? 0 : 4);
  const options = has(0x8000 | 0x4000) + has(0x2000) + has(0x1000) + (version === 1 ? has(0x0080) : 0);
  const fields: Field[] = [
    ['Flags', flagNames(flags & 0xf080, GRE_FLAGS)],
    ['Version', String(version)],
    ['Protocol type', hexNumber(type, 4)],
  ];
  if (reading.isCut('GRE', at, end, 4 + options, fields)) return null;
  let position = at + 4 + has(0x8000 | 0x4000);
  if (has(0x2000) > 0) {
    fields.push(['Key', hexNumber(reading.u32(position), 8)]);
    position += 4;
  }
  if (has(0x1000) > 0) fields.push(['Sequence', String(reading.u32(position))]);
  reading.add('GRE', at, at + 4 + options, fields);
  // Routes of RFC 1701 are of any length: 0 is no type that is known, so it goes on where the decoder finds a conversation.
  return next('ether-type', at + 4 + options, end, (flags & 0x4000) === 0 ? type : 0);
}
