/**
 * One symbol of a plugin, open for one stage of a pipeline. It outlives the plugin's processes: each new one opens it again, and
 * is given again what the one before had not answered. So what was handed to a handle is done, or waits here, or its failure is
 * what the plugin itself said.
 *
 * At most one thing is asked at a time; a source has at most one batch that is not taken yet.
 */
import { failure, success, type Failure, type Result } from '#base/result.ts';
import type { Json } from '#contract/plugins/json.ts';
import type { PluginLimits } from '#contract/plugins/manifest.ts';
import type { SymbolUse } from '#contract/plugins/status.ts';
import type { SymbolFromPlugin, SymbolOpening, SymbolRecord, SymbolToPlugin } from '#contract/plugins/symbols.ts';
import type { PluginClock } from '../ports.ts';

/** On top of what the process allows a call: the way there and back on a busy machine. */
const GRACE_MS = 5000;
/** Calls of a function that its process makes one after the other for one batch, at most. */
const CALLS_IN_A_ROW = 16;
/** Between attempts to open a symbol that could be opened before. */
const FIRST_RETRY_MS = 1000;
const LONGEST_RETRY_MS = 30_000;

/** A process that serves the plugin at present. */
export interface SymbolPort {
  readonly limits: PluginLimits;
  send(message: SymbolToPlugin): void;
}

/** What becomes of what a source gives. */
export interface SourceListener {
  /** Resolves once it was taken; false: the pipeline has ended. */
  emitted(records: readonly SymbolRecord[]): Promise<boolean>;
  /** The same of bytes of a capture. */
  captured(bytes: Uint8Array): Promise<boolean>;
  /** Another process begins: a capture begins anew, too. */
  restarted(): void;
  /** Nothing more will come. */
  ended(outcome: Result<null>): void;
}

export interface HandleOptions {
  readonly plugin: string;
  readonly opening: SymbolOpening;
  readonly clock: PluginClock;
  /** Its state or counts changed. */
  changed(): void;
  /** It is closed, or could never be opened. */
  gone(): void;
}

export type Output = readonly Json[] | null;
type Ask = Extract<SymbolToPlugin, { readonly t: 'test' | 'batch' | 'finish' }>;

interface Asked {
  readonly message: Ask;
  readonly resolve: (result: Result<Output>) => void;
  /** To a process that is gone by now, or to the present one. */
  wasSent: boolean;
}

export class SymbolHandle {
  /** Settled with the first outcome of opening it. A failure: it is no more. */
  readonly opened: Promise<Result<null>>;
  private readonly options: HandleOptions;
  private readonly what: string;
  private state: SymbolUse['state'] = 'waiting';
  private cause: string | null = null;
  private port: SymbolPort | null = null;
  /** Of ports, so that what was begun for one is not ended for another. */
  private generation = 0;
  private asked: Asked | null = null;
  private listener: SourceListener | null = null;
  private isTaking = false;
  private isHeld = false;
  private retryMs = FIRST_RETRY_MS;
  private seq = 0;
  private records = 0;
  private resent = 0;
  private settleOpened: ((result: Result<null>) => void) | null = null;
  private settleClosed: ((result: Result<null>) => void) | null = null;
  private cancelTimer: (() => void) | null = null;
  private waiters: (() => void)[] = [];

  constructor(options: HandleOptions) {
    this.options = options;
    this.what = `${options.plugin}.${options.opening.name}`;
    this.opened = new Promise((resolve) => {
      this.settleOpened = resolve;
    });
  }

  use(): SymbolUse {
    const { kind, name, meta } = this.options.opening;
    const { state, cause, records, resent } = this;
    return { kind, name, ...meta, state, cause, records, resent };
  }

  /** A process serves the plugin: it opens the symbol, and gets what is waiting. */
  attach(port: SymbolPort): void {
    this.generation++;
    this.port = port;
    this.isTaking = false;
    this.isHeld = false;
    this.retryMs = FIRST_RETRY_MS;
    if (this.state !== 'closing') this.sendOpen();
  }

