/**
 * One process that runs one version of one plugin, from hello to its end. It owns the process: whatever goes wrong in
 * there (silence, too much memory, nonsense on a channel), the process is ended here and the reason told once.
 */
import type { ObservedFlows } from '#contract/plugins/observed.ts';
import { PLUGIN_PROTOCOL_VERSION } from '#contract/plugins/process-limits.ts';
import { fromPluginSchema, packetAckSchema } from '#contract/plugins/process.ts';
import type {
  Answer,
  FromPlugin,
  Json,
  PacketAck,
  PluginCall,
  PluginRequest,
  PluginResponse,
  PluginStart,
  ProcessStats,
  RefusedAt,
} from '#contract/plugins/process.ts';
import type { Enforcement, PluginAlert, PluginLogLevel } from '#contract/plugins/status.ts';
import type { SymbolFromPlugin, SymbolToPlugin } from '#contract/plugins/symbols.ts';
import { failure, success, type Result } from '#base/result.ts';
import type { DeliveryQueue } from './delivery-queue.ts';
import { FloodGuard } from './flood-guard.ts';
import { Heartbeat } from './heartbeat.ts';
import type { PluginClock, PluginProcess, ProcessExit } from './ports.ts';

/** Rows under way at least, so that a process never waits for the engine between two deliveries. */
const LEAST_WINDOW_ROWS = 2048;
/** Requests and calls that may be under way at once. */
const MOST_UNANSWERED = 64;
/** On top of what a call may take: the way there and back on a busy machine. */
const ANSWER_GRACE_MS = 1000;

export type StartOutcome =
  | { readonly ok: true; readonly exports: readonly string[] }
  /** `final`: it is of no use to try the same again. */
  | { readonly ok: false; readonly message: string; readonly final: boolean };

/** Why a process that had started is no more. */
export interface InstanceEnd {
  /** `stopped`: it was asked to. */
  readonly kind: 'stopped' | 'crashed' | 'unresponsive';
  readonly message: string;
}

export interface InstanceEvents {
  enforcement(enforcement: Enforcement): void;
  lines(lines: readonly { readonly level: PluginLogLevel; readonly text: string }[], suppressed: number): void;
  alert(alert: PluginAlert): void;
  flows(observed: ObservedFlows): void;
  /** False: it was no answer to anything. */
  symbol(message: SymbolFromPlugin): boolean;
  call(call: PluginCall, params: Json): Promise<Answer>;
  /** Deliveries were acknowledged, so there may be room again; `errors` calls among them went wrong. */
  acknowledged(errors: number): void;
  stats(stats: ProcessStats, residentBytes: number | null): void;
  /** Once, after it was ready. Before that the outcome of `start` says it. */
  ended(end: InstanceEnd): void;
}

interface Asked {
  readonly resolve: (result: Result<PluginResponse>) => void;
  readonly cancelTimer: () => void;
  /** When a failure is one of being too late, whatever the process says of it. */
  readonly lateAt: number;
}

export class PluginInstance {
  private readonly process: PluginProcess;
  private readonly clock: PluginClock;
  private readonly start: PluginStart;
  private readonly queue: DeliveryQueue;
  private readonly events: InstanceEvents;
  private readonly heartbeat: Heartbeat;
  private readonly guard: FloodGuard;
  private readonly asked = new Map<number, Asked>();
  private readonly windowRows: number;
  private phase: 'hello' | 'loading' | 'ready' | 'serving' | 'stopping' | 'gone' = 'hello';
  /** Deliveries were made to it: the queue is its own until it ends. */
  private begun = false;
  private exports: readonly string[] = [];
  /** Acknowledgements that wait for records of flows, oldest first. */
  private readonly acks: PacketAck[] = [];
  private flowMessages = 0;
  private calls = 0;
  private lastRequest = 0;
  /** Why we ended it; null while we did not. */
  private verdict: InstanceEnd | null = null;
  private started: ((outcome: StartOutcome) => void) | null = null;
  private cancelDeadline: (() => void) | null = null;
  private stopped: (() => void)[] = [];

  constructor(
    process: PluginProcess,
    clock: PluginClock,
    start: PluginStart,
    queue: DeliveryQueue,
    events: InstanceEvents,
  ) {
    this.process = process;
    this.clock = clock;
    this.start = start;
    this.queue = queue;
    this.events = events;
    this.windowRows = Math.max(LEAST_WINDOW_ROWS, 2 * start.bulkSize);
    this.guard = new FloodGuard(clock);
    this.heartbeat = new Heartbeat({
      clock,
      memoryMb: start.limits.memory_mb,
      ping: (seq) => process.sendControl({ t: 'ping', seq }),
      residentBytes: () => process.residentBytes(),
      stats: (stats, resident) => events.stats(stats, resident),
      failed: (kind, message) => this.condemn({ kind, message }),
    });
  }

  /** Why it is no more; null while it is. */
  end: InstanceEnd | null = null;

