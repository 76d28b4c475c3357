/** Frames for generated captures: Ethernet, VLAN, IPv4/IPv6, TCP, UDP, ICMP, ARP with right lengths and checksums. */
import { fold, sum } from './checksum.mjs';

export const TCP = 6;
export const UDP = 17;
export const FIN = 0x01;
export const SYN = 0x02;
export const RST = 0x04;
export const PSH = 0x08;
export const ACK = 0x10;

/** RFC 9293 3.2, RFC 7323: MSS 1460, SACK permitted, timestamps, window scale 7; and timestamps alone. */
const SYN_OPTIONS = Buffer.from('020405b40402080a0000000000000000' + '01030307', 'hex');
const DATA_OPTIONS = Buffer.from('0101080a0000000000000000', 'hex');
const SYN_STAMP_AT = 8;
const DATA_STAMP_AT = 4;
const SYN_OPTIONS_SUM = sum(SYN_OPTIONS, 0, SYN_OPTIONS.length);
const DATA_OPTIONS_SUM = sum(DATA_OPTIONS, 0, DATA_OPTIONS.length);
const ECHO_SIZE = 56;

/**
 * One direction of one conversation: everything up to the transport header, made once, and the running numbers of its
 * packets. `source` and `destination` are addresses of 4 or 16 bytes; `vlans` from the outside in; `pool` fills
 * payloads. Each of the methods below writes one whole frame at `at` and answers its length.
 */
export class Path {
  constructor({ source, destination, sourceMac, destinationMac, vlans, protocol, pool }) {
    const v6 = source.length === 16;
    this.v6 = v6;
    this.protocol = protocol;
    this.pool = pool;
    this.ipAt = 14 + 4 * vlans.length;
    this.transportAt = this.ipAt + (v6 ? 40 : 20);
    this.identification = 0;
    const head = Buffer.alloc(this.transportAt);
    head.set(destinationMac, 0);
    head.set(sourceMac, 6);
    vlans.forEach((vlan, i) => {
      head.writeUInt16BE(vlans.length === 2 && i === 0 ? 0x88a8 : 0x8100, 12 + 4 * i);
      head.writeUInt16BE(vlan, 14 + 4 * i);
    });
    const ip = this.ipAt;
    head.writeUInt16BE(v6 ? 0x86dd : 0x0800, ip - 2);
    if (v6) {
      head[ip] = 0x60;
      head[ip + 6] = protocol;
      head[ip + 7] = 64;
      head.set(source, ip + 8);
      head.set(destination, ip + 24);
    } else {
      head[ip] = 0x45;
      head[ip + 6] = 0x40; // don't fragment
      head[ip + 8] = 64;
      head[ip + 9] = protocol;
      head.set(source, ip + 12);
      head.set(destination, ip + 16);
    }
    this.head = head;
    this.headSum = v6 ? 0 : sum(head, ip, ip + 20);
    this.pseudoSum = sum(source, 0, source.length) + sum(destination, 0, destination.length) + protocol;
  }

  /** Writes the headers up to the transport header and answers where that begins. `length`: it and its payload. */
  #start(out, at, length) {
    this.head.copy(out, at);
    const ip = at + this.ipAt;
    if (this.v6) {
      put16(out, ip + 4, length);
    } else {
      const identification = (this.identification = (this.identification + 1) & 0xffff);
      put16(out, ip + 2, length + 20);
      put16(out, ip + 4, identification);
      put16(out, ip + 10, fold(this.headSum + length + 20 + identification));
    }
    return at + this.transportAt;
  }

  /** Puts the payload (or `size` bytes of the pool) at `at`; answers its sum. */
  #payload(out, at, payload, size, poolAt) {
    if (payload === null) {
      this.pool.bytes.copy(out, at, poolAt, poolAt + size);
      return this.pool.sum(poolAt, size);
    }
    payload.copy(out, at);
    return sum(payload, 0, size);
  }

  /** `stamp`: value of the timestamps option, 0 for a conversation without. `poolAt`: an even position. */
  tcp(out, at, ports, sequence, acknowledged, flags, stamp, payload, size, poolAt) {
    const options = stamp === 0 ? null : flags & SYN ? SYN_OPTIONS : DATA_OPTIONS;
    const header = 20 + (options?.length ?? 0);
    const t = this.#start(out, at, header + size);
    const acknowledging = flags & ACK ? acknowledged : 0;
    put16(out, t, ports[0]);
    put16(out, t + 2, ports[1]);
    put32(out, t + 4, sequence);
    put32(out, t + 8, acknowledging);
    out[t + 12] = header << 2;
    out[t + 13] = flags;
    put16(out, t + 14, 502);
    put32(out, t + 16, 0);
    let total = this.pseudoSum + header + size + ports[0] + ports[1] + (header << 10) + flags + 502;
    total += (sequence >>> 16) + (sequence & 0xffff) + (acknowledging >>> 16) + (acknowledging & 0xffff);
    if (options !== null) {
      options.copy(out, t + 20);
      put32(out, t + 20 + (flags & SYN ? SYN_STAMP_AT : DATA_STAMP_AT), stamp);
      total += (flags & SYN ? SYN_OPTIONS_SUM : DATA_OPTIONS_SUM) + (stamp >>> 16) + (stamp & 0xffff);
    }
    if (size > 0) total += this.#payload(out, t + header, payload, size, poolAt);
    put16(out, t + 16, fold(total));
    return this.transportAt + header + size;
  }

  udp(out, at, ports, payload, size, poolAt) {
    const length = 8 + size;
    const t = this.#start(out, at, length);
    put16(out, t, ports[0]);
    put16(out, t + 2, ports[1]);
    put16(out, t + 4, length);
    const total = this.pseudoSum + 2 * length + ports[0] + ports[1] + this.#payload(out, t + 8, payload, size, poolAt);
    put16(out, t + 6, fold(total) || 0xffff);
    return this.transportAt + length;
  }

  echo(out, at, reply, id, sequence, poolAt) {
    const length = 8 + ECHO_SIZE;
    const t = this.#start(out, at, length);
    const type = this.v6 ? (reply ? 129 : 128) : reply ? 0 : 8;
    put16(out, t, type << 8);
    put16(out, t + 4, id);
    put16(out, t + 6, sequence);
    const pseudo = this.v6 ? this.pseudoSum + length : 0;
    put16(out, t + 2, fold(pseudo + (type << 8) + id + sequence + this.#payload(out, t + 8, null, ECHO_SIZE, poolAt)));
    return this.transportAt + length;
  }

  arp(out, at, reply) {
    this.head.copy(out, at, 0, 12);
    put16(out, at + 12, 0x0806);
    out.set([0, 1, 8, 0, 6, 4, 0, reply ? 2 : 1], at + 14);
    this.head.copy(out, at + 22, 6, 12);
    this.head.copy(out, at + 28, this.ipAt + 12, this.ipAt + 16);
    this.head.copy(out, at + 32, 0, 6);
    this.head.copy(out, at + 38, this.ipAt + 16, this.ipAt + 20);
    out.fill(0, at + 42, at + 60);
    return 60;
  }
}

function put16(out, at, value) {
  out[at] = value >>> 8;
  out[at + 1] = value;
}

function put32(out, at, value) {
  out[at] = value >>> 24;
  out[at + 1] = value >>> 16;
  out[at + 2] = value >>> 8;
  out[at + 3] = value;
}
