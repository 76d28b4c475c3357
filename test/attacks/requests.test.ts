/** Requests that are not what they seem: paths that lead out, smuggled, oversized; and what every answer says to browsers. */
import { mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { assert } from '#base/assert.ts';
import { createStaticFiles } from '#main/headless/server/static-files.ts';
import { Served } from './served.ts';

const CANARY = 'nobody-reads-this';
let served: Served;
beforeAll(async () => {
  served = await Served.start();
  writeFileSync(served.cli.at('canary.txt'), CANARY);
});
afterAll(() => served.stop());

describe('paths', () => {
  const UP = [
    '..',
    '%2e%2e',
    '.%2e',
    '%252e%252e',
    '..%00',
    '..;',
    '..%c0%af..',
    '%c0%ae%c0%ae',
    '%e0%80%ae%e0%80%ae',
    '%uff0e%uff0e',
    '..%5c..',
    '..\\..',
    '....',
  ];
  const SLASHES = ['/', '%2f', '%252f', '\\', '%5c', '%c0%af', '/./', '//'];

  it.each(UP)('lead nowhere by %s', async (up) => {
    for (const slash of SLASHES) {
      for (const below of ['', 'exports/']) {
        for (const file of ['etc/passwd', 'main/cli.js']) {
          const target = `/${below}${`${up}${slash}`.repeat(file.startsWith('etc') ? 12 : 1)}${file}`;
          const answer = await served.get(target, [served.bearer]);
          expect([400, 404], target).toContain(answer.status);
          expect(answer.body).not.toMatch(/root:|"name": ?"netloupe"|import /);
        }
      }
    }
  });

  it.each(['/%00', '/index.html%00.js', '/index.html/', '/index.html/../x', '/assets', '/assets/', '/%', '/%zz', '/ü'])(
    'that name no file of the page answer nothing: %s',
    async (target) => {
      expect([400, 404]).toContain((await served.get(target, [served.bearer])).status);
    },
  );

  it('are not followed out of the page by a link', () => {
    const page = served.cli.at('page');
    mkdirSync(page);
    writeFileSync(path.join(page, 'index.html'), '<title>Netloupe</title>');
    symlinkSync(served.cli.at('canary.txt'), path.join(page, 'link.js'));
    symlinkSync(served.cli.folder, path.join(page, 'folder'));
    const files = createStaticFiles(page);
    assert(files.ok, 'the page is there');
    for (const name of ['/link.js', '/folder/canary.txt', '/folder/page/index.html']) {
      expect(files.value.serve(name, {} as never, {} as never)).toBe(false);
    }
  });

  it('under which something is handed over stay in its folder', async () => {
    const before = readdirSync(served.cli.folder).filter((name) => !name.startsWith('netloupe-'));
    const headers = [served.bearer, `Origin: ${served.origin}`, 'Content-Length: 1'];
    for (const name of [
      '../../x.pcap',
      '..%2f..%2fx.pcap',
      '%2e%2e%2fx.pcap',
      '%2Ftmp%2Fx',
      '..%5C..%5Cx',
      'C:%5Cx',
      'x%00.pcap',
      '.',
      '..',
      '%0d%0aSet-Cookie:x=1',
      '%c0%ae%c0%ae/x',
      'x'.repeat(5000),
    ]) {
      const answer = await served.ask(`PUT /captures?name=${name} HTTP/1.1`, headers, 'x');
      expect(answer.status, name).toBe(201);
      const { path: file } = JSON.parse(answer.body) as { path: string };
      expect(path.dirname(path.dirname(path.dirname(file)))).toBe(served.cli.folder);
      expect(answer.head).not.toMatch(/^set-cookie/im);
    }
    expect(readdirSync(served.cli.folder).filter((name) => !name.startsWith('netloupe-'))).toEqual(before);
  });
});

describe('requests that two readers would read differently', () => {
  const hidden = (): string => `GET /start HTTP/1.1\r\nHost: ${served.host}\r\n${served.bearer}\r\n\r\n`;
  const CASES: readonly (readonly [string, readonly string[]])[] = [
    ['a length and chunks', ['Content-Length: 4', 'Transfer-Encoding: chunked']],
    ['chunks and a length', ['Transfer-Encoding: chunked', 'Content-Length: 4']],
    ['two lengths', ['Content-Length: 0', 'Content-Length: 40']],
    ['two equal lengths', ['Content-Length: 4', 'Content-Length: 4']],
    ['a list of lengths', ['Content-Length: 4, 4']],
    ['a signed length', ['Content-Length: +4']],
    ['a negative length', ['Content-Length: -1']],
    ['a hexadecimal length', ['Content-Length: 0x4']],
    ['a length beyond numbers', ['Content-Length: 99999999999999999999999']],
    ['an unknown coding', ['Transfer-Encoding: xchunked', 'Content-Length: 4']],
    ['chunks that are not last', ['Transfer-Encoding: chunked, identity']],
    ['a space before the colon', ['Transfer-Encoding : chunked']],
    ['a folded header', ['X-A: b', ' Transfer-Encoding: chunked']],
    ['a folded host', ['X-A: b', '\tHost: evil.example']],
    ['a bare carriage return', ['X-A: b\rTransfer-Encoding: chunked']],
    ['a NUL', ['X-A: b\0c']],
    ['no name', [': x']],
    ['no colon', ['Transfer-Encoding chunked']],
  ];

  it.each(CASES)('are refused as a whole: %s', async (_what, headers) => {
    for (const target of ['GET /start', 'PUT /captures?name=x', 'POST /plugins']) {
      const head = [`${target} HTTP/1.1`, `Host: ${served.host}`, ...headers, '', ''].join('\r\n');
      const answer = await served.raw(`${head}0\r\n\r\n${hidden()}`);
      expect(answer).toMatch(/^HTTP\/1\.1 400 /);
      expect(answer.split('HTTP/1.1 ')).toHaveLength(2);
      expect(answer).not.toContain('kind');
    }
  });

  it.each([
    ['a size that overflows', 'FFFFFFFFFFFFFFFFF\r\nx'],
    ['a signed size', '-1\r\nx'],
    ['a size with a prefix', '0x1\r\nx\r\n0\r\n\r\n'],
    ['an extension without end', `1;${'a'.repeat(40_000)}`],
    ['a chunk longer than it says', '1\r\nxyz\r\n0\r\n\r\n'],
    ['an empty size', '\r\nx\r\n0\r\n\r\n'],
  ])('end with a chunk that is wrong: %s', async (_what, body) => {
    const headers = ['Transfer-Encoding: chunked', `Host: ${served.host}`, served.bearer, 'Content-Type: text/plain'];
    const answer = await served.raw(`POST /plugins HTTP/1.1\r\n${headers.join('\r\n')}\r\n\r\n${body}${hidden()}`);
    expect(answer).not.toContain('kind');
    expect(answer).toMatch(/^(?:HTTP\/1\.1 4\d\d |$)/);
    expect(await served.isWell()).toBe(true);
  });

  it.each([
    'GET /start\r\n\r\n',
    'GET /start HTTP/0.9\r\n\r\n',
    'GET /start HTTP/3.0\r\nHost: x\r\n\r\n',
    'GET /start HTTP/1.11\r\nHost: x\r\n\r\n',
    'get /start HTTP/1.1\r\nHost: x\r\n\r\n',
    'GET  /start HTTP/1.1\r\nHost: x\r\n\r\n',
    'GET\t/start\tHTTP/1.1\r\nHost: x\r\n\r\n',
    'GET /st art HTTP/1.1\r\nHost: x\r\n\r\n',
    'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
    '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03',
    'CONNECT 127.0.0.1:22 HTTP/1.1\r\nHost: x\r\n\r\n',
    'TRACE / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
  ])('are no requests: %j', async (text) => {
    const answer = await served.raw(Buffer.from(text, 'latin1'));
    expect(answer).toMatch(/^(?:HTTP\/1\.1 (?:400|403|505) |$)/);
    expect(await served.isWell()).toBe(true);
  });

  it('do not ride behind an upgrade that is refused, nor behind one that is not', async () => {
    const refused = await served.raw(served.upgrade([`Origin: ${served.origin}`]) + hidden());
    expect(refused).toMatch(/^HTTP\/1\.1 401 /);
    expect(refused.split('HTTP/1.1 ')).toHaveLength(2);
    const accepted = await served.raw(served.upgrade([`Origin: ${served.origin}`, served.bearer]) + hidden());
    expect(accepted).toMatch(/^HTTP\/1\.1 101 /);
    expect(accepted.split('HTTP/1.1 ')).toHaveLength(2);
    for (const protocol of ['h2c', 'websocket, h2c', 'tls/1.0']) {
      const odd = served.upgrade([served.bearer, `Origin: ${served.origin}`]).replace(': websocket', `: ${protocol}`);
      expect(await served.raw(odd + hidden())).toMatch(/^HTTP\/1\.1 4\d\d /);
    }
  });
});

describe('requests that are too large', () => {
  it('are refused by their headers', async () => {
    expect((await served.get('/start', [`X-A: ${'a'.repeat(17_000)}`])).status).toBe(431);
    expect((await served.get(`/${'a'.repeat(20_000)}`)).status).toBe(431);
    expect((await served.get('/start', [`Cookie: ${'a=b; '.repeat(4000)}`])).status).toBe(431);
    expect((await served.get('/start', Array<string>(20_000).fill('a:1'))).status).toBe(431);
  });

  it('are refused by what they announce, before anything is read', async () => {
    const headers = [served.bearer, `Origin: ${served.origin}`];
    const huge = [...headers, 'Content-Length: 99999999999999'];
    expect((await served.ask('PUT /captures?name=x HTTP/1.1', huge)).status).toBe(413);
    expect((await served.ask('PUT /packages?name=x HTTP/1.1', huge)).status).toBe(413);
    expect((await served.ask('POST /plugins HTTP/1.1', [...huge, 'Content-Type: application/zip'])).status).toBe(413);
    // Nobody reads what strangers send.
    expect((await served.ask('PUT /captures?name=x HTTP/1.1', huge.slice(1))).status).toBe(401);
  });

  it('are refused when they turn out to be', async () => {
    const chunk = `100000\r\n${'x'.repeat(1 << 20)}\r\n`;
    const headers = [served.bearer, 'Content-Type: application/json', 'Transfer-Encoding: chunked'];
    expect((await served.ask('POST /plugins HTTP/1.1', headers, chunk.repeat(3))).status).toBe(413);
    const deep = '['.repeat(100_000);
    const json = [served.bearer, 'Content-Type: application/json', `Content-Length: ${deep.length}`];
    expect((await served.ask('POST /plugins HTTP/1.1', json, deep)).status).toBe(400);
    const zipped = [served.bearer, 'Content-Type: application/json', 'Content-Encoding: gzip', 'Content-Length: 4'];
    expect([400, 415]).toContain((await served.ask('POST /plugins HTTP/1.1', zipped, '\x1f\x8b\x08\x00')).status);
  });
});

describe('answers', () => {
  it('say the same to every browser, whatever is asked and whether it is granted', async () => {
    for (const [line, headers, status] of [
      ['GET / HTTP/1.1', [served.bearer], 200],
      ['GET /start HTTP/1.1', [served.bearer], 200],
      ['GET /plugins HTTP/1.1', [served.bearer], 200],
      ['GET /plugins HTTP/1.1', [], 401],
      ['GET / HTTP/1.1', [], 401],
      [`GET /?token=${served.token} HTTP/1.1`, [], 303],
      ['GET /?token=wrong HTTP/1.1', [], 403],
      ['GET /nothing HTTP/1.1', [served.bearer], 404],
      ['DELETE / HTTP/1.1', [served.bearer, `Origin: ${served.origin}`], 405],
      ['GET / HTTP/1.1', ['Host: evil.example'], 403],
    ] as const) {
      const answer = await served.ask(line, headers);
      expect(answer.status, line).toBe(status);
      for (const header of [
        /^content-security-policy: default-src 'none';.*frame-ancestors 'none'/im,
        /^x-content-type-options: nosniff$/im,
        /^x-frame-options: DENY$/im,
        /^referrer-policy: no-referrer$/im,
        /^cross-origin-opener-policy: same-origin$/im,
        /^cross-origin-resource-policy: same-origin$/im,
        /^permissions-policy: /im,
        /^cache-control: no-store$/im,
      ]) {
        expect(answer.head, line).toMatch(header);
      }
      expect(answer.head).not.toMatch(/^(?:access-control-|server:|x-powered-by)/im);
    }
  });

  it('are not split by what is asked', async () => {
    for (const target of ['/%0d%0aSet-Cookie:%20x=1', '/?token=%0d%0aSet-Cookie:%20x=1', '/exports/%0d%0aX:1']) {
      const answer = await served.get(target, [served.bearer]);
      expect(answer.count).toBe(1);
      expect(answer.head).not.toMatch(/^(?:set-cookie|x:)/im);
    }
  });
});

describe('listening', () => {
  it.each(['0.0.0.0:0', '[::]:0', '*:0', '192.0.2.1:0', '[::ffff:0.0.0.0]:0', '[::ffff:127.0.0.1]:0', '0:0'])(
    'is for this machine alone: %s is refused, with the way to do it',
    (listen) => {
      const { status, stdout, stderr } = served.cli.run(['serve', '--listen', listen]);
      expect(status).toBe(2);
      expect(stdout).toBe('');
      expect(stderr).toMatch(/does not listen on|is not an address to listen on/);
      expect(stderr).toMatch(/ssh -L|Give HOST:PORT/);
    },
  );
});
