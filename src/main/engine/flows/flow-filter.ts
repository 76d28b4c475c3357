/** Judges conversations in the initiator's orientation, so that replies share their request's fate. */
import ipaddr from 'ipaddr.js';
import { failure, success, type Result } from '#base/result.ts';
import { PROTOCOL_ICMP, PROTOCOL_ICMPV6 } from '#main/engine/decode/packet.ts';
import { protocolName } from '#base/protocol-names.ts';
import { compilePayloadFilters, type PayloadFilters, type PayloadSettings } from './payload-filters.ts';
import { checkPorts, PORT_COUNT } from './port-list.ts';

/** As in the configuration, `filter.*`; null where unset. */
export interface FlowFilterSettings {
  /** IP addresses or CIDR prefixes. */
  readonly source: readonly string[] | null;
  readonly destination: readonly string[] | null;
  /** False: source or destination must match; true: every list that is set. */
  readonly strict: boolean;
  /** Names (`tcp`; `icmp` is both versions) or numbers. */
  readonly protocol: readonly (string | number)[] | null;
  /** The responder's port. */
  readonly port: readonly number[] | null;
  readonly payload: PayloadSettings;
  readonly only_matching: boolean;
}

export interface FlowFilter {
  /** Only packets from which a payload filter took a name, and sessions that have one, are told to the listener. */
  readonly onlyMatching: boolean;
  readonly payload: PayloadFilters;
  /** Addresses: initiator at `at`, responder at `at + 4`. `responderPort` is -1 where the protocol has no ports. */
  accepts(addresses: Uint32Array, at: number, ipv6: boolean, protocol: number, responderPort: number): boolean;
}

/** Prefixes of one list as words: four of network, four of mask each. */
interface PrefixList {
  readonly words: Uint32Array;
  readonly ipv6: readonly boolean[];
}

const emptyListText = 'an empty list, which nothing could match; leave it out to accept everything';

/** Failures are `invalid` and name the key and what is wrong with it. An empty list is one. */
export function compileFlowFilter(settings: FlowFilterSettings): Result<FlowFilter> {
  const lists: readonly (readonly [string, readonly unknown[] | null])[] = [
    ['source', settings.source],
    ['destination', settings.destination],
    ['protocol', settings.protocol],
    ['port', settings.port],
  ];
  for (const [key, list] of lists) {
    if (list !== null && list.length === 0) return failure('invalid', `filter.${key} is ${emptyListText}`);
  }
  const source = compilePrefixes('source', settings.source);
  if (!source.ok) return source;
  const destination = compilePrefixes('destination', settings.destination);
  if (!destination.ok) return destination;
  const protocols = compileProtocols(settings.protocol);
  if (!protocols.ok) return protocols;
  const ports = checkPorts('port', settings.port ?? []);
  if (!ports.ok) return ports;
  const payload = compilePayloadFilters(settings.payload);
  if (!payload.ok) return payload;
  const acceptsAddresses = addressTest(source.value, destination.value, settings.strict);
  const protocolTable = protocols.value;
  const portTable = settings.port === null ? null : new Uint8Array(PORT_COUNT);
  for (const port of ports.value) portTable![port] = 1;
  return success({
    onlyMatching: settings.only_matching,
    payload: payload.value,
    accepts: (addresses, at, ipv6, protocol, responderPort) =>
      (protocolTable === null || protocolTable[protocol] === 1) &&
      (portTable === null || (responderPort >= 0 && portTable[responderPort] === 1)) &&
      acceptsAddresses(addresses, at, ipv6),
  });
}

function addressTest(
  source: PrefixList | null,
  destination: PrefixList | null,
  strict: boolean,
): (addresses: Uint32Array, at: number, ipv6: boolean) => boolean {
  if (source === null && destination === null) return () => true;
  if (source === null) return (addresses, at, ipv6) => contains(destination!, addresses, at + 4, ipv6);
  if (destination === null) return (addresses, at, ipv6) => contains(source, addresses, at, ipv6);
  return strict
    ? (addresses, at, ipv6) => contains(source, addresses, at, ipv6) && contains(destination, addresses, at + 4, ipv6)
    : (addresses, at, ipv6) => contains(source, addresses, at, ipv6) || contains(destination, addresses, at + 4, ipv6);
}

function contains(list: PrefixList, addresses: Uint32Array, at: number, ipv6: boolean): boolean {
  const words = list.words;
  for (let index = 0; index < list.ipv6.length; index++) {
    if (list.ipv6[index] !== ipv6) continue;
    const from = index * 8;
    let differences = 0;
    for (let word = 0; word < 4; word++) {
      differences |= (addresses[at + word]! ^ words[from + word]!) & words[from + 4 + word]!;
    }
    if (differences === 0) return true;
  }
  return false;
}

function compilePrefixes(key: string, texts: readonly string[] | null): Result<PrefixList | null> {
  if (texts === null) return success(null);
  const words = new Uint32Array(texts.length * 8);
  const ipv6: boolean[] = [];
  for (const [index, text] of texts.entries()) {
    const prefix = parsePrefix(text.trim());
    if (prefix === null) {
      return failure('invalid', `filter.${key}: "${text}" is not an IP address or CIDR prefix`, {
        remedy: 'Write an address such as 192.0.2.7 or 2001:db8::1, or a prefix such as 10.0.0.0/8',
      });
    }
    const [address, length] = prefix;
    const isIpv6 = address.kind() === 'ipv6';
    ipv6.push(isIpv6);
    const bytes = isIpv6 ? address.toByteArray() : [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, ...address.toByteArray()];
    const maskBits = isIpv6 ? length : length + 96;
    for (let word = 0; word < 4; word++) {
      const at = word * 4;
      words[index * 8 + word] = (bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!;
      const bits = Math.max(0, Math.min(32, maskBits - word * 32));
      words[index * 8 + 4 + word] = bits === 0 ? 0 : (0xffffffff << (32 - bits)) >>> 0;
    }
  }
  return success({ words, ipv6 });
}

function parsePrefix(text: string): readonly [ipaddr.IPv4 | ipaddr.IPv6, number] | null {
  if (ipaddr.isValidCIDR(text)) return ipaddr.parseCIDR(text);
  // Four-part decimal only: shorter and octal forms of IPv4 mean different things to different programs.
  if (!text.includes(':') && !ipaddr.IPv4.isValidFourPartDecimal(text)) return null;
  if (!ipaddr.isValid(text)) return null;
  const address = ipaddr.parse(text);
  return [address, address.kind() === 'ipv6' ? 128 : 32];
}

function compileProtocols(protocols: readonly (string | number)[] | null): Result<Uint8Array | null> {
  if (protocols === null) return success(null);
  const table = new Uint8Array(256);
  for (const item of protocols) {
    const number = typeof item === 'number' ? item : /^\d+$/.test(item) ? Number(item) : protocolNumber(item);
    if (!Number.isInteger(number) || number < 0 || number > 255) {
      return failure('invalid', `filter.protocol: "${item}" is not a known IP protocol`, {
        remedy: 'Write a name such as tcp, udp, icmp or sctp, or a protocol number from 0 to 255',
      });
    }
    table[number] = 1;
    if (number === PROTOCOL_ICMP && typeof item === 'string') table[PROTOCOL_ICMPV6] = 1;
  }
  return success(table);
}

function protocolNumber(name: string): number {
  const wanted = plainName(name);
  for (let number = 0; number < 256; number++) if (plainName(protocolName(number)) === wanted) return number;
  return -1;
}

function plainName(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
}
