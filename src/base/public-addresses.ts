/** Which addresses are somebody's on the internet, and not of special use (IANA's special-purpose address registries). */

/** First address and prefix length. */
const SPECIAL_IPV4: readonly (readonly [first: number, length: number])[] = [
  [0x00000000, 8], // this network
  [0x0a000000, 8], // private
  [0x64400000, 10], // shared by carriers
  [0x7f000000, 8], // loopback
  [0xa9fe0000, 16], // link-local
  [0xac100000, 12], // private
  [0xc0000000, 24], // protocol assignments
  [0xc0000200, 24], // documentation
  [0xc0a80000, 16], // private
  [0xc6120000, 15], // benchmarks
  [0xc6336400, 24], // documentation
  [0xcb007100, 24], // documentation
  [0xe0000000, 3], // multicast, reserved, broadcast
];

/** The four words from `at` on. `ipv6` false: the last word is an IPv4 address. */
export function isPublicAddress(words: Uint32Array, at: number, ipv6: boolean): boolean {
  return ipv6 ? isPublicIpv6(words[at]!) : isPublicIpv4(words[at + 3]!);
}

function isPublicIpv4(address: number): boolean {
  for (const [first, length] of SPECIAL_IPV4) if ((address ^ first) >>> (32 - length) === 0) return false;
  return true;
}

/** Only 2000::/3 is given out; of it, neither protocol assignments with Teredo, nor documentation, nor 6to4. */
function isPublicIpv6(word: number): boolean {
  if (word >>> 29 !== 1) return false;
  if (word >>> 16 === 0x2001) {
    const next = word & 0xffff;
    return next >= 0x200 && next !== 0xdb8;
  }
  if (word >>> 16 === 0x2002) return false;
  return word >>> 12 !== 0x3fff0;
}
