/**
 * One symbol that is open: its calls one after the other, what they answer, and how they went wrong. A batch that failed is not
 * tried again here; that is for the engine to say, which has the batch.
 */
import { jsonLength, type Json } from '#contract/plugins/json.ts';
import { MAX_BATCH_CHARACTERS, MAX_OUTPUT_RECORDS, MAX_SYMBOL_MESSAGE } from '#contract/plugins/process-limits.ts';
import type { PluginLimits } from '#contract/plugins/manifest.ts';
import type { SymbolFromPlugin, SymbolOpening, SymbolToPlugin } from '#contract/plugins/symbols.ts';
import { asJson } from '../api/json-value.ts';
import type { CallMonitor } from '../call-monitor.ts';
import { faulty, type Outcome } from '../outcome.ts';
import type { EmitFunction, PluginRuntime, SymbolCall, SymbolCode } from '../runtime.ts';
import { emittedRecords } from './emitted-records.ts';
import { SourceOutput } from './source-output.ts';
import { methodPath, pathOf } from './symbol-paths.ts';

/** Calls of one function under way at once. */
const CALLS_AT_ONCE = 16;

export interface OpenSymbolParts {
  readonly runtime: PluginRuntime;
  readonly limits: PluginLimits;
  readonly monitor: CallMonitor;
  /** Is there such an export? */
  has(path: string): boolean;
  /** An answer to what the engine asked. */
  answer(message: SymbolFromPlugin): void;
  /** Something by itself. */
  send(message: SymbolFromPlugin): void;
  pace(): Promise<void> | null;
}

export class OpenSymbol {
  private readonly opening: SymbolOpening;
  private readonly parts: OpenSymbolParts;
  private readonly code: SymbolCode;
  /** Null: it is no source. */
  private readonly output: SourceOutput | null;
  private isOpen = false;
  private isEnded = false;

  constructor(opening: SymbolOpening, parts: OpenSymbolParts) {
    this.opening = opening;
    this.parts = parts;
    const { id } = opening;
    this.output =
      opening.kind !== 'source'
        ? null
        : new SourceOutput({
            send: (seq, records) => parts.send({ t: 'emitted', id, seq, records }),
            sendPackets: (seq, bytes) => parts.send({ t: 'captured', id, seq, bytes }),
            pace: () => parts.pace(),
          });
    const hooks =
      this.output === null
        ? null
        : {
            emit: this.output.emit,
            emitPackets: this.output.emitPackets,
            finished: () => void this.end(null),
          };
    this.code = parts.runtime.symbol(opening, hooks);
  }

  /** What must follow what came before is asked for one at a time, in order. */
  async handle(message: Exclude<SymbolToPlugin, { t: 'open' | 'read' | 'taken' }>): Promise<void> {
    const { id } = message;
    switch (message.t) {
      case 'test':
        this.say('tested', await this.check('test', []));
        break;
      case 'batch':
        this.done(message.seq, await this.batch(message.records));
        break;
      case 'finish':
        this.done(message.seq, await this.emitting('finish', []));
        break;
      case 'close':
        this.parts.answer({ t: 'closed', id, ...saidOf(await this.close()) });
        break;
    }
  }

  async open(): Promise<boolean> {
    const opened = await this.tryOpen();
    this.isOpen = opened.ok;
    if (!opened.ok) this.code.release();
    this.say('opened', opened);
    return opened.ok;
  }

  /** A source may begin. */
  read(): void {
    this.output?.open();
    if (!this.has('read') || this.output === null) return;
    void this.call({ method: 'read', values: [], emit: this.output.emit, limitMs: null }).then((outcome) =>
      this.end(outcome.ok ? null : outcome),
    );
  }

  taken(seq: number, ok: boolean): void {
    this.output?.taken(seq, ok);
  }

  async close(): Promise<Outcome<unknown>> {
    if (!this.isOpen) return { ok: true, value: null };
    this.isOpen = false;
    this.isEnded = true;
    this.output?.close();
    const closed = await this.check('close', []);
    this.code.release();
    return closed;
  }

  private async tryOpen(): Promise<Outcome<unknown>> {
    const { opening, parts } = this;
    const { kind, config } = opening;
    const path = pathOf(opening);
    if (!parts.has(path)) return faulty(`there is no ${path} among the exports`);
    const values: readonly Json[] = kind === 'function' ? [config['arguments'] ?? 0] : [config];
    const valid = await this.check('validate', values);
    if (!valid.ok) return valid;
    if (typeof valid.value === 'string' && valid.value !== '') return faulty(valid.value);
    return kind === 'sink' || kind === 'source' ? this.check('open', [config]) : valid;
  }

  private batch(records: readonly Json[]): Promise<Outcome<readonly Json[] | null>> {
    switch (this.opening.kind) {
      case 'stage':
        return this.emitting('process', [records]);
      case 'function':
        return this.results(records);
      default:
        return this.collect(records);
    }
  }

