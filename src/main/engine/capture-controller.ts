/**
 * The viewer's one capture at a time: opening, running, stopping. Another start stops the former, but only once the new
 * one could be opened. What was read stays on view after an end or a failure.
 */
import { failure, success, type Failure, type Result } from '#base/result.ts';
import type { CaptureState } from '#contract/health.ts';
import type { Imported } from '#contract/history/answers.ts';
import type { CaptureStartParams } from '#contract/protocol.ts';
import type { Settings } from '#contract/settings.ts';
import { createAttribution } from './capture-attribution.ts';
import { CaptureInterfaces } from './capture-interfaces.ts';
import type { Feeds } from './capture-outlets.ts';
import { CaptureRun } from './capture-run.ts';
import { describedCapture } from './kept-packets.ts';
import type { PacketDisk, RecordedPackets } from './packet-disk/packet-disk.ts';
import type { PacketSource } from './capture/packet-source.ts';
import type { TimelineSource } from './capture/timeline/timeline-source.ts';
import { CoverageMeter } from './coverage-meter.ts';
import type { RunRecorder } from './history/run-recorder.ts';
import type { EnginePorts } from './engine-ports.ts';
import { importNotes, type Imports, type OpenedImport } from './exchange/imports.ts';
import { openExports } from './exchange/open-exports.ts';
import { flowOptions, newRedactionKey, newSessionSeed } from './flow-setup.ts';
import { DEFAULT_FLOW_OPTIONS } from './flows/flow-options.ts';
import { openInput, type OpenedInput } from './open-input.ts';
import type { CaptureInput } from './read-request.ts';
import { createSessionObserver } from './session-observers.ts';
import type { SettingsKeeper } from './settings-keeper.ts';
import { ViewerCapture, type RingSizes } from './viewer-capture.ts';

export interface ViewerLimits extends Omit<RingSizes, 'frameBytes'> {
  /** Ended sessions that stay on view. */
  readonly endedSessions: number;
}

/** The capture on view and how it is going. */
export interface CurrentCapture {
  readonly data: ViewerCapture;
  readonly input: CaptureInput | null;
  readonly title: string;
  readonly backend: string | null;
  readonly limits: readonly string[];
  readonly source: PacketSource | null;
  /** Of several captures as one: what became of them. */
  readonly timeline: TimelineSource | null;
  /** Of an export that is on view in the place of a capture. */
  readonly imported: Imported | null;
  readonly meter: CoverageMeter | null;
  /** Those it was begun with; null while nothing was. */
  readonly settings: Settings | null;
  /** When it was begun, microseconds since the epoch; null while nothing was. */
  readonly startedUs: number | null;
  state: CaptureState;
  failure: Failure | null;
}

/** Who writes live captures down. */
export interface LiveRecorder {
  /** For a capture that is about to begin. */
  newRun(): RunRecorder;
  begin(run: RunRecorder, capture: CurrentCapture): void;
  /** Its flow table is finished. */
  end(run: RunRecorder): void;
  /** A capture begins that is not recorded. */
  leave(): void;
}

type Asked =
  | { readonly kind: 'file'; readonly path: string; readonly more: readonly string[] }
  | { readonly kind: 'live'; readonly params: CaptureStartParams };

/** What was left open is as the settings say. Their capture filter is for live capture: files are opened whole. */
function inputOf(asked: Asked, { capture, filter }: Settings): CaptureInput {
  if (asked.kind === 'file') return asked;
  const { interfaces, bpf, promiscuous, snaplen, bufferBytes } = asked.params;
  const request = {
    interfaces,
    bpf: bpf ?? filter.bpf,
    promiscuous: promiscuous ?? capture.promiscuous,
    snaplen: snaplen ?? capture.snaplen,
    bufferBytes: bufferBytes ?? capture.buffer_bytes,
  };
  return { kind: 'live', request };
}

export class CaptureController {
  private readonly ports: EnginePorts;
  private readonly settings: SettingsKeeper;
  private readonly limits: ViewerLimits;
  private readonly changed: () => void;
  private readonly feeds: Feeds;
  /** Of live captures; null: none are recorded. */
  private readonly recorder: LiveRecorder | null;
  private readonly packetDisk: PacketDisk | null;
  /** Null: nothing but captures can be opened. */
  private readonly imports: Imports | null;
  private capture: CurrentCapture;
  private run: { readonly loop: CaptureRun; readonly ended: Promise<void> } | null = null;
  /** Commands wait for each other: there is never more than one capture being started or stopped. */
  private last: Promise<unknown> = Promise.resolve();
  private opening = false;
  /** Of the export that is being opened. */
  private import: { readonly cancelling: AbortController; share: number } | null = null;
  /** What is on view, as it was asked for. */
  private asked: Asked | null = null;

