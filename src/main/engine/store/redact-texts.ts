/** Addresses, names and hardware addresses wherever they stand in a text: tunnels, answers of DNS, what plugins and rules say. */
import type { AddressRedactor } from './redact-addresses.ts';
import type { KeyedHash } from './redact-hash.ts';
import type { NameRedactor } from './redact-names.ts';

const MAC = String.raw`\b[0-9a-fA-F]{2}(?:([:-])[0-9a-fA-F]{2})(?:\1[0-9a-fA-F]{2}){4}\b`;
/** What could be an IPv6 address: is looked at before it is believed. */
const IPV6 = String.raw`(?:[0-9a-fA-F]{0,4}:){2,7}(?:[0-9a-fA-F]{1,4}|(?:\d{1,3}\.){3}\d{1,3})?`;
/** Begins where a word does, so that a long text without dots is gone through once. */
const DOTTED = String.raw`(?<![\p{L}\p{N}_-])[\p{L}\p{N}_-]+(?:\.[\p{L}\p{N}_-]+)+`;
const ANY = new RegExp(`${MAC}|${IPV6}|${DOTTED}`, 'gu');

/** Types whose data is one name, and those that have names behind a few numbers or words. */
const NAME_TYPES: ReadonlySet<string> = new Set([
  'NS',
  'CNAME',
  'PTR',
  'DNAME',
  'MB',
  'MD',
  'MF',
  'MG',
  'MR',
  'NSAP-PTR',
]);
const NAMES_AT: Readonly<Record<string, readonly number[]>> = {
  MX: [1],
  AFSDB: [1],
  RT: [1],
  KX: [1],
  LP: [1],
  SRV: [3],
  SOA: [0, 1],
  MINFO: [0, 1],
  RP: [0, 1],
};

export class TextRedactor {
  private readonly hash: KeyedHash;
  private readonly addresses: AddressRedactor;
  private readonly names: NameRedactor;

  constructor(hash: KeyedHash, addresses: AddressRedactor, names: NameRedactor) {
    this.hash = hash;
    this.addresses = addresses;
    this.names = names;
  }

  text(text: string): string {
    return text.replace(ANY, (found) => {
      if (isMac(found)) return this.mac(found);
      const address = this.addresses.text(found);
      if (address !== null) return address;
      // Times and other things with colons, and numbers with a dot.
      if (found.includes(':') || !/\p{L}/u.test(found.slice(found.lastIndexOf('.') + 1))) return found;
      return this.names.name(found);
    });
  }

  /** What a DNS record of this type says, in its presentation format. What is of no known form becomes one word. */
  recordData(type: string, data: string): string {
    if (type === 'A' || type === 'AAAA') return this.addresses.text(data) ?? this.names.word(data);
    if (NAME_TYPES.has(type)) return this.names.name(data);
    const places = NAMES_AT[type];
    const parts = data.split(' ');
    if (places !== undefined)
      return parts.map((part, i) => (places.includes(i) ? this.names.name(part) : part)).join(' ');
    if (type === 'HTTPS' || type === 'SVCB') {
      return parts
        .map((part, i) => (i === 1 ? this.names.name(part) : i === 0 ? part : this.parameter(part)))
        .join(' ');
    }
    return isMac(data) ? this.mac(data) : this.names.word(data);
  }

  /** The maker's part and the rest, each by itself; what kind of address it is stays. */
  mac(mac: string): string {
    const octets = mac.split(/[:-]/).map((octet) => Number.parseInt(octet, 16));
    if (octets.every((octet) => octet === 0) || octets.every((octet) => octet === 255)) return mac;
    const separator = mac.includes('-') ? '-' : ':';
    const maker = this.octets(octets.slice(0, 3), 0);
    const rest = this.octets(octets, 1);
    // Group and local bit.
    maker[0] = (maker[0]! & 0xfc) | (octets[0]! & 3);
    return [...maker, ...rest].map((octet) => octet.toString(16).padStart(2, '0')).join(separator);
  }

  private octets(of: readonly number[], which: number): number[] {
    this.hash.of(Uint8Array.of(0x6d, which, ...of), of.length + 2);
    return [this.hash.low & 255, (this.hash.low >>> 8) & 255, (this.hash.low >>> 16) & 255];
  }

  private parameter(parameter: string): string {
    const [key = '', value] = parameter.split('=', 2);
    if (value === undefined || ['alpn', 'port', 'mandatory', 'no-default-alpn'].includes(key)) return parameter;
    if (key === 'ipv4hint' || key === 'ipv6hint') {
      return `${key}=${value
        .split(',')
        .map((hint) => this.addresses.text(hint) ?? this.names.word(hint))
        .join(',')}`;
    }
    return `${key}=${this.names.word(value)}`;
  }
}

function isMac(text: string): boolean {
  return /^[0-9a-fA-F]{2}(?:([:-])[0-9a-fA-F]{2})(?:\1[0-9a-fA-F]{2}){4}$/.test(text);
}