  private async collect(records: readonly Json[]): Promise<Outcome<null>> {
    const collected = await this.check('collect', [records]);
    return collected.ok ? { ok: true, value: null } : collected;
  }

  /** What it emits while it runs is its output; later it goes nowhere, as the batch will come again. */
  private async emitting(method: 'process' | 'finish', values: readonly Json[]): Promise<Outcome<readonly Json[]>> {
    if (!this.has(method)) return { ok: true, value: [] };
    const output: Json[] = [];
    let left = MAX_BATCH_CHARACTERS;
    let isOver = false;
    const emit: EmitFunction = (given) => {
      if (isOver) throw new Error(`emit: ${method} is over, and what is emitted now is lost`);
      const { records, characters } = emittedRecords(given);
      left -= characters;
      if (left < 0 || output.length + records.length > MAX_OUTPUT_RECORDS) {
        throw new RangeError(`emit: more than ${MAX_OUTPUT_RECORDS} records or 8 MiB for one batch`);
      }
      for (const record of records) output.push(record);
    };
    const outcome = await this.call({ method, values, emit, limitMs: this.parts.limits.batch_ms });
    isOver = true;
    return outcome.ok ? { ok: true, value: output } : outcome;
  }

  /** A call that goes wrong has the result null, and is an error of the plugin like any other. */
  private async results(calls: readonly Json[]): Promise<Outcome<readonly Json[]>> {
    const results: Json[] = calls.map(() => null);
    let next = 0;
    const work = async (): Promise<void> => {
      while (next < calls.length) {
        const at = next++;
        results[at] = await this.result(calls[at]!);
      }
    };
    await Promise.all(Array.from({ length: Math.min(CALLS_AT_ONCE, calls.length) }, work));
    if (jsonLength(results, MAX_BATCH_CHARACTERS) === null) return faulty('the results are longer than 8 MiB');
    return { ok: true, value: results };
  }

  private async result(values: Json): Promise<Json> {
    const given = Array.isArray(values) ? (values as readonly Json[]) : [values];
    const outcome = await this.call({ method: 'exec', values: given, limitMs: this.parts.limits.call_ms });
    if (!outcome.ok || outcome.value === undefined) return null;
    const json = asJson(outcome.value);
    if (json.ok) return json.value;
    this.parts.monitor.fault(this.pathOf('exec'), faulty(`answered ${json.problem}`).fault);
    return null;
  }

  /** The source has no more; `failed`: it could not go on. */
  private async end(failed: Outcome<never> | null): Promise<void> {
    if (this.isEnded) return;
    this.isEnded = true;
    await this.output?.whenEmpty();
    if (this.isOpen)
      this.parts.send({ t: 'ended', id: this.opening.id, ...saidOf(failed ?? { ok: true, value: null }) });
  }

  /** Calls it where it is there; `false` (and a reason) is a refusal. */
  private async check(method: SymbolCall['method'], values: readonly Json[]): Promise<Outcome<unknown>> {
    if (!this.has(method)) return { ok: true, value: null };
    const outcome = await this.call({ method, values, limitMs: this.parts.limits.batch_ms });
    if (!outcome.ok) return outcome;
    const [verdict, reason] = Array.isArray(outcome.value) ? (outcome.value as unknown[]) : [outcome.value];
    if (verdict !== false) return outcome;
    return faulty(typeof reason === 'string' && reason !== '' ? reason : `${method} answered false`);
  }

  private async call(call: SymbolCall): Promise<Outcome<unknown>> {
    const { monitor } = this.parts;
    const began = monitor.clock.nowMs();
    const outcome = await this.code.call(call);
    if (call.method !== 'read') monitor.times.add(monitor.clock.nowMs() - began);
    if (!outcome.ok) monitor.fault(this.pathOf(call.method), outcome.fault);
    return outcome;
  }

  private has(method: SymbolCall['method']): boolean {
    // `test` and the like beside `process` are the plugin's, not the stage's.
    if (this.opening.kind === 'stage' && method !== 'process' && method !== 'finish') return false;
    return this.parts.has(methodPath(this.opening, method));
  }

  private pathOf(method: SymbolCall['method']): string {
    const path = methodPath(this.opening, method);
    return this.parts.has(path) ? path : pathOf(this.opening);
  }

  private say(t: 'opened' | 'tested', outcome: Outcome<unknown>): void {
    this.parts.answer({ t, id: this.opening.id, ...saidOf(outcome) });
  }

  private done(seq: number, outcome: Outcome<readonly Json[] | null>): void {
    const output = outcome.ok ? outcome.value : null;
    this.parts.answer({ t: 'done', id: this.opening.id, seq, ...saidOf(outcome), output });
  }
}

function saidOf(outcome: Outcome<unknown>): { readonly ok: boolean; readonly message: string | null } {
  return { ok: outcome.ok, message: outcome.ok ? null : outcome.fault.message.slice(0, MAX_SYMBOL_MESSAGE) };
}
