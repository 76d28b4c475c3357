/** A PostgreSQL of Debian's package, for one test file. */
import { spawnSync } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { findProgram, freePort, ServerProcess } from './server-process.ts';

const PACKAGES = '/usr/lib/postgresql';

function folders(): readonly string[] {
  return existsSync(PACKAGES) ? readdirSync(PACKAGES).map((version) => path.join(PACKAGES, version, 'bin')) : [];
}

export const hasPostgresql: boolean =
  findProgram('initdb', folders()) !== null && findProgram('postgres', folders()) !== null;

/** Root may not run it: whoever the package made does. */
function owner(): { readonly uid?: number; readonly gid?: number } {
  if (process.getuid?.() !== 0) return {};
  const id = (flag: string): number => Number(spawnSync('id', [flag, 'postgres'], { encoding: 'utf8' }).stdout);
  return { uid: id('-u'), gid: id('-g') };
}

/** User `netloupe` with all rights, database `postgres`. Answers how to remove it, too. */
export async function makePostgresql(): Promise<{ server: ServerProcess; port: number; remove(): Promise<void> }> {
  const own = owner();
  const folder = mkdtempSync(path.join(tmpdir(), 'netloupe-postgresql-'));
  if (own.uid !== undefined && own.gid !== undefined) chownSync(folder, own.uid, own.gid);
  const data = path.join(folder, 'data');
  const made = spawnSync(
    findProgram('initdb', folders()) ?? '',
    ['-D', data, '-U', 'netloupe', '--auth=trust', '--encoding=UTF8', '--locale=C', '--no-sync'],
    { ...own, encoding: 'utf8', cwd: folder },
  );
  if (made.status !== 0) throw new Error(`initdb: ${made.stderr}`);
  const port = await freePort();
  const server = new ServerProcess({
    program: findProgram('postgres', folders()) ?? '',
    arguments: ['-D', data, '-h', '127.0.0.1', '-p', String(port), '-k', folder],
    ready: /ready to accept connections/,
    ...own,
  });
  await server.start();
  return {
    server,
    port,
    async remove() {
      await server.kill();
      rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
    },
  };
}
