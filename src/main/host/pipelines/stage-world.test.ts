import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { success } from '#base/result.ts';
import { createStageWorld } from './stage-world.ts';

const world = createStageWorld(null);
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'netloupe-world-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('what stages may ask of this machine', () => {
  it('is the text of files, and which there are below a folder', async () => {
    mkdirSync(path.join(folder, 'rules', 'more'), { recursive: true });
    for (const name of ['b.yaml', 'a.yml', 'c.txt', 'more/d.yaml']) {
      writeFileSync(path.join(folder, 'rules', name), `text of ${name}`);
    }
    const rules = path.join(folder, 'rules');
    expect(await world.listFiles(rules, ['.yaml', '.yml'])).toEqual(
      success(['a.yml', 'b.yaml', 'more/d.yaml'].map((name) => path.join(rules, name))),
    );
    expect(await world.readText(path.join(rules, 'a.yml'))).toEqual(success('text of a.yml'));
    expect(await world.readText(path.join(rules, 'nowhere'))).toMatchObject({ failure: { code: 'not-found' } });
    expect(await world.readText(rules)).toMatchObject({ failure: { code: 'unreadable' } });
  });

  it('is posting JSON, and whether that was taken', async () => {
    const bodies: string[] = [];
    const server: Server = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        bodies.push(body);
        response.writeHead(request.url === '/no' ? 500 : 204).end();
      });
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    expect(await world.post(`${url}/yes`, { a: 1 })).toEqual(success(null));
    expect(await world.post(`${url}/no`, { a: 2 })).toMatchObject({ failure: { message: `${url}/no answered 500` } });
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    expect(await world.post(url, null)).toMatchObject({ ok: false, failure: { code: 'disconnected' } });
    expect(bodies).toEqual(['{"a":1}', '{"a":2}']);
  });

  it('is the addresses of resolvers, without ports and zones', async () => {
    for (const address of await world.resolvers()) expect(address).toMatch(/^(?:[\d.]+|[\da-f:]+)$/i);
  });
});