  /** The process is gone, or about to go. What it had in hand waits for the next. */
  detach(cause: string): void {
    if (this.port === null && this.cause === cause) return;
    this.generation++;
    this.port = null;
    this.isTaking = false;
    this.cancelTimer?.();
    if (this.state === 'closing') {
      // All that was handed over was done: there is nothing left that could be closed.
      this.closedWith(success(null));
      return;
    }
    this.enter('waiting', cause);
    this.tell();
  }

  /** No process will come by itself. What could never be opened fails; everything else waits. */
  unavailable(reason: Failure): void {
    this.detach(reason.message);
    if (this.settleOpened !== null) this.failToOpen({ ok: false, failure: reason });
  }

  /** Nothing new is handed over until the next process serves. */
  hold(): void {
    this.isHeld = true;
  }

  /** Resolves when nothing is under way in the process. */
  async whenQuiet(): Promise<void> {
    while (this.port !== null && (this.asked?.wasSent === true || this.isTaking)) await this.change();
  }

  /** Closes it in a process that is about to be replaced; it stays open here. */
  async closeInProcess(): Promise<void> {
    if (this.port === null || this.state !== 'open') return;
    this.enter('waiting', 'The plugin is being replaced');
    this.port.send({ t: 'close', id: this.options.opening.id });
    const { generation } = this;
    while (this.generation === generation) await this.change();
  }

  /** False: this is nothing that a process of ours says. */
  receive(message: SymbolFromPlugin): boolean {
    switch (message.t) {
      case 'opened':
        return this.wasOpened(message.ok, message.message);
      case 'closed':
        return this.wasClosed(message.ok, message.message);
      case 'tested':
        return this.answered('test', 0, message.ok ? success(null) : this.refused(message.message));
      case 'done':
        return this.answered(
          'batch',
          message.seq,
          message.ok ? success(message.output) : this.refused(message.message),
        );
      case 'emitted':
        return this.taken(message.seq, message.records.length, (to) => to.emitted(message.records));
      case 'captured':
        return this.taken(message.seq, 0, (to) => to.captured(message.bytes));
      case 'ended':
        this.listener?.ended(message.ok ? success(null) : this.refused(message.message));
        return this.listener !== null;
    }
  }

  test(): Promise<Result<Output>> {
    return this.ask({ t: 'test', id: this.options.opening.id });
  }

  /** At most MAX_BATCH_RECORDS. */
  batch(records: readonly Json[]): Promise<Result<Output>> {
    return this.ask({ t: 'batch', id: this.options.opening.id, seq: ++this.seq, records });
  }

  finish(): Promise<Result<Output>> {
    return this.ask({ t: 'finish', id: this.options.opening.id, seq: ++this.seq });
  }

  /** A source begins, in this process and all that follow. */
  read(listener: SourceListener): void {
    this.listener = listener;
    if (this.state === 'open') this.port?.send({ t: 'read', id: this.options.opening.id });
  }

  /** Answers once it is closed. What is still asked is given up. */
  close(): Promise<Result<null>> {
    const closed = new Promise<Result<null>>((resolve) => {
      this.settleClosed = resolve;
    });
    const { port, state } = this;
    this.cancelTimer?.();
    if (port === null || state === 'waiting') this.closedWith(success(null));
    else {
      this.enter('closing', null);
      port.send({ t: 'close', id: this.options.opening.id });
      this.cancelTimer = this.options.clock.after(port.limits.batch_ms + GRACE_MS, () =>
        this.closedWith(failure('cancelled', `${this.what} did not close in time`)),
      );
    }
    return closed;
  }

  private ask(message: Ask): Promise<Result<Output>> {
    return new Promise((resolve) => {
      this.asked = { message, resolve, wasSent: false };
      this.sendAsked();
    });
  }

  private sendOpen(): void {
    const { port } = this;
    if (port === null) return;
    this.enter('opening', null);
    port.send({ t: 'open', ...this.options.opening });
  }

  private sendAsked(): void {
    const { asked, port } = this;
    if (asked === null || port === null || this.state !== 'open' || this.isHeld) return;
    if (asked.wasSent && asked.message.t === 'batch') this.resent++;
    asked.wasSent = true;
    port.send(asked.message);
    const { call_ms: callMs, batch_ms: batchMs } = port.limits;
    const limit = (this.options.opening.kind === 'function' ? callMs * CALLS_IN_A_ROW : batchMs) + GRACE_MS;
    this.cancelTimer = this.options.clock.after(limit, () => {
      this.settle(failure('cancelled', `${this.what} did not answer within ${limit / 1000} s`));
    });
  }

