/** Calls observers in Lua: many a run, each within the limits of one call. A call that used them up is over; its flow goes on. */
import { MICROSECONDS_PER_SECOND } from '#base/units.ts';
import { OBSERVERS_EXPORT } from '#contract/plugins/header-fields.ts';
import type { HeaderFrame } from '#contract/plugins/header-frame.ts';
import type { CallMonitor } from '../call-monitor.ts';
import { FlowSteps, STEP_ENDED, STEP_NONE, type Step } from '../observers/flow-steps.ts';
import type { Observer, ObserverSetup } from '../runtime.ts';
import type { LuaEntries } from './lua-entries.ts';
import { headerDecoder, LuaHeaders } from './lua-headers.ts';
import type { LuaRuns } from './lua-runs.ts';
import { STAGE_BITS, STAGE_OVER, STAGES } from './prelude-observers.ts';

export interface LuaObserverOptions extends ObserverSetup {
  readonly callMs: number;
  readonly runs: LuaRuns;
  readonly entries: LuaEntries;
  readonly monitor: CallMonitor;
  /** Makes the bytes available to `observers_batch`. */
  offer(bytes: Uint8Array): void;
}

/** A step has fewer stages than that. */
const MOST_FAILURES = 8;
/** What Lua says of the flow of the present step. */
const SAYS_BEGIN = 1;
const SAYS_DECLINE = 2;
const SAYS_END = 3;

export class LuaObserver implements Observer {
  private readonly options: LuaObserverOptions;
  /** Lua has the records, by key. */
  private readonly steps = new FlowSteps<number>();
  private readonly headers: LuaHeaders;
  private isOpen = false;
  private present: Step = STEP_NONE;
  private hasBegun = false;
  /** Steps of the present run. */
  private taken = 0;
  /** Runs in a row that failed at the present step. */
  private failures = 0;

  constructor(options: LuaObserverOptions) {
    this.options = options;
    this.headers = new LuaHeaders(options.selection);
  }

  async take(frame: HeaderFrame, from: number, step: number): Promise<void> {
    const { runs, entries, monitor, offer } = this.options;
    if (!this.isOpen) await this.open();
    offer(this.headers.encode(frame, from, step));
    const decoded = runs.callOwn(entries.observers_batch, []);
    if (decoded.ok) this.steps.take(frame, from, step);
    else {
      this.headers.forget();
      monitor.fault(OBSERVERS_EXPORT, decoded.fault);
    }
    await this.work();
  }

  async finish(): Promise<void> {
    this.steps.finish();
    await this.work();
  }

  /** The operation STEP: kind, key, place of the row, seconds. `again`: the step that came to no end. */
  next(again: boolean): readonly [number, number, number, number] {
    const { steps, headers, options } = this;
    if (!again) {
      this.failures = 0;
      this.hasBegun = false;
      this.present = options.outlet.isFull ? STEP_NONE : steps.next();
      if (this.present !== STEP_NONE) this.taken++;
    }
    const { present } = this;
    if (present === STEP_NONE) return [STEP_NONE, 0, 0, 0];
    if (present === STEP_ENDED) return [present, steps.state, 0, 0];
    return [present, steps.key, headers.places[steps.row]!, steps.time / MICROSECONDS_PER_SECOND];
  }

  /** The operation FLOW. Answers whether the flow of the present step has begun. */
  say(what: number): boolean {
    const { steps } = this;
    if (what === SAYS_BEGIN) {
      this.hasBegun = true;
      steps.begin(steps.key);
    } else if (what === SAYS_DECLINE) {
      steps.decline();
      this.options.outlet.decline(steps.key, steps.generation);
    } else if (what === SAYS_END) steps.end();
    return this.hasBegun;
  }

  /** The operation RECORD. `read` may throw what says why it is no value. */
  record(read: () => unknown): void {
    try {
      this.options.outlet.add(read());
    } catch (error) {
      const message = `the record of a flow cannot be read: ${error instanceof Error ? error.message : String(error)}`;
      this.options.monitor.fault(OBSERVERS_EXPORT, { message, trace: '' });
    }
  }

  private async open(): Promise<void> {
    const { runs, entries, selection, chains } = this.options;
    this.isOpen = true;
    const input = { decoder: headerDecoder(selection), chains };
    const outcome = await runs.run(entries.observers_open, [], { limitMs: null, input });
    if (!outcome.ok) throw new Error(outcome.fault.message);
  }

  private async work(): Promise<void> {
    const { runs, entries, monitor, outlet, callMs } = this.options;
    const { times, clock } = monitor;
    for (let done = 0; ;) {
      const began = clock.nowMs();
      const outcome = await runs.run(entries.observe, [done], { limitMs: callMs, isMany: true });
      if (this.taken > 0) times.add((clock.nowMs() - began) / this.taken, this.taken);
      this.taken = 0;
      done = 0;
      if (!outcome.ok) {
        const stage = runs.presentCall() & ((1 << STAGE_BITS) - 1);
        monitor.fault(this.whereOf(STAGES[stage] ?? ''), outcome.fault);
        done = stage === 0 ? STAGE_OVER : stage;
        if (++this.failures > MOST_FAILURES) throw new Error(`Observers cannot go on: ${outcome.fault.message}`);
      } else if (outlet.isFull) await this.send();
      else break;
    }
    await this.send();
  }

  private whereOf(stage: string): string {
    return stage === 'new_flow' || stage === 'flow_end' ? `${OBSERVERS_EXPORT}.${stage}` : OBSERVERS_EXPORT;
  }

  private send(): Promise<void> {
    return this.options.outlet.send(this.steps.begun, this.steps.declined);
  }
}
