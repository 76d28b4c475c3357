/** Syslog servers for tests, on loopback: what came, by connection and unframed. */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer as createTcp, type AddressInfo, type Socket } from 'node:net';
import { createServer as createTls } from 'node:tls';
import type { TestCertificate } from '../test-certificate.ts';

export interface TestServer {
  readonly port: number;
  readonly text: string;
  /** Until what came satisfies. */
  wait(satisfied: (text: string) => boolean): Promise<void>;
  /** Ends all connections and listens no more. */
  stop(): Promise<void>;
}

class Received {
  text = '';
  #waiting: (() => void)[] = [];

  add(chunk: Buffer | string): void {
    this.text += chunk.toString();
    for (const look of this.#waiting) look();
  }

  wait(satisfied: (text: string) => boolean): Promise<void> {
    return new Promise((resolve) => {
      const look = (): void => {
        if (!satisfied(this.text)) return;
        this.#waiting = this.#waiting.filter((other) => other !== look);
        resolve();
      };
      this.#waiting.push(look);
      look();
    });
  }
}

export async function startStream(port: number, tls: TestCertificate | null): Promise<TestServer> {
  const received = new Received();
  const sockets = new Set<Socket>();
  const take = (socket: Socket): void => {
    sockets.add(socket);
    socket.on('data', (chunk: Buffer) => received.add(chunk));
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
  };
  const server = tls === null ? createTcp(take) : createTls({ key: tls.key, cert: tls.cert }, take);
  if (tls !== null) server.on('tlsClientError', () => undefined);
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    get text() {
      return received.text;
    },
    wait: (satisfied) => received.wait(satisfied),
    async stop() {
      server.close();
      for (const socket of sockets) socket.destroy();
      await once(server, 'close');
    },
  };
}

export async function startDatagrams(): Promise<TestServer> {
  const received = new Received();
  const socket = createSocket('udp4', (message) => received.add(`${message.toString()}\n`));
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return {
    port: socket.address().port,
    get text() {
      return received.text;
    },
    wait: (satisfied) => received.wait(satisfied),
    async stop() {
      socket.close();
      await once(socket, 'close');
    },
  };
}
