/** An instance of DuckDB as all of ours are: nothing outside of its own file, nothing downloaded, nothing spilled, limits that hold for all queries together. */
import { DuckDBInstance } from '@duckdb/node-api';

export interface InstanceLimits {
  /** Of all queries together, bytes. */
  readonly memoryBytes: number;
  readonly threads: number;
}

export const IN_MEMORY = ':memory:';

/** Throws what DuckDB says. `writes` false: the file must be there, and stays as it is. */
export async function createInstance(
  path: string,
  limits: InstanceLimits,
  writes: boolean = true,
): Promise<DuckDBInstance> {
  return await DuckDBInstance.create(path, {
    access_mode: writes ? 'READ_WRITE' : 'READ_ONLY',
    // Before the file is looked at: one that begins like that of another program makes DuckDB look for an extension.
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    allow_community_extensions: 'false',
    // Such files know which log is theirs.
    storage_compatibility_version: 'v1.5.0',
    memory_limit: `${Math.max(1, Math.round(limits.memoryBytes / 1e6))}MB`,
    threads: String(limits.threads),
    temp_directory: '',
  });
}

/** What DuckDB makes beside a database. */
const BESIDE = ['', '.wal', '.wal.checkpoint', '.wal.recovery'] as const;

/** The last thing that is set: from here on, nothing can be. `allowed`: databases that may be attached. */
export async function lockDown(instance: DuckDBInstance, allowed: readonly string[] = []): Promise<void> {
  const connection = await instance.connect();
  try {
    if (allowed.length > 0) {
      const list = allowed
        .flatMap((path) => BESIDE.map((suffix) => `'${(path + suffix).replaceAll("'", "''")}'`))
        .join(', ');
      await connection.run(`SET allowed_paths = [${list}]`);
    }
    // Where times with a zone (now()) meet ours, which have none.
    await connection.run("SET GLOBAL TimeZone = 'UTC'");
    await connection.run('SET enable_external_access = false');
    await connection.run('SET lock_configuration = true');
  } finally {
    connection.closeSync();
  }
}
