/** Link layers: Ethernet, VLAN tags, LLC, Linux cooked captures, BSD loopback, PPP, PPPoE, MPLS; and what an EtherType announces. */
import { MAX_802_3_LENGTH, nonIpName } from '../non-ip-names.ts';
import { isInternetFamily } from '../address-families.ts';
import { looksLikeEthernet } from '../looks-like.ts';
import { readArp } from './arp.ts';
import { hexNumber, named, next, type Field, type Next, type Reading } from './reading.ts';

const ETHERTYPE_IPV4 = 0x0800;
const ETHERTYPE_ARP = 0x0806;
const ETHERTYPE_RARP = 0x8035;
const ETHERTYPE_BRIDGING = 0x6558;
const ETHERTYPE_IPV6 = 0x86dd;
const ETHERTYPE_PPP = 0x880b;
const ETHERTYPE_MPLS = 0x8847;
const ETHERTYPE_MPLS_MULTICAST = 0x8848;
const ETHERTYPE_PPPOE_DISCOVERY = 0x8863;
const ETHERTYPE_PPPOE_SESSION = 0x8864;
const VLAN_TYPES: ReadonlySet<number> = new Set([0x8100, 0x88a8, 0x9100, 0x9200, 0x9300]);

export function etherTypeName(type: number): string | null {
  if (type === ETHERTYPE_IPV4) return 'IPv4';
  if (VLAN_TYPES.has(type)) return type === 0x88a8 ? '802.1ad' : '802.1Q';
  if (type === ETHERTYPE_PPPOE_SESSION) return 'PPPoE session';
  if (type === ETHERTYPE_BRIDGING) return 'transparent Ethernet';
  if (type === ETHERTYPE_PPP) return 'PPP';
  const name = nonIpName(type);
  return name.startsWith('0x') ? null : name;
}

function typeText(type: number): string {
  return named(type, etherTypeName(type), hexNumber(type, 4));
}

export function readEthernet(reading: Reading, at: number, end: number): Next | null {
  if (reading.isCut('Ethernet', at, end, 14)) return null;
  const type = reading.u16(at + 12);
  const length = type <= MAX_802_3_LENGTH;
  reading.add('Ethernet', at, at + 14, [
    ['Destination', macText(reading, at)],
    ['Source', macText(reading, at + 6)],
    length ? ['Length', String(type)] : ['Type', typeText(type)],
  ]);
  if (length) return next('llc', at + 14, Math.min(end, at + 14 + type));
  return next('ether-type', at + 14, end, type);
}

function macText(reading: Reading, at: number): string {
  const first = reading.u8(at);
  const text = reading.mac(at);
  if (text === 'ff:ff:ff:ff:ff:ff') return `${text} (broadcast)`;
  return (first & 1) === 1 ? `${text} (multicast)` : text;
}

/** What follows an EtherType; null where nothing here can read it. */
export function readEtherType(reading: Reading, at: number, end: number, type: number): Next | null {
  if (VLAN_TYPES.has(type)) return readVlan(reading, at, end, type);
  switch (type) {
    case ETHERTYPE_IPV4:
    case ETHERTYPE_IPV6:
      return next('ip', at, end);
    case ETHERTYPE_ARP:
    case ETHERTYPE_RARP:
      return readArp(reading, at, end, type === ETHERTYPE_ARP ? 'ARP' : 'RARP');
    case ETHERTYPE_MPLS:
    case ETHERTYPE_MPLS_MULTICAST:
      return readMpls(reading, at, end);
    case ETHERTYPE_PPPOE_DISCOVERY:
    case ETHERTYPE_PPPOE_SESSION:
      return readPppoe(reading, at, end, type === ETHERTYPE_PPPOE_SESSION);
    case ETHERTYPE_BRIDGING:
      return next('ethernet', at, end);
    case ETHERTYPE_PPP:
      return next('ppp', at, end);
    default:
      return null;
  }
}

