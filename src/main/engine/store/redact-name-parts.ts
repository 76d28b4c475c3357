/** What of a name is somebody's own and what is not: labels, ports, brackets, the names of addresses (`in-addr.arpa`, `ip6.arpa`). */
import { SECOND_LEVEL, SERVICE_LABELS, TOP_LEVEL, UNDER_ARPA } from './redact-suffixes.ts';

/** Service and padding of NetBIOS names. */
const NETBIOS_END = /^(.*?)((?:<[0-9a-f]{2}>)+)$/;
const WITH_PORT = /^(.*):(\d{1,5})$/;
const REVERSE = /^(.*\.)?(in-addr|ip6)\.arpa$/;

/** What becomes of the parts of a name that are somebody's own: made up, or what they were before. */
export interface Changes {
  /** Null where the text is no address. */
  address(text: string): string | null;
  /** Of the four words of an address, in place. */
  words(words: Uint32Array): void;
  word(text: string): string;
  /** Of a label that begins with `_`. */
  underscored(label: string): string;
}

/** Takes names apart and puts them together again; what is changed in one way is taken apart in the same way afterwards. */
export class NameParts {
  private readonly changes: Changes;

  constructor(changes: Changes) {
    this.changes = changes;
  }

  name(name: string): string {
    const address = this.changes.address(name);
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
    const address = end < 0 ? null : this.changes.address(name.slice(1, end));
    return address === null ? this.labels(labelsOf(name)).join('.') : `[${address}]${name.slice(end + 1)}`;
  }

  private labels(labels: readonly string[]): string[] {
    const kept = keptLabels(labels);
    return labels.map((label, i) => (i >= labels.length - kept ? label : this.label(label)));
  }

  private label(label: string): string {
    if (label === '' || label === '*' || SERVICE_LABELS.has(label.toLowerCase())) return label;
    if (label.startsWith('_')) return this.changes.underscored(label);
    const netbios = NETBIOS_END.exec(label);
    if (netbios === null) return this.changes.word(label);
    return (netbios[1] === '' || netbios[1] === '*' ? netbios[1]! : this.changes.word(netbios[1]!)) + netbios[2]!;
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
    return this.changes.address(parts.join('.'))?.split('.') ?? null;
  }

  private reversedIpv6(parts: readonly string[]): string[] {
    const words = Uint32Array.from({ length: 4 }, (_, i) =>
      Number.parseInt(parts.slice(i * 8, i * 8 + 8).join(''), 16),
    );
    this.changes.words(words);
    return [...words].flatMap((word) => [...word.toString(16).padStart(8, '0')]);
  }
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
