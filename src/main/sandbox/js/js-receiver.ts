/** Hands packet logs to a receiver in JavaScript: one call at a time, promises awaited within the budget of a call. */
import type { PacketFrame } from '#contract/plugins/packet-frame.ts';
import type { PacketLog } from '#contract/records.ts';
import { CallBudget, LATE } from '../call-budget.ts';
import type { CallMonitor } from '../call-monitor.ts';
import type { Fault } from '../outcome.ts';
import type { LogReceiver } from '../runtime.ts';
import { JsLogs } from './js-logs.ts';
import { isThenable } from './thenable.ts';

/** After so long in a row, everything else in the process has its turn. */
const BREATH_MS = 20;
const LONGEST_STRIDE = 16;
const FAST_MS = 0.25;

/** What is called with one log, or with an array of them. */
export type ReceiverFunction = (logs: PacketLog | readonly PacketLog[]) => unknown;

export interface JsReceiverOptions {
  readonly name: LogReceiver['name'];
  readonly callMs: number;
  readonly monitor: CallMonitor;
  readonly call: ReceiverFunction;
  faultOf(thrown: unknown): Fault;
}

export class JsReceiver implements LogReceiver {
  readonly name: LogReceiver['name'];
  private readonly options: JsReceiverOptions;
  private readonly budget: CallBudget;
  private readonly source = new JsLogs();
  /** CPU time when the present calls began. */
  private beganCpuMs = 0;
  private logs: PacketLog[] = [];

  constructor(options: JsReceiverOptions) {
    this.name = options.name;
    this.options = options;
    this.budget = new CallBudget(options.monitor.clock, options.callMs);
  }

  get gathered(): number {
    return this.logs.length;
  }

  gather(frame: PacketFrame, first: number, step: number, count: number): void {
    this.source.append(this.logs, frame, first, step, count);
  }

  async deliver(): Promise<void> {
    const { logs } = this;
    this.logs = [];
    if (this.name === 'receiver') await this.callEach(logs);
    else await this.callOnce(logs);
  }

  private async callOnce(logs: readonly PacketLog[]): Promise<void> {
    const { monitor } = this.options;
    const { clock } = monitor;
    const began = clock.nowMs();
    this.beganCpuMs = clock.cpuMs();
    const answered = this.call(logs);
    if (isThenable(answered)) await this.settle(answered, began);
    const took = clock.nowMs() - began;
    monitor.times.add(took);
    if (!isThenable(answered)) this.judge(took);
  }

  private async callEach(logs: readonly PacketLog[]): Promise<void> {
    const { times, clock } = this.options.monitor;
    let now = clock.nowMs();
    let breath = now;
    this.beganCpuMs = clock.cpuMs();
    // Reading the clock costs as much as many a call: calls that are fast are timed one in `stride`.
    let stride = 1;
    for (let index = 0; index < logs.length;) {
      const began = now;
      const answered = this.call(logs[index++]!);
      const isAsync = isThenable(answered);
      if (isAsync) await this.settle(answered, began);
      now = clock.nowMs();
      times.add(now - began);
      if (!isAsync) this.judge(now - began);
      stride = isAsync || now - began > FAST_MS ? 1 : Math.min(stride * 2, LONGEST_STRIDE);
      for (const end = Math.min(logs.length, index + stride - 1); index < end;) {
        const more = this.call(logs[index++]!);
        if (!isThenable(more)) continue;
        await this.settle(more, now);
        break;
      }
      now = clock.nowMs();
      if (now - breath <= BREATH_MS) continue;
      await clock.turn();
      now = clock.nowMs();
      breath = now;
    }
  }

  private call(logs: PacketLog | readonly PacketLog[]): unknown {
    try {
      return this.options.call(logs);
    } catch (error) {
      this.fault(error);
      return undefined;
    }
  }

  private async settle(promise: PromiseLike<unknown>, began: number): Promise<void> {
    try {
      const settled = await this.budget.wait(promise, began);
      if (settled === LATE) this.late();
    } catch (error) {
      this.fault(error);
    }
  }

  /** A call that answered at once is late if it was busy for so long, and not just waiting for a processor. */
  private judge(took: number): void {
    const { callMs, monitor } = this.options;
    if (took > callMs && monitor.clock.cpuMs() - this.beganCpuMs > callMs) this.late();
  }

  private late(): void {
    const { name, callMs, monitor } = this.options;
    monitor.fault(name, { message: `took longer than ${callMs} ms`, trace: '' });
  }

  private fault(error: unknown): void {
    const { name, monitor, faultOf } = this.options;
    monitor.fault(name, faultOf(error));
  }
}
