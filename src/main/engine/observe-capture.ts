/** Observers over one input: a record out for every flow as it is over, holding only the flows under way. */
import { CaptureCounters } from './capture-counters.ts';
import { CaptureInterfaces } from './capture-interfaces.ts';
import { CaptureRun } from './capture-run.ts';
import type { CreatedPlugins } from './create-plugins.ts';
import type { EnginePorts } from './engine-ports.ts';
import { newHashSeed, newSessionSeed } from './flow-setup.ts';
import { ObservingPlugins } from './observe-plugins.ts';
import type { ObserveOutcome, ObserveRequest } from './observe-request.ts';
import { openInput } from './open-input.ts';
import { chainsNamed } from './pipeline/observers/chains.ts';
import { FlowObserver } from './pipeline/observers/flow-observer.ts';
import { jsonLineWriter } from '#base/json-lines.ts';
import { RowBuffer } from './store/row-buffer.ts';
import type { Settings } from '#contract/settings.ts';

const PROGRESS_INTERVAL_MS = 100;
/** Records that are made at the end before they are written. */
const FLUSHED_AT_ONCE = 1000;

export async function observeCapture(
  ports: EnginePorts,
  settings: Settings,
  request: ObserveRequest,
  plugins: Pick<CreatedPlugins, 'feeds' | 'platform'> | null = null,
): Promise<ObserveOutcome> {
  const { clock } = ports;
  const counters = new CaptureCounters();
  const buffer = new RowBuffer(request.sink);
  const chains = chainsNamed(request.chains ?? []);
  const observer = new FlowObserver(chains, (flow) => writeRecord(flow), newHashSeed(ports));
  const writeLine = jsonLineWriter(observer.keys, (flow: number, _key, position) => observer.value(flow, position));
  const writeRecord = (flow: number): void => {
    if (request.chains === null) return;
    writeLine(flow, buffer.out);
    buffer.rowEnded();
  };

  const live = request.input.kind === 'live';
  const opened = await openInput(request.input, ports, settings.filter.bpf);
  if (!opened.ok) return outcome(opened.failure);
  const { source, title, backend, limits } = opened.value;
  if (live) request.onStarted?.(backend, limits);
  const interfaces = new CaptureInterfaces(newSessionSeed(ports));
  const others =
    plugins === null || request.plugins === undefined ? null : new ObservingPlugins(plugins, interfaces, live);
  let nextReport = 0;
  let flushDue = false;
  const run = new CaptureRun({
    clock,
    flows: observer,
    counters,
    interfaces,
    live,
    ...(others !== null && { observe: (packet) => others.observe(packet) }),
    afterBatch() {
      if (request.onProgress !== undefined && clock.monotonicMs() >= nextReport) report();
      if (buffer.failure !== null) run.stop();
      others?.writeTo(buffer);
      const room = others?.whenRoom() ?? null;
      if (!flushDue && !buffer.isFull) return room;
      flushDue = false;
      return buffer.flush().then(() => room ?? undefined);
    },
    onLiveTick() {
      others?.advance(clock.nowUs());
      flushDue = true;
    },
  });
  const report = (): void => {
    nextReport = clock.monotonicMs() + PROGRESS_INTERVAL_MS;
    const { bytesRead, bytesTotal } = source.counters();
    const { flows: sessions } = observer.counters;
    request.onProgress?.({ input: 0, bytesRead, bytesTotal, packets: counters.packets, sessions });
  };
  const stop = (): void => run.stop();
  request.signal?.addEventListener('abort', stop);
  if (request.signal?.aborted === true) stop();
  const ended = await run.read(source, title);
  request.signal?.removeEventListener('abort', stop);
  while (observer.flush(FLUSHED_AT_ONCE)) await buffer.flush();
  if (others !== null && request.plugins !== undefined) {
    await others.end(request.plugins);
    others.writeTo(buffer);
  }
  await buffer.flush();
  return outcome(buffer.failure ?? ended);

  function outcome(failure: ObserveOutcome['failure']): ObserveOutcome {
    const { flows, ignoredFlows, evicted } = observer.counters;
    const short = counters.undecodedPackets + observer.short;
    const { packets, nonIpPackets: nonIp } = counters;
    return { failure, counts: { packets, short, nonIp, flows, ignored: ignoredFlows, evicted } };
  }
}
