/** A web server on loopback that stands in for another; what it answers is for the test to say. */
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';

export interface WebRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface WebAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

/** Null: the connection breaks before there is an answer. */
export type Answering = (request: WebRequest) => WebAnswer | null;

export class WebServer {
  readonly requests: WebRequest[] = [];
  port = 0;
  readonly #server = createServer();

  static async start(answering: Answering): Promise<WebServer> {
    const web = new WebServer();
    web.#server.on('request', (incoming, response) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('end', () => {
        const raw = Buffer.concat(chunks);
        const request: WebRequest = {
          method: incoming.method ?? '',
          url: new URL(incoming.url ?? '/', 'http://stand-in'),
          headers: incoming.headers,
          body: incoming.headers['content-encoding'] === 'gzip' ? gunzipSync(raw) : raw,
        };
        web.requests.push(request);
        const answer = answering(request);
        if (answer === null) incoming.socket.destroy();
        else response.writeHead(answer.status, answer.headers).end(answer.body);
      });
    });
    web.#server.listen(0, '127.0.0.1');
    await once(web.#server, 'listening');
    web.port = (web.#server.address() as AddressInfo).port;
    return web;
  }

  async stop(): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, 'close');
  }
}