  get isServing(): boolean {
    return this.phase === 'serving';
  }

  /** Answers once `init` and `test` came through, or why they did not; the process is gone then. */
  run(): Promise<StartOutcome> {
    const outcome = new Promise<StartOutcome>((resolve) => {
      this.started = resolve;
    });
    const { start_ms: limit } = this.start.limits;
    this.cancelDeadline = this.clock.after(limit, () => {
      const what = this.phase === 'hello' ? 'its process did not say hello' : 'init and test were not done';
      this.condemn({ kind: 'unresponsive', message: `Did not start: ${what} within ${limit / 1000} s` });
    });
    this.process.onControl((message) => this.receive(message));
    this.process.onAck((ack) => this.acknowledge(ack));
    this.process.onExit((exit) => this.exited(exit));
    return outcome;
  }

  /** Deliveries begin. `store`: the contents of its store now. */
  begin(store: Readonly<Record<string, Json>>): void {
    if (this.phase !== 'ready') return;
    this.phase = 'serving';
    this.begun = true;
    this.process.sendControl({ t: 'begin', store });
    this.pump();
  }

  /** Hands over what waits, as far as the window allows. */
  pump(): void {
    while (this.phase === 'serving' && this.queue.inFlight < this.windowRows) {
      const delivery = this.queue.next();
      if (delivery === null) return;
      this.process.deliver(delivery);
    }
  }

  sendSymbol(message: SymbolToPlugin): void {
    if (this.phase !== 'serving') return;
    this.guard.expect();
    this.process.sendControl(message);
  }

  request(request: PluginRequest): Promise<Result<PluginResponse>> {
    if (this.phase !== 'serving') return Promise.resolve(failure('unavailable', `${this.start.id} is not running`));
    if (this.asked.size >= MOST_UNANSWERED) {
      return Promise.resolve(
        failure('unavailable', `${this.start.id} has ${MOST_UNANSWERED} requests to answer already`),
      );
    }
    const id = ++this.lastRequest;
    const limit = this.start.limits.call_ms + ANSWER_GRACE_MS;
    return new Promise((resolve) => {
      const cancelTimer = this.clock.after(limit, () => {
        this.asked.delete(id);
        resolve(failure('cancelled', `${this.start.id} did not answer within ${limit / 1000} s`));
      });
      const lateAt = this.clock.monotonicMs() + this.start.limits.call_ms;
      this.asked.set(id, { resolve, cancelTimer, lateAt });
      this.process.sendControl({ t: 'request', id, request });
    });
  }

  /** Lets it finish what it has and clean up; ends it by force where that takes longer than its limit. */
  stop(): Promise<void> {
    if (this.phase === 'gone') return Promise.resolve();
    const { stop_ms: limit } = this.start.limits;
    if (this.phase !== 'stopping') {
      const polite = this.phase === 'serving' || this.phase === 'ready';
      this.phase = 'stopping';
      this.heartbeat.stop();
      this.cancelDeadline?.();
      if (polite) {
        this.process.sendControl({ t: 'stop', after: this.begun ? this.queue.lastDelivered : 0 });
        this.cancelDeadline = this.clock.after(limit, () => {
          const message = `Did not stop within ${limit / 1000} s and was ended by force`;
          this.condemn({ kind: 'unresponsive', message });
        });
      } else this.condemn({ kind: 'stopped', message: 'Stopped while it was starting' });
    }
    return new Promise((resolve) => {
      this.stopped.push(resolve);
    });
  }

  private receive(raw: unknown): void {
    if (this.phase === 'gone' || this.verdict !== null) return;
    if (!this.guard.allows()) {
      this.condemn({ kind: 'crashed', message: 'Flooded the engine with messages and was ended' });
      return;
    }
    const parsed = fromPluginSchema.safeParse(raw);
    if (parsed.success) this.handle(parsed.data);
    else this.condemnNonsense();
  }

  private condemnNonsense(): void {
    this.condemn({ kind: 'crashed', message: 'Sent a message that no plugin process sends, and was ended' });
  }

  private handle(message: FromPlugin): void {
    switch (message.t) {
      case 'hello':
        this.hello(message.protocol, message.enforcement);
        break;
      case 'loaded':
        this.exports = message.exports;
        break;
      case 'ready':
        if (this.phase === 'loading') this.ready();
        break;
      case 'refused':
        this.refused(message.at, message.message);
        break;
      case 'pong':
        this.heartbeat.pong(message.seq, message.stats);
        break;
      case 'log':
        this.events.lines(message.lines, message.suppressed);
        break;
      case 'alert':
        this.events.alert(message.alert);
        break;
      case 'flows':
        this.flowMessages++;
        this.events.flows(message);
        this.settleAcks();
        break;
      case 'call':
        void this.answerCall(message.id, message.call, message.params);
        break;
      case 'response':
        this.answered(message.id, message.response, message.message);
        break;
      case 'stopped':
        this.events.stats(message.stats, null);
        if (this.phase === 'stopping') this.verdict = { kind: 'stopped', message: 'Stopped' };
        break;
      default:
        this.heartbeat.heard();
        if (!this.events.symbol(message)) this.condemnNonsense();
    }
  }

