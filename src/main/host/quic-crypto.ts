/** The engine's QUIC cryptography by Node's; only what BoringSSL, and so Electron, has as well. */
import { createCipheriv, createDecipheriv, createHmac } from 'node:crypto';
import type { EnginePorts } from '#main/engine/engine-ports.ts';

const TAG_LENGTH = 16;

export function createQuicCrypto(): EnginePorts['quicCrypto'] {
  return {
    hmacSha256: (key, data) => createHmac('sha256', key).update(data).digest(),
    aes128EcbBlock: (key, block) => createCipheriv('aes-128-ecb', key, null).setAutoPadding(false).update(block),
    aes128GcmOpen: (key, nonce, associatedData, sealed) => {
      if (sealed.length < TAG_LENGTH) return null;
      const textEnd = sealed.length - TAG_LENGTH;
      const opener = createDecipheriv('aes-128-gcm', key, nonce, { authTagLength: TAG_LENGTH });
      opener.setAAD(associatedData).setAuthTag(sealed.subarray(textEnd));
      const opened = opener.update(sealed.subarray(0, textEnd));
      try {
        opener.final();
      } catch {
        return null;
      }
      return opened;
    },
  };
}
