/** Calls observers in JavaScript, which answer at once. */
import { MICROSECONDS_PER_SECOND } from '#base/units.ts';
import { HEADER_ICMP, HEADER_IPV6, HEADER_TCP, HEADER_UDP, type HeaderFrame } from '#contract/plugins/header-frame.ts';
import { OBSERVERS_EXPORT, type ObserverChain } from '#contract/plugins/header-fields.ts';
import type { CallMonitor } from '../call-monitor.ts';
import { FlowSteps, STEP_ENDED, STEP_NEW, STEP_NONE, STEP_REVERSE } from '../observers/flow-steps.ts';
import type { FlowOutlet } from '../observers/flow-outlet.ts';
import { HeaderObjects, type Header } from '../observers/header-objects.ts';
import type { Fault } from '../outcome.ts';
import type { Observer, ObserverSetup } from '../runtime.ts';
import { isThenable } from './thenable.ts';

const PROTOCOL_TCP = 6;
const PROTOCOL_UDP = 17;
/** After so long in a row, everything else in the process has its turn. */
const BREATH_MS = 20;
const LONGEST_STRIDE = 16;
const FAST_MS = 0.25;

type FlowState = Record<string, unknown>;
type ChainFunction = (...values: readonly unknown[]) => unknown;

export interface JsObserverOptions extends ObserverSetup {
  readonly callMs: number;
  readonly monitor: CallMonitor;
  /** The function of a chain, bound to what it is exported in. */
  chain(name: ObserverChain): ChainFunction;
  faultOf(thrown: unknown): Fault;
}

export class JsObserver implements Observer {
  private readonly options: JsObserverOptions;
  private readonly outlet: FlowOutlet;
  private readonly steps = new FlowSteps<FlowState>();
  private readonly headers: HeaderObjects;
  private readonly chains: Partial<Record<ObserverChain, ChainFunction>>;
  private frame: HeaderFrame | null = null;

  constructor(options: JsObserverOptions) {
    this.options = options;
    this.outlet = options.outlet;
    this.headers = new HeaderObjects(options.selection.fields);
    this.chains = Object.fromEntries(options.chains.map((name) => [name, options.chain(name)]));
  }

  async take(frame: HeaderFrame, from: number, step: number): Promise<void> {
    this.frame = frame;
    this.headers.take(frame);
    this.steps.take(frame, from, step);
    await this.work();
    await this.send();
  }

  async finish(): Promise<void> {
    this.steps.finish();
    await this.work();
    await this.send();
  }

  private async work(): Promise<void> {
    const { clock, times } = this.options.monitor;
    let now = clock.nowMs();
    let breath = now;
    let cpu = clock.cpuMs();
    // Reading the clock costs as much as many a call: packets that take little are timed one in `stride`.
    let stride = 1;
    for (let isOver = false; !isOver;) {
      const began = now;
      isOver = !this.perform();
      now = clock.nowMs();
      times.add(now - began);
      this.judge(now - began, cpu);
      stride = now - began > FAST_MS ? 1 : Math.min(stride * 2, LONGEST_STRIDE);
      for (let more = stride - 1; more > 0 && !isOver && !this.outlet.isFull; more--) isOver = !this.perform();
      const after = clock.nowMs();
      this.judge(after - now, cpu);
      now = after;
      if (this.outlet.isFull) await this.send();
      else if (now - breath <= BREATH_MS) continue;
      else await clock.turn();
      now = clock.nowMs();
      breath = now;
      cpu = clock.cpuMs();
    }
  }

  private send(): Promise<void> {
    return this.outlet.send(this.steps.begun, this.steps.declined);
  }

  /** Takes one step. False: there is none. */
  private perform(): boolean {
    const { steps } = this;
    const step = steps.next();
    if (step === STEP_NONE) return false;
    if (step === STEP_ENDED) this.ended(steps.state);
    else if (step === STEP_NEW) this.begin();
    else {
      const record = steps.state;
      record['pkt_last'] = steps.time / MICROSECONDS_PER_SECOND;
      this.look(record, this.headers.of(steps.row), step === STEP_REVERSE);
    }
    return true;
  }

  private begin(): void {
    const { steps, headers } = this;
    const time = steps.time / MICROSECONDS_PER_SECOND;
    const record: FlowState = { pkt_first: time, pkt_last: time };
    const header = headers.of(steps.row);
    const { new_flow: newFlow } = this.chains;
    if (newFlow !== undefined && !this.call('new_flow', true, record, header, headers.quoted(steps.row))) {
      steps.decline();
      this.outlet.decline(steps.key, steps.generation);
      return;
    }
    steps.begin(record);
    this.look(record, header, false);
  }

  /** One function after the other, until one says that the flow is over. */
  private look(record: FlowState, header: Header, isReverse: boolean): void {
    const { steps, chains } = this;
    const flags = this.frame!.flags[steps.row]!;
    const isIpv4 = (flags & HEADER_IPV6) === 0;
    const ip = isIpv4 ? 'ip4' : 'ip6';
    if (chains[ip] !== undefined && this.call(ip, null, record, header, isReverse) === false) return steps.end();
    const icmp = isIpv4 ? 'icmp4' : 'icmp6';
    if (
      (flags & HEADER_ICMP) !== 0 &&
      chains[icmp] !== undefined &&
      this.call(icmp, null, record, header, this.headers.quoted(steps.row), isReverse) === false
    ) {
      return steps.end();
    }
    const transport = transportChain(flags, this.frame!.protocol[steps.row]!);
    if (transport !== null && chains[transport] !== undefined) {
      if (this.call(transport, null, record, header, isReverse) === false) steps.end();
    }
  }

  private ended(record: FlowState): void {
    if (this.chains.flow_end !== undefined) this.call('flow_end', null, record);
    try {
      this.outlet.add(record);
    } catch (error) {
      this.fault('flow_end', error);
    }
  }

  /** `otherwise`: what counts where it throws. */
  private call(name: ObserverChain, otherwise: unknown, ...values: readonly unknown[]): unknown {
    try {
      const answer = this.chains[name]!(...values);
      if (!isThenable(answer)) return answer;
      answer.then(undefined, () => undefined);
      this.options.monitor.fault(whereOf(name), {
        message: 'answered a promise: observers answer at once, as what they say decides about the next packet',
        trace: '',
      });
    } catch (error) {
      this.fault(name, error);
    }
    return otherwise;
  }

  /** Calls are late if they were busy for so long, and not just waiting for a processor. */
  private judge(took: number, cpuBefore: number): void {
    const { callMs, monitor } = this.options;
    if (took > callMs && monitor.clock.cpuMs() - cpuBefore > callMs) {
      monitor.fault(OBSERVERS_EXPORT, { message: `took longer than ${callMs} ms`, trace: '' });
    }
  }

  private fault(name: ObserverChain, thrown: unknown): void {
    this.options.monitor.fault(whereOf(name), this.options.faultOf(thrown));
  }
}

/** Of TCP and UDP only packets of which the header was captured: a fragment but the first has none. */
function transportChain(flags: number, protocol: number): 'tcp' | 'udp' | 'l4' | null {
  if ((flags & HEADER_TCP) !== 0) return 'tcp';
  if ((flags & HEADER_UDP) !== 0) return 'udp';
  return protocol === PROTOCOL_TCP || protocol === PROTOCOL_UDP ? null : 'l4';
}

function whereOf(name: ObserverChain): string {
  return `${OBSERVERS_EXPORT}.${name}`;
}
