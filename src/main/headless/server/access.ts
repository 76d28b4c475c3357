/**
 * Who may talk to the server. Three independent checks, because each stops another attack: the Host header (DNS
 * rebinding), the Origin header (a page of another site in the same browser) and the token (other users and programs
 * of this machine).
 */
import type { IncomingMessage } from 'node:http';
import { createKey, type Key } from '#main/host/api/keys.ts';
import { hostInUrl } from './listen-address.ts';

export interface Access {
  /** The Host header names this server by a loopback name and its port. */
  hostAllowed(request: IncomingMessage): boolean;
  /** No Origin (unless one is required) or ours; a request that the browser calls cross-site is refused, too. */
  originAllowed(request: IncomingMessage, required: boolean): boolean;
  readonly token: Key;
  /** The right token in the cookie, or as a bearer token. */
  authorised(request: IncomingMessage): boolean;
  /** Value of Set-Cookie that keeps the token in the browser, out of reach of scripts and other sites. */
  readonly cookie: string;
}

export function createAccess(token: string, host: string, port: number): Access {
  const names = [host, '127.0.0.1', 'localhost', '::1'].map(hostInUrl);
  // A browser leaves the default port out.
  const hosts = new Set([...names.map((name) => `${name}:${port}`), ...(port === 80 ? names : [])]);
  const key = createKey(token);
  // Cookies do not know ports: with the port in its name, two servers of one machine do not overwrite each other's.
  const cookieName = `netloupe_token_${port}`;
  return {
    hostAllowed: (request) => hosts.has((request.headers.host ?? '').toLowerCase()),
    originAllowed(request: IncomingMessage, required: boolean): boolean {
      const { origin } = request.headers;
      if (origin !== undefined) return origin === `http://${(request.headers.host ?? '').toLowerCase()}`;
      if (required) return false;
      const site = request.headers['sec-fetch-site'];
      // Following a link from another site to the start page is harmless; having a page load our data is not.
      return site !== 'cross-site' || request.headers['sec-fetch-mode'] === 'navigate';
    },
    token: key,
    authorised(request: IncomingMessage): boolean {
      const bearer = /^Bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1];
      if (bearer !== undefined) return key.matches(bearer);
      const cookies = (request.headers.cookie ?? '').split(';').map((part) => part.trim());
      const prefix = `${cookieName}=`;
      return cookies.some((cookie) => cookie.startsWith(prefix) && key.matches(decode(cookie.slice(prefix.length))));
    },
    cookie: `${cookieName}=${encodeURIComponent(token)}; Path=/; HttpOnly; SameSite=Strict`,
  };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return ''; // a stray percent sign: no token of ours
  }
}
