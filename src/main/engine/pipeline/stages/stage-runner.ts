/**
 * One stage at work: takes what waits in its inputs, gives it to the stage, hands on what that emitted. A batch that the stage
 * fails at is tried again, later and later, until it comes through, the stage's attempts are used up, or the pipeline
 * ends. When all inputs are closed and empty the stage finishes and its outputs are closed.
 */
import { failure, type Failure, type Result } from '#base/result.ts';
import type { PipelineRecord } from '#contract/pipelines/record.ts';
import type { ChannelReader, ChannelWriter, QueuedBatch } from './channel.ts';
import { Delivery } from './delivery.ts';
import { Emission } from './emission.ts';
import { SLICE_MS, type FairTurns, type TurnClock } from './fair-turns.ts';
import { MAX_BATCH } from './source.ts';
import type { Emit, Stage } from './stage.ts';
import { newCounters, type MutableCounters } from './stage-counters.ts';
import { type Signal, within } from './waiting.ts';

const FIRST_RETRY_MS = 100;
const LAST_RETRY_MS = 30_000;
/** A stage whose last words take longer is given up on. */
export const FINISH_MS = 30_000;
/** A stage that is slow for each record is given this many at least. */
const SMALLEST_PIECE = 16;
const MICROSECONDS = 1000;

/** Of the pipeline around a stage. */
export interface RunHost {
  readonly clock: TurnClock;
  readonly turns: FairTurns;
  /** A stage that failed for so long ends the pipeline; null: never. */
  readonly giveUpAfterMs: number | null;
  /** The pipeline cannot go on. */
  failed(stage: string, reason: Failure): void;
  /** A stage began to fail, or came through again. */
  changed(): void;
}

export class StageRunner {
  readonly counters: MutableCounters = newCounters();
  /** What it fails at now. */
  trouble: Failure | null = null;
  private readonly name: string;
  private readonly stage: Stage;
  private readonly inputs: readonly ChannelReader[];
  private readonly outputs: readonly ChannelWriter[];
  private readonly host: RunHost;
  private readonly signal: Signal;
  /** Records taken from the inputs and not through yet. */
  private inHand = 0;
  private nextInput = 0;
  private pieceSize = Number.POSITIVE_INFINITY;
  private timeUs = Number.NEGATIVE_INFINITY;
  private epoch = 0;
  private failingSinceMs = 0;
  private aborted = false;
  private cutPause: () => void = () => undefined;
  /** Settles when what the stage is doing for us at this moment is over; never rejected. */
  private calling: Promise<unknown> | null = null;

  /** `signal` is told of whatever comes into `inputs`. */
  constructor(
    name: string,
    stage: Stage,
    inputs: readonly ChannelReader[],
    outputs: readonly ChannelWriter[],
    signal: Signal,
    host: RunHost,
  ) {
    this.name = name;
    this.stage = stage;
    this.inputs = inputs;
    this.outputs = outputs;
    this.signal = signal;
    this.host = host;
  }

  get waiting(): number {
    return this.inputs.reduce((sum, { waiting }) => sum + waiting, this.inHand);
  }

  /** Ends when everything that came in is handed on and the outputs are closed, or when it was aborted. */
  async run(): Promise<void> {
    for (;;) {
      const batches = await this.collect();
      if (batches.length > 0 && !(await this.handle(batches))) return;
      if (this.aborted || !(await this.advance())) return;
      const restarts = this.inputs.filter(({ restart }) => restart !== null);
      for (const input of restarts) if (!(await this.restart(input))) return;
      if (batches.length > 0 || restarts.length > 0) continue;
      if (this.inputs.every(({ isDrained }) => isDrained)) break;
      await this.signal.wait();
    }
    await this.finish();
    for (const output of this.outputs) output.close();
  }

