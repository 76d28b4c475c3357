/** Payloads with names in them: DNS messages (RFC 1035) and TLS ClientHellos (RFC 8446, RFC 6066). */

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

export function dnsQuery({ id, name, type }) {
  return Buffer.concat([u16(id), Buffer.from([1, 0, 0, 1, 0, 0, 0, 0, 0, 0]), nameBytes(name), u16(type), u16(1)]);
}

/** Answers with `address`, or with NXDOMAIN where it is null. */
export function dnsResponse({ id, name, type, address }) {
  const counts = Buffer.from([0x81, address === null ? 0x83 : 0x80, 0, 1, 0, address === null ? 0 : 1, 0, 0, 0, 0]);
  const question = Buffer.concat([nameBytes(name), u16(type), u16(1)]);
  const answer =
    address === null
      ? Buffer.alloc(0)
      : Buffer.concat([u16(0xc00c), u16(type), u16(1), Buffer.from([0, 0, 1, 44]), withLength16(address)]);
  return Buffer.concat([u16(id), counts, question, answer]);
}

export function tlsClientHello(name) {
  const host = Buffer.from(name);
  const serverName = Buffer.concat([
    u16(0),
    withLength16(withLength16(Buffer.concat([Buffer.of(0), withLength16(host)]))),
  ]);
  const versions = Buffer.concat([u16(43), withLength16(Buffer.from([2, 3, 4]))]);
  const body = Buffer.concat([
    Buffer.from([3, 3]),
    Buffer.alloc(32, 7),
    Buffer.of(0),
    withLength16(Buffer.from([0x13, 0x01, 0x13, 0x02])),
    Buffer.from([1, 0]),
    withLength16(Buffer.concat([serverName, versions])),
  ]);
  const handshake = Buffer.concat([Buffer.from([1, 0]), withLength16(body)]);
  return Buffer.concat([Buffer.from([22, 3, 1]), withLength16(handshake)]);
}
