/**
 * A capture whose packets carry names that somebody chose in order to do harm, written byte by byte: DNS, mDNS, NetBIOS, TLS, HTTP, DHCP
 * and SSDP. pcapng, so that the interface has such a name, too.
 */
import { HOSTILE_TEXTS } from './hostile-texts.ts';

const MOST_LABEL = 63;
const TCP = 6;
const UDP = 17;

const u8 = (...values: number[]): Buffer => Buffer.from(values);
const u16 = (value: number): Buffer => u8(value >> 8, value & 0xff);
const u32le = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
};
const u16le = (value: number): Buffer => u8(value & 0xff, value >> 8);

interface Packet {
  readonly protocol: number;
  readonly from: readonly [host: number, port: number];
  readonly to: readonly [host: number, port: number];
  readonly payload: Buffer;
}

function frame({ protocol, from, to, payload }: Packet): Buffer {
  const ports = Buffer.concat([u16(from[1]), u16(to[1])]);
  const transport =
    protocol === UDP
      ? Buffer.concat([ports, u16(8 + payload.length), u16(0), payload])
      : // Sequence and acknowledgement, PSH and ACK.
        Buffer.concat([ports, Buffer.alloc(8), u8(0x50, 0x18), u16(65_535), u16(0), u16(0), payload]);
  const addresses = u8(192, 0, 2, from[0], 198, 51, 100, to[0]);
  const network = Buffer.concat([
    u8(0x45, 0),
    u16(20 + transport.length),
    u16(0),
    u16(0),
    u8(64, protocol),
    u16(0),
    addresses,
  ]);
  return Buffer.concat([Buffer.alloc(12, 2), u16(0x0800), network, transport]);
}

/** Each label as it is, whatever is in it. */
function dnsName(labels: readonly Buffer[]): Buffer {
  return Buffer.concat([...labels.flatMap((label) => [u8(label.length), label]), u8(0)]);
}

function query(name: Buffer, type: number): Buffer {
  return Buffer.concat([u16(0x1234), u16(0x0100), u16(1), u16(0), u16(0), u16(0), name, u16(type), u16(1)]);
}

/** The question, a text and an alias in answer to it. */
function answer(name: Buffer, text: Buffer): Buffer {
  const head = [u16(0x1234), u16(0x8180), u16(1), u16(2), u16(0), u16(0), name, u16(16), u16(1)];
  const record = (type: number, data: Buffer): Buffer[] => [
    u16(0xc00c),
    u16(type),
    u16(1),
    u8(0, 0, 0, 60),
    u16(data.length),
    data,
  ];
  const cut = text.subarray(0, 255);
  return Buffer.concat([...head, ...record(16, Buffer.concat([u8(cut.length), cut])), ...record(5, name)]);
}

function clientHello(host: Buffer): Buffer {
  const list = Buffer.concat([u8(0), u16(host.length), host]);
  const extension = Buffer.concat([u16(0), u16(list.length + 2), u16(list.length), list]);
  const body = Buffer.concat([
    u16(0x0303),
    Buffer.alloc(32, 1),
    u8(0),
    u16(2),
    u16(0x1301),
    u8(1, 0),
    u16(extension.length),
    extension,
  ]);
  const message = Buffer.concat([u8(1, 0), u16(body.length), body]);
  return Buffer.concat([u8(22), u16(0x0301), u16(message.length), message]);
}

function dhcp(name: Buffer): Buffer {
  const fixed = Buffer.alloc(236);
  fixed.set([1, 1, 6]);
  const cut = name.subarray(0, 255);
  return Buffer.concat([fixed, u8(0x63, 0x82, 0x53, 0x63, 53, 1, 1, 12, cut.length), cut, u8(255)]);
}

/** The sixteen octets, two letters each. */
function netbios(name: Buffer): Buffer {
  const octets = Buffer.concat([name.subarray(0, 15), Buffer.alloc(16, 0x20)]).subarray(0, 16);
  const label = Buffer.from([...octets].flatMap((octet) => [0x41 + (octet >> 4), 0x41 + (octet & 15)]));
  return query(dnsName([label]), 32);
}

