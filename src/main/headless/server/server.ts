/**
 * The view in a browser: the page, the channel, uploads and downloads over HTTP on loopback. One engine for all tabs.
 *
 *     GET /?token=T        checks the token, sets the cookie, goes on to /
 *     GET / and assets     the page
 *     GET /start           what the view should do first (StartIntent)
 *     WS  /channel         the channel, envelopes as JSON
 *     PUT /captures?name=  hands a capture over: {"path": …} to open
 *     PUT /packages?name=  hands a plugin over: {"path": …} to install
 *     GET /exports/ID      a finished export
 *     /plugins…            the API of plugins, with checks of its own (main/host/api)
 *
 * Everything but the first needs the cookie or `Authorization: Bearer T`; see access.ts for what else is checked. Who sends the
 * token itself is a program of the user and may name files to read; a page may read what was handed over.
 */
import { createReadStream } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { WebSocketServer, type WebSocket } from 'ws';
import { failure, success, type Result } from '#base/result.ts';
import { serveEngine, type ServedPeer } from '#channel/server.ts';
import { webSocketTransport } from '#channel/web-socket.ts';
import type { StartIntent } from '#contract/desktop-bridge.ts';
import type { EngineService } from '#contract/protocol.ts';
import type { PluginPlatform } from '#main/engine/plugin-platform.ts';
import { createBoundedServer, endWith } from '#main/host/api/bounded-server.ts';
import { GUESS_RETRY_S, type GuessOutcome } from '#main/host/api/guesses.ts';
import { listenAt, type LoopbackAddress } from '#main/host/api/listen.ts';
import { createPluginApi, type PluginApi } from '#main/host/api/plugin-api.ts';
import { isApiPath } from '#main/host/api/routes.ts';
import type { Download } from '#main/host/files/export-files.ts';
import type { PrivateFolder } from '#main/host/files/private-folder.ts';
import { isErrno } from '#main/host/files/write-errors.ts';
import { createAccess, type Access } from './access.ts';
import { browserService, type ReadablePaths } from './browser-service.ts';
import { hostInUrl } from './listen-address.ts';
import { SECURITY_HEADERS, sendFailure, sendJson, sendText, writeHead } from './responses.ts';
import { createStaticFiles, type StaticFiles } from './static-files.ts';
import type { Uploads } from './uploads.ts';

export interface ServerOptions {
  readonly listen: LoopbackAddress;
  readonly token: string;
  readonly service: EngineService;
  readonly rendererFolder: string;
  readonly intent: StartIntent;
  readonly captures: Uploads;
  readonly packages: Uploads;
  /** Served under /plugins; null: there is no such thing. */
  readonly plugins: PluginPlatform | null;
  /** Where packages lie that come over the API of plugins. */
  readonly privateFolder: PrivateFolder;
  /** What a page may name: files that were handed over, and those that the program was started with. */
  readonly readable: ReadablePaths;
  readonly download: (exportId: string) => Download | null;
  readonly after: (delayMs: number, callback: () => void) => () => void;
  /** A handler of the engine threw. */
  readonly onBug: (error: unknown) => void;
}

export interface RunningServer {
  /** What the user opens: with the token. */
  readonly url: string;
  readonly port: number;
  /** Says goodbye to every tab and closes. */
  close(): Promise<void>;
}

const MAX_CONNECTIONS = 256;
const MAX_TABS = 32;
/** A whole request, the largest upload included. */
const REQUEST_TIMEOUT_MS = 3_600_000;
/** Characters; a command is a few hundred, the longest filter allowed 4096. */
const MAX_COMMAND_LENGTH = 64 * 1024;
const MAX_FRAGMENTS = 64;
/** How long the other side has to say goodbye, too. Its types do not know of it. */
const CLOSING: object = { closeTimeout: 2_000 };
/** Bytes. */
const MAX_UNREAD_PONGS = 1 << 20;

