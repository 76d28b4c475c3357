/** Builds frames for tests from hexadecimal text; spaces and line breaks are for the reader. */
import { decodeFrame } from './frame.ts';
import { LINKTYPE_ETHERNET } from './link-types.ts';
import { DecodedPacket } from './packet.ts';

export function bytesOf(...parts: readonly string[]): Uint8Array {
  const digits = parts.join('').replaceAll(/\s/g, '');
  return Uint8Array.from({ length: digits.length / 2 }, (_, index) =>
    Number.parseInt(digits.slice(index * 2, index * 2 + 2), 16),
  );
}

export function hex16(value: number): string {
  return value.toString(16).padStart(4, '0');
}

/** Ethernet addresses and an EtherType. */
export function ethernet(etherType: number): string {
  return `02000000000202000000 0001 ${hex16(etherType)}`;
}

export interface Ipv4Fields {
  readonly protocol: number;
  readonly payload: string;
  readonly options?: string;
  /** Flags and fragment offset. */
  readonly fragment?: number;
  readonly id?: number;
  readonly totalLength?: number;
}

/** 192.0.2.1 to 198.51.100.2, TTL 64. The checksum is left 0: decoding does not look at it. */
export function ipv4({ protocol, payload, options = '', fragment = 0, id = 0, totalLength }: Ipv4Fields): string {
  const headerLength = 20 + lengthOf(options);
  const length = totalLength ?? headerLength + lengthOf(payload);
  const head = `${(0x40 + headerLength / 4).toString(16)} 00 ${hex16(length)} ${hex16(id)} ${hex16(fragment)}`;
  return `${head} 40 ${protocol.toString(16).padStart(2, '0')} 0000 c0000201 c6336402 ${options} ${payload}`;
}

/** 2001:db8::1 to 2001:db8::2, traffic class 0xb8, hop limit 64. */
export function ipv6(nextHeader: number, payload: string, payloadLength: number = lengthOf(payload)): string {
  const head = `6b 80 00 00 ${hex16(payloadLength)} ${nextHeader.toString(16).padStart(2, '0')} 40`;
  return `${head} 20010db8000000000000000000000001 20010db8000000000000000000000002 ${payload}`;
}

/** Ports 4660 to 80, sequence 1, acknowledgement 0xfffffffe, SYN and ACK, window 4096, four bytes of options. */
export const tcpHeader = '1234 0050 00000001 fffffffe 60 12 1000 0000 0000 020405b4';

/** Ports 4660 to 53. `length` as in the header. */
export function udp(payload: string, length: number = 8 + lengthOf(payload)): string {
  return `1234 0035 ${hex16(length)} 0000 ${payload}`;
}

export function lengthOf(digits: string): number {
  return digits.replaceAll(/\s/g, '').length / 2;
}

/** Decodes one frame, of which `captured` bytes were captured (all), into a new packet. */
export function decode(frame: string, linkType: number = LINKTYPE_ETHERNET, captured?: number): DecodedPacket {
  const packet = new DecodedPacket();
  const bytes = bytesOf(frame);
  decodeFrame(bytes, 0, captured ?? bytes.length, bytes.length, linkType, packet);
  return packet;
}
