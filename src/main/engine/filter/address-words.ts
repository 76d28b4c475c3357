/** Whether an address, as the four words that rows have of it, is one of some addresses or in one of some networks. */
import { parseAddress } from '#base/addresses.ts';
import { within, type Network } from './address-sets.ts';

export type AddressWordsTest = (words: Uint32Array, at: number, ipv6: boolean) => boolean;

/** `exact`: texts in canonical form. */
export function addressWordsTest(exact: Iterable<string>, networks: readonly Network[]): AddressWordsTest {
  const ipv4 = new Set<number>();
  const ipv6: Uint32Array[] = [];
  for (const text of exact) {
    const address = parseAddress(text);
    if (address === null) continue;
    if (address.ipv6) ipv6.push(address.words);
    else ipv4.add(address.words[3]!);
  }
  const inIpv4 = ipv4Test(
    ipv4,
    networks.filter((network) => !network.ipv6),
  );
  const inIpv6 = ipv6Test(
    ipv6,
    networks.filter((network) => network.ipv6),
  );
  return (words, at, isIpv6) => (isIpv6 ? inIpv6(words, at) : inIpv4(words[at + 3]!));
}

function ipv4Test(exact: ReadonlySet<number>, networks: readonly Network[]): (address: number) => boolean {
  const masks = Int32Array.from(networks, ({ masks: all }) => all[3]!);
  const prefixes = Int32Array.from(networks, ({ words }) => words[3]!);
  if (masks.length === 1 && exact.size === 0) {
    const [mask, prefix] = [masks[0]!, prefixes[0]!];
    return (address) => (address & mask) === prefix;
  }
  if (masks.length === 0 && exact.size === 1) {
    const [only] = exact;
    return (address) => address === only;
  }
  return (address) => {
    for (let index = 0; index < masks.length; index++) {
      if ((address & masks[index]!) === prefixes[index]) return true;
    }
    return exact.has(address);
  };
}

function ipv6Test(
  exact: readonly Uint32Array[],
  networks: readonly Network[],
): (words: Uint32Array, at: number) => boolean {
  return (words, at) => {
    for (const address of exact) {
      if (
        words[at + 3] === address[3] &&
        words[at + 2] === address[2] &&
        words[at + 1] === address[1] &&
        words[at] === address[0]
      ) {
        return true;
      }
    }
    for (const network of networks) if (within(words, at, network)) return true;
    return false;
  };
}
