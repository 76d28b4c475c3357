/** Who may talk to `netloupe serve`: rebound names, other sites, cookies, guessed tokens. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { closeCode, frame, received, Served } from './served.ts';

let served: Served;
beforeAll(async () => {
  served = await Served.start();
});
afterAll(() => served.stop());

describe('DNS rebinding', () => {
  const REFUSED = [
    'evil.example:PORT',
    'evil.example',
    '127.0.0.1',
    '127.0.0.1:',
    '127.0.0.1:1',
    '127.0.0.1:0PORT',
    '127.0.0.1:PORT:80',
    '127.0.0.1.:PORT',
    'localhost.:PORT',
    'localhost.evil.example:PORT',
    '127.0.0.1.nip.io:PORT',
    'evil.example:80@127.0.0.1:PORT',
    '127.0.0.1:PORT@evil.example',
    '127.0.0.1:PORT, evil.example',
    '127.0.0.1:PORT/evil.example',
    '127.1:PORT',
    '2130706433:PORT',
    '0x7f000001:PORT',
    '0177.0.0.1:PORT',
    '0.0.0.0:PORT',
    '127.0.0.2:PORT',
    '[::ffff:127.0.0.1]:PORT',
    '[0:0:0:0:0:0:0:1]:PORT',
    '[::1%25lo]:PORT',
    '::1:PORT',
    '',
  ];

  it.each(REFUSED)('answers nothing to the host "%s"', async (name) => {
    const host = `Host: ${name.replace('PORT', String(served.port))}`;
    for (const target of ['/', `/?token=${served.token}`, '/start', '/plugins', '/captures?name=x']) {
      const answer = await served.get(target, [host, served.bearer]);
      expect([400, 403], target).toContain(answer.status);
      expect(answer.head).not.toMatch(/^(?:set-cookie|location):/im);
    }
    const socket = await served.raw(served.upgrade([host, served.bearer, `Origin: http://${name}`]));
    expect(socket).toMatch(/^HTTP\/1\.1 40[03] /);
  });

  it('answers nothing to two hosts, whichever comes first, and to none', async () => {
    const ours = `Host: ${served.host}`;
    const theirs = `Host: evil.example:${served.port}`;
    for (const hosts of [
      [ours, theirs],
      [theirs, ours],
      [ours, ours],
    ]) {
      expect([400, 403]).toContain((await served.get('/start', [...hosts, served.bearer])).status);
      const origin = `Origin: ${served.origin}`;
      expect(await served.raw(served.upgrade([...hosts, served.bearer, origin]))).toMatch(/^HTTP\/1\.1 40[03] /);
    }
    const none = await served.raw(`GET /start HTTP/1.1\r\n${served.bearer}\r\nConnection: close\r\n\r\n`);
    expect(none).toMatch(/^HTTP\/1\.1 400 /);
    expect(await served.raw(`GET /start HTTP/1.0\r\n${served.bearer}\r\n\r\n`)).toMatch(/^HTTP\/1\.1 40[03] /);
  });

  it.each([
    'http://HOST/start',
    'http://evil.example/start',
    '//evil.example/start',
    '*',
    'evil.example:80',
    '\\start',
  ])('takes no target that is not a path: %s', async (target) => {
    const answer = await served.get(target.replace('HOST', served.host), [served.bearer]);
    expect([400, 404]).toContain(answer.status);
    expect(answer.body).not.toContain('kind');
  });

  it('answers to its own names', async () => {
    for (const name of ['127.0.0.1', 'localhost', 'LocalHost', '[::1]']) {
      expect((await served.get('/start', [`Host: ${name}:${served.port}`, served.bearer])).status).toBe(200);
    }
  });
});

describe('pages of other sites', () => {
  it.each([
    'null',
    'http://evil.example',
    'http://127.0.0.1',
    'http://127.0.0.1:1',
    'https://HOST',
    'http://HOST.evil.example',
    'http://HOST/',
    'http://localhost:PORT',
    'HOST',
    'netloupe://app',
    'file://',
  ])('open no channel from the origin %s, even with the cookie', async (origin) => {
    const from = origin.replace('HOST', served.host).replace('PORT', String(served.port));
    const cookie = await served.cookie();
    expect(await served.raw(served.upgrade([cookie, `Origin: ${from}`]))).toMatch(/^HTTP\/1\.1 403 /);
    const twice = [cookie, `Origin: ${served.origin}`, `Origin: ${from}`];
    expect(await served.raw(served.upgrade(twice))).toMatch(/^HTTP\/1\.1 403 /);
    for (const target of ['/', '/start', '/exports/1']) {
      expect((await served.get(target, [cookie, `Origin: ${from}`])).status).toBe(403);
    }
  });

  it('open no channel without an origin, and with none of the tricks with subprotocols', async () => {
    const cookie = await served.cookie();
    const origin = `Origin: ${served.origin}`;
    expect(await served.raw(served.upgrade([cookie]))).toMatch(/^HTTP\/1\.1 403 /);
    for (const offered of [served.token, `bearer, ${served.token}`, `base64url.bearer.authorization.${served.token}`]) {
      const answer = await served.raw(served.upgrade([origin, `Sec-WebSocket-Protocol: ${offered}`]));
      expect(answer).toMatch(/^HTTP\/1\.1 401 /);
    }
    const socket = await served.connect();
    socket.write(served.upgrade([cookie, origin, 'Sec-WebSocket-Protocol: chat, x']));
    socket.write(frame({ opcode: 8, payload: Buffer.from([0x03, 0xe8]) }));
    const head = await received(socket);
    expect(head).toMatch(/^HTTP\/1\.1 101 /);
    expect(head).not.toMatch(/sec-websocket-protocol/i);
    expect(closeCode(head)).toBe(1000);
  });

  it('are never allowed by a preflight', async () => {
    for (const [target, method] of [
      ['/', 'GET'],
      ['/start', 'GET'],
      ['/captures', 'PUT'],
      ['/packages', 'PUT'],
      ['/channel', 'GET'],
      ['/exports/1', 'GET'],
      ['/plugins', 'POST'],
      ['/plugins/x', 'DELETE'],
    ]) {
      for (const origin of ['http://evil.example', 'null', 'http://127.0.0.1:1']) {
        const answer = await served.ask(`OPTIONS ${target} HTTP/1.1`, [
          `Origin: ${origin}`,
          `Access-Control-Request-Method: ${method}`,
          'Access-Control-Request-Headers: authorization, content-type',
          'Access-Control-Request-Private-Network: true',
        ]);
        expect(answer.status).toBe(403);
        expect(answer.head).not.toMatch(/access-control-allow/i);
      }
    }
  });

  it('send no form and have nothing loaded, not even from another port of this machine', async () => {
    const cookie = await served.cookie();
    for (const type of ['text/plain', 'multipart/form-data; boundary=x', 'application/x-www-form-urlencoded']) {
      for (const target of ['/captures?name=x', '/packages?name=x', '/plugins', '/plugins/x/enable']) {
        for (const method of ['POST', 'PUT']) {
          const from = ['Origin: http://127.0.0.1:1', `Content-Type: ${type}`, 'Content-Length: 1', cookie];
          expect((await served.ask(`${method} ${target} HTTP/1.1`, from, 'x')).status).toBe(403);
          const unsaid = [`Content-Type: ${type}`, 'Content-Length: 1', 'Sec-Fetch-Site: same-site', cookie];
          expect((await served.ask(`${method} ${target} HTTP/1.1`, unsaid, 'x')).status).toBe(403);
        }
      }
    }
    for (const site of ['cross-site', 'same-site']) {
      for (const mode of ['no-cors', 'cors', 'navigate']) {
        for (const target of ['/start', '/exports/1', '/plugins', '/index.html']) {
          const headers = [cookie, `Sec-Fetch-Site: ${site}`, `Sec-Fetch-Mode: ${mode}`, 'Sec-Fetch-Dest: iframe'];
          expect((await served.get(target, headers)).status).toBe(403);
        }
      }
      const framed = [cookie, `Sec-Fetch-Site: ${site}`, 'Sec-Fetch-Mode: navigate', 'Sec-Fetch-Dest: iframe'];
      expect((await served.get('/', framed)).status).toBe(403);
      const link = [cookie, `Sec-Fetch-Site: ${site}`, 'Sec-Fetch-Mode: navigate', 'Sec-Fetch-Dest: document'];
      expect((await served.get('/', link)).status).toBe(200);
    }
  });

  it('do not hide their origin behind more headers than are kept', async () => {
    const cookie = await served.cookie();
    const many = Array.from({ length: 3000 }, () => 'a:1');
    expect((await served.get('/start', [...many, cookie, 'Origin: http://evil.example'])).status).toBe(403);
    expect((await served.get('/start', [...many, cookie])).status).toBe(200);
  });
});

describe('the cookie', () => {
  it('is out of reach of scripts and other sites, holds no token, and is nowhere in what is answered', async () => {
    const answer = await served.get(`/?token=${served.token}`);
    const [, set = ''] = /^set-cookie: (.*)$/im.exec(answer.head) ?? [];
    expect(set).toMatch(/^netloupe_session_\d+=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/);
    expect(set).not.toContain(served.token);
    expect(answer.head).toMatch(/^cache-control: no-store$/im);
    expect(answer.head).toMatch(/^referrer-policy: no-referrer$/im);
    const cookie = await served.cookie();
    const value = cookie.split('=').at(-1)!;
    for (const target of ['/', '/start', '/plugins', '/nothing']) {
      const { head, body } = await served.get(target, [cookie]);
      expect(head + body).not.toContain(value);
    }
  });

  it('cannot be planted, made from the token, or taken from another server', async () => {
    const planted = `Cookie: netloupe_session_${served.port}=planted-by-somebody`;
    const answer = await served.get(`/?token=${served.token}`, [planted]);
    expect(answer.head).not.toContain('planted');
    const wrong = [planted, `Cookie: netloupe_session_${served.port}=${served.token}`, `Cookie: token=${served.token}`];
    for (const cookie of [...wrong, `Cookie: netloupe_token_${served.port}=${served.token}`]) {
      expect((await served.get('/start', [cookie])).status).toBe(401);
    }
    const other = await Served.start(['--token', served.token]);
    const value = (await other.cookie()).split('=').at(-1);
    await other.stop();
    expect((await served.get('/start', [`Cookie: netloupe_session_${served.port}=${value}`])).status).toBe(401);
  });
});

describe('guessing the token', () => {
  it('is slow by any way in, does not lock out who has it, and leaves no trace', async () => {
    const cookie = await served.cookie();
    const guess = 'guessed-by-somebody-';
    const ways: ((value: string) => Promise<number>)[] = [
      async (value) => (await served.get(`/?token=${value}`)).status,
      async (value) => (await served.get('/start', [`Authorization: Bearer ${value}`])).status,
      async (value) => (await served.get('/plugins', [`X-Api-Key: ${value}`])).status,
      async (value) => {
        const headers = [`Authorization: Bearer ${value}`, `Origin: ${served.origin}`];
        return Number((await served.raw(served.upgrade(headers))).slice(9, 12));
      },
    ];
    const guesses = Array.from({ length: 200 }, (_, i) => ways[i % ways.length]!(`${guess}${i}`));
    const statuses = await Promise.all(guesses);
    const looked = statuses.filter((status) => status === 401 || status === 403).length;
    const refused = statuses.filter((status) => status === 429).length;
    expect(looked + refused).toBe(200);
    // 20 at once and 32 a second; the rest was not looked at.
    expect(refused).toBeGreaterThan(50);
    // While it goes on, those who are signed in notice nothing, and whoever has the token gets in.
    const more = Array.from({ length: 20 }, (_, i) => ways[i % ways.length]!(`${guess}more-${i}`));
    expect((await served.get('/start', [cookie])).status).toBe(200);
    expect((await served.get(`/?token=${served.token}`)).status).toBe(303);
    await Promise.all(more);
    expect(served.started.stdout + served.started.stderr).not.toContain(guess);
  });

  it('is not answered with what was guessed', async () => {
    const guess = 'q'.repeat(40);
    for (const answer of [
      await served.get(`/?token=${guess}`),
      await served.get('/', [`Authorization: Bearer ${guess}`]),
      await served.get('/plugins', [`X-Api-Key: ${guess}`]),
    ]) {
      expect(answer.head + answer.body).not.toContain(guess);
      expect(answer.head).toMatch(/^cache-control: no-store$/im);
    }
  });
});
