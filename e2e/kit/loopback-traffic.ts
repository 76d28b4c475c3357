/**
 * Real traffic between real programs on loopback addresses of its own: a DNS responder and Node's resolver, an HTTP server
 * and Node's client. Needs the right to bind port 53.
 */
import { createSocket, type Socket } from 'node:dgram';
import { Resolver } from 'node:dns/promises';
import { once } from 'node:events';
import { createServer, get, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from '@playwright/test';
import type { Viewer } from './viewer.ts';

const NAME_SERVER = '127.44.0.53';
const WEB_SERVER = '127.44.0.80';
/** Names with this label in them get no answer. */
export const UNANSWERED: string = 'nobody-answers';
/** The BPF expression that lets through this traffic only. */
export const TRAFFIC_BPF: string = `host ${NAME_SERVER} or host ${WEB_SERVER}`;

export class LoopbackTraffic {
  readonly webAddress: string = WEB_SERVER;
  readonly #names: Socket = createSocket('udp4');
  readonly #web: Server = createServer((_request, response) => response.end('x'.repeat(20_000)));
  readonly #resolver: Resolver = new Resolver({ timeout: 2_000, tries: 1 });
  #timer: NodeJS.Timeout | undefined;
  #serial: number = 0;

  async start(): Promise<void> {
    this.#names.on('message', (query, from) => {
      if (!query.includes(UNANSWERED)) this.#names.send(answer(query), from.port, from.address);
    });
    this.#names.bind(53, NAME_SERVER);
    this.#web.listen(0, WEB_SERVER);
    await Promise.all([once(this.#names, 'listening'), once(this.#web, 'listening')]);
    this.#resolver.setServers([NAME_SERVER]);
  }

  /** Looks a name up and fetches a page from the address it got. */
  async visit(name: string): Promise<void> {
    const [address] = await this.#resolver.resolve4(name);
    const { port } = this.#web.address() as AddressInfo;
    const request = get({ host: address, port, headers: { host: name }, agent: false });
    const [response] = (await once(request, 'response')) as [NodeJS.ReadableStream];
    response.resume();
    await once(response, 'end');
  }

  /** Asks for a name under the label that is never answered. */
  async askInVain(name: string): Promise<void> {
    await this.#resolver.resolve4(`${UNANSWERED}.${name}`).catch(() => undefined);
  }

  /** Visits a new name again and again until `close`. */
  keepGoing(everyMs: number): void {
    this.#timer = setInterval(() => {
      this.visit(`visit-${++this.#serial}.netloupe.test`).catch((error: unknown) => {
        if (this.#timer !== undefined) throw error;
      });
    }, everyMs);
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#web.closeAllConnections();
    await Promise.all([
      new Promise((resolve) => this.#web.close(resolve)),
      new Promise<void>((resolve) => this.#names.close(() => resolve())),
    ]);
  }
}

/** RFC 1035 §4.1: the question of `query` again, and one A record that names the web server. */
function answer(query: Buffer): Buffer {
  let end = 12;
  while (query[end] !== 0) end += 1 + (query[end] ?? 0);
  const question = query.subarray(12, end + 5);
  const header = Buffer.from(query.subarray(0, 12));
  header.writeUInt16BE(0x8180, 2);
  header.writeUInt16BE(1, 4);
  header.writeUInt16BE(1, 6);
  header.writeUInt32BE(0, 8);
  const record = Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, ...WEB_SERVER.split('.').map(Number)]);
  return Buffer.concat([header, question, record]);
}

/** Captures the traffic, and has a visit among the sessions on view. */
export async function captureVisit(viewer: Viewer, traffic: LoopbackTraffic, name: string): Promise<void> {
  await viewer.capture('lo', TRAFFIC_BPF);
  await traffic.visit(name);
  await viewer.goTo('sessions');
  await expect(viewer.rows('sessions').filter({ hasText: name })).toHaveCount(1);
}
