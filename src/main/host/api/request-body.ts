/** The body of a request: read within bounds, and made a value by its declared type. */
import type { IncomingMessage } from 'node:http';
import type { Json } from '#contract/plugins/process.ts';
import { errorAnswer, type ApiAnswer } from './answers.ts';

export const MAX_BODY_BYTES: number = 1024 * 1024;
/** A sender that is slower holds one of few slots. */
const BODY_TIMEOUT_MS = 10_000;
/** Deeper JSON is no data, but an attempt at the stack of whoever walks through it. */
const MAX_JSON_DEPTH = 64;

export type Read<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly answer: ApiAnswer };

const CLOSE = { connection: 'close' };

/** All of it, or 413, 408; a sender that went away is answered all the same, to nobody. */
export function readBytes(request: IncomingMessage, maxBytes: number = MAX_BODY_BYTES): Promise<Read<Buffer>> {
  const tooLarge = refused(413, 'too-large', `The body is larger than the ${maxBytes} bytes allowed`);
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) return Promise.resolve(tooLarge);
  // By events and not by `for await`: leaving that loop early would close the connection before the answer is sent.
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    const end = (read: Read<Buffer>): void => {
      clearTimeout(timer);
      request.off('data', take).off('end', whole).off('close', gone).pause();
      resolve(read);
    };
    const take = (chunk: Buffer): void => {
      bytes += chunk.length;
      if (bytes > maxBytes) end(tooLarge);
      else chunks.push(chunk);
    };
    const whole = (): void => end({ ok: true, value: Buffer.concat(chunks) });
    const gone = (): void => end(refused(400, 'disconnected', 'The body did not arrive whole'));
    const timer = setTimeout(() => end(refused(408, 'timeout', 'The body took too long to arrive')), BODY_TIMEOUT_MS);
    request.on('data', take).on('end', whole).on('close', gone).on('error', gone);
  });
}

/** JSON parsed, text as text, a form as an object with the first value of each field, null where there is no body. */
export function parseBody({ headers }: Pick<IncomingMessage, 'headers'>, bytes: Buffer): Read<Json> {
  if (bytes.length === 0) return { ok: true, value: null };
  const encoding = headers['content-encoding'] ?? 'identity';
  if (encoding !== 'identity') return unsupported(`A body that is encoded as ${encoding} is not taken`);
  const { type, charset } = contentType(headers['content-type'] ?? '');
  if (type === '') return unsupported('The body has no Content-Type');
  if (charset !== 'utf-8' && charset !== 'us-ascii') return unsupported(`Text in ${charset} is not taken, only UTF-8`);
  if (type === 'application/json' || /^application\/[\w.-]+\+json$/.test(type)) return parseJson(bytes);
  if (type.startsWith('text/')) return text(bytes);
  if (type === 'application/x-www-form-urlencoded') {
    const form = text(bytes);
    return form.ok ? { ok: true, value: firstValues(new URLSearchParams(form.value)) } : form;
  }
  return unsupported(`A body of type ${type} is not taken`);
}

/** The first value of each key. */
export function firstValues(params: URLSearchParams): Readonly<Record<string, string>> {
  // Last wins in `fromEntries`, which unlike an assignment makes a field of "__proto__" as of any other name.
  return Object.fromEntries([...params].toReversed());
}

function parseJson(bytes: Buffer): Read<Json> {
  if (isDeep(bytes)) return refused(400, 'invalid', `The JSON is nested more than ${MAX_JSON_DEPTH} deep`);
  const source = text(bytes);
  if (!source.ok) return source;
  try {
    return { ok: true, value: JSON.parse(source.value) as Json };
  } catch (error) {
    return refused(400, 'invalid', `The body is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** By counting brackets outside strings, before anything is built of them. */
function isDeep(bytes: Buffer): boolean {
  let depth = 0;
  let quoted = false;
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i];
    if (byte === QUOTE) quoted = !quoted;
    else if (quoted && byte === BACKSLASH) i += 1;
    else if (!quoted && (byte === 0x5b || byte === 0x7b)) depth += 1; // [ {
    else if (!quoted && (byte === 0x5d || byte === 0x7d)) depth -= 1; // ] }
    if (depth > MAX_JSON_DEPTH) return true;
  }
  return false;
}

function text(bytes: Buffer): Read<string> {
  try {
    return { ok: true, value: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch {
    return refused(400, 'invalid', 'The body is not UTF-8');
  }
}

function contentType(header: string): { readonly type: string; readonly charset: string } {
  const [type = '', ...parameters] = header.toLowerCase().split(';');
  const charset = parameters.map((parameter) => /^\s*charset="?([^"\s]+)"?\s*$/.exec(parameter)?.[1]).find(Boolean);
  return { type: type.trim(), charset: charset === undefined || charset === 'utf8' ? 'utf-8' : charset };
}

function unsupported(message: string): Read<never> {
  return {
    ok: false,
    answer: errorAnswer(415, 'unsupported', message, {
      remedy: 'Send application/json, text/plain or application/x-www-form-urlencoded, in UTF-8 and not compressed',
    }),
  };
}

function refused(status: number, code: string, message: string): Read<never> {
  return { ok: false, answer: errorAnswer(status, code, message, { headers: CLOSE }) };
}
