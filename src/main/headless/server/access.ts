/**
 * Who may talk to the server. Three independent checks, because each stops another attack: the Host header (DNS
 * rebinding), the Origin header (a page of another site in the same browser) and the token (other users and programs
 * of this machine).
 */
import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { createGuesses, type Guesses } from '#main/host/api/guesses.ts';
import { createKey, type Key } from '#main/host/api/keys.ts';
import { onlyHost } from '#main/host/api/origins.ts';
import { hostInUrl } from './listen-address.ts';

export interface Access {
  /** The one Host header names this server by a loopback name and its port. */
  hostAllowed(request: IncomingMessage): boolean;
  /** No Origin (unless one is required) or ours; a request that the browser says comes from elsewhere is refused, too. */
  originAllowed(request: IncomingMessage, required: boolean): boolean;
  readonly token: Key;
  /** How fast tokens can be tried. */
  readonly guesses: Guesses;
  /** What is sent as a bearer token; null: nothing. */
  bearer(request: IncomingMessage): string | null;
  /** The session is in the cookie: a page of ours, opened with the token. */
  signedIn(request: IncomingMessage): boolean;
  /** Value of Set-Cookie that keeps the session in the browser, out of reach of scripts and other sites. */
  readonly cookie: string;
}

export function createAccess(token: string, host: string, port: number): Access {
  const names = [host, '127.0.0.1', 'localhost', '::1'].map(hostInUrl);
  // A browser leaves the default port out.
  const hosts = new Set([...names.map((name) => `${name}:${port}`), ...(port === 80 ? names : [])]);
  // Of this run and not the token, which programs know and which may be chosen: nobody else can make one or keep it.
  const secret = randomBytes(32).toString('base64url');
  const session = createKey(secret);
  // Cookies do not know ports: with the port in its name, two servers of one machine do not overwrite each other's.
  const cookieName = `netloupe_session_${port}`;
  return {
    hostAllowed: (request) => hosts.has(onlyHost(request)),
    originAllowed(request: IncomingMessage, required: boolean): boolean {
      const { origin } = request.headers;
      if (origin !== undefined) return origin === `http://${(request.headers.host ?? '').toLowerCase()}`;
      if (required) return false;
      const site = request.headers['sec-fetch-site'];
      // `same-site` is every other port of this machine: to cookies they are one site.
      if (site === undefined || site === 'same-origin' || site === 'none') return true;
      // Following a link from another site to the start page is harmless; having a page load our data is not.
      const { 'sec-fetch-mode': mode, 'sec-fetch-dest': destination = 'document' } = request.headers;
      return mode === 'navigate' && destination === 'document' && /^\/(?:\?|$)/.test(request.url ?? '');
    },
    token: createKey(token),
    guesses: createGuesses(),
    bearer: ({ headers }) => /^Bearer (.+)$/i.exec(headers.authorization ?? '')?.[1] ?? null,
    signedIn(request: IncomingMessage): boolean {
      const cookies = (request.headers.cookie ?? '').split(';').map((part) => part.trim());
      const prefix = `${cookieName}=`;
      return cookies.some((cookie) => cookie.startsWith(prefix) && session.matches(cookie.slice(prefix.length)));
    },
    cookie: `${cookieName}=${secret}; Path=/; HttpOnly; SameSite=Strict`,
  };
}
