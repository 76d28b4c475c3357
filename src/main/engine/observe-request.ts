/** What running observers over an input takes and answers. */
import type { Failure } from '#base/result.ts';
import type { ChainName } from '#contract/observers.ts';
import type { CaptureInput, ReadRequest, TextSink } from './read-request.ts';

export interface ObserveRequest extends Pick<ReadRequest, 'signal' | 'onProgress' | 'onStarted'> {
  readonly input: CaptureInput;
  /** Whose keys a record has, in this order; null: no built-in observer runs. */
  readonly chains: readonly ChainName[] | null;
  /**
   * Left out: plugins of the engine observe nothing. Resolves when those that run have handled all that they were given, at the end.
   */
  readonly plugins?: () => Promise<void>;
  /** One JSON object a line. */
  readonly sink: TextSink;
}

export interface ObserveCounts {
  readonly packets: number;
  /** Packets that are IP, of which too little was captured, or that are malformed. */
  readonly short: number;
  readonly nonIp: number;
  readonly flows: number;
  /** Flows that an observer declined. */
  readonly ignored: number;
  /** Flows that were told early, since there were too many at once. */
  readonly evicted: number;
}

export interface ObserveOutcome {
  readonly counts: ObserveCounts;
  /** What ended the reading early; null after a clean end or an abort. */
  readonly failure: Failure | null;
}