export async function startServer(options: ServerOptions): Promise<Result<RunningServer>> {
  const files = createStaticFiles(options.rendererFolder);
  if (!files.ok) return files;
  const server = createBoundedServer({ maxConnections: MAX_CONNECTIONS, requestTimeoutMs: REQUEST_TIMEOUT_MS });
  const anyPort = `take any free one with --listen ${hostInUrl(options.listen.host)}:0`;
  const listening = await listenAt(server, options.listen, anyPort);
  if (!listening.ok) return listening;
  const { port } = listening.value;
  const { host } = options.listen;
  const access = createAccess(options.token, host, port);
  const tabs = new Tabs(options);
  const api = options.plugins === null ? null : pluginApi(options.plugins, options.privateFolder, access);

  server.on('request', (request, response) => {
    answer(request, response, { access, api, files: files.value, options }).catch((error: unknown) => {
      if (!response.writableEnded) response.destroy();
      options.onBug(error);
    });
  });
  server.on('upgrade', (request, socket, head) => {
    tabs.upgrade(request, socket, head, access).catch((error: unknown) => {
      socket.destroy();
      options.onBug(error);
    });
  });

  return success({
    url: `http://${hostInUrl(host)}:${port}/?token=${encodeURIComponent(options.token)}`,
    port,
    async close(): Promise<void> {
      tabs.close();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
    },
  });
}

function pluginApi(platform: PluginPlatform, uploads: PrivateFolder, access: Access): PluginApi {
  return createPluginApi(platform, uploads, {
    hostAllowed: (request) => access.hostAllowed(request),
    key: access.token,
    guesses: access.guesses,
    signedIn: (request) => access.signedIn(request),
    headers: SECURITY_HEADERS,
  });
}

interface Answering {
  readonly access: Access;
  readonly api: PluginApi | null;
  readonly files: StaticFiles;
  readonly options: ServerOptions;
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  { access, api, files, options }: Answering,
): Promise<void> {
  if (!access.hostAllowed(request)) {
    sendText(response, 403, 'This server only answers to the address that netloupe printed');
    return;
  }
  const url = targetOf(request);
  if (url === null) {
    sendText(response, 400, 'Malformed request target');
    return;
  }
  if (api !== null && isApiPath(url.pathname)) {
    await api.handle(request, response);
    return;
  }
  if (!access.originAllowed(request, request.method !== 'GET' && request.method !== 'HEAD')) {
    sendText(response, 403, 'Requests from other sites are refused', { connection: 'close' });
    return;
  }
  const token = url.pathname === '/' ? url.searchParams.get('token') : null;
  if (token !== null) {
    const outcome = request.method === 'GET' ? await tried(access, request, token) : 'wrong';
    if (outcome === 'right') {
      writeHead(response, 303, { location: '/', 'set-cookie': access.cookie });
      response.end();
    } else if (outcome === 'busy') sendTooManyWrong(response);
    else sendText(response, 403, 'Wrong token: open the address that netloupe printed when it started', CLOSE);
    return;
  }
  const outcome = await authorised(access, request);
  if (outcome === 'busy') {
    sendTooManyWrong(response);
    return;
  }
  if (outcome === 'wrong') {
    const message = 'Not signed in: open the address with ?token=… that netloupe printed when it started';
    sendText(response, 401, message, { 'www-authenticate': 'Bearer', ...CLOSE });
    return;
  }
  if (url.pathname === '/start') {
    if (allows(request, response, 'GET')) sendJson(response, 200, options.intent);
  } else if (url.pathname === '/captures') {
    if (allows(request, response, 'PUT')) await upload(request, response, url, options.captures);
  } else if (url.pathname === '/packages') {
    if (allows(request, response, 'PUT')) await upload(request, response, url, options.packages);
  } else if (url.pathname.startsWith('/exports/')) {
    if (allows(request, response, 'GET')) await download(url.pathname.slice('/exports/'.length), response, options);
  } else if (url.pathname === '/channel') {
    sendText(response, 426, 'This address only speaks WebSocket', { upgrade: 'websocket', connection: 'upgrade' });
  } else if (!files.serve(url.pathname, request, response)) {
    sendText(response, 404, `There is nothing at ${url.pathname}`);
  }
}

const CLOSE = { connection: 'close' };

function tried(access: Access, request: IncomingMessage, token: string): Promise<GuessOutcome> {
  return access.guesses.attempt(
    () => access.token.matches(token),
    (gone) => request.once('close', gone),
  );
}

/** By the token itself where one is presented, else by the session in the cookie. */
async function authorised(access: Access, request: IncomingMessage): Promise<GuessOutcome> {
  const bearer = access.bearer(request);
  if (bearer !== null) return tried(access, request, bearer);
  return access.signedIn(request) ? 'right' : 'wrong';
}

function sendTooManyWrong(response: ServerResponse): void {
  const message = 'Too many wrong tokens were tried, so this one was not looked at: try again in a moment';
  sendText(response, 429, message, { 'retry-after': GUESS_RETRY_S, ...CLOSE });
}

