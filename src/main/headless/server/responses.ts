/** Answers with the headers that every answer carries. */
import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type { Failure } from '#base/result.ts';
import { CONTENT_SECURITY_POLICY } from '#contract/content-security-policy.ts';

export const SECURITY_HEADERS: OutgoingHttpHeaders = {
  'content-security-policy': CONTENT_SECURITY_POLICY,
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=()',
};

export function writeHead(response: ServerResponse, status: number, headers: OutgoingHttpHeaders): void {
  response.writeHead(status, { 'cache-control': 'no-store', ...SECURITY_HEADERS, ...headers });
}

export function sendText(
  response: ServerResponse,
  status: number,
  text: string,
  extra: OutgoingHttpHeaders = {},
): void {
  const body = Buffer.from(`${text}\n`, 'utf8');
  writeHead(response, status, {
    'content-type': 'text/plain; charset=utf-8',
    'content-length': body.length,
    ...extra,
  });
  response.end(body);
}

export function sendJson(
  response: ServerResponse,
  status: number,
  value: unknown,
  extra: OutgoingHttpHeaders = {},
): void {
  const body = Buffer.from(JSON.stringify(value), 'utf8');
  writeHead(response, status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': body.length,
    ...extra,
  });
  response.end(body);
}

/** A failure as JSON: `{"failure": {code, message, remedy}}`. Closes the connection, as the request may not be read whole. */
export function sendFailure(response: ServerResponse, status: number, failure: Failure): void {
  sendJson(response, status, { failure }, { connection: 'close' });
}
