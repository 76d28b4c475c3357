/**
 * `http.request` of plugins: to the hosts that the manifest names and no others, also when an answer sends it elsewhere;
 * within a time and a size.
 */
import { isAllowed } from './http-hosts.ts';
import { asJson } from './json-value.ts';

const TIMEOUT_MS = 10_000;
const LONGEST_TIMEOUT_MS = 60_000;
const MOST_REDIRECTS = 5;
const MOST_BODY_BYTES: number = 4 * 1024 * 1024;
/** RFC 9110 §15.4: which of them change the method of whatever is no GET and HEAD. */
const REDIRECTS = new Set([301, 302, 303, 307, 308]);
/** Not carried to another origin. */
const SECRETS = ['authorization', 'cookie', 'proxy-authorization'];

export interface HttpResponse {
  readonly status: number;
  /** Lower-case names. */
  readonly headers: { readonly [name: string]: string };
  readonly body: string;
}

interface Prepared {
  readonly url: URL;
  readonly method: string;
  readonly headers: Headers;
  readonly body: string | null;
  readonly timeoutMs: number;
}

/** `hosts`: as in the manifest. Rejects with a text for the plugin's author. */
export async function httpRequest(given: unknown, hosts: readonly string[]): Promise<HttpResponse> {
  const prepared = prepare(given);
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), prepared.timeoutMs);
  try {
    return await follow(prepared, hosts, abort.signal);
  } catch (error) {
    if (abort.signal.aborted)
      throw new Error(`http.request: no answer within ${prepared.timeoutMs} ms`, { cause: error });
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

function prepare(given: unknown): Prepared {
  if (typeof given !== 'object' || given === null)
    throw new TypeError('http.request takes a table or object with "url"');
  const { url, method = 'GET', headers, body, timeout_ms: timeout = TIMEOUT_MS } = given as Record<string, unknown>;
  if (typeof url !== 'string') throw new TypeError('http.request: "url" is not text');
  if (typeof method !== 'string') throw new TypeError('http.request: "method" is not text');
  if (typeof timeout !== 'number' || !(timeout > 0)) throw new TypeError('http.request: "timeout_ms" is not a time');
  const sent = checkedHeaders(headers);
  return {
    url: checkedUrl(url),
    method: method.toUpperCase(),
    headers: sent,
    body: checkedBody(body, sent),
    timeoutMs: Math.min(timeout, LONGEST_TIMEOUT_MS),
  };
}

function checkedUrl(text: string, base?: URL): URL {
  if (!URL.canParse(text, base?.href)) throw new TypeError(`http.request: "${text.slice(0, 200)}" is not an address`);
  const url = new URL(text, base?.href);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new TypeError(`http.request: "${text.slice(0, 200)}" is neither http nor https`);
  }
  return url;
}

function checkedHeaders(given: unknown): Headers {
  const headers = new Headers();
  if (given === undefined || given === null) return headers;
  if (typeof given !== 'object') throw new TypeError('http.request: "headers" is not a table or object');
  for (const [name, value] of Object.entries(given)) {
    if (typeof value !== 'string' && typeof value !== 'number') {
      throw new TypeError(`http.request: header "${name}" is not text`);
    }
    headers.set(name, String(value));
  }
  return headers;
}

function checkedBody(given: unknown, headers: Headers): string | null {
  if (given === undefined || given === null) return null;
  if (typeof given === 'string') return given;
  const json = asJson(given);
  if (!json.ok) throw new TypeError(`http.request: "body" is ${json.problem}`);
  if (!headers.has('content-type')) headers.set('content-type', 'application/json');
  return JSON.stringify(json.value);
}

async function follow(prepared: Prepared, hosts: readonly string[], signal: AbortSignal): Promise<HttpResponse> {
  let { url, method, body } = prepared;
  const { headers } = prepared;
  for (let redirects = 0; ; redirects++) {
    if (!isAllowed(url, hosts)) {
      const from = redirects === 0 ? '' : ' (where the answer sends it)';
      throw new Error(
        `http.request: "${url.host}"${from} is not among permissions.http: ${hosts.join(', ') || 'none'}`,
      );
    }
    const response = await send(url, { method, headers, body, signal, redirect: 'manual' });
    const location = response.headers.get('location');
    if (!REDIRECTS.has(response.status) || location === null) return read(response);
    await response.body?.cancel();
    if (redirects === MOST_REDIRECTS) throw new Error(`http.request: more than ${MOST_REDIRECTS} redirects`);
    const next = checkedUrl(location, url);
    if (next.origin !== url.origin) for (const name of SECRETS) headers.delete(name);
    if (
      method !== 'GET' &&
      method !== 'HEAD' &&
      (response.status === 303 || (response.status < 303 && method === 'POST'))
    ) {
      method = 'GET';
      body = null;
      for (const name of ['content-type', 'content-length']) headers.delete(name);
    }
    url = next;
  }
}

async function send(url: URL, options: RequestInit): Promise<Response> {
  try {
    return await fetch(url, options);
  } catch (error) {
    const reason = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    const text = reason instanceof Error ? reason.message : String(reason);
    throw new Error(`http.request: ${url.host} could not be reached: ${text}`, { cause: error });
  }
}

async function read(response: Response): Promise<HttpResponse> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  if (response.body !== null) {
    for await (const chunk of response.body as AsyncIterable<Uint8Array>) {
      bytes += chunk.length;
      // Leaving the loop ends the transfer.
      if (bytes > MOST_BODY_BYTES) throw new Error(`http.request: the answer is larger than ${MOST_BODY_BYTES} bytes`);
      chunks.push(chunk);
    }
  }
  return {
    status: response.status,
    headers: Object.fromEntries(response.headers),
    body: new TextDecoder().decode(Buffer.concat(chunks)),
  };
}
