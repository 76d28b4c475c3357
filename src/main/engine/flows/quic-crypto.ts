/**
 * The cryptography that opens a client's first QUIC packets, as a port: the engine has no library for it. Nothing here is
 * secret: the keys follow from bytes that everybody on the path sees (RFC 9001 §5.2).
 */
export interface QuicCrypto {
  hmacSha256(key: Uint8Array, data: Uint8Array): Uint8Array;
  /** One block of 16 bytes, encrypted. */
  aes128EcbBlock(key: Uint8Array, block: Uint8Array): Uint8Array;
  /** `sealed` ends with its tag of 16 bytes. Null where that does not fit the rest. */
  aes128GcmOpen(key: Uint8Array, nonce: Uint8Array, associatedData: Uint8Array, sealed: Uint8Array): Uint8Array | null;
}
