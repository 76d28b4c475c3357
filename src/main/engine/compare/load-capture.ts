/**
 * Reads a capture into a dataset: the same rows that the history would have of it. It is read as fast as the history process takes them, and holds no more than the
 * sessions that are open.
 */
import { failure, success, type Failure, type Result } from '#base/result.ts';
import type { HistoryBatch } from '#contract/history/rows.ts';
import type { Settings } from '#contract/settings.ts';
import { createAttribution } from '../capture-attribution.ts';
import { CaptureInterfaces } from '../capture-interfaces.ts';
import { CaptureRun } from '../capture-run.ts';
import type { EnginePorts } from '../engine-ports.ts';
import { flowOptions, newRedactionKey, newSessionSeed } from '../flow-setup.ts';
import { RunRecorder } from '../history/run-recorder.ts';
import { openInput } from '../open-input.ts';
import { Slicer, type Turns } from '../store/slicer.ts';
import { ViewerCapture } from '../viewer-capture.ts';

export interface LoadWorld {
  readonly ports: EnginePorts;
  readonly turns: Turns;
  readonly settings: Settings;
  readonly version: string;
  /** Into the dataset; the first one begins it. */
  fill(batch: HistoryBatch, begins: boolean): Promise<Result<null>>;
}

export interface LoadedCapture {
  readonly title: string;
  /** What was wrong with it part-way: everything up to there is in. */
  readonly damage: Failure | null;
  readonly sessions: number;
}

const ENDED_SESSIONS = 4096;
const DNS_RING = 65_536;
/** Packets after which what is marked is sent on. */
const PACKETS_A_TURN = 50_000;
const NUMBERS = { run: 1, session: 0, dns: 0 };

export async function loadCapture(world: LoadWorld, path: string, signal: AbortSignal): Promise<Result<LoadedCapture>> {
  const { ports, settings } = world;
  const options = flowOptions(settings, ports, ENDED_SESSIONS);
  if (!options.ok) return options;
  const attribution = await createAttribution(ports, settings.geo, false);
  if (!attribution.ok) return attribution;
  const opened = await openInput({ kind: 'file', path }, ports, null);
  if (!opened.ok) return opened;
  const recorder = new RunRecorder(world.version);
  const interfaces = new CaptureInterfaces(newSessionSeed(ports));
  const data = new ViewerCapture(
    options.value,
    { packets: 1, dns: DNS_RING, frameBytes: 0 },
    interfaces,
    { plugins: null, pipelines: null },
    null,
    attribution.value,
    newRedactionKey(ports),
    recorder,
  );
  recorder.attach({
    columns: data.flows.columns,
    cells: data.sessions.records.cells,
    dns: data.dns.ring,
    log: data.log,
    latestSerial: () => data.flows.counters.sessions,
    openSessions: () => data.flows.openSessions(),
    health: () => ({
      startedUs: Number.isNaN(data.log.firstTime) ? 0 : data.log.firstTime,
      state: 'ended',
      interfaces: [],
      captureFilter: null,
      packets: data.counters.packets,
      bytes: data.counters.bytes,
      kernelDropped: 0,
      undecoded: data.counters.undecodedPackets,
      evicted: 0,
      coverage: null,
      failure: null,
    }),
  });
  recorder.record();

  let refused: Failure | null = null;
  let begins = true;
  const send = async (all: boolean): Promise<void> => {
    const nowUs = Number.isNaN(data.log.lastTime) ? 0 : data.log.lastTime;
    for await (const batch of recorder.batches(NUMBERS, nowUs, all, new Slicer(world.turns))) {
      if (refused !== null) continue;
      const filled = await world.fill(batch, begins);
      begins = false;
      if (filled.ok) continue;
      refused = filled.failure;
      loop.stop();
    }
  };
  let sentAt = 0;
  const loop = new CaptureRun({
    clock: ports.clock,
    flows: data.flows,
    counters: data.counters,
    interfaces,
    live: false,
    afterBatch: () => {
      if (data.counters.packets - sentAt < PACKETS_A_TURN) return null;
      sentAt = data.counters.packets;
      return send(false);
    },
  });
  const stop = (): void => loop.stop();
  signal.addEventListener('abort', stop, { once: true });
  const damage = await loop.read(opened.value.source, opened.value.title);
  signal.removeEventListener('abort', stop);
  attribution.value?.stop();
  data.flows.finish();
  await send(true);
  if (refused !== null) return { ok: false, failure: refused };
  if (signal.aborted) return failure('cancelled', 'Reading was cancelled');
  const sessions = data.flows.counters.sessions;
  if (damage !== null && sessions === 0) return { ok: false, failure: damage };
  return success({ title: opened.value.title.split(/[\\/]/).at(-1) ?? path, damage, sessions });
}