/** Labels of 63 octets that hold every octet, and a name of 255. */
function everyOctet(): Buffer[] {
  const names: Buffer[] = [];
  for (let from = 0; from < 256; from += MOST_LABEL) {
    names.push(dnsName([Buffer.from(Array.from({ length: MOST_LABEL }, (_, at) => (from + at) & 0xff))]));
  }
  const label = Buffer.alloc(MOST_LABEL, 0x1b);
  return [...names, dnsName([label, label, label, label.subarray(0, 61)])];
}

function packets(): Packet[] {
  const all: Packet[] = [];
  let host = 1;
  const add = (protocol: number, port: number, payload: Buffer, back?: Buffer): void => {
    const from = [host, 40_000 + all.length] as const;
    all.push({ protocol, from, to: [1, port], payload });
    if (back !== undefined) all.push({ protocol, from: [1, port], to: from, payload: back });
    host = (host % 250) + 1;
  };
  for (const text of Object.values(HOSTILE_TEXTS)) {
    const bytes = Buffer.from(text);
    const labels = [bytes.subarray(0, MOST_LABEL), Buffer.from('example')];
    add(UDP, 53, query(dnsName(labels), 16), answer(dnsName(labels), bytes));
    add(UDP, 5353, query(dnsName([...labels.slice(0, 1), Buffer.from('local')]), 12));
    add(UDP, 137, netbios(bytes));
    add(UDP, 67, dhcp(bytes));
    add(UDP, 1900, Buffer.concat([Buffer.from('M-SEARCH * HTTP/1.1\r\nST: '), bytes, Buffer.from('\r\n\r\n')]));
    add(TCP, 443, clientHello(bytes.subarray(0, 255)));
    add(TCP, 80, Buffer.concat([Buffer.from('GET / HTTP/1.1\r\nHost: '), bytes, Buffer.from('\r\n\r\n')]));
  }
  for (const name of everyOctet()) add(UDP, 53, query(name, 1));
  return all;
}

/** Sessions as `netloupe read` exports them, a line of JSON each, with such texts for whatever is text in them. */
export function hostileSessions(lines: string): string {
  const rows = lines.trimEnd().split('\n');
  return Object.values(HOSTILE_TEXTS)
    .map((text, at) => {
      const row = JSON.parse(rows[at % rows.length]!) as Record<string, unknown>;
      for (const key of ['hostname', 'service', 'process', 'interface', 'as_org', 'country']) row[key] = text;
      // Each is a session of its own.
      const id = `019ac1d0-0000-7000-8000-${String(at).padStart(12, '0')}`;
      return `${JSON.stringify({ ...row, session_id: id, hostname_source: 'tls' })}\n`;
    })
    .join('');
}

function block(type: number, body: Buffer): Buffer {
  const padded = Buffer.concat([body, Buffer.alloc(-body.length & 3)]);
  return Buffer.concat([u32le(type), u32le(padded.length + 12), padded, u32le(padded.length + 12)]);
}

function option(code: number, text: string): Buffer {
  const bytes = Buffer.from(text);
  return Buffer.concat([u16le(code), u16le(bytes.length), bytes, Buffer.alloc(-bytes.length & 3)]);
}

/** One packet a millisecond. `interfaceName`: as the file says, which may be anything. */
export function hostileCapture(interfaceName: string): Buffer {
  const section = block(
    0x0a0d0d0a,
    Buffer.concat([u32le(0x1a2b3c4d), u16le(1), u16le(0), Buffer.alloc(8, 0xff), option(1, interfaceName), u32le(0)]),
  );
  const described = block(1, Buffer.concat([u16le(1), u16le(0), u32le(0), option(2, interfaceName), u32le(0)]));
  const began = 1_700_000_000_000_000n;
  const records = packets().map((packet, at) => {
    const bytes = frame(packet);
    const time = began + BigInt(at) * 1000n;
    const head = [0, Number(time >> 32n), Number(time & 0xffffffffn), bytes.length, bytes.length].map(u32le);
    return block(6, Buffer.concat([...head, bytes]));
  });
  return Buffer.concat([section, described, ...records]);
}
