/** What readers of layers share: the frame, the layers found so far, and how numbers are said. */
import { formatIpv4, formatIpv6 } from '#base/addresses.ts';

export type Field = readonly [name: string, value: string];

export interface Layer {
  readonly name: string;
  /** Within the captured bytes. */
  readonly at: number;
  readonly length: number;
  readonly fields: readonly Field[];
}

/** What begins at `at`, of which everything before `end` belongs to it; `value` is the number that says what it is. */
export interface Next {
  readonly kind: 'link' | 'ethernet' | 'ether-type' | 'llc' | 'ppp' | 'ip' | 'protocol' | 'application' | 'payload';
  readonly value: number;
  readonly at: number;
  readonly end: number;
}

export function next(kind: Next['kind'], at: number, end: number, value = 0): Next {
  return { kind, value, at, end };
}

export class Reading {
  readonly bytes: Uint8Array;
  readonly layers: Layer[] = [];
  /** Set by the transport layer for what it carries. */
  transport: 'tcp' | 'udp' = 'udp';
  sourcePort = 0;
  destinationPort = 0;
  /** Inside of an ICMP error: what is quoted may end anywhere. */
  quoted = false;
  /** A fragment without the beginning of its packet, or only with it. */
  fragmented = false;
  readonly #view: DataView;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** Empty layers are left out. */
  add(name: string, at: number, end: number, fields: readonly Field[] = []): void {
    const from = Math.min(at, this.bytes.length);
    const to = Math.min(end, this.bytes.length);
    if (to > from) this.layers.push({ name, at: from, length: to - from, fields });
  }

  /** Of a header of at least `needed` bytes, fewer were captured: what is there is shown as far as it goes. True where that is so. */
  isCut(name: string, at: number, end: number, needed: number, fields: readonly Field[] = []): boolean {
    if (end - at >= needed) return false;
    this.add(name, at, end, [...fields, ['Cut', `${Math.max(0, end - at)} of at least ${needed} bytes`]]);
    return true;
  }

  u8(at: number): number {
    return this.#view.getUint8(at);
  }

  u16(at: number): number {
    return this.#view.getUint16(at);
  }

  u32(at: number): number {
    return this.#view.getUint32(at);
  }

  mac(at: number): string {
    return this.hex(at, 6, ':');
  }

  ipv4(at: number): string {
    return formatIpv4(this.u32(at));
  }

  ipv6(at: number): string {
    return formatIpv6(this.u32(at), this.u32(at + 4), this.u32(at + 8), this.u32(at + 12));
  }

  /** Two digits a byte; at most 64 bytes. */
  hex(at: number, length: number, joint = ' '): string {
    const shown = this.bytes.subarray(at, at + Math.min(length, MOST_HEX));
    const text = Array.from(shown, (byte) => byte.toString(16).padStart(2, '0')).join(joint);
    return length > MOST_HEX ? `${text} …` : text;
  }

  /** ASCII as it is, anything else as `\xNN`. */
  text(at: number, end: number): string {
    let text = '';
    for (const byte of this.bytes.subarray(at, Math.min(end, at + MOST_TEXT))) {
      text += byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : `\\x${byte.toString(16).padStart(2, '0')}`;
    }
    return end - at > MOST_TEXT ? `${text} …` : text;
  }
}

const MOST_HEX = 64;
const MOST_TEXT = 512;

/** `0x0800` */
export function hexNumber(value: number, digits: number): string {
  return `0x${value.toString(16).padStart(digits, '0')}`;
}

/** `6 (TCP)`; the number alone where it has no name. */
export function named(value: number, name: string | undefined | null, shown: string = String(value)): string {
  return name === undefined || name === null || name === '' || name === shown ? shown : `${shown} (${name})`;
}

/** Names of the bits that are set, from the first pair on; `none` where there are none. */
export function flagNames(value: number, bits: readonly (readonly [number, string])[]): string {
  const set = bits.filter(([bit]) => (value & bit) !== 0).map(([, name]) => name);
  return set.length === 0 ? 'none' : set.join(', ');
}
