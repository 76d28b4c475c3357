/**
 * The local HTTP API: one request from check to answer. Checked in this order, because each stops another attack: the Host
 * header (DNS rebinding), the origin (a page of another site in the same browser), the key (other users and programs of
 * this machine); then what bounds it: method, slots, size and type of the body.
 */
import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type { PluginEndpoint, PluginPlatform } from '#main/engine/plugin-platform.ts';
import type { PrivateFolder } from '../files/private-folder.ts';
import { API_HEADERS, emptyAnswer, errorAnswer, sendAnswer, type ApiAnswer } from './answers.ts';
import { askPlugin, RETRY_AFTER_S } from './endpoint.ts';
import { GUESS_RETRY_S, type Guesses } from './guesses.ts';
import { createKey, presentedKey, type Key } from './keys.ts';
import { manage, unknown } from './manage.ts';
import { callerAllowed, callerOf, corsHeaders, preflightHeaders, type Caller } from './origins.ts';
import { createRequestSlots } from './request-slots.ts';
import { ENDPOINT_METHODS, managingMethods, routeOf, type Route } from './routes.ts';

/** What the server that the API is mounted in knows. */
export interface ApiMount {
  /** The Host header is a loopback name of this machine with our port. */
  hostAllowed(request: IncomingMessage): boolean;
  /** The key of the API. */
  readonly key: Key;
  /** Bounds how fast keys can be tried. */
  readonly guesses: Guesses;
  /** The request is of a page that was opened with the key. Only asked for our own pages. */
  signedIn(request: IncomingMessage): boolean;
  /** Headers of every answer, instead of our own. */
  readonly headers?: OutgoingHttpHeaders;
}

export interface PluginApi {
  /** Answers, whatever happens; a bug of ours rejects once it is answered. */
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>;
}

export function createPluginApi(platform: PluginPlatform, uploads: PrivateFolder, mount: ApiMount): PluginApi {
  const slots = createRequestSlots();
  const base = mount.headers ?? API_HEADERS;
  return {
    async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
      const send = (answer: ApiAnswer, extra: OutgoingHttpHeaders = {}): void => {
        if (response.headersSent || response.destroyed) return;
        // What of the body was not read is not read any more.
        const close = request.complete ? {} : { connection: 'close' };
        sendAnswer(response, answer, { base, extra: { ...extra, ...close }, head: request.method === 'HEAD' });
      };
      if (!mount.hostAllowed(request)) {
        send(errorAnswer(403, 'not-permitted', 'This server only answers to its own address on this machine'));
        return;
      }
      const url = targetOf(request);
      if (url === null) {
        send(errorAnswer(400, 'invalid', 'Malformed request target'));
        return;
      }
      const caller = callerOf(request);
      const wanted = wantedRoute(request, url);
      const endpoint = wanted.route.kind === 'endpoint' ? platform.endpointOf(wanted.route.id) : null;
      if (!callerAllowed(caller, endpoint?.origins ?? [])) {
        const remedy = 'A plugin names the origins whose pages may use it in its manifest: endpoint.origins';
        send(errorAnswer(403, 'not-permitted', 'Requests from pages of other sites are refused', { remedy }));
        return;
      }
      const cors = corsHeaders(caller);
      if (!(await mayBeLookedAt(request, endpoint))) {
        send(tooManyWrong(), cors);
        return;
      }
      try {
        send(await answerTo(request, url, caller, wanted, endpoint), cors);
      } catch (error) {
        send(errorAnswer(500, 'internal', 'Something went wrong in Netloupe itself'), cors);
        throw error;
      }
    },
  };

  /** False: its key was not looked at, because too many wrong ones were presented. */
  async function mayBeLookedAt(request: IncomingMessage, endpoint: PluginEndpoint | null): Promise<boolean> {
    const presented = presentedKey(request);
    // A plugin that asks for no key may use these headers for something of its own.
    if (presented === null || endpoint?.auth === 'none') return true;
    const isRight = (): boolean =>
      endpoint?.auth === 'plugin' ? holdsPluginKey(request, endpoint) : mount.key.matches(presented);
    const onGone = (gone: () => void): unknown => request.once('close', gone);
    return (await mount.guesses.attempt(isRight, onGone)) !== 'busy';
  }

  async function answerTo(
    request: IncomingMessage,
    url: URL,
    caller: Caller,
    { route, preflight }: WantedRoute,
    endpoint: PluginEndpoint | null,
  ): Promise<ApiAnswer> {
    switch (route.kind) {
      case 'malformed':
        return errorAnswer(400, 'invalid', 'The path has a stray percent sign');
      case 'nothing':
        return errorAnswer(404, 'not-found', `There is nothing at ${url.pathname}`);
      case 'other-method':
        if (request.method === 'OPTIONS') return emptyAnswer(204, { allow: route.allow.join(', ') });
        return errorAnswer(405, 'usage', `${request.method} means nothing here`, {
          headers: { allow: route.allow.join(', ') },
        });
      case 'manage':
        if (preflight) return emptyAnswer(204, preflightHeaders(request, ENDPOINT_METHODS));
        if (!holdsGlobalKey(request, caller)) return noKey(request, 'the key of the API');
        return manage({ platform, uploads }, request, url, route);
      case 'endpoint':
        if (preflight) return emptyAnswer(204, preflightHeaders(request, ENDPOINT_METHODS));
        return endpoint === null ? noEndpoint(request, caller, route) : ask(request, url, caller, route, endpoint);
    }
  }

  async function ask(
    request: IncomingMessage,
    url: URL,
    caller: Caller,
    { id, subpath }: EndpointRoute,
    endpoint: PluginEndpoint,
  ): Promise<ApiAnswer> {
    if (endpoint.auth === 'global' && !holdsGlobalKey(request, caller)) return noKey(request, 'the key of the API');
    if (endpoint.auth === 'plugin' && !holdsPluginKey(request, endpoint)) return noKey(request, `the key of "${id}"`);
    const release = slots.take(id);
    if (typeof release === 'string') return busy(id, release);
    try {
      return await askPlugin(platform, request, { id, subpath, url, hidden: hiddenHeaders(request, endpoint) });
    } finally {
      release();
    }
  }

  /** Cookies count for our own pages only: a browser adds them to requests of others, too. */
  function holdsGlobalKey(request: IncomingMessage, caller: Caller): boolean {
    const presented = presentedKey(request);
    if (presented !== null) return mount.key.matches(presented);
    return caller.kind !== 'foreign' && mount.signedIn(request);
  }

  /** Whoever may not manage is not told what there is. */
  function noEndpoint(request: IncomingMessage, caller: Caller, { id, subpath }: EndpointRoute): ApiAnswer {
    if (!holdsGlobalKey(request, caller)) return noKey(request, 'the key of the API');
    if (!platform.status().some((status) => status.id === id)) return unknown(id);
    const methods = subpath === null ? [] : managingMethods(subpath);
    const message = `The plugin "${id}" has no endpoint`;
    if (methods.length === 0) return errorAnswer(404, 'not-found', message, { remedy: 'It would export "request"' });
    return errorAnswer(405, 'usage', `${message}; this address is for ${methods.join(' and ')}`, {
      headers: { allow: methods.join(', ') },
    });
  }

  /** The key that opened the door stays at the door, and so do cookies, which are the server's. */
  function hiddenHeaders(request: IncomingMessage, { auth }: PluginEndpoint): readonly string[] {
    const presented = presentedKey(request);
    const ours = auth !== 'none' || (presented !== null && mount.key.matches(presented));
    return ours ? ['cookie', 'authorization', 'x-api-key'] : ['cookie'];
  }
}

