/** A web server for tests, on loopback, that answers as it is told to and keeps what it accepted. */
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import { createServer as createSecure } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { TestCertificate } from '../test-certificate.ts';

export interface Request {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Null: never. */
export type Answering = (
  request: Request,
  position: number,
) => { status: number; headers?: Record<string, string>; body?: string } | null;

export class TestWebServer {
  port = 0;
  readonly requests: Request[] = [];
  /** Of requests that were answered with success. */
  readonly accepted: Request[] = [];
  answering: Answering = () => ({ status: 204 });
  readonly #server: Server;
  readonly #waiting = new Set<() => void>();

  private constructor(tls: TestCertificate | null) {
    this.#server = tls === null ? createServer() : createSecure({ key: tls.key, cert: tls.cert });
    this.#server.on('tlsClientError', () => undefined);
    this.#server.on('request', (request, response: ServerResponse) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const body = Buffer.concat(chunks).toString();
        this.#answer({ path: request.url ?? '', headers: request.headers, body }, response);
      });
    });
  }

  static async start(port = 0, tls: TestCertificate | null = null): Promise<TestWebServer> {
    const server = new TestWebServer(tls);
    server.#server.listen(port, '127.0.0.1');
    await once(server.#server, 'listening');
    server.port = (server.#server.address() as AddressInfo).port;
    return server;
  }

  /** Until what came satisfies. */
  wait(satisfied: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const look = (): void => {
        if (!satisfied()) return;
        this.#waiting.delete(look);
        resolve();
      };
      this.#waiting.add(look);
      look();
    });
  }

  async stop(): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, 'close');
  }

  #answer(request: Request, response: ServerResponse): void {
    this.requests.push(request);
    const answer = this.answering(request, this.requests.length);
    if (answer !== null) {
      const { status, headers = {}, body = '' } = answer;
      if (status < 300) this.accepted.push(request);
      response.writeHead(status, headers).end(body);
    }
    for (const look of this.#waiting) look();
  }
}

/** `record_id` of every record in JSON arrays that were accepted, in their order. */
export function acceptedIds(server: TestWebServer): string[] {
  return server.accepted.flatMap(({ body }) =>
    (JSON.parse(body) as { record_id: string }[]).map((one) => one.record_id),
  );
}
