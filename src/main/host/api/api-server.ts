/** A server for the API alone, for programs that are no HTTP server otherwise. On 127.0.0.1 and nowhere else. */
import { success, type Result } from '#base/result.ts';
import type { PluginPlatform } from '#main/engine/plugin-platform.ts';
import type { PrivateFolder } from '../files/private-folder.ts';
import { createBoundedServer } from './bounded-server.ts';
import { createGuesses } from './guesses.ts';
import { createKey } from './keys.ts';
import { listenAt } from './listen.ts';
import { onlyHost } from './origins.ts';
import { createPluginApi } from './plugin-api.ts';

export interface ApiServerOptions {
  /** 0: any free one. */
  readonly port: number;
  readonly key: string;
  readonly platform: PluginPlatform;
  readonly uploads: PrivateFolder;
  /** Something of ours threw. */
  readonly onBug: (error: unknown) => void;
}

export interface ApiServer {
  readonly url: string;
  /** Cuts off what is under way. */
  close(): Promise<void>;
}

const HOST = '127.0.0.1';
const MAX_CONNECTIONS = 128;
/** A whole request; the body has a limit of its own. */
const REQUEST_TIMEOUT_MS = 60_000;

export async function startApiServer(options: ApiServerOptions): Promise<Result<ApiServer>> {
  const server = createBoundedServer({ maxConnections: MAX_CONNECTIONS, requestTimeoutMs: REQUEST_TIMEOUT_MS });
  const listening = await listenAt(server, { host: HOST, port: options.port }, 'take any free one with port 0');
  if (!listening.ok) return listening;
  const { port } = listening.value;
  // A browser leaves the default port out.
  const hosts = new Set([`${HOST}:${port}`, `localhost:${port}`, ...(port === 80 ? [HOST, 'localhost'] : [])]);
  const api = createPluginApi(options.platform, options.uploads, {
    hostAllowed: (request) => hosts.has(onlyHost(request)),
    key: createKey(options.key),
    guesses: createGuesses(),
    signedIn: () => false,
  });
  server.on('request', (request, response) => {
    api.handle(request, response).catch(options.onBug);
  });
  return success({
    url: `http://${HOST}:${port}`,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  });
}