type EndpointRoute = Extract<Route, { readonly kind: 'endpoint' }>;

interface WantedRoute {
  readonly route: Route;
  /** A browser asks whether it may send what the route is for. */
  readonly preflight: boolean;
}

/** Of a preflight: that of the request which is to follow. */
function wantedRoute(request: IncomingMessage, url: URL): WantedRoute {
  const method = request.method ?? '';
  const next = request.headers['access-control-request-method'];
  if (method !== 'OPTIONS' || next === undefined || request.headers.origin === undefined) {
    return { route: routeOf(method, url.pathname), preflight: false };
  }
  return { route: routeOf(next, url.pathname), preflight: true };
}

function holdsPluginKey(request: IncomingMessage, { key }: PluginEndpoint): boolean {
  const presented = presentedKey(request);
  return presented !== null && key !== null && createKey(key).matches(presented);
}

function noKey(request: IncomingMessage, what: string): ApiAnswer {
  const message = presentedKey(request) === null ? `This needs ${what}` : `That is not ${what}`;
  return errorAnswer(401, 'not-permitted', message, {
    remedy: 'Send it as Authorization: Bearer KEY, or as X-Api-Key: KEY; never in the address',
    headers: { 'www-authenticate': 'Bearer realm="netloupe"' },
  });
}

function tooManyWrong(): ApiAnswer {
  return errorAnswer(429, 'unavailable', 'Too many wrong keys were presented, so this one was not looked at', {
    headers: { 'retry-after': GUESS_RETRY_S },
    remedy: 'Try again in a moment',
  });
}

function busy(id: string, limit: 'all-busy' | 'plugin-busy'): ApiAnswer {
  const headers = { 'retry-after': RETRY_AFTER_S };
  const remedy = 'Try again in a moment';
  return limit === 'plugin-busy'
    ? errorAnswer(429, 'unavailable', `The plugin "${id}" is busy with as many requests as it may have`, {
        headers,
        remedy,
      })
    : errorAnswer(503, 'unavailable', 'As many requests as are allowed are under way', { headers, remedy });
}

/** Null for what is no path of ours: an absolute target, `*`, or one that no URL can hold. */
function targetOf(request: IncomingMessage): URL | null {
  const target = request.url ?? '';
  return target.startsWith('/') && !target.startsWith('//') && URL.canParse(target, 'http://local')
    ? new URL(target, 'http://local')
    : null;
}
