/** One HTTP request that delivers a batch, and what its answer means. Nothing secret is in what it says. */
import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { errorMessage } from '../../capture/open-failures.ts';

export type Outcome =
  | { readonly kind: 'delivered' }
  /** It would be refused for ever. */
  | { readonly kind: 'rejected'; readonly status: number; readonly answer: string }
  /** `waitMs`: what the other end asked for; null: it did not say. */
  | { readonly kind: 'later'; readonly why: string; readonly waitMs: number | null };

export interface Target {
  readonly url: URL;
  readonly method: 'POST' | 'PUT';
  readonly headers: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  readonly ca: string | null;
  readonly insecure: boolean;
}

/** Of an answer, as much as people read. */
const MOST_ANSWER = 2048;

export class Poster {
  /** Without user, password and query, which are often secrets. */
  readonly shown: string;
  readonly #target: Target;
  readonly #agent: HttpAgent;

  constructor(target: Target) {
    this.#target = target;
    this.shown = `${target.url.origin}${target.url.pathname}`;
    this.#agent =
      target.url.protocol === 'https:'
        ? new HttpsAgent({
            keepAlive: true,
            rejectUnauthorized: !target.insecure,
            ...(target.ca === null ? {} : { ca: target.ca }),
          })
        : new HttpAgent({ keepAlive: true });
  }

  /** `nowMs`: for a date in `Retry-After`. */
  post(body: string, headers: Readonly<Record<string, string>>, nowMs: number, signal: AbortSignal): Promise<Outcome> {
    const { url, method, headers: own, timeoutMs } = this.#target;
    const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
    const bytes = Buffer.from(body, 'utf8');
    return new Promise((resolve) => {
      const later = (why: string): void => resolve({ kind: 'later', why, waitMs: null });
      const request = send(url, {
        method,
        agent: this.#agent,
        headers: { ...headers, 'content-length': bytes.length, ...own },
        signal,
      });
      const timer = setTimeout(() => {
        later(`no answer within ${timeoutMs} ms`);
        request.destroy();
      }, timeoutMs);
      request.on('error', (error) => later(errorMessage(error)));
      request.on('close', () => {
        clearTimeout(timer);
        later('the connection was closed');
      });
      request.on('response', (response) => {
        readAnswer(response, (answer) => resolve(judge(response, answer, nowMs)));
      });
      request.end(bytes);
    });
  }

  close(): void {
    this.#agent.destroy();
  }
}

function readAnswer(response: IncomingMessage, then: (answer: string) => void): void {
  let answer = '';
  response.setEncoding('utf8');
  response.on('data', (chunk: string) => {
    answer = (answer + chunk).slice(0, MOST_ANSWER);
  });
  response.on('end', () => then(answer));
  // An answer that breaks off: the request's `close` says so.
  response.on('error', () => undefined);
}

function judge({ statusCode: status = 0, headers }: IncomingMessage, answer: string, nowMs: number): Outcome {
  if (status >= 200 && status < 300) return { kind: 'delivered' };
  const waitMs = retryAfterMs(headers['retry-after'], nowMs);
  if (status >= 300 && status < 400) {
    return { kind: 'later', why: `it answers ${status}, a redirect; name the place itself in "url"`, waitMs };
  }
  if (status >= 400 && status < 500 && status !== 408 && status !== 429) return { kind: 'rejected', status, answer };
  return { kind: 'later', why: `it answers ${status}`, waitMs };
}

/** Seconds or a date (RFC 9110 §10.2.3). */
export function retryAfterMs(value: string | undefined, nowMs: number): number | null {
  if (value === undefined) return null;
  if (/^\d{1,9}$/.test(value)) return Number(value) * 1000;
  const date = Date.parse(value);
  return Number.isNaN(date) ? null : Math.max(0, date - nowMs);
}
