/**
 * Packet logs, DNS transactions and headers from the data channel into the plugin's receivers and observers: one delivery after the other, one
 * call at a time, and each delivery acknowledged once all its logs are done with. Between deliveries everything else in
 * the process has its turn.
 *
 * A bulk may hold several deliveries, and a delivery may end in the middle of a bulk: it is done when its last log is.
 */
import { HeaderFrame } from '#contract/plugins/header-frame.ts';
import { PacketFrame } from '#contract/plugins/packet-frame.ts';
import { decodeRecordFrame } from '#contract/plugins/record-frame.ts';
import type { PacketAck, PacketDelivery } from '#contract/plugins/process.ts';
import type { CallMonitor } from './call-monitor.ts';
import type { LogReceiver, Observer } from './runtime.ts';

export interface DeliveryOptions {
  readonly bulkSize: number;
  readonly bulkDelayMs: number;
  /** A trial run: bulks wait until they are full, whatever the time. */
  readonly timeless: boolean;
  readonly monitor: CallMonitor;
  /** Gives DNS transactions to the plugin; null: it takes none. What goes wrong in there goes to the monitor. */
  readonly dns: ((records: readonly unknown[]) => Promise<void>) | null;
  /** Null: the plugin observes no flows. */
  readonly observer: Observer | null;
  /** Null: go on; else when to. */
  pace(): Promise<void> | null;
  acknowledge(ack: PacketAck): void;
  /** Something of ours is broken: a frame that is none, a receiver of a language that rejects. */
  broken(error: unknown): void;
}

export class Deliveries {
  /** Null: the plugin takes no packet logs. */
  private readonly receiver: LogReceiver | null;
  private readonly options: DeliveryOptions;
  private readonly waiting: PacketDelivery[] = [];
  /** Gathered to their last row, and not called yet. */
  private readonly gathered: { readonly seq: number; readonly rows: number }[] = [];
  private lastSeq = 0;
  private isFlushDue = false;
  private cancelTimer: (() => void) | null = null;
  private running: Promise<void> | null = null;
  private arrivals: (() => void)[] = [];

  constructor(receiver: LogReceiver | null, options: DeliveryOptions) {
    this.receiver = receiver;
    this.options = options;
  }

  add(delivery: PacketDelivery): void {
    this.waiting.push(delivery);
    this.lastSeq = delivery.seq;
    for (const arrived of this.arrivals.splice(0)) arrived();
    this.run();
  }

  /** Resolves once everything up to delivery `after` has come and been called for, bulks that are not full included. */
  async finish(after: number): Promise<void> {
    while (this.lastSeq < after) {
      await new Promise<void>((resolve) => {
        this.arrivals.push(resolve);
      });
    }
    this.isFlushDue = true;
    while (this.hasWork) {
      this.run();
      await this.running;
    }
    await this.options.observer?.finish();
  }

  private get hasWork(): boolean {
    return this.waiting.length > 0 || this.isFlushDue;
  }

  private run(): void {
    this.running ??= this.work()
      .catch((error: unknown) => this.options.broken(error))
      .finally(() => {
        this.running = null;
        // What came between the last look and now.
        if (this.hasWork) this.run();
      });
  }

  private async work(): Promise<void> {
    const { monitor, pace } = this.options;
    for (;;) {
      const delivery = this.waiting.shift();
      if (delivery !== undefined) await this.take(delivery);
      else if (this.isFlushDue) {
        this.isFlushDue = false;
        await this.flush();
      } else return;
      await monitor.clock.turn();
      const pause = pace();
      if (pause !== null) await pause;
    }
  }

  private async take({ seq, from, step, frame: bytes }: PacketDelivery): Promise<void> {
    const { receiver } = this;
    const records = decodeRecordFrame(bytes);
    if (records !== null) {
      await this.takeRecords(
        seq,
        records.filter((_, row) => row >= from && (row - from) % step === 0),
      );
      return;
    }
    const headers = HeaderFrame.read(bytes);
    if (headers !== null) {
      await this.options.observer?.take(headers, from, step);
      this.done(seq, Math.max(0, Math.ceil((headers.rows - from) / step)));
      return;
    }
    const frame = new PacketFrame(bytes);
    const rows = Math.max(0, Math.ceil((frame.rows - from) / step));
    if (receiver === null || rows === 0) {
      this.gathered.push({ seq, rows });
      if (receiver === null || receiver.gathered === 0) this.acknowledge();
      return;
    }
    const isBulk = receiver.name === 'receiver_bulk';
    const most = isBulk ? this.options.bulkSize : rows;
    for (let done = 0; done < rows;) {
      const count = Math.min(rows - done, most - receiver.gathered);
      receiver.gather(frame, from + done * step, step, count);
      done += count;
      if (done === rows) this.gathered.push({ seq, rows });
      if (receiver.gathered >= most) await this.flush();
    }
    if (receiver.gathered > 0) this.setTimer();
  }

  private async takeRecords(seq: number, records: readonly unknown[]): Promise<void> {
    if (records.length > 0) await this.options.dns?.(records);
    this.done(seq, records.length);
  }

  /** A delivery that no bulk waits for. Acknowledged in its turn: after logs that are gathered. */
  private done(seq: number, rows: number): void {
    this.gathered.push({ seq, rows });
    if (this.receiver === null || this.receiver.gathered === 0) this.acknowledge();
  }

  /** Calls the receiver with what was gathered. */
  private async flush(): Promise<void> {
    this.cancelTimer?.();
    this.cancelTimer = null;
    if (this.receiver !== null && this.receiver.gathered > 0) await this.receiver.deliver();
    this.acknowledge();
  }

  private acknowledge(): void {
    const last = this.gathered.at(-1);
    if (last === undefined) return;
    const handled = this.gathered.reduce((sum, { rows }) => sum + rows, 0);
    this.gathered.length = 0;
    this.options.acknowledge({ seq: last.seq, handled, errors: this.options.monitor.takeErrors() });
  }

  private setTimer(): void {
    if (this.options.timeless) return;
    this.cancelTimer ??= this.options.monitor.clock.after(this.options.bulkDelayMs, () => {
      this.cancelTimer = null;
      this.isFlushDue = true;
      this.run();
    });
  }
}
