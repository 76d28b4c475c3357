/**
 * The local HTTP API as something that is switched: off until somebody switches it on, remembered across restarts in
 * `api.json`. The key stays the same as long as that file is there; removing it makes a new one.
 */
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { failure, success, type Result } from '#base/result.ts';
import type { ApiStatus } from '#contract/plugins/commands.ts';
import type { PluginPlatform } from '#main/engine/plugin-platform.ts';
import type { ApiSwitch } from '#main/engine/pipeline/plugins/ports.ts';
import type { PrivateFolder } from '../files/private-folder.ts';
import { isErrno } from '../files/write-errors.ts';
import { startApiServer, type ApiServer } from './api-server.ts';
import { announce } from './running-files.ts';
import { writeSecretFile } from './secret-file.ts';

export interface ApiSwitchOptions {
  /** Data folder of the program. */
  readonly home: string;
  readonly uploads: PrivateFolder;
  readonly onBug: (error: unknown) => void;
}

export interface SwitchedApi extends ApiSwitch {
  /** Once, when the platform is there: serves it, if it is switched on. */
  start(platform: PluginPlatform): Promise<void>;
  /** Stops serving until the next start of the program. */
  close(): Promise<void>;
}

interface Kept {
  readonly enabled: boolean;
  readonly port: number;
  readonly key: string;
}
const keptSchema: z.ZodType<Kept> = z.object({
  enabled: z.boolean(),
  port: z.number().int().min(0).max(65_535),
  key: z.string().min(16).max(256),
});

export function createApiSwitch(options: ApiSwitchOptions): SwitchedApi {
  const file = path.join(options.home, 'api.json');
  let platform: PluginPlatform | null = null;
  let running: { readonly server: ApiServer; readonly port: number; readonly key: string; withdraw(): void } | null =
    null;
  let problem: string | null = null;
  let turn: Promise<unknown> = Promise.resolve();
  /** One change after the other. */
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const next = turn.then(work);
    turn = next.catch(() => undefined); // told to whoever asked for it
    return next;
  };

  const status = (): ApiStatus => ({
    enabled: running !== null,
    switchable: true,
    url: running?.server.url ?? null,
    key: running?.key ?? null,
    problem,
  });

  async function stop(): Promise<void> {
    running?.withdraw();
    await running?.server.close();
    running = null;
  }

  async function serve({ port, key }: Kept, served: PluginPlatform): Promise<Result<null>> {
    const { uploads, onBug, home } = options;
    const started = await startApiServer({ port, key, platform: served, uploads, onBug });
    if (!started.ok) return started;
    const announced = await announce(home, { host: 'desktop', url: started.value.url, key });
    // The command line will not find it; everything else works.
    if (!announced.ok) problem = announced.failure.message;
    running = { server: started.value, port, key, withdraw: announced.ok ? announced.value : () => undefined };
    return success(null);
  }

  async function configure(enabled: boolean, port: number): Promise<Result<ApiStatus>> {
    if (platform === null) return failure('unavailable', 'The plugins are not started yet', { remedy: 'Try again' });
    const kept = (await readKept(file)).kept ?? { enabled: false, port, key: randomBytes(32).toString('base64url') };
    const wanted: Kept = { ...kept, enabled, port };
    problem = null;
    if (enabled && running?.port === port) return success(status());
    await stop();
    if (enabled) {
      const served = await serve(wanted, platform);
      if (!served.ok) {
        problem = served.failure.message;
        return served;
      }
    }
    const written = await writeSecretFile(file, wanted);
    if (!written.ok) {
      await stop();
      return written;
    }
    return success(status());
  }

  return {
    status,
    configure: (enabled, port) => inTurn(() => configure(enabled, port)),
    start: (served) =>
      inTurn(async () => {
        platform = served;
        const { kept, problem: unread } = await readKept(file);
        problem = unread;
        if (kept?.enabled !== true) return;
        const result = await serve(kept, served);
        if (!result.ok) problem = result.failure.message;
      }),
    close: () => inTurn(stop),
  };
}

/** A file that cannot be read is as good as none, and is replaced when the API is switched the next time. */
async function readKept(file: string): Promise<{ readonly kept: Kept | null; readonly problem: string | null }> {
  try {
    return { kept: keptSchema.parse(JSON.parse(await readFile(file, 'utf8'))), problem: null };
  } catch (error) {
    if (isErrno(error) && error.code === 'ENOENT') return { kept: null, problem: null };
    if (!isErrno(error) && !(error instanceof SyntaxError) && !(error instanceof z.ZodError)) throw error;
    return { kept: null, problem: `${file} cannot be read, so the API stays off: switch it on again` };
  }
}
