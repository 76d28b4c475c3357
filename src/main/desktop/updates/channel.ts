/**
 * Where this build asks for newer versions. A packager puts `update-channel.json` beside `package.json`, inside the archive of
 * the program, so that changing it takes the same rights as changing the program. Without the file there is no channel.
 */
import { readFileSync } from 'node:fs';
import { createPublicKey, type KeyObject } from 'node:crypto';
import { z } from 'zod';
import { isErrno } from '#main/host/files/write-errors.ts';

export interface UpdateChannel {
  readonly url: URL;
  /** By their ids. More than one while an old one is being replaced. */
  readonly keys: ReadonlyMap<string, KeyObject>;
  /** For a server within an organisation: its own authority, PEM; null: those that everybody trusts. */
  readonly ca: string | null;
}

const schema = z.strictObject({
  url: z.url({ protocol: /^https$/ }).max(2048),
  keys: z.record(z.string().regex(/^[0-9a-f]{16}$/), z.base64().max(256)),
  ca: z
    .string()
    .max(64 << 10)
    .optional(),
});

/** Null where there is none. Throws where there is a wrong one: that is a mistake of whoever built this. */
export function readChannel(file: string): UpdateChannel | null {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if (isErrno(error) && error.code === 'ENOENT') return null;
    throw error;
  }
  return parseChannel(JSON.parse(text));
}

export function parseChannel(value: unknown): UpdateChannel {
  const { url, keys, ca } = schema.parse(value);
  const known = Object.entries(keys).map(([id, der]) => {
    const key = createPublicKey({ key: Buffer.from(der, 'base64'), format: 'der', type: 'spki' });
    if (key.asymmetricKeyType !== 'ed25519') throw new Error(`The key ${id} of the update channel is no Ed25519 key`);
    return [id, key] as const;
  });
  return { url: new URL(url), keys: new Map(known), ca: ca ?? null };
}
