/** One HTTPS request within bounds. It says nothing of who asks: no cookies, no version, no language, and a connection of its own. */
import type { ClientRequest, IncomingMessage } from 'node:http';
import https from 'node:https';
import { failure, success, type Result } from '#base/result.ts';

const MOST_REDIRECTS = 3;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);

export interface FetchBounds {
  /** PEM; null: authorities that everybody trusts. */
  readonly ca: string | null;
  readonly mostBytes: number;
  /** For all of it, redirects included. */
  readonly timeoutMs: number;
}

/** Hands on what arrives; answers how many bytes that were. */
export async function fetchBounded(
  url: URL,
  bounds: FetchBounds,
  take: (chunk: Buffer) => Promise<Result<unknown>>,
  signal: AbortSignal = new AbortController().signal,
): Promise<Result<number>> {
  const deadline = AbortSignal.any([signal, AbortSignal.timeout(bounds.timeoutMs)]);
  try {
    return await follow(url, bounds, take, deadline);
  } catch (error) {
    if (signal.aborted) return failure('cancelled', `${url.host} was not asked to the end`);
    const why = deadline.aborted ? `no answer within ${bounds.timeoutMs / 1000} s` : messageOf(error);
    return failure('unavailable', `${url.host} could not be asked: ${why}`, { remedy: 'Try again later' });
  }
}

/** All of a short answer. */
export async function fetchBytes(url: URL, bounds: FetchBounds, signal?: AbortSignal): Promise<Result<Buffer>> {
  const chunks: Buffer[] = [];
  const take = (chunk: Buffer): Promise<Result<null>> => {
    chunks.push(chunk);
    return Promise.resolve(success(null));
  };
  const fetched = await fetchBounded(url, bounds, take, signal);
  return fetched.ok ? success(Buffer.concat(chunks)) : fetched;
}

async function follow(
  first: URL,
  bounds: FetchBounds,
  take: (chunk: Buffer) => Promise<Result<unknown>>,
  signal: AbortSignal,
): Promise<Result<number>> {
  let url = first;
  for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
    if (url.protocol !== 'https:' || url.host !== first.host) {
      return failure('invalid', `${first.host} sent us to ${url.protocol}//${url.host}, where we do not go`);
    }
    const response = await ask(url, bounds, signal);
    const { statusCode = 0, headers } = response;
    if (REDIRECTS.has(statusCode) && headers.location !== undefined) {
      response.destroy();
      if (!URL.canParse(headers.location, url.href)) return failure('invalid', `${first.host} sent us nowhere`);
      url = new URL(headers.location, url);
      continue;
    }
    if (statusCode !== 200) {
      response.destroy();
      return failure('unavailable', `${first.host} answered with status ${statusCode}`, { remedy: 'Try again later' });
    }
    return await read(response, first, bounds, take);
  }
  return failure('invalid', `${first.host} sends us round in circles`);
}

function ask(url: URL, { ca }: FetchBounds, signal: AbortSignal): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const request: ClientRequest = https.get(
      url,
      {
        signal,
        agent: false,
        // Whatever the environment says of it.
        rejectUnauthorized: true,
        ...(ca === null ? {} : { ca }),
        headers: { 'user-agent': 'Netloupe', accept: '*/*', 'accept-encoding': 'identity', connection: 'close' },
      },
      resolve,
    );
    request.once('error', reject);
  });
}

async function read(
  response: IncomingMessage,
  { host }: URL,
  { mostBytes }: FetchBounds,
  take: (chunk: Buffer) => Promise<Result<unknown>>,
): Promise<Result<number>> {
  let bytes = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    // Leaving the loop ends the connection.
    if (bytes > mostBytes)
      return failure('invalid', `${host} answered with more than the ${mostBytes} bytes that were expected`);
    const taken = await take(chunk);
    if (!taken.ok) return taken;
  }
  return success(bytes);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
