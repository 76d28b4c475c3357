/**
 * An HTTP server that no client can wear out: everything that Node leaves open or lets an option of its own decide is said
 * here. What a client can make it hold is a number of connections, each for a bounded time, with bounded headers.
 */
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';

export interface ServerBounds {
  readonly maxConnections: number;
  /** For a whole request, its body included. */
  readonly requestTimeoutMs: number;
}

const MAX_HEADER_BYTES = 16 * 1024;
const HEADERS_TIMEOUT_MS = 10_000;
const KEEP_ALIVE_TIMEOUT_MS = 5_000;
/** How often it is looked who is too slow; every 30 seconds, as Node does by default, makes 40 of the 10 above. */
const CHECK_INTERVAL_MS = 1_000;
/** Nothing was read or written for as long: a client that asks and does not read, or half a body. */
const IDLE_TIMEOUT_MS = 300_000;
const MAX_REQUESTS_PER_CONNECTION = 10_000;

export function createBoundedServer({ maxConnections, requestTimeoutMs }: ServerBounds): Server {
  const server = createServer({
    maxHeaderSize: MAX_HEADER_BYTES,
    headersTimeout: HEADERS_TIMEOUT_MS,
    requestTimeout: requestTimeoutMs,
    keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS,
    connectionsCheckingInterval: CHECK_INTERVAL_MS,
    requireHostHeader: true,
    // Whatever NODE_OPTIONS says.
    insecureHTTPParser: false,
  });
  server.maxConnections = maxConnections;
  server.maxRequestsPerSocket = MAX_REQUESTS_PER_CONNECTION;
  server.timeout = IDLE_TIMEOUT_MS;
  // Node forgets headers beyond this number without a word, an Origin among them; their size is the limit.
  server.maxHeadersCount = 0;

  const answering = new WeakMap<Duplex, ServerResponse>();
  server.on('request', (request, response) => answering.set(request.socket, response));
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    const response = answering.get(socket);
    // A refusal in the middle of another answer would be read as a part of that.
    const isMidAnswer = response?.headersSent === true && !response.writableFinished;
    if (socket.writable && !isMidAnswer) endWith(socket, STATUS_BY_ERROR[error.code ?? ''] ?? '400 Bad Request');
    else socket.destroy();
  });
  return server;
}

const STATUS_BY_ERROR: Readonly<Record<string, string>> = {
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
  HPE_CHUNK_EXTENSIONS_OVERFLOW: '413 Payload Too Large',
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
};

/** Says no where there is no `ServerResponse`, and lets go of the connection whether the other side does or not. */
export function endWith(socket: Duplex, status: string): void {
  socket.on('error', () => undefined); // the peer may be gone already
  socket.write(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
  (socket as Socket).destroySoon();
}
