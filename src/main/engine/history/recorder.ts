/**
 * Writes live captures into the history: once a second, a run after the other, off the capture's path. What is captured while the process is not there waits as
 * marks, within the bounds of what the viewer holds, and is counted as lost beyond them.
 */
import type { HistoryFound, HistoryBatch } from '#contract/history/process.ts';
import type { AlertRow } from '#contract/pipelines/commands.ts';
import type { Clock } from '../store/ports.ts';
import { Slicer, type Turns } from '../store/slicer.ts';
import type { InterfaceMonitor } from '../interface-monitor.ts';
import type { HistoryClient } from './client.ts';
import { RunRecorder, type RecordedCapture, type RunNumbers } from './run-recorder.ts';

const INTERVAL_MS = 1000;
/** The one under way, and one that has ended. */
const MOST_RUNS = 2;
/** Where it can be written, now or in a moment. */
const SOON: ReadonlySet<string> = new Set(['ready', 'starting', 'gone']);

export interface RecorderParts {
  readonly clock: Clock;
  readonly turns: Turns;
  readonly client: Pick<HistoryClient, 'state' | 'found' | 'write'>;
  readonly monitor: InterfaceMonitor;
  /** Of Netloupe. */
  readonly version: string;
  /** Rows were written. */
  written(): void;
}

export class HistoryRecorder {
  readonly #parts: RecorderParts;
  /** In the order in which they began; only the last one may still go on. */
  #runs: RunRecorder[] = [];
  /** Whose alerts come in. */
  #latest: RunRecorder | null = null;
  #isOn: boolean;
  #numbers: RunNumbers = { run: 0, session: 0, dns: 0 };
  #lostOfGone: number = 0;
  #savedUntilUs: number | null = null;
  #cancelTimer: (() => void) | null = null;
  #unwatch: (() => void) | null = null;
  /** Turns of writing wait for each other. */
  #last: Promise<void> = Promise.resolve();
  #isBusy: boolean = false;
  #settling: (() => void)[] = [];

  constructor(parts: RecorderParts, isOn: boolean) {
    this.#parts = parts;
    this.#isOn = isOn;
  }

  /** Everything that was captured before this is on disk, microseconds since the epoch. */
  get savedUntilUs(): number | null {
    return this.#savedUntilUs;
  }

  /** Number of the run that goes on, or is not yet written to its end; null: there is none, or it has none yet. */
  get run(): number | null {
    return this.#runs[0]?.numbers?.run ?? null;
  }

  /** Since the engine started. */
  get rowsLost(): number {
    return this.#runs.reduce((sum, run) => sum + run.lost, this.#lostOfGone);
  }

