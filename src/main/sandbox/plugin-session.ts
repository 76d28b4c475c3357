/**
 * The life of a plugin in its process: hello, load, init, test, packet logs and requests, and the end. What it is written
 * in is behind `PluginRuntime`, how messages travel behind `ProcessLink`.
 */
import { chainsAmong, headerSelection, OBSERVERS_EXPORT } from '#contract/plugins/header-fields.ts';
import { PLUGIN_PROTOCOL_VERSION } from '#contract/plugins/process-limits.ts';
import type { PluginRequest, PluginStart, ProcessStats, RefusedAt, ToPlugin } from '#contract/plugins/process.ts';
import type { Enforcement } from '#contract/plugins/status.ts';
import { AlertLimit } from './api/alert-limit.ts';
import { EngineCalls } from './api/engine-calls.ts';
import { HostApi } from './api/host-api.ts';
import { PluginStore } from './api/plugin-store.ts';
import { PluginTimers } from './api/timers.ts';
import { LATE, withinTime } from './call-budget.ts';
import { CallMonitor } from './call-monitor.ts';
import type { SandboxClock } from './clock.ts';
import { ControlOut } from './control-out.ts';
import { Deliveries } from './deliveries.ts';
import { checkExports } from './exports-check.ts';
import { FaultReports } from './fault-reports.ts';
import type { ProcessLink } from './link/process-link.ts';
import { LogLines } from './log-lines.ts';
import { FlowOutlet } from './observers/flow-outlet.ts';
import { faultText, faulty, type Fault, type Outcome } from './outcome.ts';
import { checkResponse } from './response-check.ts';
import type { Observer, PluginRuntime } from './runtime.ts';
import { SymbolDesk } from './symbols/symbol-desk.ts';

const MESSAGE_CHARACTERS = 4000;

export interface SessionHost {
  readonly clock: SandboxClock;
  /** For people: what runs here. */
  readonly runtimeName: string;
  readonly enforcement: Enforcement;
  openRuntime(start: PluginStart, api: HostApi, monitor: CallMonitor): Promise<PluginRuntime>;
  usage(): Pick<ProcessStats, 'cpu_us' | 'rss_bytes'>;
  /** Ends the process, once what was sent is on its way. */
  exit(code: number): void;
}

/** Everything that exists once the engine has said what to load. */
interface Plugin {
  readonly start: PluginStart;
  readonly runtime: PluginRuntime;
  readonly monitor: CallMonitor;
  readonly log: LogLines;
  readonly reports: FaultReports;
  readonly timers: PluginTimers;
  readonly store: PluginStore;
  readonly deliveries: Deliveries;
  readonly symbols: SymbolDesk;
  readonly exports: readonly string[];
}

export class PluginSession {
  private readonly link: ProcessLink;
  private readonly host: SessionHost;
  private readonly out: ControlOut;
  private readonly calls: EngineCalls;
  /** Set early, so that faults and logs of a plugin that is still loading find their way. */
  private monitor: CallMonitor | null = null;
  private log: LogLines | null = null;
  private runtime: PluginRuntime | null = null;
  private timers: PluginTimers | null = null;
  private plugin: Plugin | null = null;
  private flowMessages = 0;
  private isEnding = false;

  constructor(link: ProcessLink, host: SessionHost) {
    this.link = link;
    this.host = host;
    this.out = new ControlOut(host.clock, (message) => link.sendControl(message));
    this.calls = new EngineCalls(
      (message) => this.out.send(message),
      () => this.out.pace(),
    );
  }

  begin(): void {
    const { link, host } = this;
    link.onClosed(() => host.exit(0));
    link.onControl((message) => this.receive(message));
    link.onDelivery((delivery) => {
      if (this.plugin === null) this.crash(new Error('Packet logs came before the plugin was ready'));
      else this.plugin.deliveries.add(delivery);
    });
    this.out.send({
      t: 'hello',
      protocol: PLUGIN_PROTOCOL_VERSION,
      runtime: host.runtimeName,
      enforcement: host.enforcement,
    });
  }

  /** Something in the plugin went wrong outside of any call. */
  fault(where: string, fault: Fault): void {
    this.monitor?.fault(where, fault);
  }

