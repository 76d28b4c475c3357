/** Sets of addresses and networks, and whether an address, given as text in canonical form, is in one. */
import { formatAddress, parseAddress, type ParsedAddress } from '#base/addresses.ts';

export interface Network {
  /** Four words, bits behind the prefix zero; IPv4 as IPv4-mapped IPv6. */
  readonly words: Uint32Array;
  readonly masks: Uint32Array;
  readonly ipv6: boolean;
}

/** An address, or a network as `10.0.0.0/8`; null where the text is neither. */
export function parseNetwork(text: string): Network | null {
  const slash = text.indexOf('/');
  const address = parseAddress(slash < 0 ? text : text.slice(0, slash));
  if (address === null) return null;
  const width = address.ipv6 ? 128 : 32;
  const digits = slash < 0 ? String(width) : text.slice(slash + 1);
  if (!/^\d{1,3}$/.test(digits) || Number(digits) > width) return null;
  const bits = Number(digits) + (128 - width);
  const masks = Uint32Array.from({ length: 4 }, (_, index) => {
    const inWord = Math.max(0, Math.min(32, bits - index * 32));
    return inWord === 0 ? 0 : 0xffffffff << (32 - inWord);
  });
  return { words: address.words.map((word, index) => word & masks[index]!), masks, ipv6: address.ipv6 };
}

/** The one text that records have for an address. */
export function canonicalAddress(text: string): string | null {
  const address = parseAddress(text);
  return address === null ? null : formatAddress(address.words, 0, address.ipv6);
}

/** What addresses were seen lately, understood; one for all networks of a set of rules. Bounded: traffic has few at a time. */
export class AddressMemory {
  private readonly known = new Map<string, ParsedAddress | null>();
  // Rule after rule asks for the two ends of one record.
  private text = '';
  private address: ParsedAddress | null = null;
  private otherText = '';
  private otherAddress: ParsedAddress | null = null;

  /** Null where the text is no address. */
  read(text: string): ParsedAddress | null {
    if (text === this.text) return this.address;
    if (text === this.otherText) return this.otherAddress;
    this.otherText = this.text;
    this.otherAddress = this.address;
    this.text = text;
    this.address = this.look(text);
    return this.address;
  }

  private look(text: string): ParsedAddress | null {
    let address = this.known.get(text);
    if (address === undefined) {
      if (this.known.size >= MOST) this.known.clear();
      address = parseAddress(text);
      this.known.set(text, address);
    }
    return address;
  }
}

const MOST = 8192;

/** Whether an address is one of `exact` (canonical texts) or within one of `networks`. */
export function addressTest(
  exact: ReadonlySet<string>,
  networks: readonly Network[],
  memory: AddressMemory,
): (text: string) => boolean {
  if (networks.length === 0) return (text) => exact.has(text);
  return (text) => {
    if (exact.has(text)) return true;
    const address = memory.read(text);
    if (address === null) return false;
    for (const network of networks) if (network.ipv6 === address.ipv6 && within(address.words, 0, network)) return true;
    return false;
  };
}

/** Whether the address at `at` of `words`, of the network's family, is in it. */
export function within(words: Uint32Array, at: number, { words: prefix, masks, ipv6 }: Network): boolean {
  // Both sides as signed numbers, so that they compare. Of IPv4, the words before the last are the same for all.
  for (let index = ipv6 ? 0 : 3; index < 4; index++) {
    if ((words[at + index]! & masks[index]!) !== (prefix[index]! | 0)) return false;
  }
  return true;
}

/** Private (RFC 1918, RFC 4193), shared (RFC 6598), loopback and link-local addresses. */
export const PRIVATE_NETWORKS: readonly string[] = [
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '::1/128',
  'fc00::/7',
  'fe80::/10',
];
