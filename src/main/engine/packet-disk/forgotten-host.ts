/** Whether a packet is about a host that is to be forgotten: by its addresses, or because it says its name. */
import { parseAddress } from '#base/addresses.ts';
import {
  WORD_DESTINATION,
  WORD_QUOTED_DESTINATION,
  WORD_QUOTED_SOURCE,
  WORD_SOURCE,
  type DecodedPacket,
} from '#main/engine/decode/packet.ts';

/** Where answers give addresses. */
const DNS_PORTS: ReadonlySet<number> = new Set([53, 5353, 5355]);
const encoder = new TextEncoder();

export class ForgottenHost {
  /** Four words each, as text. */
  readonly #addresses: ReadonlySet<string>;
  /** As answers have them: 4 or 16 bytes. */
  readonly #inAnswers: readonly Uint8Array[];
  /** As lookups have it, and as text; lower case. */
  readonly #labels: Uint8Array | null;
  readonly #text: Uint8Array | null;

  /** `name`: with all below it. */
  constructor(name: string | null, addresses: readonly string[]) {
    const parsed = addresses.flatMap((text) => parseAddress(text) ?? []);
    this.#addresses = new Set(parsed.map(({ words }) => words.join()));
    this.#inAnswers = parsed.map(({ words, ipv6 }) => {
      const bytes = new Uint8Array(16);
      const view = new DataView(bytes.buffer);
      words.forEach((word, at) => view.setUint32(at * 4, word));
      return ipv6 ? bytes : bytes.subarray(12);
    });
    this.#labels = name === null ? null : labelsOf(name);
    this.#text = name === null ? null : encoder.encode(name);
  }

  isIn(packet: DecodedPacket): boolean {
    if (this.#hasEnd(packet, WORD_SOURCE) || this.#hasEnd(packet, WORD_DESTINATION)) return true;
    if (packet.quoted && (this.#hasEnd(packet, WORD_QUOTED_SOURCE) || this.#hasEnd(packet, WORD_QUOTED_DESTINATION))) {
      return true;
    }
    const payload = packet.bytes.subarray(packet.payloadOffset, packet.payloadOffset + packet.payloadCaptured);
    if (this.#labels !== null && find(payload, this.#labels) >= 0) return true;
    if (this.#text !== null && saysName(payload, this.#text)) return true;
    const isDns = DNS_PORTS.has(packet.sourcePort) || DNS_PORTS.has(packet.destinationPort);
    return isDns && this.#inAnswers.some((address) => findExactly(payload, address));
  }

  #hasEnd({ words }: DecodedPacket, at: number): boolean {
    return this.#addresses.size > 0 && this.#addresses.has(words.subarray(at, at + 4).join());
  }
}

/** Each label with its length in front (RFC 1035 §3.1). */
function labelsOf(name: string): Uint8Array {
  return Uint8Array.from(
    name.split('.').flatMap((label) => {
      const bytes = encoder.encode(label);
      return [bytes.length, ...bytes];
    }),
  );
}

/** The name as a whole, or the end of a longer one. */
function saysName(payload: Uint8Array, name: Uint8Array): boolean {
  for (let at = find(payload, name); at >= 0; at = find(payload, name, at + 1)) {
    if (!isNamePart(payload[at - 1], false) && !isNamePart(payload[at + name.length], true)) return true;
  }
  return false;
}

/** A dot may be in front of it, and behind it where nothing of a name follows. */
function isNamePart(byte: number | undefined, behind: boolean): boolean {
  if (byte === undefined) return false;
  const lower = lowered(byte);
  return (
    (lower >= 0x61 && lower <= 0x7a) || (byte >= 0x30 && byte <= 0x39) || byte === 0x2d || (behind && byte === 0x5f)
  );
}

function findExactly(payload: Uint8Array, what: Uint8Array): boolean {
  for (let at = payload.indexOf(what[0]!); at >= 0; at = payload.indexOf(what[0]!, at + 1)) {
    if (what.every((byte, offset) => payload[at + offset] === byte)) return true;
  }
  return false;
}

/** `what` is in lower case; capitals are the same. */
function find(payload: Uint8Array, what: Uint8Array, from: number = 0): number {
  const [first] = what;
  if (first === undefined) return -1;
  for (let at = from; at + what.length <= payload.length; at++) {
    if (lowered(payload[at]!) !== first) continue;
    let same = 1;
    while (same < what.length && lowered(payload[at + same]!) === what[same]) same++;
    if (same === what.length) return at;
  }
  return -1;
}

function lowered(byte: number): number {
  return byte >= 0x41 && byte <= 0x5a ? byte + 0x20 : byte;
}
