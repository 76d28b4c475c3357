/** For tests: files that are written as texts, imported into a database in memory, and rows of it as objects. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Result } from '#base/result.ts';
import type { Imported, ImportKind } from '#contract/history/answers.ts';
import type { QuestionContext } from '../../question.ts';
import { openTestDatabase, type TestDatabase } from '../../database/test-database.ts';
import { importFiles } from './import-files.ts';

export type ImportedRow = Readonly<Record<string, unknown>>;

export interface ImportWorld {
  readonly folder: string;
  readonly database: TestDatabase;
  readonly context: QuestionContext;
  /** By the names that they get; answers their paths. */
  files(contents: Readonly<Record<string, string | Uint8Array>>): Promise<string[]>;
  open(paths: readonly string[], kind?: ImportKind): Promise<Result<Imported>>;
  /** Of what was imported last. Times as text, numbers as numbers. */
  rows(sql: string): Promise<readonly ImportedRow[]>;
  close(): Promise<void>;
}

export async function importWorld(signal?: AbortSignal): Promise<ImportWorld> {
  const folder = await mkdtemp(path.join(tmpdir(), 'netloupe-import-'));
  const database = await openTestDatabase();
  const context = database.context(signal);
  return {
    folder,
    database,
    context,
    async files(contents) {
      const paths = Object.keys(contents).map((name) => path.join(folder, name));
      for (const [index, content] of Object.values(contents).entries()) await writeFile(paths[index]!, content);
      return paths;
    },
    open: (paths, kind = 'auto') => importFiles({ dataset: 'import', paths, kind }, context),
    async rows(sql) {
      const connection = await context.datasets.get('import')!.connect();
      try {
        const read = await connection.runAndReadAll(sql);
        return read
          .getRowObjectsJson()
          .map((row) =>
            Object.fromEntries(
              Object.entries(row).map(([name, value]) => [
                name,
                typeof value === 'string' && /^\d{1,16}$/.test(value) ? Number(value) : value,
              ]),
            ),
          );
      } finally {
        connection.closeSync();
      }
    },
    async close() {
      await database.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
