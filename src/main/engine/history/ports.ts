/** What history needs of the world; the host implements it, tests have their own. */
import type { ToHistory } from '#contract/history/process.ts';
import type { PacketFolder } from '../packet-disk/ports.ts';
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

export interface HistoryPorts {
  readonly spawner: HistorySpawner;
  /** Absolute folder of the database; null: in memory, for what is read from files alone. */
  readonly folder: string | null;
  /** Left out: packets are not kept on disk. */
  readonly packets?: PacketFolder;
  /** Left out: queries are not saved. */
  readonly queries?: QueryPorts;
}
