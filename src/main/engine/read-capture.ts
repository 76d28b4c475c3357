/** A streaming read: inputs one after the other as one capture, rows out as they become final, one summary. */
import type { Failure } from '#base/result.ts';
import type { Settings } from '#contract/settings.ts';
import { createAttribution } from './capture-attribution.ts';
import { CaptureCounters } from './capture-counters.ts';
import { CaptureInterfaces } from './capture-interfaces.ts';
import { CaptureOutlets, type Feeds } from './capture-outlets.ts';
import { CaptureRun } from './capture-run.ts';
import type { CreatedPlugins } from './create-plugins.ts';
import { compileRowFilter } from './filter/row-filter.ts';
import { filterFailure } from './filter/mistake-text.ts';
import { CoverageMeter } from './coverage-meter.ts';
import type { EnginePorts } from './engine-ports.ts';
import type { Exchange } from './exchange/parquet-rows.ts';
import { readExports } from './exchange/read-exports.ts';
import { flowOptions, newRedactionKey, newSessionSeed } from './flow-setup.ts';
import { createFlowCounters, type FlowCounters } from './flows/flow-options.ts';
import { FlowTable } from './flows/flow-table.ts';
import { joinListeners } from './join-listeners.ts';
import { openInput, type OpenedInput } from './open-input.ts';
import type { CaptureFeeds } from './pipeline/sources/capture-feeds.ts';
import type { CaptureInput, ReadOutcome, ReadRequest } from './read-request.ts';
import { Redactor } from './store/redact.ts';
import { SessionRecords } from './store/session-record.ts';
import { createSessionObserver, observedListener } from './session-observers.ts';
import { StreamingWriter } from './streaming-writer.ts';
import { importedSummary, summarize } from './summary.ts';

const PROGRESS_INTERVAL_MS = 100;

/** `plugins`, `pipelines`: get what happens, too, and are waited for where the input is a file. */
export async function readCapture(
  ports: EnginePorts,
  settings: Settings,
  request: ReadRequest,
  plugins: Pick<CreatedPlugins, 'feeds' | 'facts'> | null = null,
  pipelines: CaptureFeeds | null = null,
  exchange: Exchange | null = null,
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
  const filter = compileRowFilter(request.filter);
  if (filter.mistake !== null) return outcome(filterFailure(filter.source, filter.mistake), createFlowCounters());
  const feeds: Feeds = {
    plugins: plugins?.feeds.isActive === true ? plugins.feeds : null,
    pipelines: pipelines?.isActive === true ? pipelines : null,
  };
  const live = request.inputs.some((input) => input.kind === 'live');
  const showsSessions = request.outputs.sessions !== undefined || feeds.plugins !== null || feeds.pipelines !== null;
  const attributed = await createAttribution(ports, settings.geo, live && showsSessions);
  if (!attributed.ok) return outcome(attributed.failure, createFlowCounters());
  const attribution = attributed.value;
  const interfaces = new CaptureInterfaces(newSessionSeed(ports));
  const observer = createSessionObserver(settings);
  const redactor = request.redact === true ? new Redactor(newRedactionKey(ports)) : null;
  let writers = 0;
  const writer = new StreamingWriter({
    sessions: request.outputs.sessions,
    packets: request.outputs.packets,
    dns: request.outputs.dns,
    filter,
    redactor,
    rule: settings.logs.emit,
    names: interfaces,
    observed: observer,
    attribution,
    parquet: () => (exchange === null ? null : { exchange, writerId: `read-${++writers}` }),
  });
  const { sessions, packets } = request.outputs;
  const outlets = new CaptureOutlets(feeds, interfaces, observer, attribution);
  const looksForNames =
    sessions !== undefined || packets !== undefined || outlets.isWanted || settings.filter.only_matching;
  const listener = joinListeners([attribution?.listener ?? {}, writer.listener, outlets.listener]);
  const flows = new FlowTable({ ...options.value, looksForNames }, observedListener(listener, observer));
  observer?.attach(flows.columns);
  attribution?.attach(flows.columns);
  outlets.bind(flows);
  outlets.attach(live, live ? 'live' : 'always');
  const records = new SessionRecords(flows.columns, interfaces, observer, attribution);
  plugins?.facts.lookIn(() => ({ records, slotOf: (serial) => flows.columns.slotOf(serial) }));
  writer.attach(flows.columns);

  let failed: Failure | null = null;
  for (const [position, input] of request.inputs.entries()) {
    if (failed !== null || request.signal?.aborted === true) break;
    const opened = await openInput(input, ports, settings.filter.bpf);
    if (!opened.ok) {
      const exports = position > 0 || exchange === null ? null : await asExports(exchange, opened.failure);
      if (exports !== null) return exports;
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
  attribution?.stop();
  flows.finish();
  await outlets.end();
  writer.writeOpenSessions(request.outputs.sessions === undefined ? [] : flows.openSessions());
  await writer.finish();
  return outcome(writer.failure ?? failed, flows.counters);

  /** Nothing was read and nothing written until now. Null: they are none. */
  async function asExports(means: Exchange, refused: Failure): Promise<ReadOutcome | null> {
    const read = await readExports(means, ports.opener, request, redactor, refused);
    if (read === null) return null;
    attribution?.stop();
    await outlets.end();
    const { failure, summary } = outcome(read.failure, flows.counters);
    return { failure, summary: read.imported === null ? summary : importedSummary(summary, read.imported) };
  }

  async function readOne(
    position: number,
    { source, title, timeline }: OpenedInput,
    live: boolean,
    meter: CoverageMeter | null,
  ): Promise<Failure | null> {
    const input = request.inputs[position];
    let nextReport = 0;
    let flushDue = false;
    let tickDue = false;
    const run = new CaptureRun({
      clock: ports.clock,
      flows,
      counters,
      interfaces,
      live,
      ...(outlets.isWanted && { observe: (packet) => outlets.observe(packet) }),
      afterBatch() {
        if (request.onProgress !== undefined && ports.clock.monotonicMs() >= nextReport) {
          nextReport = ports.clock.monotonicMs() + PROGRESS_INTERVAL_MS;
          report();
        }
        if (writer.failure !== null) run.stop();
        const written = flushDue ? writer.flush() : writer.flushFull();
        flushDue = false;
        const room = outlets.afterBatch(tickDue ? ports.clock.nowUs() : null);
        tickDue = false;
        return room === null ? written : room.then(() => written ?? undefined);
      },
      onLiveTick() {
        flushDue = true;
        tickDue = true;
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
    if (timeline !== null && input?.kind === 'file') request.onFiles?.(input.path, timeline.files);
    return ended;
  }
}

function nameOf(input: Exclude<CaptureInput, { kind: 'live' }>): string {
  return input.kind === 'file' ? input.path : input.title;
}
