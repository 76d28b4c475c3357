/** A streaming read: inputs one after the other as one capture, rows out as they become final, one summary. */
import type { Failure } from '#base/result.ts';
import type { Settings } from '#contract/settings.ts';
import { CaptureCounters } from './capture-counters.ts';
import { CaptureInterfaces } from './capture-interfaces.ts';
import { CaptureRun } from './capture-run.ts';
import type { CreatedPlugins } from './create-plugins.ts';
import { CoverageMeter } from './coverage-meter.ts';
import type { EnginePorts } from './engine-ports.ts';
import { feedCapture } from './feed-capture.ts';
import { flowOptions, newSessionSeed } from './flow-setup.ts';
import { createFlowCounters, type FlowCounters } from './flows/flow-options.ts';
import type { FlowListener } from './flows/flow-listener.ts';
import { FlowTable } from './flows/flow-table.ts';
import { openInput, type OpenedInput } from './open-input.ts';
import type { FeedHandlers } from './pipeline/plugins/packet-feeds.ts';
import type { CaptureInput, ReadOutcome, ReadRequest } from './read-request.ts';
import { dnsRecord } from './store/dns-record.ts';
import { SessionRecords } from './store/session-record.ts';
import { createSessionObserver, observedListener } from './session-observers.ts';
import { compileTextFilter } from './store/text-filter.ts';
import { StreamingWriter } from './streaming-writer.ts';
import { summarize } from './summary.ts';

const PROGRESS_INTERVAL_MS = 100;

/** `plugins`: get packet logs, too, and are waited for where the input is a file. */
export async function readCapture(
  ports: EnginePorts,
  settings: Settings,
  request: ReadRequest,
  plugins: Pick<CreatedPlugins, 'feeds' | 'facts'> | null = null,
): Promise<ReadOutcome> {
  const started = ports.clock.monotonicMs();
  const counters = new CaptureCounters();
  let coverage: number | null = null;
  const outcome = (failure: Failure | null, flows: FlowCounters): ReadOutcome => ({
    failure,
    summary: summarize({
      files: request.inputs.flatMap((input) => (input.kind === 'live' ? [] : [nameOf(input)])),
      counters,
      flows,
      coverage,
      elapsedMs: ports.clock.monotonicMs() - started,
      peakRssBytes: ports.usage.peakRssBytes(),
    }),
  });

  const options = flowOptions(settings, ports, 0);
  if (!options.ok) return outcome(options.failure, createFlowCounters());
  const interfaces = new CaptureInterfaces(newSessionSeed(ports));
  const observer = createSessionObserver(settings);
  const writer = new StreamingWriter({
    sessions: request.outputs.sessions,
    packets: request.outputs.packets,
    dns: request.outputs.dns,
    filter: compileTextFilter(request.filter),
    rule: settings.logs.emit,
    names: interfaces,
    observed: observer,
  });
  const { sessions, packets } = request.outputs;
  const fed = plugins !== null && plugins.feeds.isActive ? plugins.feeds : null;
  const looksForNames =
    sessions !== undefined || packets !== undefined || fed !== null || settings.filter.only_matching;
  const listener =
    fed === null
      ? writer.listener
      : bothListeners(
          writer.listener,
          fed.listener(
            () => feed,
            (transaction) => dnsRecord(transaction, interfaces),
          ),
        );
  const flows = new FlowTable({ ...options.value, looksForNames }, observedListener(listener, observer));
  observer?.attach(flows.columns);
  const feed = feedCapture(flows.columns, interfaces);
  const live = request.inputs.some((input) => input.kind === 'live');
  fed?.attach(feed, !live);
  const records = new SessionRecords(flows.columns, interfaces, observer);
  plugins?.facts.lookIn(() => ({ records, slotOf: (serial) => flows.columns.slotOf(serial) }));
  writer.attach(flows.columns);

  let failed: Failure | null = null;
  for (const [position, input] of request.inputs.entries()) {
    if (failed !== null || request.signal?.aborted === true) break;
    const opened = await openInput(input, ports.opener, settings.filter.bpf);
    if (!opened.ok) {
      failed = opened.failure;
      break;
    }
    const meter =
      input.kind === 'live' ? new CoverageMeter(ports.interfaces, ports.clock, input.request.interfaces) : null;
    await meter?.start();
    if (input.kind === 'live') request.onStarted?.(opened.value.backend, opened.value.limits);
    failed = await readOne(position, opened.value, input.kind === 'live', meter);
    coverage = meter?.coverage(counters.bytes) ?? null;
  }
  flows.finish();
  fed?.end(feed);
  writer.writeOpenSessions(request.outputs.sessions === undefined ? [] : flows.openSessions());
  await writer.flush();
  return outcome(writer.failure ?? failed, flows.counters);

  async function readOne(
    position: number,
    { source, title }: OpenedInput,
    live: boolean,
    meter: CoverageMeter | null,
  ): Promise<Failure | null> {
    let nextReport = 0;
    let flushDue = false;
    const run = new CaptureRun({
      clock: ports.clock,
      flows,
      counters,
      interfaces,
      live,
      ...(fed !== null && { observe: (packet) => fed.observe(packet, feed) }),
      afterBatch() {
        if (request.onProgress !== undefined && ports.clock.monotonicMs() >= nextReport) {
          nextReport = ports.clock.monotonicMs() + PROGRESS_INTERVAL_MS;
          report();
        }
        if (writer.failure !== null) run.stop();
        const written = flushDue ? writer.flush() : writer.flushFull();
        flushDue = false;
        const room = fed?.whenRoom() ?? null;
        return room === null ? written : room.then(() => written ?? undefined);
      },
      onLiveTick() {
        flushDue = true;
      },
    });
    const report = (): void => {
      const { bytesRead, bytesTotal } = source.counters();
      const { packets } = counters;
      request.onProgress?.({ input: position, bytesRead, bytesTotal, packets, sessions: flows.counters.sessions });
    };
    const stop = (): void => {
      run.stop();
      void meter?.stop();
    };
    request.signal?.addEventListener('abort', stop);
    if (request.signal?.aborted === true) stop();
    const ended = await run.read(source, title);
    request.signal?.removeEventListener('abort', stop);
    await meter?.stop();
    report();
    return ended;
  }
}

function nameOf(input: Exclude<CaptureInput, { kind: 'live' }>): string {
  return input.kind === 'file' ? input.path : input.title;
}

/** `first` with what `second` wants to hear of packets. */
function bothListeners(first: FlowListener, second: FeedHandlers): FlowListener {
  return {
    ...first,
    packet: (packet, slot, direction, change, filter, name) => {
      first.packet?.(packet, slot, direction, change, filter, name);
      second.packet(packet, slot, direction, change, filter, name);
    },
    expired: (slot, time) => {
      first.expired?.(slot, time);
      second.expired(slot, time);
    },
    dnsTransaction: (transaction) => {
      first.dnsTransaction?.(transaction);
      second.dnsTransaction(transaction);
    },
  };
}
