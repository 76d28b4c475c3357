/**
 * Hands packet logs to a receiver in Lua: decoded there a batch at a time, without the limits that are for the plugin's own
 * code, and then handed over within them. A receiver that used up its limits goes on with the next log.
 */
import type { PacketFrame } from '#contract/plugins/packet-frame.ts';
import type { CallMonitor } from '../call-monitor.ts';
import type { LogReceiver } from '../runtime.ts';
import { LuaBatch } from './lua-batch.ts';
import type { LuaEntries } from './lua-entries.ts';
import type { LuaRuns } from './lua-runs.ts';

export interface LuaReceiverOptions {
  readonly name: LogReceiver['name'];
  readonly callMs: number | null;
  readonly passConfig: boolean;
  readonly runs: LuaRuns;
  readonly entries: LuaEntries;
  readonly monitor: CallMonitor;
  /** Makes the bytes available to `decode`. */
  offer(bytes: Uint8Array): void;
  forgetSample(): void;
}

export class LuaReceiver implements LogReceiver {
  readonly name: LogReceiver['name'];
  gathered = 0;
  private readonly options: LuaReceiverOptions;
  private readonly batch = new LuaBatch();
  /** Of the logs gathered, those that Lua has; it lacks some where it had no memory for them. */
  private decoded = 0;

  constructor(options: LuaReceiverOptions) {
    this.name = options.name;
    this.options = options;
  }

  gather(frame: PacketFrame, first: number, step: number, count: number): void {
    const { runs, entries, monitor, offer } = this.options;
    this.gathered += count;
    offer(this.batch.encode(frame, first, step, count));
    const outcome = runs.callOwn(entries.decode, [count]);
    if (outcome.ok) this.decoded += count;
    else {
      this.batch.forget();
      monitor.fault(this.name, outcome.fault);
    }
  }

  async deliver(): Promise<void> {
    const { decoded } = this;
    this.gathered = 0;
    this.decoded = 0;
    if (decoded === 0) return;
    if (this.name === 'receiver') await this.callEach(decoded);
    else await this.callOnce();
  }

  private async callOnce(): Promise<void> {
    const { runs, entries, monitor, callMs, passConfig } = this.options;
    const { times, clock } = monitor;
    const began = clock.nowMs();
    const outcome = await runs.run(entries.bulk, [passConfig], { limitMs: callMs });
    times.add(clock.nowMs() - began);
    if (!outcome.ok) monitor.fault(this.name, outcome.fault);
  }

  private async callEach(count: number): Promise<void> {
    const { runs, entries, monitor, callMs, passConfig, forgetSample } = this.options;
    for (let next = 1; next <= count;) {
      const outcome = await runs.run(entries.each, [next, passConfig], { limitMs: callMs, isMany: true });
      if (outcome.ok) break;
      monitor.fault(this.name, outcome.fault);
      forgetSample();
      next = Math.max(next, runs.presentCall()) + 1;
    }
    const forgotten = runs.callOwn(entries.forget, []);
    if (!forgotten.ok) monitor.fault(this.name, forgotten.fault);
  }
}
