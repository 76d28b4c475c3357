/** The exports of one engine: started, watched and cancelled by id. Finished ones stay listed. */
import { failure, success, type Failure, type Result } from '#base/result.ts';
import type { ExportProgress } from '#contract/protocol.ts';
import type { ExportJob } from './export-job.ts';
import type { ExportFile, ExportFiles } from './ports.ts';
import { Slicer, type Turns } from './slicer.ts';

/** Finished exports that stay listed; older ones leave the list, never the disk. */
const MAX_FINISHED = 50;

/** What a file is of, and where it goes. */
export type ExportTarget = Pick<ExportProgress, 'table' | 'format' | 'path'>;

interface Running {
  progress: ExportProgress;
  readonly cancelling: AbortController;
  done: Promise<void>;
}

export class ExportManager {
  private readonly files: ExportFiles;
  private readonly turns: Turns;
  private readonly newId: () => string;
  private readonly exports = new Map<string, Running>();
  private readonly watchers = new Set<() => void>();

  constructor(files: ExportFiles, turns: Turns, newId: () => string) {
    this.files = files;
    this.turns = turns;
    this.newId = newId;
  }

  /** Answers once the file could be created; the rows follow by themselves. */
  async start(params: ExportTarget, job: ExportJob): Promise<Result<{ readonly exportId: string }>> {
    const exportId = this.newId();
    const opened =
      params.path === null
        ? await this.files.createForDownload(exportId, `netloupe-${params.table}.${params.format}`)
        : await this.files.create(params.path);
    if (!opened.ok) return opened;
    const progress: ExportProgress = {
      exportId,
      table: params.table,
      format: params.format,
      state: 'running',
      rows: 0,
      totalRows: job.count,
      bytes: 0,
      skipped: 0,
      path: params.path,
      failure: null,
    };
    const running: Running = { progress, cancelling: new AbortController(), done: Promise.resolve() };
    this.exports.set(exportId, running);
    this.dropOldest();
    this.changed();
    running.done = this.run(running, job, opened.value);
    return success({ exportId });
  }

  /** Cancelling a finished export does nothing. */
  async cancel(exportId: string): Promise<Result<null>> {
    const running = this.exports.get(exportId);
    if (running === undefined) return failure('not-found', `There is no export "${exportId}"`);
    running.cancelling.abort();
    await running.done;
    return success(null);
  }

  list(): ExportProgress[] {
    return [...this.exports.values()].map((running) => running.progress);
  }

  /** Calls back at every change; returns how to stop that. */
  watch(watcher: () => void): () => void {
    this.watchers.add(watcher);
    return () => this.watchers.delete(watcher);
  }

  async close(): Promise<void> {
    for (const running of this.exports.values()) running.cancelling.abort();
    await Promise.all([...this.exports.values()].map((running) => running.done));
  }

  private async run(running: Running, job: ExportJob, file: ExportFile): Promise<void> {
    const { signal } = running.cancelling;
    const failed = await job.run(file, {
      slicer: new Slicer(this.turns),
      signal,
      progress: (counts) => this.set(running, counts),
    });
    if (failed !== null || signal.aborted) {
      await file.abort();
      this.set(running, signal.aborted ? { state: 'cancelled' } : { state: 'failed', failure: failed });
      return;
    }
    const committed = await file.commit();
    if (committed.ok) {
      const path = running.progress.path === null ? null : committed.value.path;
      this.set(running, { state: 'done', bytes: committed.value.bytes, path });
    } else {
      await file.abort();
      this.set(running, { state: 'failed', failure: committed.failure });
    }
  }

  private set(running: Running, change: Partial<ExportProgress> & { readonly failure?: Failure | null }): void {
    running.progress = { ...running.progress, ...change };
    this.changed();
  }

  private changed(): void {
    for (const watcher of this.watchers) watcher();
  }

  private dropOldest(): void {
    for (const [id, running] of this.exports) {
      if (this.exports.size <= MAX_FINISHED) return;
      if (running.progress.state !== 'running') this.exports.delete(id);
    }
  }
}