  /** Nothing can be relied on any more. */
  crash(error: unknown): void {
    if (this.isEnding) return;
    this.isEnding = true;
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    process.stderr.write(`${text}\n`);
    this.log?.add('error', text);
    this.exit(1);
  }

  private receive(message: ToPlugin): void {
    switch (message.t) {
      case 'start':
        void this.start(message.start).catch((error: unknown) => this.crash(error));
        break;
      case 'begin':
        this.plugin?.store.replace(message.store);
        break;
      case 'ping':
        this.out.send({ t: 'pong', seq: message.seq, stats: this.stats() });
        break;
      case 'request':
        void this.request(message.id, message.request).catch((error: unknown) => this.crash(error));
        break;
      case 'answer':
        this.calls.answer(message.id, message.answer);
        break;
      case 'stop':
        void this.stop(message.after ?? 0).catch((error: unknown) => this.crash(error));
        break;
      default:
        this.plugin?.symbols.receive(message);
    }
  }

  private async start(start: PluginStart): Promise<void> {
    const { host, out } = this;
    const { clock } = host;
    const log = new LogLines(clock, (message) => out.send(message), start.deterministic || start.everyLine === true);
    const reports = new FaultReports(clock, (text) => log.add('error', text), start.deterministic);
    const monitor = new CallMonitor(clock, reports);
    const timers = new PluginTimers(clock, start.deterministic);
    const store = new PluginStore(this.calls, start.store);
    const alerts = new AlertLimit(
      clock,
      (alert) => {
        log.flush(); // so that what was said before is read before
        out.send({ t: 'alert', alert });
      },
      (text) => log.add('warn', text),
      start.deterministic,
    );
    Object.assign(this, { log, monitor, timers });
    const api = new HostApi({
      start,
      calls: this.calls,
      store,
      timers,
      log: (level, text) => log.add(level, text),
      raise: (alert) => alerts.add(alert),
    });
    const runtime = await host.openRuntime(start, api, monitor);
    this.runtime = runtime;
    const loaded = await runtime.load();
    const checked = loaded.ok ? checkExports(loaded.value, start) : loaded;
    if (!checked.ok) return this.refuse('load', checked.fault);
    const exports = checked.value;
    const found = loaded.ok ? loaded.value : null;
    out.send({ t: 'loaded', exports });
    const began = exports.includes('init') ? await runtime.call('init') : null;
    if (began?.ok === false) return this.refuse('init', began.fault);
    const tested = exports.includes('test') ? judgeTest(await runtime.call('test')) : null;
    if (tested?.ok === false) return this.refuse('test', tested.fault);
    const name = (['receiver_bulk', 'receiver'] as const).find((receiver) => exports.includes(receiver));
    const deliveries = new Deliveries(name === undefined ? null : runtime.receiver(name), {
      bulkSize: start.bulkSize,
      bulkDelayMs: start.bulkDelayMs,
      timeless: start.deterministic,
      monitor,
      dns: exports.includes('receiver_dns') ? (records) => this.giveDns(runtime, monitor, start, records) : null,
      observer: this.openObserver(runtime, monitor, log, start, exports),
      pace: () => out.pace(),
      acknowledge: (ack) => {
        const flows = this.flowMessages;
        this.link.acknowledge(flows === 0 ? ack : { ...ack, flows });
      },
      broken: (error) => this.crash(error),
    });
    const symbols = new SymbolDesk(
      {
        runtime,
        limits: start.limits,
        monitor,
        has: (path) => found?.kindOf(path) != null,
        answer: (message) => out.answer(message),
        send: (message) => out.send(message),
        pace: () => out.pace(),
      },
      (error) => this.crash(error),
    );
    this.plugin = { start, runtime, monitor, log, reports, timers, store, deliveries, symbols, exports };
    out.send({ t: 'ready' });
  }

