import { describe, expect, it } from 'vitest';
import { isAllowed } from './http-hosts.ts';

describe('hosts that a plugin may reach', () => {
  it.each([
    ['http://api.example/', ['api.example'], true],
    ['https://api.example/', ['api.example'], true],
    ['https://API.example./x', ['api.EXAMPLE'], true],
    ['http://api.example:80/', ['api.example'], true],
    ['http://api.example:8080/', ['api.example'], false],
    ['http://api.example:443/', ['api.example'], false],
    ['http://api.example:8080/', ['api.example:8080'], true],
    ['https://api.example:8080/', ['api.example:8080'], true],
    ['http://api.example/', ['api.example:8080'], false],
    ['http://api.example/', ['api.example:80'], true],
    ['https://api.example/', ['api.example:80'], false],
    ['https://api.example/', ['api.example:443'], true],
    ['http://evil-api.example/', ['api.example'], false],
    ['http://api.example.evil/', ['api.example'], false],
    ['http://a.b.example/', ['*.example'], true],
    ['http://b.example/', ['*.b.example'], false],
    ['http://.b.example/', ['*.b.example'], false],
    ['http://xb.example/', ['*.b.example'], false],
    ['http://x.b.example:81/', ['*.b.example:81'], true],
    ['http://user:api.example@evil.example/', ['api.example'], false],
    ['http://127.0.0.1:9/', ['127.0.0.1:9'], true],
    ['http://2130706433/', ['127.0.0.1'], true],
    ['http://[::1]:9/', ['[::1]:9'], true],
    ['http://[::1]/', ['[::1]'], true],
    ['http://[::1]:9/', ['[::1]'], false],
    ['http://api.example/', [], false],
  ])('%s by %j: %s', (url, hosts, allowed) => {
    expect(URL.canParse(url) && isAllowed(new URL(url), hosts)).toBe(allowed);
  });
});