  private wasOpened(ok: boolean, message: string | null): boolean {
    if (this.state === 'closing') return true;
    if (this.state !== 'opening') return false;
    if (!ok) {
      const refused = this.refused(message);
      if (this.settleOpened !== null) this.failToOpen(refused);
      else this.openLater(refused.failure.message);
      return true;
    }
    this.retryMs = FIRST_RETRY_MS;
    this.enter('open', null);
    this.settleOpened?.(success(null));
    this.settleOpened = null;
    if (this.listener !== null) {
      this.listener.restarted();
      this.port?.send({ t: 'read', id: this.options.opening.id });
    }
    this.sendAsked();
    return true;
  }

  /** It was open before: what is at its other end may be away for a while. */
  private openLater(cause: string): void {
    this.enter('waiting', cause);
    const { retryMs } = this;
    this.retryMs = Math.min(LONGEST_RETRY_MS, retryMs * 2);
    this.cancelTimer = this.options.clock.after(retryMs, () => this.sendOpen());
  }

  private wasClosed(ok: boolean, message: string | null): boolean {
    if (this.state === 'closing') this.closedWith(ok ? success(null) : this.refused(message));
    else if (this.state === 'waiting') this.detach('The plugin is being replaced');
    else return false;
    return true;
  }

  private answered(kind: 'test' | 'batch', seq: number, result: Result<Output>): boolean {
    const { asked } = this;
    if (asked === null || !asked.wasSent || this.state !== 'open') return true; // given up meanwhile
    const { message } = asked;
    if (kind === 'test' ? message.t !== 'test' : message.t === 'test' || message.seq !== seq) return true;
    if (result.ok && message.t === 'batch') {
      const { kind: symbol } = this.options.opening;
      const expected = symbol === 'function' ? message.records.length : null;
      if (expected !== null && result.value?.length !== expected) return false;
      if (symbol === 'stage' && result.value === null) return false;
      this.records += message.records.length;
    }
    this.settle(result);
    return true;
  }

  private settle(result: Result<Output>): void {
    const { asked } = this;
    this.asked = null;
    this.cancelTimer?.();
    this.options.changed();
    asked?.resolve(result);
    this.tell();
  }

  private taken(seq: number, records: number, give: (to: SourceListener) => Promise<boolean>): boolean {
    const { listener, generation } = this;
    if (listener === null || this.isTaking) return false;
    if (this.state !== 'open') return true; // on its way when it was closed
    this.isTaking = true;
    void give(listener).then((ok) => {
      if (ok) this.records += records;
      if (this.generation !== generation) return;
      this.isTaking = false;
      this.options.changed();
      this.port?.send({ t: 'taken', id: this.options.opening.id, seq, ok });
      this.tell();
    });
    return true;
  }

  private refused(message: string | null): { readonly ok: false; readonly failure: Failure } {
    return failure('unavailable', `${this.what}: ${message ?? 'it failed'}`);
  }

  private failToOpen(result: { readonly ok: false; readonly failure: Failure }): void {
    this.port = null;
    const settle = this.settleOpened;
    this.settleOpened = null;
    this.options.gone();
    settle?.(result);
  }

  private closedWith(result: Result<null>): void {
    this.cancelTimer?.();
    this.port = null;
    const { settleClosed, settleOpened } = this;
    this.settleClosed = null;
    this.settleOpened = null;
    this.options.gone();
    const given = failure('cancelled', `${this.what} was closed before it answered`);
    settleOpened?.(given);
    this.settle(given);
    settleClosed?.(result);
  }

  private enter(state: SymbolUse['state'], cause: string | null): void {
    this.state = state;
    this.cause = cause;
    this.options.changed();
  }

  private change(): Promise<void> {
    return new Promise((resolve) => {
      this.waiters.push(resolve);
    });
  }

  private tell(): void {
    for (const resolve of this.waiters.splice(0)) resolve();
  }
}