  /** For a capture that is about to begin. */
  newRun(): RunRecorder {
    return new RunRecorder(this.#parts.version);
  }

  /** The capture whose flow table has the listener of `run` begins. */
  begin(run: RunRecorder, capture: RecordedCapture): void {
    run.attach(capture);
    // One that waits may wait for a long time: for room, or for another program.
    if (this.#runs.length >= MOST_RUNS) this.#giveUp(this.#runs[1]!);
    this.#runs.push(run);
    this.#latest = run;
    if (this.#isOn) run.record();
    this.#schedule();
  }

  /** Its flow table is finished. */
  end(run: RunRecorder): void {
    run.end();
    this.#watchInterfaces();
    void this.flush();
  }

  /** Something else than the live capture that was recorded last is what alerts are about from now on. */
  leave(): void {
    this.#latest = null;
  }

  alert(alert: AlertRow): void {
    const run = this.#latest;
    if (run === null || !this.#isOn) return;
    run.alert(alert);
    if (run.isDrained || this.#runs.includes(run)) return;
    // It was written to its end already.
    this.#runs.push(run);
    void this.flush();
  }

  /** Answers once what was captured until then is written; bound it by `patienceMs`. */
  async setOn(isOn: boolean, patienceMs: number): Promise<void> {
    if (isOn === this.#isOn) return;
    this.#isOn = isOn;
    const current = this.#runs.at(-1);
    if (isOn) {
      current?.record();
      this.#schedule();
      return;
    }
    current?.rest();
    await this.settle(patienceMs);
    for (const run of this.#runs) run.giveUp();
  }

  /** The database was opened. */
  opened(found: HistoryFound): void {
    const { run, session, dns } = this.#numbers;
    const first = this.#runs[0];
    const number = first?.numbers?.run ?? Number.POSITIVE_INFINITY;
    if (found.lastRun > number || (first?.isKnown === true && found.lastRun < number)) first?.beginAnew();
    this.#numbers = {
      run: Math.max(run, found.lastRun),
      session: Math.max(session, found.lastSession),
      dns: Math.max(dns, found.lastDns),
    };
  }

  /** Everything there is, now. Resolves once it is written, which may be never. */
  flush(): Promise<void> {
    return this.#inTurn(true);
  }

  /** Answers once everything that was captured until now is written, or cannot be soon; after `patienceMs` in any case. */
  async settle(patienceMs: number): Promise<void> {
    let stopWaiting = (): void => undefined;
    await new Promise<void>((resolve) => {
      stopWaiting = this.#parts.clock.after(patienceMs, resolve);
      this.#settling.push(resolve);
      void this.flush();
    });
    stopWaiting();
  }

  /** The process is there, or is not any more. */
  stateChanged(): void {
    if (this.#settling.length > 0) void this.flush();
  }

  /** What is not written by then is not. */
  close(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = null;
    this.#unwatch?.();
    this.#unwatch = null;
  }

  #schedule(): void {
    this.#watchInterfaces();
    if (this.#cancelTimer !== null || this.#runs.length === 0) return;
    this.#cancelTimer = this.#parts.clock.after(INTERVAL_MS, () => {
      this.#cancelTimer = null;
      if (!this.#isBusy) void this.#inTurn(false);
      this.#schedule();
    });
  }

  #watchInterfaces(): void {
    const { monitor, clock } = this.#parts;
    const isRecording = this.#runs.at(-1)?.records === true;
    if (!isRecording) {
      this.#unwatch?.();
      this.#unwatch = null;
    } else {
      this.#unwatch ??= monitor.watch(() => {
        const samples = monitor.samples();
        if (samples !== null) this.#runs.at(-1)?.sample(samples, clock.nowUs());
      });
    }
  }

  #inTurn(all: boolean): Promise<void> {
    const turn = this.#last.then(() => this.#writeRuns(all));
    this.#last = turn;
    return turn;
  }

  async #writeRuns(all: boolean): Promise<void> {
    this.#isBusy = true;
    for (let run = this.#runs[0]; run !== undefined; run = this.#runs[0]) {
      if (this.#parts.client.state.kind !== 'ready') break;
      const isEnded = run.isEnded;
      await this.#write(run, all || isEnded);
      // Where it ended meanwhile, the rest of it is still to be written.
      if (isEnded && run.isDrained) this.#forget(run);
      else if (isEnded || !run.isEnded) break;
    }
    this.#isBusy = false;
    if (all && (this.#isWritten || !SOON.has(this.#parts.client.state.kind))) {
      for (const resolve of this.#settling.splice(0)) resolve();
    }
  }

  get #isWritten(): boolean {
    return this.#runs.every((run) => run.isDrained && !run.isEnded);
  }

  async #write(run: RunRecorder, all: boolean): Promise<void> {
    const { clock, turns, client, written } = this.#parts;
    const nowUs = clock.nowUs();
    const { run: last, session, dns } = this.#numbers;
    const numbers = run.numbers ?? { run: last + 1, session, dns };
    let isWhole = true;
    for await (const batch of run.batches(numbers, nowUs, all, new Slicer(turns))) {
      const answer = await client.write(batch);
      if (answer.ok) {
        run.isKnown = true;
        written();
      } else {
        isWhole = false;
        run.lose(rowsOf(batch));
      }
    }
    if (isWhole && run.isCaughtUp) this.#savedUntilUs = nowUs;
  }

  #giveUp(run: RunRecorder): void {
    run.giveUp();
    this.#forget(run);
  }

  #forget(run: RunRecorder): void {
    this.#runs = this.#runs.filter((each) => each !== run);
    this.#lostOfGone += run.lost;
    if (run.numbers !== null) this.#numbers = run.lastNumbers;
    this.#schedule();
  }
}

function rowsOf(batch: HistoryBatch): number {
  const { runs: _run, ...rest } = batch;
  return Object.values(rest).reduce((sum, rows) => sum + (rows?.rows ?? 0), 0);
}
