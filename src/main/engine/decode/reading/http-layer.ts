/** The head of an HTTP/1 message (RFC 9112 §2.1), where it begins in this packet. */
import { next, type Field, type Next, type Reading } from './reading.ts';

const METHODS = ['GET', 'POST', 'PUT', 'HEAD', 'DELETE', 'OPTIONS', 'PATCH', 'CONNECT', 'TRACE', 'NOTIFY', 'M-SEARCH'];
const VERSION = 'HTTP/1.';
const MOST_FIELDS = 64;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

export function looksLikeHttp(reading: Reading, at: number, end: number): boolean {
  const start = reading.text(at, Math.min(end, at + 16));
  return start.startsWith(VERSION) || METHODS.some((method) => start.startsWith(`${method} `));
}

export function readHttp(reading: Reading, at: number, end: number): Next | null {
  const fields: Field[] = [];
  let position = at;
  let ended = false;
  while (position < end && fields.length <= MOST_FIELDS && !ended) {
    const feed = reading.bytes.indexOf(LINE_FEED, position);
    const behind = feed < 0 || feed >= end ? end : feed + 1;
    const lineEnd = trimmed(reading, position, behind);
    ended = lineEnd === position;
    if (!ended) fields.push(lineField(reading.text(position, lineEnd), fields.length === 0));
    position = behind;
  }
  if (!ended) fields.push(['Continues', 'in later packets']);
  reading.add('HTTP', at, position, fields);
  return next('payload', position, end);
}

function trimmed(reading: Reading, start: number, end: number): number {
  let at = end;
  while (at > start && (reading.u8(at - 1) === LINE_FEED || reading.u8(at - 1) === CARRIAGE_RETURN)) at--;
  return at;
}

function lineField(line: string, first: boolean): Field {
  if (first) return [line.startsWith(VERSION) ? 'Status' : 'Request', line];
  const colon = line.indexOf(':');
  return colon <= 0 ? ['Line', line] : [line.slice(0, colon), line.slice(colon + 1).trim()];
}