  /** Asks the stage something between two calls, as it is never called for two things at a time. `visit` has to end. */
  async between(visit: () => Promise<Result<null>>, mostMs: number): Promise<Result<null>> {
    const { clock } = this.host;
    const until = clock.monotonicMs() + mostMs;
    while (this.calling !== null) {
      const left = until - clock.monotonicMs();
      if (left <= 0) return failure('unavailable', `It is busy with the same records for more than ${mostMs / 1000} s`);
      await within(clock, left, this.calling);
    }
    return this.called(visit());
  }

  /** Nothing more is done but what the stage has in its hands at this moment. */
  abort(): void {
    this.aborted = true;
    for (const input of this.inputs) input.abandon();
    this.cutPause();
    this.signal.notify();
  }

  /** Whatever waits, as much as the stage wishes for; empty where nothing does. */
  private async collect(): Promise<readonly QueuedBatch[]> {
    const { records: most, waitMs } = this.stage.batch ?? { records: MAX_BATCH, waitMs: 0 };
    const { clock } = this.host;
    const taken: QueuedBatch[] = [];
    const until = clock.monotonicMs() + waitMs;
    for (;;) {
      for (;;) {
        const batch = this.take(taken.length === 0 ? Number.POSITIVE_INFINITY : most - this.inHand);
        if (batch === null) break;
        taken.push(batch);
        this.inHand += batch.records.length;
      }
      const left = until - clock.monotonicMs();
      const isEnough =
        this.inHand >= most ||
        this.inputs.some(({ waiting, restart }) => waiting > 0 || restart !== null) ||
        this.inputs.every(({ closed }) => closed);
      if (taken.length === 0 || isEnough || left <= 0 || this.aborted) return taken;
      const cancel = clock.after(left, () => this.signal.notify());
      await this.signal.wait();
      cancel();
    }
  }

  /** From the inputs in turn. */
  private take(most: number): QueuedBatch | null {
    const { inputs } = this;
    for (let tried = 0; tried < inputs.length; tried++) {
      const batch = inputs[this.nextInput++ % inputs.length]!.take(most);
      if (batch !== null) return batch;
    }
    return null;
  }

  /** False: aborted. */
  private async handle(batches: readonly QueuedBatch[]): Promise<boolean> {
    const delivery = new Delivery(batches.map((batch) => batch.delivery));
    const records = batches.length === 1 ? batches[0]!.records : batches.flatMap((batch) => batch.records);
    this.counters.batches++;
    const well = await this.handleAll(records, delivery);
    this.inHand = 0;
    delivery.release(well);
    return well;
  }

  private async handleAll(records: readonly PipelineRecord[], delivery: Delivery): Promise<boolean> {
    const most = this.stage.batch?.records ?? Number.POSITIVE_INFINITY;
    let at = 0;
    while (at < records.length) {
      const size = Math.min(records.length - at, this.pieceSize, most);
      const piece = size === records.length ? records : records.slice(at, at + size);
      if (!(await this.attempt((emit) => this.stage.process(piece, emit), delivery, size))) return false;
      at += size;
      this.counters.records_in += size;
      this.inHand -= size;
    }
    return true;
  }

  private async advance(): Promise<boolean> {
    const open = this.inputs.filter(({ isDrained }) => !isDrained);
    const timeUs = Math.min(...open.map(({ time }) => time));
    if (open.length === 0 || timeUs <= this.timeUs) return true;
    this.timeUs = timeUs;
    const { stage } = this;
    if (stage.advance !== undefined) {
      const delivery = new Delivery([]);
      const well = await this.attempt((emit) => stage.advance!(timeUs, emit), delivery, null);
      delivery.release(well);
      if (!well) return false;
    }
    for (const output of this.outputs) output.advance(timeUs);
    return true;
  }

  /** Time begins anew in this input, and so for the stage. Another input may still be about to say the same. */
  private async restart(input: ChannelReader): Promise<boolean> {
    const epoch = input.restart ?? 0;
    input.restarted();
    if (epoch <= this.epoch) return true;
    this.epoch = epoch;
    this.timeUs = Number.NEGATIVE_INFINITY;
    const { stage } = this;
    if (stage.restart !== undefined) {
      const delivery = new Delivery([]);
      const well = await this.attempt((emit) => stage.restart!(emit), delivery, null);
      delivery.release(well);
      if (!well) return false;
    }
    for (const output of this.outputs) output.restart(epoch);
    return true;
  }

