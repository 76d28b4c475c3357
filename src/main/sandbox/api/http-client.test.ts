import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSession } from '../testing/session-harness.ts';
import { httpRequest } from './http-client.ts';

let server: Server;
let elsewhere: Server;
let base: string;
let host: string;
let otherHost: string;

async function textOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text;
}

function redirect(response: ServerResponse, status: number, location: string): void {
  response.writeHead(status, { location }).end('moved');
}

async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname, searchParams } = new URL(request.url!, base);
  const body = await textOf(request);
  switch (pathname) {
    case '/echo': {
      const { method, headers } = request;
      response.setHeader('x-kind', 'echo').end(JSON.stringify({ method, headers, body }));
      return;
    }
    case '/redirect':
      redirect(response, Number(searchParams.get('status')), searchParams.get('to')!);
      return;
    case '/loop':
      redirect(response, 302, '/loop');
      return;
    case '/large':
      response.write('x'.repeat(3 * 1024 * 1024));
      response.end('y'.repeat(Number(searchParams.get('more'))));
      return;
    case '/endless': {
      const more = (): void => {
        if (!response.destroyed) response.write('x'.repeat(65_536), more);
      };
      more();
      return;
    }
    case '/never':
      return;
    case '/half':
      response.writeHead(200, { 'content-length': '100' }).write('half');
      return;
    default:
      response.writeHead(404).end('not here');
  }
}

beforeAll(async () => {
  server = createServer((request, response) => void respond(request, response));
  elsewhere = createServer((request, response) => response.end(JSON.stringify(request.headers)));
  for (const made of [server, elsewhere]) await new Promise<void>((resolve) => made.listen(0, '127.0.0.1', resolve));
  host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  otherHost = `127.0.0.1:${(elsewhere.address() as AddressInfo).port}`;
  base = `http://${host}`;
});
afterAll(() => {
  for (const made of [server, elsewhere]) {
    made.closeAllConnections();
    made.close();
  }
});