  private hello(protocol: number, enforcement: Enforcement): void {
    if (this.phase !== 'hello') return;
    if (protocol !== PLUGIN_PROTOCOL_VERSION) {
      this.condemn({
        kind: 'crashed',
        message: `Its process speaks protocol ${protocol}, the engine ${PLUGIN_PROTOCOL_VERSION}`,
      });
      return;
    }
    this.phase = 'loading';
    this.events.enforcement(enforcement);
    this.process.sendControl({ t: 'start', start: this.start });
  }

  private ready(): void {
    this.phase = 'ready';
    this.cancelDeadline?.();
    this.cancelDeadline = null;
    this.heartbeat.start();
    this.settleStart({ ok: true, exports: this.exports });
  }

  private refused(at: RefusedAt, message: string): void {
    if (this.phase !== 'loading') return;
    const text = at === 'load' ? message : at === 'init' ? `init failed: ${message}` : `test failed: ${message}`;
    // What does not load now will not load in a moment either; what failed its test may pass the next one.
    this.settleStart({ ok: false, message: text, final: at === 'load' });
    this.condemn({ kind: 'crashed', message: text });
  }

  private async answerCall(id: number, call: PluginCall, params: Json): Promise<void> {
    if (this.calls >= MOST_UNANSWERED) {
      const message = `more than ${MOST_UNANSWERED} calls are waiting for an answer`;
      this.process.sendControl({ t: 'answer', id, answer: { ok: false, message } });
      return;
    }
    this.calls++;
    const answer = await this.events.call(call, params);
    this.calls--;
    if (this.phase !== 'gone') this.process.sendControl({ t: 'answer', id, answer });
  }

  private answered(id: number, response: PluginResponse | null, message: string | null): void {
    const asked = this.asked.get(id);
    if (asked === undefined) return; // given up meanwhile
    this.asked.delete(id);
    asked.cancelTimer();
    if (response !== null) {
      asked.resolve(success(response));
      return;
    }
    const code = this.clock.monotonicMs() >= asked.lateAt ? 'cancelled' : 'invalid';
    asked.resolve(failure(code, `${this.start.id}: ${message ?? 'The request failed'}`));
  }

  private acknowledge(raw: unknown): void {
    if (this.phase === 'gone' || this.verdict?.kind === 'crashed') return;
    const ack = packetAckSchema.safeParse(raw);
    if (!ack.success || ack.data.seq > this.queue.lastDelivered) {
      this.condemn({ kind: 'crashed', message: 'Acknowledged packet logs that it never got, and was ended' });
      return;
    }
    this.heartbeat.heard();
    this.acks.push(ack.data);
    this.settleAcks();
  }

  /** A delivery is done once the records of flows that ended with it are here, too. */
  private settleAcks(): void {
    for (let [ack] = this.acks; ack !== undefined && (ack.flows ?? 0) <= this.flowMessages; [ack] = this.acks) {
      this.acks.shift();
      this.queue.acknowledge(ack.seq);
      this.pump();
      this.events.acknowledged(ack.errors);
    }
  }

  /** Ends it by force; the exit that follows tells `end`. */
  private condemn(end: InstanceEnd): void {
    if (this.verdict !== null && this.verdict.kind !== 'stopped') return;
    this.verdict = end;
    this.process.kill();
  }

  private exited(exit: ProcessExit): void {
    const before = this.phase;
    this.phase = 'gone';
    this.cancelDeadline?.();
    this.heartbeat.stop();
    const end = this.verdict ?? { kind: 'crashed' as const, message: describeExit(exit) };
    this.end = end;
    for (const { resolve, cancelTimer } of this.asked.values()) {
      cancelTimer();
      resolve(failure('unavailable', `${this.start.id} stopped before it answered`));
    }
    this.asked.clear();
    if (this.begun) this.queue.processGone();
    this.settleStart({ ok: false, message: end.message, final: false });
    for (const resolve of this.stopped) resolve();
    if (before === 'ready' || before === 'serving' || before === 'stopping') this.events.ended(end);
  }

  private settleStart(outcome: StartOutcome): void {
    this.started?.(outcome);
    this.started = null;
  }
}

/** The last line that is no stack frame says most. */
function describeExit({ code, signal, stderr }: ProcessExit): string {
  const how = signal === null ? `ended with code ${code ?? 'unknown'}` : `was ended by ${signal}`;
  const said = stderr
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !/^(?:at |Node\.js v|\d+: 0x|-{5})/.test(line));
  const error = said.findLast((line) => /error|exception|fatal/i.test(line)) ?? said.at(-1);
  return error === undefined ? `Its process ${how}` : `Its process ${how}: ${error.slice(0, 400)}`;
}
