/** What history needs of the world; the host implements it, tests have their own. */
import type { Result } from '#base/result.ts';
import type { ToHistory } from '#contract/history/process.ts';
import type { PacketFolder } from '../packet-disk/ports.ts';
import type { HistoryQuestions } from '#contract/history/questions.ts';
import type { QueryPorts } from './queries/ports.ts';

export interface HistoryExit {
  readonly code: number | null;
  readonly signal: string | null;
  /** The end of what it wrote to standard error, or why it could not be started; at most 4 KiB. */
  readonly stderr: string;
}

/** One process that has the database open. Messages arrive in order until it exits. */
export interface HistoryProcess {
  send(message: ToHistory): void;
  /** Unchecked. One listener; what came before it was set is kept for it. */
  onMessage(listener: (message: unknown) => void): void;
  /** Called once, at once where it has exited already. */
  onExit(listener: (exit: HistoryExit) => void): void;
  /** Ends it by force. Idempotent. */
  kill(): void;
}

export interface HistorySpawner {
  /** Never throws: a process that cannot be started exits with the reason in `stderr`. */
  spawn(): HistoryProcess;
}

/** What programs of the same user may ask of the history that we have open and they cannot open. */
export const OUTSIDE_QUESTIONS = ['sql', 'sql.check', 'info'] as const;
export type OutsideQuestion = (typeof OUTSIDE_QUESTIONS)[number];

export interface OutsideQuestions {
  /**
   * Answers them from now on, until what it answers is called. A place that another program of ours answers at is left to it: then nothing is answered here, and null
   * is returned, as where there can be no such place.
   */
  listen(
    ask: <K extends OutsideQuestion>(
      question: K,
      params: HistoryQuestions[K]['params'],
      signal: AbortSignal,
    ) => Promise<Result<HistoryQuestions[K]['answer']>>,
  ): Promise<(() => void) | null>;
}

export interface HistoryPorts {
  readonly spawner: HistorySpawner;
  /** Absolute folder of the database; null: in memory, for what is read from files alone. */
  readonly folder: string | null;
  /** Left out: packets are not kept on disk. */
  readonly packets?: PacketFolder;
  /** Left out: nobody but viewers asks. */
  readonly outside?: OutsideQuestions;
  /** Left out: queries are not saved. */
  readonly queries?: QueryPorts;
}
