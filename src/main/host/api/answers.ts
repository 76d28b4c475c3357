/** Answers of the API: values until the end, so that each is sent in one place with the headers that every answer has. */
import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type { Failure } from '#base/result.ts';

export interface ApiAnswer {
  readonly status: number;
  readonly headers: OutgoingHttpHeaders;
  /** Null: there is no body. */
  readonly body: string | null;
}

export interface ApiError {
  /** What programs branch on. */
  readonly code: string;
  readonly message: string;
  readonly remedy: string | null;
}

/** No page comes from here: whatever a browser makes of an answer, nothing in it is run or framed. */
export const API_HEADERS: OutgoingHttpHeaders = {
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  // Pages that a plugin allows ask with CORS, to which this does not apply.
  'cross-origin-resource-policy': 'same-origin',
};

export function jsonAnswer(status: number, value: unknown, headers: OutgoingHttpHeaders = {}): ApiAnswer {
  return {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
    body: `${JSON.stringify(value)}\n`,
  };
}

export function textAnswer(status: number, text: string): ApiAnswer {
  return { status, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: text };
}

export function emptyAnswer(status: number, headers: OutgoingHttpHeaders = {}): ApiAnswer {
  return { status, headers, body: null };
}

/** `{"error": {code, message, remedy}}` and what else a program may want to know. */
export function errorAnswer(
  status: number,
  code: string,
  message: string,
  extra: {
    readonly remedy?: string | undefined;
    readonly headers?: OutgoingHttpHeaders;
    readonly more?: Readonly<Record<string, unknown>>;
  } = {},
): ApiAnswer {
  const error: ApiError = { code, message, remedy: extra.remedy ?? null };
  return jsonAnswer(status, { error: { ...error, ...extra.more } }, extra.headers);
}

export function failureAnswer(
  status: number,
  { code, message, remedy }: Failure,
  headers?: OutgoingHttpHeaders,
): ApiAnswer {
  return errorAnswer(status, code, message, { remedy, ...(headers !== undefined && { headers }) });
}

/** `base`: the headers of the server that the API is part of. */
export function sendAnswer(
  response: ServerResponse,
  answer: ApiAnswer,
  {
    base,
    extra,
    head,
  }: { readonly base: OutgoingHttpHeaders; readonly extra: OutgoingHttpHeaders; readonly head: boolean },
): void {
  const bytes = answer.body === null ? null : Buffer.from(answer.body, 'utf8');
  response.writeHead(answer.status, {
    'cache-control': 'no-store',
    ...base,
    ...extra,
    ...answer.headers,
    ...(bytes !== null && { 'content-length': bytes.length }),
  });
  if (bytes === null || head) response.end();
  else response.end(bytes);
}