/** Null for what is no path of ours: an absolute target, `*`, or one that no URL can hold. */
function targetOf(request: IncomingMessage): URL | null {
  const target = request.url ?? '';
  return target.startsWith('/') && URL.canParse(target, 'http://local') && !target.startsWith('//')
    ? new URL(target, 'http://local')
    : null;
}

function allows(request: IncomingMessage, response: ServerResponse, method: 'GET' | 'PUT'): boolean {
  if (request.method === method) return true;
  sendText(response, 405, `This address only answers ${method}`, { allow: method, connection: 'close' });
  return false;
}

async function upload(request: IncomingMessage, response: ServerResponse, url: URL, uploads: Uploads): Promise<void> {
  const { searchParams } = url;
  const received = await uploads.receive(request, searchParams.get('name') ?? '', searchParams.get('group'));
  if (received.ok) sendJson(response, 201, received.value);
  else if (!response.destroyed) {
    const { code } = received.failure;
    sendFailure(response, code === 'invalid' ? 413 : code === 'no-space' ? 507 : 500, received.failure);
  }
}

async function download(exportId: string, response: ServerResponse, options: ServerOptions): Promise<void> {
  const found = options.download(exportId);
  if (found === null) {
    sendText(response, 404, 'There is no such export, or it is not finished');
    return;
  }
  const type = found.fileName.endsWith('.jsonl') ? 'application/x-ndjson' : 'text/csv; header=present';
  writeHead(response, 200, {
    'content-type': `${type}; charset=utf-8`,
    'content-length': found.bytes,
    'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(found.fileName)}`,
  });
  try {
    await pipeline(createReadStream(found.path), response);
  } catch (error) {
    // The reader went away or the file did: the length that is missing tells the browser.
    if (!isErrno(error)) throw error;
    response.destroy();
  }
}

/** The connected views. */
class Tabs {
  private readonly sockets = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_COMMAND_LENGTH,
    // Nothing that is small on the wire and large in memory.
    perMessageDeflate: false,
    maxFragments: MAX_FRAGMENTS,
    handleProtocols: () => false,
    ...CLOSING,
    clientTracking: false,
  });
  private readonly peers = new Set<ServedPeer>();
  private readonly options: ServerOptions;

  constructor(options: ServerOptions) {
    this.options = options;
  }

  async upgrade(request: IncomingMessage, socket: Duplex, head: Buffer, access: Access): Promise<void> {
    const drop = (): void => void socket.destroy();
    socket.on('error', drop);
    const refusal = await this.refusal(request, access);
    if (socket.destroyed) return;
    if (refusal !== null) {
      endWith(socket, refusal);
      return;
    }
    socket.off('error', drop);
    this.accept(request, socket, head, access.bearer(request) === null);
  }

  /** HTTP status line for an upgrade that is refused, or null. */
  private async refusal(request: IncomingMessage, access: Access): Promise<string | null> {
    if (!access.hostAllowed(request) || !access.originAllowed(request, true)) return '403 Forbidden';
    const outcome = await authorised(access, request);
    if (outcome !== 'right') return outcome === 'busy' ? '429 Too Many Requests' : '401 Unauthorized';
    if (targetOf(request)?.pathname !== '/channel') return '404 Not Found';
    return this.peers.size >= MAX_TABS ? '503 Service Unavailable' : null;
  }

  private accept(request: IncomingMessage, socket: Duplex, head: Buffer, isPage: boolean): void {
    const { service: engine, readable, after, onBug } = this.options;
    this.sockets.handleUpgrade(request, socket, head, (webSocket: WebSocket) => {
      const transport = webSocketTransport(webSocket, { maxMessageLength: MAX_COMMAND_LENGTH });
      const service = browserService(engine, isPage ? readable : null);
      const peer = serveEngine(transport, service, { after, onBug });
      // Pongs wait in the same queue as answers.
      webSocket.on('ping', () => {
        if (webSocket.bufferedAmount > MAX_UNREAD_PONGS) webSocket.terminate();
      });
      this.peers.add(peer);
      webSocket.once('close', () => this.peers.delete(peer));
    });
  }

  close(): void {
    const reason = failure('unavailable', 'netloupe was stopped', { remedy: 'Start it again' }).failure;
    for (const peer of this.peers) peer.close(reason);
    this.sockets.close();
  }
}
