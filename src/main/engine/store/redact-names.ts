/**
 * Made-up names in the place of real ones, label by label: the same label becomes the same word wherever it stands, whatever its case. Words
 * are all of one length, so that they do not give away that of the label. What ends a name without being anybody's own stays
 * (redact-suffixes.ts); a name that is an address, or stands for one (`in-addr.arpa`, `ip6.arpa`), becomes that of the made-up address.
 */
import type { AddressRedactor } from './redact-addresses.ts';
import type { KeyedHash } from './redact-hash.ts';
import { SECOND_LEVEL, SERVICE_LABELS, TOP_LEVEL, UNDER_ARPA } from './redact-suffixes.ts';

const CONSONANTS = 'bdfghjklmnprstvz';
const VOWELS = 'aeiou';
const SYLLABLES = CONSONANTS.length * VOWELS.length;
const WORD_SYLLABLES = 6;

/** Names that are remembered; then all are forgotten, and made again when they come again. */
const MAX_KNOWN = 16_384;
/** Longer ones are made anew each time: no name of DNS is as long. */
const MAX_KNOWN_LENGTH = 1024;

/** Service and padding of NetBIOS names. */
const NETBIOS_END = /^(.*?)((?:<[0-9a-f]{2}>)+)$/;
const WITH_PORT = /^(.*):(\d{1,5})$/;
const REVERSE = /^(.*\.)?(in-addr|ip6)\.arpa$/;

export class NameRedactor {
  private readonly hash: KeyedHash;
  private readonly addresses: AddressRedactor;
  private readonly encoder = new TextEncoder();
  private readonly bytes = new Uint8Array(1024);
  private known = new Map<string, string>();

  constructor(hash: KeyedHash, addresses: AddressRedactor) {
    this.hash = hash;
    this.addresses = addresses;
  }

  name(name: string): string {
    const known = this.known.get(name);
    if (known !== undefined) return known;
    const made = this.make(name);
    if (name.length > MAX_KNOWN_LENGTH) return made;
    if (this.known.size >= MAX_KNOWN) this.known = new Map();
    this.known.set(name, made);
    return made;
  }

  /** A word in the place of any text, whatever its case. */
  word(text: string): string {
    // A label is 63 octets at most, each four characters as text; of anything longer, the beginning tells enough.
    this.bytes[0] = 0x6e;
    const { written } = this.encoder.encodeInto(text.toLowerCase(), this.bytes.subarray(1));
    this.hash.of(this.bytes, written + 1);
    return syllables(this.hash.low) + syllables(this.hash.high);
  }

  private make(name: string): string {
    const address = this.addresses.text(name);
    if (address !== null) return address;
    const port = WITH_PORT.exec(name);
    if (port !== null && !port[1]!.includes(':')) return `${this.name(port[1]!)}:${port[2]!}`;
    if (name.startsWith('[')) return this.bracketed(name);
    if (name.length > 1 && name.endsWith('.') && !name.endsWith('\\.')) return `${this.name(name.slice(0, -1))}.`;
    const reverse = REVERSE.exec(name.toLowerCase());
    const reversed = reverse === null ? null : this.reverse(reverse[1] ?? '', reverse[2]!);
    return reversed ?? this.labels(labelsOf(name)).join('.');
  }

  private bracketed(name: string): string {
    const end = name.indexOf(']');
    const address = end < 0 ? null : this.addresses.text(name.slice(1, end));
    return address === null ? this.labels(labelsOf(name)).join('.') : `[${address}]${name.slice(end + 1)}`;
  }

  private labels(labels: readonly string[]): string[] {
    const kept = keptLabels(labels);
    return labels.map((label, i) => (i >= labels.length - kept ? label : this.label(label)));
  }

  private label(label: string): string {
    if (label === '' || label === '*' || SERVICE_LABELS.has(label.toLowerCase())) return label;
    if (label.startsWith('_')) return `_${this.word(label)}`;
    const netbios = NETBIOS_END.exec(label);
    if (netbios === null) return this.word(label);
    return (netbios[1] === '' || netbios[1] === '*' ? netbios[1]! : this.word(netbios[1]!)) + netbios[2]!;
  }

  /** `digits`: what stands before, with a dot at its end. Null where that is no address or beginning of one. */
  private reverse(digits: string, kind: string): string | null {
    if (digits === '') return `${kind}.arpa`;
    const parts = digits.slice(0, -1).split('.').toReversed();
    const [whole, wellFormed] = kind === 'ip6' ? [32, /^[0-9a-f]$/] : [4, /^\d{1,3}$/];
    if (parts.length > whole || !parts.every((part) => wellFormed.test(part))) return null;
    const full = [...parts, ...Array.from({ length: whole - parts.length }, () => '0')];
    const made = kind === 'ip6' ? this.reversedIpv6(full) : this.reversedIpv4(full);
    return made === null ? null : `${made.slice(0, parts.length).toReversed().join('.')}.${kind}.arpa`;
  }

  private reversedIpv4(parts: readonly string[]): string[] | null {
    return this.addresses.text(parts.join('.'))?.split('.') ?? null;
  }

  private reversedIpv6(parts: readonly string[]): string[] {
    const words = Uint32Array.from({ length: 4 }, (_, i) =>
      Number.parseInt(parts.slice(i * 8, i * 8 + 8).join(''), 16),
    );
    this.addresses.words(words, 0, words);
    return [...words].flatMap((word) => [...word.toString(16).padStart(8, '0')]);
  }
}

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

/** How many labels at the end stay. */
function keptLabels(labels: readonly string[]): number {
  const last = labels.at(-1)!.toLowerCase();
  const country = /^[a-z]{2}$/.test(last);
  if (!country && !TOP_LEVEL.has(last)) return 0;
  const before = labels.at(-2)?.toLowerCase();
  if (before === undefined) return country ? 0 : 1;
  return (country && SECOND_LEVEL.has(before)) || (last === 'arpa' && UNDER_ARPA.has(before)) ? 2 : 1;
}

/** Split at dots that are not inside a label (`\.`). */
function labelsOf(name: string): string[] {
  const labels: string[] = [];
  let from = 0;
  for (let at = 0; at < name.length; at++) {
    if (name[at] === '\\') at++;
    else if (name[at] === '.') {
      labels.push(name.slice(from, at));
      from = at + 1;
    }
  }
  labels.push(name.slice(from));
  return labels;
}