function readVlan(reading: Reading, at: number, end: number, type: number): Next | null {
  const name = type === 0x88a8 ? '802.1ad' : '802.1Q';
  if (reading.isCut(name, at, end, 4)) return null;
  const tag = reading.u16(at);
  const inner = reading.u16(at + 2);
  const length = inner <= MAX_802_3_LENGTH;
  reading.add(name, at, at + 4, [
    ['VLAN', String(tag & 0x0fff)],
    ['Priority', String(tag >> 13)],
    ['Drop eligible', (tag & 0x1000) === 0 ? 'no' : 'yes'],
    length ? ['Length', String(inner)] : ['Type', typeText(inner)],
  ]);
  return length ? next('llc', at + 4, Math.min(end, at + 4 + inner)) : next('ether-type', at + 4, end, inner);
}

/** IEEE 802.2, with SNAP where it is (RFC 1042). */
export function readLlc(reading: Reading, at: number, end: number): Next | null {
  if (reading.isCut('LLC', at, end, 3)) return null;
  const [to, from, control] = [reading.u8(at), reading.u8(at + 1), reading.u8(at + 2)];
  const fields: Field[] = [
    ['Destination SAP', hexNumber(to, 2)],
    ['Source SAP', hexNumber(from, 2)],
    ['Control', hexNumber(control, 2)],
  ];
  if (to === 0x06 && control === 3) {
    reading.add('LLC', at, at + 3, fields);
    return next('ip', at + 3, end);
  }
  if (to !== 0xaa || control !== 3 || end - at < 8) {
    reading.add('LLC', at, at + 3, fields);
    return next('payload', at + 3, end);
  }
  const organisation = reading.hex(at + 3, 3, ':');
  const type = reading.u16(at + 6);
  reading.add('LLC', at, at + 8, [...fields, ['Organisation', organisation], ['Type', typeText(type)]]);
  const ether = organisation === '00:00:00' || organisation === '00:00:f8';
  return ether ? next('ether-type', at + 8, end, type) : next('payload', at + 8, end);
}

const SLL_KINDS = ['to this host', 'broadcast', 'multicast', 'to another host', 'sent by this host'];

export function readLinuxCooked(reading: Reading, at: number, end: number): Next | null {
  if (reading.isCut('Linux cooked', at, end, 16)) return null;
  const addressLength = Math.min(8, reading.u16(at + 4));
  const protocol = reading.u16(at + 14);
  reading.add('Linux cooked', at, at + 16, [
    ['Packet', named(reading.u16(at), SLL_KINDS[reading.u16(at)])],
    ['Device type', String(reading.u16(at + 2))],
    ['Source', reading.hex(at + 6, addressLength, ':')],
    ['Protocol', typeText(protocol)],
  ]);
  return cookedNext(at + 16, end, protocol);
}

export function readLinuxCooked2(reading: Reading, at: number, end: number): Next | null {
  if (reading.isCut('Linux cooked v2', at, end, 20)) return null;
  const protocol = reading.u16(at);
  const kind = reading.u8(at + 10);
  reading.add('Linux cooked v2', at, at + 20, [
    ['Protocol', typeText(protocol)],
    ['Interface index', String(reading.u32(at + 4))],
    ['Device type', String(reading.u16(at + 8))],
    ['Packet', named(kind, SLL_KINDS[kind])],
    ['Source', reading.hex(at + 12, Math.min(8, reading.u8(at + 11)), ':')],
  ]);
  return cookedNext(at + 20, end, protocol);
}

/** Below the EtherTypes, Linux has numbers of its own: 4 is LLC. */
function cookedNext(at: number, end: number, protocol: number): Next | null {
  if (protocol === 4) return next('llc', at, end);
  return protocol >= 0x0600 ? next('ether-type', at, end, protocol) : null;
}

