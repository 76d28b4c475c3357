/** The addresses of this machine, looked for by their words. */
import { parseAddress } from '#base/addresses.ts';

const MAPPED_PREFIX = 0xffff;
const LOOPBACK_NET = 127;

export class LocalAddresses {
  /** By last word; nearly always one address each. */
  private readonly byLastWord = new Map<number, Uint32Array[]>();

  /** As text; what is none is left out. */
  constructor(addresses: readonly string[]) {
    for (const text of addresses) {
      const words = parseAddress(text)?.words;
      if (words === undefined) continue;
      const last = words[3]!;
      const alike = this.byLastWord.get(last);
      if (alike === undefined) this.byLastWord.set(last, [words]);
      else alike.push(words);
    }
  }

  /** The four words from `at` on, IPv4 as mapped IPv6. All of 127.0.0.0/8 and ::1 are local in any case. */
  has(words: Uint32Array, at: number): boolean {
    const last = words[at + 3]!;
    if (words[at] === 0 && words[at + 1] === 0) {
      const third = words[at + 2];
      if (third === MAPPED_PREFIX && last >>> 24 === LOOPBACK_NET) return true;
      if (third === 0 && last === 1) return true;
    }
    const alike = this.byLastWord.get(last);
    if (alike === undefined) return false;
    for (const own of alike) {
      if (own[0] === words[at] && own[1] === words[at + 1] && own[2] === words[at + 2]) return true;
    }
    return false;
  }
}