  constructor(
    ports: EnginePorts,
    settings: SettingsKeeper,
    limits: ViewerLimits,
    changed: () => void,
    feeds: Feeds,
    recorder: LiveRecorder | null = null,
    packetDisk: PacketDisk | null = null,
    imports: Imports | null = null,
  ) {
    this.imports = imports;
    this.recorder = recorder;
    this.packetDisk = packetDisk;
    this.feeds = feeds;
    this.ports = ports;
    this.settings = settings;
    this.limits = limits;
    this.changed = changed;
    this.capture = this.idle();
  }

  get current(): CurrentCapture {
    return this.capture;
  }

  get state(): CaptureState {
    return this.opening && this.run === null ? 'opening' : this.capture.state;
  }

  /** How far the opening of an export has got, 0 … 1; null: none is being opened. */
  get importShare(): number | null {
    return this.import?.share ?? null;
  }

  /** What is on view is gone. */
  lost(failure: Failure): void {
    this.capture.failure = failure;
    this.capture.state = 'failed';
    this.changed();
  }

  /** `more`: further captures of the same timeline. */
  open(path: string, more: readonly string[] = []): Promise<Result<null>> {
    return this.start({ kind: 'file', path, more });
  }

  startLive(params: CaptureStartParams): Promise<Result<null>> {
    return this.start({ kind: 'live', params });
  }

  /** The same again, with the settings as they are now. */
  async restart(): Promise<Result<null>> {
    if (this.asked !== null) return this.start(this.asked);
    return failure('not-found', 'Nothing was captured or opened yet', { remedy: 'Start a capture, or open one' });
  }

  /** Answers once everything captured until now is in. */
  stop(): Promise<Result<null>> {
    this.import?.cancelling.abort();
    return this.inTurn(async () => {
      await this.endRun();
      return success(null);
    });
  }

  /** Nothing is on view afterwards. */
  close(): Promise<Result<null>> {
    this.import?.cancelling.abort();
    return this.inTurn(async () => {
      await this.endRun();
      this.capture = this.idle();
      this.asked = null;
      this.imports?.leave();
      this.changed();
      return success(null);
    });
  }

  private start(asked: Asked): Promise<Result<null>> {
    return this.inTurn(async () => {
      const settings = await this.settings.current();
      const input = inputOf(asked, settings);
      const options = flowOptions(settings, this.ports, this.limits.endedSessions);
      if (!options.ok) return options;
      const attribution = await createAttribution(this.ports, settings.geo, input.kind === 'live');
      if (!attribution.ok) return attribution;
      this.opening = true;
      this.changed();
      const opened = await openInput(input, this.ports, null);
      const exports = opened.ok || asked.kind === 'live' ? null : await this.openExports(asked, opened.failure);
      this.opening = false;
      if (exports?.ok === true) {
        await this.endRun();
        this.showExports(input, exports.value, settings);
        this.asked = asked;
      } else if (opened.ok) {
        await this.endRun();
        const interfaces = new CaptureInterfaces(newSessionSeed(this.ports));
        const observer = createSessionObserver(settings);
        const record = input.kind === 'live' ? (this.recorder?.newRun() ?? null) : null;
        const data = new ViewerCapture(
          options.value,
          { ...this.limits, frameBytes: settings.viewer.packet_bytes },
          interfaces,
          this.feeds,
          observer,
          attribution.value,
          newRedactionKey(this.ports),
          record,
        );
        await this.begin(input, opened.value, data, settings, record);
        this.asked = asked;
      }
      this.changed();
      if (exports !== null) return exports.ok ? success(null) : exports;
      return opened.ok ? success(null) : opened;
    });
  }