/** `network`: the family is in network byte order; else in that of the machine that captured, which the zeros tell. */
export function readLoopback(reading: Reading, at: number, end: number, network: boolean): Next | null {
  if (reading.isCut('BSD loopback', at, end, 4)) return null;
  const [high, low] = [reading.u16(at), reading.u16(at + 2)];
  const family = network || high === 0 ? low : (reading.u8(at + 1) << 8) | reading.u8(at);
  reading.add('BSD loopback', at, at + 4, [['Address family', String(family)]]);
  return isInternetFamily(family) ? next('ip', at + 4, end) : null;
}

const PPP_NAMES: ReadonlyMap<number, string> = new Map([
  [0x0021, 'IPv4'],
  [0x0057, 'IPv6'],
  [0x0281, 'MPLS'],
  [0x8021, 'IPCP'],
  [0x8057, 'IPv6CP'],
  [0xc021, 'LCP'],
  [0xc023, 'PAP'],
  [0xc223, 'CHAP'],
]);

/** With or without address and control bytes, and with a protocol field of one byte or two (RFC 1661 §6.5). */
export function readPpp(reading: Reading, at: number, end: number): Next | null {
  if (reading.isCut('PPP', at, end, 2)) return null;
  const framed = reading.u8(at) === 0xff && reading.u8(at + 1) === 0x03;
  const position = framed ? at + 2 : at;
  if (reading.isCut('PPP', at, end, position - at + 1)) return null;
  const short = (reading.u8(position) & 1) === 1;
  if (reading.isCut('PPP', at, end, position - at + (short ? 1 : 2))) return null;
  const protocol = short ? reading.u8(position) : reading.u16(position);
  const behind = position + (short ? 1 : 2);
  reading.add('PPP', at, behind, [['Protocol', named(protocol, PPP_NAMES.get(protocol), hexNumber(protocol, 4))]]);
  if (protocol === 0x0021 || protocol === 0x0057) return next('ip', behind, end);
  if (protocol === 0x0281) return next('ether-type', behind, end, ETHERTYPE_MPLS);
  return null;
}

const PPPOE_CODES: ReadonlyMap<number, string> = new Map([
  [0x00, 'session data'],
  [0x07, 'offer'],
  [0x09, 'initiation'],
  [0x19, 'request'],
  [0x65, 'session confirmation'],
  [0xa7, 'termination'],
]);

function readPppoe(reading: Reading, at: number, end: number, session: boolean): Next | null {
  const name = session ? 'PPPoE' : 'PPPoE discovery';
  if (reading.isCut(name, at, end, 6)) return null;
  const code = reading.u8(at + 1);
  const length = reading.u16(at + 4);
  reading.add(name, at, at + 6, [
    ['Code', named(code, PPPOE_CODES.get(code), hexNumber(code, 2))],
    ['Session', hexNumber(reading.u16(at + 2), 4)],
    ['Length', String(length)],
  ]);
  const behind = Math.min(end, at + 6 + length);
  return session ? next('ppp', at + 6, behind) : next('payload', at + 6, behind);
}

/** One layer an entry. What follows the last one is told by its first bits (RFC 4928 §3). */
function readMpls(reading: Reading, at: number, end: number): Next | null {
  let position = at;
  for (;;) {
    if (reading.isCut('MPLS', position, end, 4)) return null;
    const entry = reading.u32(position);
    const bottom = (entry & 0x100) !== 0;
    reading.add('MPLS', position, position + 4, [
      ['Label', String(entry >>> 12)],
      ['Traffic class', String((entry >> 9) & 7)],
      ['Bottom of stack', bottom ? 'yes' : 'no'],
      ['TTL', String(entry & 0xff)],
    ]);
    position += 4;
    if (bottom) break;
  }
  if (position >= end) return null;
  const version = reading.u8(position) >> 4;
  if (version === 4 || version === 6) return next('ip', position, end);
  if (version === 0 && looksLikeEthernet(reading.bytes, position + 4, end)) {
    reading.add('Pseudowire', position, position + 4, [['Control word', reading.hex(position, 4)]]);
    return next('ethernet', position + 4, end);
  }
  return looksLikeEthernet(reading.bytes, position, end) ? next('ethernet', position, end) : null;
}
