/** How a plugin's process is started on plain Node: with as little of ours as the runtime can be told. */
import { realpathSync } from 'node:fs';
import path from 'node:path';
import type { SpawnRequest } from '#main/engine/pipeline/plugins/ports.ts';
import { isErrno } from '../files/write-errors.ts';

export interface RuntimeFlags {
  has(flag: string): boolean;
}

/**
 * Arguments for the runtime itself. Where it has a permission model the process may read the program, the plugin and its own
 * folders, write to the latter, and start nothing; that holds for both languages. `programFolders`: code of ours.
 */
export function runtimeArguments(
  request: SpawnRequest,
  programFolders: readonly string[],
  flags: RuntimeFlags = process.allowedNodeEnvironmentFlags,
): string[] {
  const heap = `--max-old-space-size=${request.memoryMb}`;
  const quiet = flags.has('--disable-warning') ? ['--disable-warning=ExperimentalWarning'] : [];
  const model = ['--permission', '--experimental-permission'].find((flag) => flags.has(flag));
  if (model === undefined) return [heap, ...quiet];
  const readable = spellings([...programFolders, request.folder, ...request.writableFolders]);
  return [
    heap,
    ...quiet,
    model,
    ...readable.map((folder) => `--allow-fs-read=${folder}`),
    ...spellings(request.writableFolders).map((folder) => `--allow-fs-write=${folder}`),
    ...(request.network && flags.has('--allow-net') ? ['--allow-net'] : []),
  ];
}

/** A folder that cannot be granted without granting others, too: `*` stands for anything in the flags above. */
export function ungrantable(request: SpawnRequest): string | null {
  return [request.folder, ...request.writableFolders].find((folder) => folder.includes('*')) ?? null;
}

/**
 * The runtime compares paths as they are written, before links are followed and after. Each once, without a separator at its
 * end, and none inside another: Node 20 aborts at the second spelling of a folder that it knows, and at one inside it forgets
 * the outer one itself.
 */
function spellings(folders: readonly string[]): string[] {
  const found = new Set<string>();
  for (const folder of folders) {
    found.add(path.resolve(folder));
    try {
      found.add(realpathSync(folder));
    } catch (error) {
      // Not there: nothing else is called that.
      if (!isErrno(error)) throw error;
    }
  }
  const all = [...found];
  return all.filter((inner) => !all.some((outer) => outer !== inner && isInside(inner, outer)));
}

function isInside(inner: string, outer: string): boolean {
  return inner.startsWith(outer.endsWith(path.sep) ? outer : outer + path.sep);
}

/** Nothing of ours but the time zone and what Windows cannot start a process without: secrets are kept in environments. */
export function childEnvironment(
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Record<string, string> {
  const kept = ['TZ', 'SystemRoot', 'windir'];
  return Object.fromEntries(
    kept.flatMap((name) => {
      const value = environment[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}