  /** Null: they are none, or there is nobody who could open them. */
  private async openExports(
    { path, more }: Extract<Asked, { readonly kind: 'file' }>,
    refused: Failure,
  ): Promise<Result<OpenedImport> | null> {
    if (this.imports === null) return null;
    const opening = { cancelling: new AbortController(), share: 0 };
    this.import = opening;
    const opened = await openExports(
      this.imports,
      this.ports.opener,
      [path, ...more],
      refused,
      opening.cancelling.signal,
      (share) => {
        opening.share = share;
        this.changed();
      },
    );
    this.import = null;
    return opened;
  }

  private showExports(input: CaptureInput, opened: OpenedImport, settings: Settings): void {
    const { title, imported } = opened.dataset;
    const { clock } = this.ports;
    const notes = importNotes(imported);
    this.capture = {
      ...this.idle(),
      input,
      title,
      limits: notes,
      imported,
      settings,
      startedUs: clock.nowUs(),
      state: 'ended',
    };
    this.imports?.show(opened);
  }

  private async begin(
    input: CaptureInput,
    opened: OpenedInput,
    data: ViewerCapture,
    settings: Settings,
    record: RunRecorder | null,
  ): Promise<void> {
    const { source, backend, limits, timeline } = opened;
    const { clock } = this.ports;
    const live = input.kind === 'live';
    const meter = live ? new CoverageMeter(this.ports.interfaces, clock, input.request.interfaces) : null;
    const title = live ? opened.title : (opened.title.split(/[\\/]/).at(-1) ?? opened.title);
    const capture: CurrentCapture = {
      data,
      input,
      title,
      backend,
      limits,
      source,
      timeline,
      imported: null,
      meter,
      settings,
      startedUs: clock.nowUs(),
      state: 'running',
      failure: null,
    };
    this.capture = capture;
    this.imports?.leave();
    const { flows, counters, interfaces, outlets, frames } = data;
    if (record === null) this.recorder?.leave();
    else this.recorder?.begin(record, capture);
    outlets.attach(live, live ? 'live' : 'while-it-gets-on');
    const bpf = live ? input.request.bpf : null;
    const packets = live ? (this.packetDisk?.record(describedCapture(data, bpf)) ?? null) : null;
    let tickDue = false;
    const loop = new CaptureRun({
      clock,
      flows,
      counters,
      interfaces,
      frames,
      live,
      ...(packets !== null && { record: packets.blocks }),
      onLiveTick: () => {
        tickDue = true;
        packets?.tick();
      },
      ...(outlets.isWanted && {
        observe: (packet) => outlets.observe(packet),
        afterBatch: () => {
          const room = outlets.afterBatch(tickDue ? clock.nowUs() : null);
          tickDue = false;
          return room;
        },
      }),
    });
    await meter?.start();
    this.run = { loop, ended: this.follow(capture, loop, opened, record, packets) };
  }

  private async follow(
    capture: CurrentCapture,
    loop: CaptureRun,
    opened: OpenedInput,
    record: RunRecorder | null,
    packets: RecordedPackets | null,
  ): Promise<void> {
    const failed = await loop.read(opened.source, opened.title);
    packets?.end();
    capture.data.attribution?.stop();
    capture.data.flows.finish();
    await capture.data.outlets.end();
    await capture.meter?.stop();
    capture.failure = failed;
    capture.state = failed === null ? 'ended' : 'failed';
    // Whatever it takes to write the rest: the next capture does not wait for that.
    if (record !== null) this.recorder?.end(record);
    if (this.run?.loop === loop) this.run = null;
    this.changed();
  }

  private async endRun(): Promise<void> {
    const { run } = this;
    if (run === null) return;
    run.loop.stop();
    await run.ended;
    this.run = null;
  }

  private inTurn<T>(command: () => Promise<T>): Promise<T> {
    const turn = this.last.then(command, command);
    this.last = turn.catch(() => undefined);
    return turn;
  }

  private idle(): CurrentCapture {
    const interfaces = new CaptureInterfaces(newSessionSeed(this.ports));
    return {
      data: new ViewerCapture(
        DEFAULT_FLOW_OPTIONS,
        { ...this.limits, frameBytes: 0 },
        interfaces,
        this.feeds,
        null,
        null,
        newRedactionKey(this.ports),
      ),
      input: null,
      title: '',
      backend: null,
      limits: [],
      source: null,
      timeline: null,
      imported: null,
      meter: null,
      settings: null,
      startedUs: null,
      state: 'idle',
      failure: null,
    };
  }
}