  private openObserver(
    runtime: PluginRuntime,
    monitor: CallMonitor,
    log: LogLines,
    { observers, deterministic }: PluginStart,
    exports: readonly string[],
  ): Observer | null {
    const chains = chainsAmong(exports);
    if (chains.length === 0) return null;
    const { out } = this;
    const outlet = new FlowOutlet({
      tellsUnwanted: !deterministic,
      send: (flows) => {
        log.flush(); // so that what was said before is read before
        this.flowMessages++;
        out.send(flows);
      },
      pace: () => out.pace(),
      refused: (message) => monitor.fault(OBSERVERS_EXPORT, { message, trace: '' }),
    });
    return runtime.observer({ chains, selection: headerSelection(chains, observers.fields), outlet });
  }

  private async giveDns(
    runtime: PluginRuntime,
    monitor: CallMonitor,
    { limits }: PluginStart,
    records: readonly unknown[],
  ): Promise<void> {
    const { clock, times } = monitor;
    const began = clock.nowMs();
    const answered = await withinTime(clock, limits.call_ms, runtime.dns(records));
    times.add(clock.nowMs() - began);
    const late = answered === LATE || clock.nowMs() - began > limits.call_ms;
    if (late) monitor.fault('receiver_dns', { message: `took longer than ${limits.call_ms} ms`, trace: '' });
    else if (!answered.ok) monitor.fault('receiver_dns', answered.fault);
  }

  private refuse(at: RefusedAt, fault: Fault): void {
    if (this.isEnding) return;
    this.isEnding = true;
    this.log?.flush();
    this.out.send({ t: 'refused', at, message: faultText(fault).slice(0, MESSAGE_CHARACTERS) });
    this.exit(0);
  }

  private async request(id: number, request: PluginRequest): Promise<void> {
    const outcome = await this.answer(request);
    if (!outcome.ok) this.monitor?.fault('request', outcome.fault);
    this.out.send({
      t: 'response',
      id,
      response: outcome.ok ? outcome.value : null,
      message: outcome.ok ? null : outcome.fault.message.slice(0, MESSAGE_CHARACTERS),
    });
  }

  private async answer(request: PluginRequest): Promise<ReturnType<typeof checkResponse>> {
    if (this.plugin === null || !this.plugin.exports.includes('request')) return faulty('it answers no requests');
    const { runtime, monitor, start } = this.plugin;
    const { clock } = this.host;
    const began = clock.nowMs();
    const answered = await withinTime(clock, start.limits.call_ms, runtime.request(request));
    monitor.times.add(clock.nowMs() - began);
    if (answered === LATE) return faulty(`request took longer than ${start.limits.call_ms} ms`);
    return answered.ok ? checkResponse(answered.value) : answered;
  }

  /** What was delivered is finished first, then `cleanup`. */
  private async stop(after: number): Promise<void> {
    if (this.isEnding) return;
    const { plugin } = this;
    if (plugin === null) {
      this.isEnding = true;
      this.exit(0);
      return;
    }
    const { deliveries, symbols, exports, runtime, monitor, reports, timers } = plugin;
    await Promise.all([deliveries.finish(after), symbols.closeAll()]);
    this.isEnding = true;
    timers.cancelAll();
    if (exports.includes('cleanup')) {
      const cleaned = await runtime.call('cleanup');
      if (!cleaned.ok) monitor.fault('cleanup', cleaned.fault);
    }
    runtime.close();
    reports.summarise();
    plugin.log.flush();
    this.out.send({ t: 'stopped', stats: this.stats() });
    this.exit(0);
  }

  private exit(code: number): void {
    this.timers?.cancelAll();
    this.log?.flush();
    void this.link.flushed().then(() => this.host.exit(code));
  }

  private stats(): ProcessStats {
    const { monitor, runtime, host } = this;
    return {
      errors: monitor?.errors ?? 0,
      call_p50_ms: monitor?.times.percentile(0.5) ?? null,
      call_p99_ms: monitor?.times.percentile(0.99) ?? null,
      ...host.usage(),
      heap_bytes: runtime?.heapBytes() ?? 0,
    };
  }
}

/** `false` says no; a second value, where there is one, says why. */
function judgeTest(outcome: Outcome<unknown>): Outcome<unknown> {
  if (!outcome.ok) return outcome;
  const [verdict, reason] = Array.isArray(outcome.value) ? (outcome.value as unknown[]) : [outcome.value];
  if (verdict !== false) return outcome;
  return faulty(typeof reason === 'string' && reason !== '' ? reason : 'it answered false');
}