describe('requests of plugins', () => {
  it('carry method, headers and body, and answer all three', async () => {
    const answer = await httpRequest(
      { url: `${base}/echo?x=1`, method: 'post', headers: { 'X-Count': 7 }, body: { a: [1] } },
      [host],
    );
    expect(answer).toMatchObject({ status: 200, headers: { 'x-kind': 'echo' } });
    expect(JSON.parse(answer.body)).toMatchObject({
      method: 'POST',
      headers: { 'x-count': '7', 'content-type': 'application/json' },
      body: '{"a":[1]}',
    });
    const text = await httpRequest({ url: `${base}/echo`, method: 'PUT', body: 'plain' }, [host]);
    expect(JSON.parse(text.body)).toMatchObject({ method: 'PUT', body: 'plain' });
    expect(await httpRequest({ url: `${base}/nowhere` }, [host])).toMatchObject({ status: 404, body: 'not here' });
  });

  it('go to hosts that the manifest names, and to no others', async () => {
    await expect(httpRequest({ url: `${base}/echo` }, ['127.0.0.1', 'b.test'])).rejects.toThrow(
      `http.request: "${host}" is not among permissions.http: 127.0.0.1, b.test`,
    );
    await expect(httpRequest({ url: 'file:///etc/passwd' }, ['etc'])).rejects.toThrow(/neither http nor https/);
    await expect(httpRequest({ url: 'not one' }, [host])).rejects.toThrow('http.request: "not one" is not an address');
  });

  it('follow redirects to hosts that the manifest names, and to no others', async () => {
    const to = (location: string, status = 302): string =>
      `${base}/redirect?status=${status}&to=${encodeURIComponent(location)}`;
    expect(JSON.parse((await httpRequest({ url: to('/echo') }, [host])).body)).toMatchObject({ method: 'GET' });
    await expect(httpRequest({ url: to(`http://${otherHost}/`) }, [host])).rejects.toThrow(
      `http.request: "${otherHost}" (where the answer sends it) is not among permissions.http: ${host}`,
    );
    await expect(httpRequest({ url: to('file:///etc/passwd') }, [host])).rejects.toThrow(/neither http nor https/);
    await expect(httpRequest({ url: `${base}/loop` }, [host])).rejects.toThrow('more than 5 redirects');
    expect((await httpRequest({ url: `${base}/redirect?status=300&to=x` }, [host])).status).toBe(300);
  });

  it('do not carry secrets to another origin', async () => {
    const url = `${base}/redirect?status=302&to=${encodeURIComponent(`http://${otherHost}/`)}`;
    const headers = { authorization: 'Bearer x', cookie: 'a=b', 'x-mine': 'kept' };
    const answer = await httpRequest({ url, headers }, [host, otherHost]);
    const arrived = JSON.parse(answer.body) as Record<string, string>;
    expect(arrived).toMatchObject({ 'x-mine': 'kept' });
    expect(arrived).not.toHaveProperty('authorization');
    expect(arrived).not.toHaveProperty('cookie');
  });

  it.each([
    [301, 'POST', 'GET'],
    [302, 'POST', 'GET'],
    [303, 'PUT', 'GET'],
    [307, 'POST', 'POST'],
    [308, 'PUT', 'PUT'],
    [301, 'PUT', 'PUT'],
  ])('redirected with %i turn %s into %s', async (status, method, expected) => {
    const url = `${base}/redirect?status=${status}&to=/echo`;
    const answer = await httpRequest({ url, method, body: 'text' }, [host]);
    expect(JSON.parse(answer.body)).toMatchObject({ method: expected, body: expected === 'GET' ? '' : 'text' });
  });

  it('end in time', async () => {
    for (const path of ['/never', '/half']) {
      await expect(httpRequest({ url: base + path, timeout_ms: 50 }, [host])).rejects.toThrow(
        'http.request: no answer within 50 ms',
      );
    }
  });

  it('take answers up to 4 MiB', async () => {
    const { body } = await httpRequest({ url: `${base}/large?more=${1024 * 1024}` }, [host]);
    expect(body.length).toBe(4 * 1024 * 1024);
    for (const path of [`/large?more=${1024 * 1024 + 1}`, '/endless']) {
      await expect(httpRequest({ url: base + path }, [host])).rejects.toThrow(
        'the answer is larger than 4194304 bytes',
      );
    }
  });

  it('say what is wrong with them', async () => {
    await expect(httpRequest('x', [host])).rejects.toThrow('http.request takes a table or object with "url"');
    await expect(httpRequest({}, [host])).rejects.toThrow('http.request: "url" is not text');
    await expect(httpRequest({ url: base, method: 7 }, [host])).rejects.toThrow('"method" is not text');
    await expect(httpRequest({ url: base, headers: { a: {} } }, [host])).rejects.toThrow('header "a" is not text');
    await expect(httpRequest({ url: base, headers: { 'a b': 'c' } }, [host])).rejects.toThrow(/a b/);
    await expect(httpRequest({ url: base, timeout_ms: -1 }, [host])).rejects.toThrow('"timeout_ms" is not a time');
    await expect(httpRequest({ url: base, method: 'POST', body: () => 1 }, [host])).rejects.toThrow(
      '"body" is a function, which is not JSON',
    );
    await expect(httpRequest({ url: 'http://127.0.0.1:1/' }, ['127.0.0.1:1'])).rejects.toThrow(
      /^http\.request: 127\.0\.0\.1:1 could not be reached: /,
    );
  });

  it.each(['js', 'lua'] as const)('are made by plugins in %s', async (language) => {
    const program = {
      js: `export async function request({ query }) {
        const { status, headers, body } = await netloupe.http.request({ url: query.url, method: 'POST', body: { a: 1 } });
        return [200, { status, kind: headers['x-kind'], body: JSON.parse(body).body }];
      }`,
      lua: `function request(req)
        local answer = netloupe.http.request({ url = req.query.url, method = 'POST', body = { a = 1 } }):await()
        return 200, { status = answer.status, kind = answer.headers['x-kind'], body = netloupe.json.decode(answer.body).body }
      end`,
    }[language];
    const plugin = openSession(language, program, { permissions: { http: [host] } });
    await plugin.load();
    expect(await plugin.request({ query: { url: `${base}/echo` } })).toEqual({
      status: 200,
      type: 'json',
      body: { status: 200, kind: 'echo', body: '{"a":1}' },
    });
    expect(await plugin.request({ query: { url: 'http://evil.test/' } })).toMatch(
      /http\.request: "evil\.test" is not among permissions\.http/,
    );
  });
});
