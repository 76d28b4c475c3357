/**
 * Until when captures before the one on view had anything. Of what lies between that and its beginning, memory knows as much as history does:
 * that there was nothing. Asked for once a capture, so that a fresh one is not answered by history for want of a past.
 */
import { HISTORY_DATASET } from '#contract/history/questions.ts';
import type { CurrentCapture } from '../capture-controller.ts';
import { timeOfText } from '../filter/literals.ts';
import type { Clock } from '../store/ports.ts';
import type { ViewerCapture } from '../viewer-capture.ts';
import type { HistoryReader } from './history-reader.ts';

const AGAIN_MS = 5_000;

export class EarlierRuns {
  private readonly reader: HistoryReader;
  private readonly clock: Clock;
  /** Of which it is known, or asked. */
  private of: ViewerCapture | null = null;
  private known: number | null = null;
  private asking = false;
  private againMs = Number.NEGATIVE_INFINITY;

  constructor(reader: HistoryReader, clock: Clock) {
    this.reader = reader;
    this.clock = clock;
  }

  /** Microseconds since the epoch; -Infinity: there was nothing. Null: not known (yet). */
  untilUs({ data, input, startedUs }: CurrentCapture): number | null {
    if (input?.kind !== 'live' || startedUs === null || !this.reader.hasHistory()) return null;
    if (this.of !== data) {
      this.of = data;
      this.known = null;
      this.againMs = Number.NEGATIVE_INFINITY;
    }
    const isDue = this.known === null && !this.asking && this.clock.monotonicMs() >= this.againMs;
    if (isDue) void this.ask(data, startedUs);
    return this.known;
  }

  private async ask(data: ViewerCapture, startedUs: number): Promise<void> {
    this.asking = true;
    this.againMs = this.clock.monotonicMs() + AGAIN_MS;
    const answer = await this.reader.ask(
      'view',
      {
        dataset: HISTORY_DATASET,
        table: 'sessions',
        filter: '',
        span: { fromUs: 0, toUs: startedUs - 1 },
        sort: { column: 'end_time', descending: true },
        offset: 0,
        limit: 1,
        follow: false,
        sparklines: false,
      },
      new AbortController().signal,
    );
    this.asking = false;
    if (!answer.ok || this.of !== data) return;
    const latest = answer.value.columns['end_time']?.[0];
    this.known = typeof latest === 'string' ? timeOfText(latest) : Number.NEGATIVE_INFINITY;
  }
}
