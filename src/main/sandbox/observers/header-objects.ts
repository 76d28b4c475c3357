/** Headers as JavaScript objects with the fields that were asked for; `null` where a packet has no such thing. */
import {
  HEADER_HAS_PORTS,
  HEADER_ICMP,
  HEADER_IPV6,
  HEADER_TCP,
  HEADER_UDP,
  type HeaderFrame,
} from '#contract/plugins/header-frame.ts';
import type { HeaderField } from '#contract/plugins/header-fields.ts';
import { MICROSECONDS_PER_SECOND } from '#base/units.ts';
import { AddressTexts } from '../logs/address-texts.ts';

export type Header = Record<string, unknown>;

export interface TcpOption {
  readonly kind: number;
  /** Of the whole option. */
  readonly length: number;
  readonly data: Uint8Array;
}

type Reader = (row: number) => unknown;

export class HeaderObjects {
  private readonly fields: readonly HeaderField[];
  private readonly addresses = new AddressTexts();
  private frame: HeaderFrame | null = null;
  private readers: readonly Reader[] = [];

  constructor(fields: readonly HeaderField[]) {
    this.fields = fields;
  }

  /** Headers are of this frame from now on. */
  take(frame: HeaderFrame): void {
    this.addresses.trim();
    this.frame = frame;
    this.readers = this.fields.map((field) => this.reader(field, frame));
  }

  of(row: number): Header {
    const { fields, readers } = this;
    const { time, flags, protocol } = this.frame!;
    const header: Header = {
      time: time[row]! / MICROSECONDS_PER_SECOND,
      version: (flags[row]! & HEADER_IPV6) === 0 ? 4 : 6,
      protocol_num: protocol[row]!,
    };
    for (let at = 0; at < fields.length; at++) header[fields[at]!] = readers[at]!(row);
    return header;
  }

  /** What an ICMP error quotes. */
  quoted(row: number): Header | null {
    const packet = this.frame!.quoted(row);
    if (packet === null) return null;
    return {
      version: packet.ipv6 ? 6 : 4,
      protocol_num: packet.protocol,
      src_ip: this.address(packet.addresses, 0, packet.ipv6),
      dst_ip: this.address(packet.addresses, 4, packet.ipv6),
      src_port: packet.sourcePort < 0 ? null : packet.sourcePort,
      dst_port: packet.destinationPort < 0 ? null : packet.destinationPort,
    };
  }

  private address(words: Uint32Array, at: number, isIpv6: boolean): string {
    return this.addresses.texts[this.addresses.numberOf(words, at, isIpv6)]!;
  }

  private reader(field: HeaderField, frame: HeaderFrame): Reader {
    const { values, flags } = frame;
    const where =
      (mask: number, read: (row: number) => unknown): Reader =>
      (row) =>
        (flags[row]! & mask) === 0 ? null : read(row);
    const isIpv4 = (row: number): boolean => (flags[row]! & HEADER_IPV6) === 0;
    const ipv4 =
      (read: (row: number) => number): Reader =>
      (row) =>
        isIpv4(row) ? read(row) : null;
    switch (field) {
      case 'src_ip':
        return (row) => this.address(values.source as Uint32Array, row * 4, !isIpv4(row));
      case 'dst_ip':
        return (row) => this.address(values.destination as Uint32Array, row * 4, !isIpv4(row));
      case 'src_port':
        return where(HEADER_HAS_PORTS, (row) => values.ports![row]! & 0xffff);
      case 'dst_port':
        return where(HEADER_HAS_PORTS, (row) => values.ports![row]! >>> 16);
      case 'dscp':
        return (row) => values.traffic_class![row]! >> 2;
      case 'ecn':
        return (row) => values.traffic_class![row]! & 3;
      case 'ip_id':
        return ipv4((row) => values.ip_id![row]!);
      case 'ip_flags':
        return ipv4((row) => values.ip_fragment![row]! >> 13);
      case 'fragment_offset':
        return ipv4((row) => (values.ip_fragment![row]! & 0x1fff) * 8);
      case 'flow_label':
        return where(HEADER_IPV6, (row) => values.flow_label![row]!);
      case 'checksum':
        return where(HEADER_TCP | HEADER_UDP, (row) => values.checksum![row]!);
      case 'icmp_type':
        return where(HEADER_ICMP, (row) => values.icmp![row]! >> 8);
      case 'icmp_code':
        return where(HEADER_ICMP, (row) => values.icmp![row]! & 0xff);
      case 'tcp_options':
        return where(HEADER_TCP, (row) => tcpOptions(frame.options(row)));
      case 'payload':
        // A copy: the plugin may keep it, and the frame is larger.
        return (row) => new Uint8Array(frame.payload(row));
      case 'ttl':
      case 'octets':
      case 'length':
      case 'payload_length':
        return (row) => values[field]![row]!;
      case 'tcp_flags':
      case 'tcp_seq':
      case 'tcp_ack':
      case 'tcp_window':
      case 'tcp_urgent':
        return where(HEADER_TCP, (row) => values[field]![row]!);
    }
  }
}

const END = 0;
const NO_OPERATION = 1;

/** Options of RFC 9293 §3.1 in order, without those that fill up; the first that is none ends them. */
export function tcpOptions(bytes: Uint8Array): TcpOption[] {
  const options: TcpOption[] = [];
  for (let at = 0; at < bytes.length && bytes[at] !== END;) {
    if (bytes[at] === NO_OPERATION) {
      at++;
      continue;
    }
    const length = bytes[at + 1] ?? 0;
    if (length < 2 || at + length > bytes.length) break;
    options.push({ kind: bytes[at]!, length, data: new Uint8Array(bytes.subarray(at + 2, at + length)) });
    at += length;
  }
  return options;
}
