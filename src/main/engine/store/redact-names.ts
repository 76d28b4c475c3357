/**
 * Made-up names in the place of real ones, label by label: the same label becomes the same word wherever it stands, whatever its case. Words
 * are all of one length, so that they do not give away that of the label. What ends a name without being anybody's own stays
 * (redact-suffixes.ts); a name that is an address, or stands for one (`in-addr.arpa`, `ip6.arpa`), becomes that of the made-up address.
 */
import type { AddressRedactor } from './redact-addresses.ts';
import type { KeyedHash } from './redact-hash.ts';
import { NameParts } from './redact-name-parts.ts';

const CONSONANTS = 'bdfghjklmnprstvz';
const VOWELS = 'aeiou';
const SYLLABLES = CONSONANTS.length * VOWELS.length;
const WORD_SYLLABLES = 6;

/** Names that are remembered; then all are forgotten, and made again when they come again. */
const MAX_KNOWN = 16_384;
/** And words that they are made of. */
const MAX_WORDS = 65_536;
/** Longer ones are made anew each time: no name of DNS is as long. */
const MAX_KNOWN_LENGTH = 1024;

export class NameRedactor {
  private readonly hash: KeyedHash;
  private readonly encoder = new TextEncoder();
  private readonly bytes = new Uint8Array(1024);
  private known = new Map<string, string>();
  /** By word: the text that it was made of. Holds those of all names that are known. */
  private words = new Map<string, string>();
  private readonly made: NameParts;
  private readonly undone: NameParts;

  constructor(hash: KeyedHash, addresses: AddressRedactor) {
    this.hash = hash;
    this.made = new NameParts({
      address: (text) => addresses.text(text),
      words: (words) => addresses.words(words, 0, words),
      word: (text) => this.word(text),
      underscored: (label) => `_${this.word(label)}`,
    });
    const real = (word: string): string => {
      const text = this.words.get(word.toLowerCase());
      if (text === undefined) throw new NotMade();
      return text;
    };
    this.undone = new NameParts({
      address: (text) => (text.includes('/') ? null : addresses.real(text)),
      words: (words) => addresses.realWords(words),
      word: real,
      underscored: (label) => real(label.slice(1)),
    });
  }

  name(name: string): string {
    const known = this.known.get(name);
    if (known !== undefined) return known;
    const made = this.made.name(name);
    if (name.length > MAX_KNOWN_LENGTH) return made;
    if (this.known.size >= MAX_KNOWN || this.words.size >= MAX_WORDS) {
      this.known = new Map();
      this.words = new Map();
    }
    this.known.set(name, made);
    return made;
  }

  /** A word in the place of any text, whatever its case. */
  word(text: string): string {
    const folded = text.toLowerCase();
    // A label is 63 octets at most, each four characters as text; of anything longer, the beginning tells enough.
    this.bytes[0] = 0x6e;
    const { written } = this.encoder.encodeInto(folded, this.bytes.subarray(1));
    this.hash.of(this.bytes, written + 1);
    const word = syllables(this.hash.low) + syllables(this.hash.high);
    if (text.length > MAX_KNOWN_LENGTH) return word;
    // Words of other things than names come here, too.
    if (this.words.size >= 2 * MAX_WORDS) this.words = new Map();
    this.words.set(word, folded);
    return word;
  }

  /** The name, in lower case, in the place of which `made` is shown; null where one of its words was not made lately. */
  real(made: string): string | null {
    try {
      return this.undone.name(made);
    } catch (error) {
      if (error instanceof NotMade) return null;
      throw error;
    }
  }
}

/** A word that was not made, or not lately. */
class NotMade extends Error {}

function syllables(value: number): string {
  let rest = value;
  let text = '';
  for (let i = 0; i < WORD_SYLLABLES / 2; i++) {
    const syllable = rest % SYLLABLES;
    rest = Math.floor(rest / SYLLABLES);
    text += CONSONANTS[Math.floor(syllable / VOWELS.length)]! + VOWELS[syllable % VOWELS.length]!;
  }
  return text;
}
