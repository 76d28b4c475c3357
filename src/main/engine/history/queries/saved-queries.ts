/**
 * The queries that a user saved, and their schedules: one run at a time, at its time by the wall clock, and after a restart what was due meanwhile, once. What fails is
 * kept with the query and tried again at its next time.
 */
import { failure, success, type Failure, type Result } from '#base/result.ts';
import type { SavedQuery } from '#contract/history/commands.ts';
import type { Clock } from '../../store/ports.ts';
import { dueUs, filesToRemove, fileStem, scheduledFileName } from './scheduled-files.ts';
import type { KeptQuery, QueryWriter, SavedQueryHome, ScheduleFolders } from './ports.ts';

export interface SavedQueriesParts {
  readonly home: SavedQueryHome;
  readonly folders: ScheduleFolders;
  readonly clock: Pick<Clock, 'nowUs' | 'after'>;
  readonly write: QueryWriter;
  /** False while another program has the history, and with it the schedules. */
  mayRun(): boolean;
  changed(): void;
}

export const MOST_SAVED = 200;
/** The clock may be set, and the machine may sleep. */
const LOOK_AGAIN_MS = 30_000;

export class SavedQueries {
  readonly #parts: SavedQueriesParts;
  #kept: readonly KeptQuery[] = [];
  #failure: Failure | null = null;
  #cancelTimer: (() => void) | null = null;
  #unwatch: (() => void) | null = null;
  #running: Promise<void> | null = null;
  readonly #end: AbortController = new AbortController();

  constructor(parts: SavedQueriesParts) {
    this.#parts = parts;
  }

  get list(): readonly KeptQuery[] {
    return this.#kept;
  }

  /** Why what is kept cannot be read; null: it can. */
  get failure(): Failure | null {
    return this.#failure;
  }

  async start(): Promise<void> {
    this.#unwatch = this.#parts.home.watch(() => void this.#load());
    await this.#load();
    this.#look();
  }

  /** Replaces the one of the same id. Failures: `invalid` where another has its name (files are named after it) or there are too many; what writing says. */
  async save(query: SavedQuery): Promise<Result<null>> {
    await this.#load();
    const others = this.#kept.filter(({ id }) => id !== query.id);
    if (others.some(({ name }) => fileStem(name) === fileStem(query.name))) {
      return failure('invalid', `There is a query of the name "${query.name}" already`, {
        remedy: 'Choose another name',
      });
    }
    if (others.length >= MOST_SAVED) {
      return failure('invalid', `There are ${MOST_SAVED} saved queries already`, { remedy: 'Remove some of them' });
    }
    return await this.#change((kept) => {
      const before = kept.find(({ id }) => id === query.id);
      const isSame = before !== undefined && JSON.stringify(before.schedule) === JSON.stringify(query.schedule);
      // Another schedule begins anew: its first run shows whether it works.
      const run = isSame ? { lastRunUs: before.lastRunUs, lastFailure: before.lastFailure } : NEVER;
      const saved: KeptQuery = { ...query, ...run };
      return before === undefined ? [...kept, saved] : kept.map((old) => (old.id === query.id ? saved : old));
    });
  }

  /** What its schedule wrote stays. */
  async remove(id: string): Promise<Result<null>> {
    return await this.#change((kept) => kept.filter((query) => query.id !== id));
  }

  /** A run under way is cancelled, and is due again. */
  async close(): Promise<void> {
    this.#cancelTimer?.();
    this.#unwatch?.();
    this.#end.abort();
    await this.#running;
  }

  async #change(to: (kept: readonly KeptQuery[]) => readonly KeptQuery[]): Promise<Result<null>> {
    const changed = await this.#parts.home.change(to);
    if (!changed.ok) return changed;
    this.#became(changed.value);
    return success(null);
  }

  async #load(): Promise<void> {
    const read = await this.#parts.home.read();
    this.#failure = read.ok ? null : read.failure;
    if (read.ok) this.#became(read.value);
  }

  #became(kept: readonly KeptQuery[]): void {
    this.#kept = kept;
    this.#parts.changed();
    if (this.#cancelTimer !== null) this.#look();
  }

  /** Runs what is due, one after the other, and looks again when the next is, or soon. */
  #look(): void {
    this.#cancelTimer?.();
    if (this.#end.signal.aborted) return;
    const { clock, mayRun } = this.#parts;
    const now = clock.nowUs();
    const times = this.#kept.flatMap((query) => {
      const at = dueUs(query, now);
      return at === null ? [] : [{ query, at }];
    });
    const due = times.filter(({ at }) => at <= now).toSorted((a, b) => a.at - b.at)[0];
    if (due !== undefined && this.#running === null && mayRun()) {
      this.#running = this.#run(due.query).finally(() => {
        this.#running = null;
        this.#look();
      });
    }
    const next = Math.min(...times.filter(({ at }) => at > now).map(({ at }) => (at - now) / 1000));
    this.#cancelTimer = clock.after(Math.max(1, Math.min(LOOK_AGAIN_MS, next)), () => this.#look());
  }

  async #run(query: KeptQuery): Promise<void> {
    const nowUs = this.#parts.clock.nowUs();
    const done = await this.#write(query, nowUs);
    if (this.#end.signal.aborted) return;
    const run = { lastRunUs: nowUs, lastFailure: done.ok ? null : done.failure };
    const marked = await this.#change((kept) => kept.map((old) => (old.id === query.id ? { ...old, ...run } : old)));
    // What cannot be kept holds until this process ends, so that it is not run again at once.
    if (!marked.ok) this.#became(this.#kept.map((old) => (old.id === query.id ? { ...old, ...run } : old)));
  }

  async #write(query: KeptQuery, nowUs: number): Promise<Result<null>> {
    const { schedule } = query;
    if (schedule === null) return success(null);
    const { folders, write } = this.#parts;
    const before = await folders.list(schedule.folder);
    if (!before.ok) return before;
    const path = folders.pathOf(schedule.folder, scheduledFileName(query, nowUs));
    const written = await write(query.text, schedule.format, path, this.#end.signal);
    if (!written.ok) return written;
    const after = await folders.list(schedule.folder);
    if (!after.ok) return after;
    for (const name of filesToRemove(query, after.value)) {
      const removed = await folders.remove(schedule.folder, name);
      if (!removed.ok) return removed;
    }
    return success(null);
  }
}

const NEVER = { lastRunUs: null, lastFailure: null } as const;
