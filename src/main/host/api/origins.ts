/**
 * Which web page asks. A browser sends our answers only to pages that it is told to, but it sends their requests first;
 * so what is not allowed is refused here, and the headers for the browser come on top.
 */
import type { IncomingMessage, OutgoingHttpHeaders } from 'node:http';

export type Caller =
  /** No page: a program, or an address that was typed in. */
  | { readonly kind: 'program' }
  /** A page that this server gave out. */
  | { readonly kind: 'own' }
  /** A page of another origin; null where the browser only says that it is another. */
  | { readonly kind: 'foreign'; readonly origin: string | null };

/** What the Host header says, in small letters; empty where there is none, or more than one to choose from. */
export function onlyHost({ headers, rawHeaders }: Pick<IncomingMessage, 'headers' | 'rawHeaders'>): string {
  const named = rawHeaders.filter((name, index) => index % 2 === 0 && name.toLowerCase() === 'host');
  return named.length === 1 ? (headers.host ?? '').toLowerCase() : '';
}

/** The Host header must have been checked: our own origin is told by it. */
export function callerOf({ headers }: Pick<IncomingMessage, 'headers'>): Caller {
  const { origin } = headers;
  if (origin === undefined) {
    const site = headers['sec-fetch-site'];
    const another = site !== undefined && site !== 'same-origin' && site !== 'none';
    return another ? { kind: 'foreign', origin: null } : { kind: 'program' };
  }
  return origin === `http://${(headers.host ?? '').toLowerCase()}` ? { kind: 'own' } : { kind: 'foreign', origin };
}

/** `allowed`: origins besides our own, as a manifest has them. */
export function callerAllowed(caller: Caller, allowed: readonly string[]): boolean {
  if (caller.kind !== 'foreign') return true;
  return allowed.some((entry) => URL.canParse(entry) && new URL(entry).origin === caller.origin);
}

/** For an allowed caller. Keys are sent in headers, so that no credentials of the browser are asked for. */
export function corsHeaders(caller: Caller): OutgoingHttpHeaders {
  const vary = { vary: 'Origin' };
  if (caller.kind !== 'foreign' || caller.origin === null) return vary;
  return {
    ...vary,
    'access-control-allow-origin': caller.origin,
    'access-control-expose-headers': 'Retry-After, WWW-Authenticate',
  };
}

/** Seconds that a browser remembers the answer. */
const PREFLIGHT_AGE_S = '600';

/** What the browser asks before it sends what a form could not have sent. */
export function preflightHeaders(
  request: Pick<IncomingMessage, 'headers'>,
  methods: readonly string[],
): OutgoingHttpHeaders {
  return {
    'access-control-allow-methods': methods.join(', '),
    'access-control-allow-headers': 'Authorization, Content-Type, X-Api-Key',
    'access-control-max-age': PREFLIGHT_AGE_S,
    // Pages from the internet must be let in to this machine besides.
    ...(request.headers['access-control-request-private-network'] === 'true' && {
      'access-control-allow-private-network': 'true',
    }),
  };
}
