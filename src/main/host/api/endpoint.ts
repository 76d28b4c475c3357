/** A plugin's endpoint: a request of HTTP becomes one of the platform, and its answer one of HTTP. */
import type { IncomingMessage } from 'node:http';
import type { Failure } from '#base/result.ts';
import type { PluginRequest, PluginResponse } from '#contract/plugins/process.ts';
import type { PluginPlatform } from '#main/engine/plugin-platform.ts';
import { emptyAnswer, failureAnswer, jsonAnswer, textAnswer, type ApiAnswer } from './answers.ts';
import { firstValues, parseBody, readBytes } from './request-body.ts';

/** Seconds after which another try may do better. */
export const RETRY_AFTER_S = '1';
/** Answers that have no body by definition. */
const BODILESS = new Set([204, 205, 304]);

export interface EndpointCall {
  readonly id: string;
  readonly subpath: string | null;
  readonly url: URL;
  /** Names of headers that the plugin must not see: the key that let the caller in is not the plugin's business. */
  readonly hidden: readonly string[];
}

export async function askPlugin(
  platform: Pick<PluginPlatform, 'request'>,
  request: IncomingMessage,
  { id, subpath, url, hidden }: EndpointCall,
): Promise<ApiAnswer> {
  const bytes = await readBytes(request);
  if (!bytes.ok) return bytes.answer;
  const body = parseBody(request, bytes.value);
  if (!body.ok) return body.answer;
  const asked: PluginRequest = {
    // Whoever only wants the head of an answer wants the head of this one.
    method: request.method === 'HEAD' ? 'GET' : (request.method ?? 'GET'),
    path: url.pathname,
    subpath,
    query: firstValues(url.searchParams),
    headers: headersWithout(request, hidden),
    body: body.value,
    client: request.socket.remoteAddress ?? '',
  };
  const answer = await platform.request(id, asked);
  return answer.ok ? responseAnswer(answer.value) : failureAnswer(...refusal(answer.failure));
}

function responseAnswer({ status, type, body }: PluginResponse): ApiAnswer {
  if (BODILESS.has(status)) return emptyAnswer(status);
  return type === 'text' && typeof body === 'string' ? textAnswer(status, body) : jsonAnswer(status, body);
}

/** What the platform's failures are in HTTP. */
function refusal(failure: Failure): Parameters<typeof failureAnswer> {
  switch (failure.code) {
    case 'not-found':
      return [404, failure];
    case 'unavailable':
      return [503, failure, { 'retry-after': RETRY_AFTER_S }];
    case 'cancelled':
      return [504, { ...failure, code: 'cancelled' }];
    case 'invalid':
      return [502, failure];
    default:
      return [500, failure];
  }
}

function headersWithout(request: IncomingMessage, hidden: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(request.headers).flatMap(([name, value]) =>
      value === undefined || hidden.includes(name) ? [] : [[name, Array.isArray(value) ? value.join(', ') : value]],
    ),
  );
}