  /** Until it comes through and what was emitted is taken. `size`: how many records it was given. False: aborted. */
  private async attempt(
    call: (emit: Emit) => Result<null> | Promise<Result<null>>,
    delivery: Delivery,
    size: number | null,
  ): Promise<boolean> {
    const { clock, turns } = this.host;
    for (let attempt = 1; !this.aborted; attempt++) {
      const turn = turns.next();
      if (turn !== null) await turn;
      while (this.calling !== null) await this.calling;
      if (this.aborted) return false;
      const emission = new Emission(this.outputs.length);
      const began = clock.monotonicMs();
      const answer = call(emission.emit);
      const result = answer instanceof Promise ? await this.called(answer) : answer;
      const tookMs = clock.monotonicMs() - began;
      this.counters.busy_us += Math.round(tookMs * MICROSECONDS);
      if (size !== null && !(answer instanceof Promise)) this.learn(size, tookMs);
      if (result.ok) {
        this.recovered();
        const taken = await emission.handOn(this.outputs, delivery, () => this.aborted);
        if (taken) this.counters.records_out += emission.count;
        return taken;
      }
      await this.failed(result.failure, attempt);
    }
    return false;
  }

  private async called<T>(answer: Promise<T>): Promise<T> {
    this.calling = settled(answer);
    try {
      return await answer;
    } finally {
      this.calling = null;
    }
  }

  /** A stage that keeps the processor gets as many records at once as fit into a slice. */
  private learn(size: number, tookMs: number): void {
    if (tookMs > SLICE_MS) this.pieceSize = Math.max(SMALLEST_PIECE, Math.floor((size * SLICE_MS) / tookMs));
    else if (tookMs < SLICE_MS / 4 && size >= this.pieceSize) this.pieceSize *= 2;
  }

  private async failed(reason: Failure, attempt: number): Promise<void> {
    const { clock, giveUpAfterMs } = this.host;
    const now = clock.monotonicMs();
    this.counters.failures++;
    if (this.trouble === null) this.failingSinceMs = now;
    this.trouble = reason;
    this.host.changed();
    const left = giveUpAfterMs === null ? Number.POSITIVE_INFINITY : this.failingSinceMs + giveUpAfterMs - now;
    if (this.aborted) return;
    if (left <= 0 || attempt >= (this.stage.attempts ?? Number.POSITIVE_INFINITY)) {
      this.host.failed(this.name, reason);
      return;
    }
    await this.pause(Math.min(FIRST_RETRY_MS * 2 ** (attempt - 1), LAST_RETRY_MS, left));
    if (!this.aborted) this.counters.retries++;
  }

  private pause(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const cancel = this.host.clock.after(milliseconds, resolve);
      this.cutPause = () => {
        cancel();
        resolve();
      };
    });
  }

  private recovered(): void {
    if (this.trouble === null) return;
    this.trouble = null;
    this.host.changed();
  }

  private async finish(): Promise<void> {
    const { stage } = this;
    if (stage.finish === undefined) return;
    while (this.calling !== null) await this.calling;
    const emission = new Emission(this.outputs.length);
    const result = await within(this.host.clock, FINISH_MS, Promise.resolve(stage.finish(emission.emit)));
    const delivery = new Delivery([]);
    const taken = await emission.handOn(this.outputs, delivery, () => this.aborted);
    if (taken) this.counters.records_out += emission.count;
    delivery.release(taken);
    if (result?.ok === true || this.aborted) return;
    const late = failure('unavailable', `It did not finish within ${FINISH_MS / 1000} s`).failure;
    this.host.failed(this.name, result === null ? late : result.failure);
  }
}

function settled(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => undefined,
    () => undefined,
  );
}
