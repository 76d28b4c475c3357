/** Keys that open the API, and how a request presents one. Never in the address: addresses end up in logs and histories. */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

export interface Key {
  /** In constant time: comparing hashes of equal length tells nothing of the key, not even its length. */
  matches(candidate: string): boolean;
}

export function createKey(key: string): Key {
  const expected = digest(key);
  return { matches: (candidate) => timingSafeEqual(digest(candidate), expected) };
}

/** The key in `Authorization: Bearer …`, else in `X-Api-Key`, else null. */
export function presentedKey({ headers }: Pick<IncomingMessage, 'headers'>): string | null {
  const bearer = /^Bearer +(\S+)$/i.exec(headers.authorization ?? '')?.[1];
  if (bearer !== undefined) return bearer;
  const key = headers['x-api-key'];
  return typeof key === 'string' && key !== '' ? key : null;
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
