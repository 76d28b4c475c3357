/** A client's first QUIC datagram with a server name in it: RFC 9001, section 5 and appendix A. */
import { createCipheriv, createHash, createHmac } from 'node:crypto';
import { clientHello } from './payloads.mjs';

const VERSION_1 = Buffer.from([0, 0, 0, 1]);
const SALT_1 = Buffer.from('38762cf7f55934b34d179ae6a4c80cadccbb7f0a', 'hex');
const DATAGRAM = 1200;
const TAG = 16;
/** Long header, Initial, packet numbers of four bytes. */
const FIRST_BYTE = 0xc3;
const PACKET_NUMBER_BYTES = 4;
const SAMPLE = 16;

const hmac = (key, ...parts) => createHmac('sha256', key).update(Buffer.concat(parts)).digest();

/** HKDF-Expand-Label (RFC 8446, section 7.1) without context; no length used here needs a second block. */
function expandLabel(secret, label, length) {
  const full = Buffer.from(`tls13 ${label}`);
  return hmac(secret, Buffer.from([0, length, full.length]), full, Buffer.from([0, 1])).subarray(0, length);
}

export function quicInitial(name) {
  const destinationId = createHash('sha256').update(name).digest().subarray(0, 8);
  const client = expandLabel(hmac(SALT_1, destinationId), 'client in', 32);
  const key = expandLabel(client, 'quic key', 16);
  const iv = expandLabel(client, 'quic iv', 12);
  const mask = expandLabel(client, 'quic hp', 16);

  // No source connection id, no token; packet number 0, so the initialisation vector stays as it is.
  const start = Buffer.concat([Buffer.of(FIRST_BYTE), VERSION_1, Buffer.of(8), destinationId, Buffer.from([0, 0])]);
  const rest = DATAGRAM - start.length - 2;
  const header = Buffer.concat([
    start,
    Buffer.from([0x40 | (rest >> 8), rest & 255]),
    Buffer.alloc(PACKET_NUMBER_BYTES),
  ]);
  const plain = Buffer.alloc(rest - PACKET_NUMBER_BYTES - TAG); // PADDING frames behind the CRYPTO frame
  const hello = clientHello(name);
  plain.set([0x06, 0x00, 0x40 | (hello.length >> 8), hello.length & 255]);
  plain.set(hello, 4);

  const seal = createCipheriv('aes-128-gcm', key, iv).setAAD(header);
  const sealed = Buffer.concat([seal.update(plain), seal.final(), seal.getAuthTag()]);
  const block = createCipheriv('aes-128-ecb', mask, null).update(sealed.subarray(0, SAMPLE));
  header[0] ^= block[0] & 0x0f;
  for (let i = 0; i < PACKET_NUMBER_BYTES; i++) header[header.length - PACKET_NUMBER_BYTES + i] ^= block[1 + i];
  return Buffer.concat([header, sealed]);
}
