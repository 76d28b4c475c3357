/** Payloads with names in them: DNS messages (RFC 1035) and TLS ClientHellos (RFC 8446, RFC 6066). */
import { createHash } from 'node:crypto';

function u16(value) {
  return Buffer.from([value >> 8, value & 0xff]);
}
function withLength16(content) {
  return Buffer.concat([u16(content.length), content]);
}

function nameBytes(name) {
  return Buffer.concat([
    ...name.split('.').map((label) => Buffer.from([label.length, ...Buffer.from(label)])),
    Buffer.of(0),
  ]);
}

export const TYPE_A = 1;
export const TYPE_AAAA = 28;
const CNAME = 5;
const HEADER = 12;
const RECORD_HEAD = 12;

export function dnsQuery({ id, name, type }) {
  return Buffer.concat([u16(id), Buffer.from([1, 0, 0, 1, 0, 0, 0, 0, 0, 0]), nameBytes(name), u16(type), u16(1)]);
}

/** Answers with `address`, every third name through an alias, or with NXDOMAIN where it is null. */
export function dnsResponse({ id, name, type, address }) {
  const question = Buffer.concat([nameBytes(name), u16(type), u16(1)]);
  const timeToLive = Buffer.from([0, 0, 1, 44]);
  const answers = [];
  let owner = u16(0xc000 | HEADER);
  if (address !== null && name.length % 3 === 0) {
    const alias = nameBytes(`edge.${name}`);
    answers.push(owner, u16(CNAME), u16(1), timeToLive, withLength16(alias));
    owner = u16(0xc000 | (HEADER + question.length + RECORD_HEAD));
  }
  if (address !== null) answers.push(owner, u16(type), u16(1), timeToLive, withLength16(address));
  const count = answers.length / 5;
  const flags = address === null ? 0x8183 : 0x8180;
  const counts = Buffer.concat([u16(flags), u16(1), u16(count), u16(0), u16(0)]);
  return Buffer.concat([u16(id), counts, question, ...answers]);
}

function extension(type, content) {
  return Buffer.concat([u16(type), withLength16(content)]);
}

/** The handshake message alone, about as long as browsers' are. */
export function clientHello(name) {
  const random = createHash('sha256').update(name).digest();
  const extensions = [
    extension(0, withLength16(Buffer.concat([Buffer.of(0), withLength16(Buffer.from(name))]))),
    extension(10, Buffer.from('0006001d00170018', 'hex')), // supported groups
    extension(43, Buffer.from('0403040303', 'hex')), // versions 1.3 and 1.2
    extension(51, withLength16(Buffer.concat([u16(0x001d), withLength16(random)]))), // key share
    extension(21, Buffer.alloc(180)), // padding
  ];
  const body = Buffer.concat([
    Buffer.from([3, 3]),
    random,
    Buffer.of(0),
    withLength16(Buffer.from([0x13, 0x01, 0x13, 0x02])),
    Buffer.from([1, 0]),
    withLength16(Buffer.concat(extensions)),
  ]);
  return Buffer.concat([Buffer.from([1, 0]), withLength16(body)]);
}

export function tlsClientHello(name) {
  return Buffer.concat([Buffer.from([22, 3, 1]), withLength16(clientHello(name))]);
}
