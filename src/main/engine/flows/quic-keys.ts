/** Keys of a client's Initial packets, and the packets opened with them (RFC 9001 §5, RFC 9369 §3.3). */
import type { QuicHeader } from '#main/engine/decode/quic-packet.ts';
import type { QuicVersion } from '#main/engine/decode/quic-versions.ts';
import type { QuicCrypto } from './quic-crypto.ts';

const KEY_LENGTH = 16;
const NONCE_LENGTH = 12;
const SECRET_LENGTH = 32;
const SAMPLE_LENGTH = 16;
/** The sample begins where the packet number would end if it had all four bytes (RFC 9001 §5.4.2). */
const SAMPLE_OFFSET = 4;
const PROTECTED_BITS = 0x0f;
const RESERVED_BITS = 0x0c;

export interface QuicKeys {
  readonly key: Uint8Array;
  readonly nonce: Uint8Array;
  readonly headerProtection: Uint8Array;
}

/** The client's keys where its first packet, or its first after a Retry, was sent to `connectionId`. */
export function clientInitialKeys(crypto: QuicCrypto, version: QuicVersion, connectionId: Uint8Array): QuicKeys {
  const initial = crypto.hmacSha256(version.salt, connectionId);
  const client = expandLabel(crypto, initial, 'client in', SECRET_LENGTH);
  return {
    key: expandLabel(crypto, client, `${version.label} key`, KEY_LENGTH),
    nonce: expandLabel(crypto, client, `${version.label} iv`, NONCE_LENGTH),
    headerProtection: expandLabel(crypto, client, `${version.label} hp`, KEY_LENGTH),
  };
}

/** HKDF-Expand-Label without context (RFC 8446 §7.1), for lengths within one hash. */
function expandLabel(crypto: QuicCrypto, secret: Uint8Array, label: string, length: number): Uint8Array {
  const text = `tls13 ${label}`;
  const info = new Uint8Array(3 + text.length + 2);
  info[1] = length;
  info[2] = text.length;
  for (let index = 0; index < text.length; index++) info[3 + index] = text.charCodeAt(index);
  info[info.length - 1] = 1;
  return crypto.hmacSha256(secret, info).subarray(0, length);
}

/** The frames of the packet at `start`; null where these keys do not open it. `bytes` stay as they are. */
export function openInitial(
  crypto: QuicCrypto,
  keys: QuicKeys,
  bytes: Uint8Array,
  start: number,
  header: QuicHeader,
): Uint8Array | null {
  const numberAt = header.packetNumberAt;
  const sampleAt = numberAt + SAMPLE_OFFSET;
  const mask = crypto.aes128EcbBlock(keys.headerProtection, bytes.subarray(sampleAt, sampleAt + SAMPLE_LENGTH));
  const first = bytes[start]! ^ (mask[0]! & PROTECTED_BITS);
  // Must be zero (RFC 9000 §17.2), so wrong keys show here three times in four, before the packet itself is touched.
  if ((first & RESERVED_BITS) !== 0) return null;
  const numberLength = (first & 3) + 1;
  // Not `slice`: a host's Buffers, which come in as Uint8Array, share their memory with their slices.
  const associated = new Uint8Array(bytes.subarray(start, numberAt + numberLength));
  associated[0] = first;
  const nonce = new Uint8Array(keys.nonce);
  for (let index = 0; index < numberLength; index++) {
    const octet = bytes[numberAt + index]! ^ mask[1 + index]!;
    associated[numberAt - start + index] = octet;
    nonce[NONCE_LENGTH - numberLength + index]! ^= octet;
  }
  const sealed = bytes.subarray(numberAt + numberLength, header.packetEnd);
  return crypto.aes128GcmOpen(keys.key, nonce, associated, sealed);
}
