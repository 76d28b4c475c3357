import { describe, expect, it } from 'vitest';
import { compileRowFilter } from '../filter/row-filter.ts';
import { Redactor } from '../store/redact.ts';
import { realFilter } from './real-filter.ts';

const redactor = new Redactor(new Uint8Array(16).fill(3));
const host = redactor.name('www.example.com');
const other = redactor.name('tracker.example.org');
const client = redactor.address('198.51.100.7');

function turnedBack(text: string): string {
  const turned = realFilter(text, compileRowFilter(text).expression!, redactor);
  return turned.ok
    ? turned.filter
    : `${text.slice(turned.mistake.at, turned.mistake.at + turned.mistake.length)}: ${turned.mistake.message}`;
}

describe('a filter over made-up values', () => {
  it.each([
    [`hostname = ${host}`, 'hostname = "www.example.com"'],
    [`hostname != "${host}" and port 443`, 'hostname != "www.example.com" and port 443'],
    [`query in (${host}, ${other})`, 'query in ("www.example.com", "tracker.example.org")'],
    [`src_ip = ${client}`, 'src_ip = "198.51.100.7"'],
    [`ip ${client} and not (service = dns or bytes > 1MB)`, 'ip "198.51.100.7" and not (service = dns or bytes > 1MB)'],
    [`host = ${client}`, 'host = "198.51.100.7"'],
    ['hostname exists and is_private_dst = false', 'hostname exists and is_private_dst = false'],
    [
      'process = curl and country in (DE, FR) and state = ESTABLISHED',
      'process = curl and country in (DE, FR) and state = ESTABLISHED',
    ],
    [`answers = ${redactor.address('192.0.2.1')}`, 'answers = "192.0.2.1"'],
  ])('%s asks for the real ones', (text, expected) => expect(turnedBack(text)).toBe(expected));

  it.each([
    ['hostname = www.example.com', 'www.example.com: `www.example.com` was not shown lately in the place of anything'],
    [`hostname ~ ${host}`, '~: history cannot be searched for parts of `hostname` while redaction is on'],
    [`host ${host}`, 'host: history cannot be searched for parts of `host` while redaction is on'],
    ['service = tls and curl', 'curl: history cannot be searched for words while redaction is on'],
    ['query_length > 60', 'query_length: history cannot tell `query_length` while redaction is on'],
    ['not as_org exists', 'as_org: `as_org` is hidden while redaction is on'],
    ['asn = 64500', 'asn: `asn` is hidden while redaction is on'],
    ['tunnel = "gre 198.51.100.7"', '=: history cannot be searched for parts of `tunnel` while redaction is on'],
  ])('%s is refused, with its place', (text, expected) => expect(turnedBack(text)).toBe(expected));
});
