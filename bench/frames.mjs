/** Frames for generated captures: Ethernet, VLAN, IPv4/IPv6, TCP, UDP, ICMP, ARP with right lengths and checksums. */

export const TCP = 6;
export const UDP = 17;
export const FIN = 0x01;
export const SYN = 0x02;
export const RST = 0x04;
export const PSH = 0x08;
export const ACK = 0x10;

/** Sum of 16-bit words, for the Internet checksum (RFC 1071). */
function sum(bytes, start, end) {
  let total = 0;
  for (let i = start; i + 1 < end; i += 2) total += (bytes[i] << 8) | bytes[i + 1];
  if ((end - start) % 2 === 1) total += bytes[end - 1] << 8;
  return total;
}

function fold(total) {
  let folded = total;
  while (folded > 0xffff) folded = (folded & 0xffff) + Math.floor(folded / 0x10000);
  return ~folded & 0xffff;
}

/**
 * One direction of one conversation: everything up to the transport header, made once. `source` and `destination` are
 * addresses of 4 or 16 bytes; `vlans` from the outside in.
 */
export class Path {
  constructor({ source, destination, sourceMac, destinationMac, vlans = [], protocol }) {
    const v6 = source.length === 16;
    this.v6 = v6;
    this.protocol = protocol;
    this.ipAt = 14 + 4 * vlans.length;
    this.transportAt = this.ipAt + (v6 ? 40 : 20);
    const head = Buffer.alloc(this.transportAt);
    head.set(destinationMac, 0);
    head.set(sourceMac, 6);
    vlans.forEach((vlan, i) => {
      head.writeUInt16BE(vlans.length === 2 && i === 0 ? 0x88a8 : 0x8100, 12 + 4 * i);
      head.writeUInt16BE(vlan, 14 + 4 * i);
    });
    head.writeUInt16BE(v6 ? 0x86dd : 0x0800, this.ipAt - 2);
    const ip = this.ipAt;
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
    this.pseudoSum = sum(Buffer.concat([source, destination]), 0, source.length * 2) + protocol;
  }

  /** Writes the headers at `at`; answers where the transport header begins. `length`: transport header and payload. */
  start(out, at, length) {
    this.head.copy(out, at);
    const ip = at + this.ipAt;
    if (this.v6) {
      out.writeUInt16BE(length, ip + 4);
    } else {
      out.writeUInt16BE(length + 20, ip + 2);
      out.writeUInt16BE(fold(this.headSum + length + 20), ip + 10);
    }
    return at + this.transportAt;
  }

  /** Payload bytes after `written` are taken to be zero, so only the written ones are summed. */
  #finish(out, transport, checksumAt, length, written) {
    const pseudo = this.protocol === 1 ? 0 : this.pseudoSum + length;
    const checksum = fold(pseudo + sum(out, transport, transport + written));
    out.writeUInt16BE(this.protocol === UDP && checksum === 0 ? 0xffff : checksum, transport + checksumAt);
    return this.transportAt + length;
  }

  /** Each of these writes one frame at `at` and answers its length. `out` must be zero from `at` on. */
  tcp(
    out,
    at,
    { sourcePort, destinationPort, sequence, acknowledged, flags, payload = null, size = payload?.length ?? 0 },
  ) {
    const t = this.start(out, at, 20 + size);
    out.writeUInt16BE(sourcePort, t);
    out.writeUInt16BE(destinationPort, t + 2);
    out.writeUInt32BE(sequence, t + 4);
    out.writeUInt32BE(flags & ACK ? acknowledged : 0, t + 8);
    out[t + 12] = 0x50;
    out[t + 13] = flags;
    out.writeUInt16BE(64_240, t + 14);
    payload?.copy(out, t + 20);
    return this.#finish(out, t, 16, 20 + size, 20 + (payload?.length ?? 0));
  }

  udp(out, at, { sourcePort, destinationPort, payload = null, size = payload?.length ?? 0 }) {
    const t = this.start(out, at, 8 + size);
    out.writeUInt16BE(sourcePort, t);
    out.writeUInt16BE(destinationPort, t + 2);
    out.writeUInt16BE(8 + size, t + 4);
    payload?.copy(out, t + 8);
    return this.#finish(out, t, 6, 8 + size, 8 + (payload?.length ?? 0));
  }

  echo(out, at, { reply, id, sequence }) {
    const t = this.start(out, at, 64);
    out[t] = this.v6 ? (reply ? 129 : 128) : reply ? 0 : 8;
    out.writeUInt16BE(id, t + 4);
    out.writeUInt16BE(sequence, t + 6);
    return this.#finish(out, t, 2, 64, 8);
  }

  arp(out, at, { reply }) {
    this.head.copy(out, at, 0, 12);
    out.writeUInt16BE(0x0806, at + 12);
    out.set([0, 1, 8, 0, 6, 4, 0, reply ? 2 : 1], at + 14);
    this.head.copy(out, at + 22, 6, 12);
    this.head.copy(out, at + 28, this.ipAt + 12, this.ipAt + 16);
    this.head.copy(out, at + 38, this.ipAt + 16, this.ipAt + 20);
    return 60;
  }
}
