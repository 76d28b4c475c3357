/** Ends a query that takes too long, takes too much memory, or that nobody waits for any more. */
import type { DuckDBConnection } from '@duckdb/node-api';

export type StopReason = 'time' | 'memory' | 'cancelled';

const CHECK_MS = 50;
/** Beyond what the process had when the query began, bytes: what DuckDB's own limit does not see. */
const MEMORY_ROOM = 1.5e9;
/** A process that has so much more is ended before the machine suffers. */
const MEMORY_END = 4e9;
/** A step that is not over so long after it was told to stop never may be. */
const PATIENCE_MS = 15_000;

export interface QueryLimits {
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/**
 * From its making until `end`. A stream that was interrupted looks like one at its end: ask `stopped` after each step. Interrupting is repeated, for between two
 * steps it is not heard. What is not interrupted by it at all ends the process, which is started again: nothing that was written is lost by that.
 */
export class QueryWatch {
  private reason: StopReason | null = null;
  private stoppedAt = 0;
  private readonly connection: Pick<DuckDBConnection, 'interrupt'>;
  private readonly limits: QueryLimits;
  private readonly began: number = performance.now();
  private readonly memoryBefore: number = process.memoryUsage.rss();
  private readonly timer: NodeJS.Timeout;
  private readonly onAbort = (): void => this.stop('cancelled');

  constructor(connection: Pick<DuckDBConnection, 'interrupt'>, limits: QueryLimits) {
    this.connection = connection;
    this.limits = limits;
    this.timer = setInterval(() => this.check(), Math.min(CHECK_MS, limits.timeoutMs));
    if (limits.signal.aborted) this.stop('cancelled');
    else limits.signal.addEventListener('abort', this.onAbort, { once: true });
  }

  get stopped(): StopReason | null {
    return this.reason;
  }

  get elapsedMs(): number {
    return performance.now() - this.began;
  }

  /** What comes on the connection afterwards is left alone. */
  end(): void {
    clearInterval(this.timer);
    this.limits.signal.removeEventListener('abort', this.onAbort);
  }

  private check(): void {
    const grown = process.memoryUsage.rss() - this.memoryBefore;
    if (this.reason !== null) {
      if (grown > MEMORY_END || performance.now() - this.stoppedAt > PATIENCE_MS) endProcess(this.reason);
      this.connection.interrupt();
    } else if (this.elapsedMs >= this.limits.timeoutMs) this.stop('time');
    else if (grown > MEMORY_ROOM) this.stop('memory');
  }

  private stop(reason: StopReason): void {
    if (this.reason !== null) return;
    this.reason = reason;
    this.stoppedAt = performance.now();
    this.connection.interrupt();
  }
}

/** At once: an orderly exit waits for the query. */
function endProcess(reason: StopReason): void {
  process.stderr.write(`A query could not be interrupted (${reason}); the process of history is started again\n`);
  process.kill(process.pid, 'SIGKILL');
}
