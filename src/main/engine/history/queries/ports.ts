/** What saved queries need of the world. */
import type { Failure, Result } from '#base/result.ts';
import type { ExchangeFormat } from '#contract/history/answers.ts';
import type { SavedQuery } from '#contract/history/commands.ts';

export interface KeptQuery extends SavedQuery {
  /** When its schedule wrote last, or tried to; null: never. */
  readonly lastRunUs: number | null;
  /** Why the last try failed; null: it did not. */
  readonly lastFailure: Failure | null;
}

/** Where saved queries outlive the engine. Several processes of one user share it. */
export interface SavedQueryHome {
  /** As they are kept at the moment. A file that cannot be understood is set aside and told once. */
  read(): Promise<Result<readonly KeptQuery[]>>;
  /** From what is kept at the moment to what is to be kept, in one step against other processes. */
  change(to: (kept: readonly KeptQuery[]) => readonly KeptQuery[]): Promise<Result<readonly KeptQuery[]>>;
  /** Somebody else changed them. Returns how to stop. */
  watch(changed: () => void): () => void;
}

/** The folders that schedules write into. */
export interface ScheduleFolders {
  /** Makes it where it is not there. Names of files in it. */
  list(folder: string): Promise<Result<readonly string[]>>;
  /** What is gone already counts as removed. */
  remove(folder: string, name: string): Promise<Result<null>>;
  /** Of a file in it. */
  pathOf(folder: string, name: string): string;
}

/** Writes the whole result of a query: the file is there when it is whole, or not at all. */
export type QueryWriter = (
  text: string,
  format: ExchangeFormat,
  path: string,
  signal: AbortSignal,
) => Promise<Result<{ readonly rows: number; readonly bytes: number }>>;

export interface QueryPorts {
  readonly home: SavedQueryHome;
  readonly folders: ScheduleFolders;
}
