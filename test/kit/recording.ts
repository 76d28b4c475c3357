/** A viewer's engine that records what it captures: frames and time are in the test's hands, the history process is the real one. */
import { success } from '#base/result.ts';
import type { HistoryStatusFrame } from '#contract/history/commands.ts';
import type { CommandName, CommandParams, CommandResults, StreamFrames, StreamParams } from '#contract/protocol.ts';
import { DEFAULT_SETTINGS, type Settings } from '#contract/settings.ts';
import { SyntheticSource, type SyntheticFrame } from '#main/engine/capture/synthetic-source.ts';
import type { CaptureInterface, PacketSource } from '#main/engine/capture/packet-source.ts';
import { createEngine, DEFAULT_VIEWER_LIMITS, type Engine } from '#main/engine/engine.ts';
import type { EnginePorts } from '#main/engine/engine-ports.ts';
import type { PacketFolder } from '#main/engine/packet-disk/ports.ts';
import type { HistoryProcess, HistorySpawner } from '#main/engine/history/ports.ts';
import { liveParams, World } from '#main/engine/test-world.ts';
import { valueOf } from './opened-capture.ts';

/** A live source that is given frames while it runs. */
export class FedSource implements PacketSource {
  readonly interfaces: readonly CaptureInterface[] = [{ name: 'eth0', linkType: 1, snaplen: 65_535 }];
  #inner: SyntheticSource = new SyntheticSource([], { interfaces: this.interfaces });
  #isOver: boolean = false;
  #wake: () => void = () => undefined;

  feed(frames: readonly SyntheticFrame[]): void {
    this.#inner = new SyntheticSource(frames, { interfaces: this.interfaces });
    this.#wake();
  }

  async next(): ReturnType<SyntheticSource['next']> extends infer T ? Promise<T> : never {
    for (;;) {
      const answer = this.#inner.next();
      if (!('end' in answer) || this.#isOver) return answer;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  counters(): ReturnType<PacketSource['counters']> {
    return { kernelDrops: 3, interfaceDrops: 1, bytesRead: 0, bytesTotal: null };
  }

  finish(): void {
    this.#isOver = true;
    this.#wake();
  }

  close(): Promise<void> {
    this.finish();
    return Promise.resolve();
  }
}

export interface RecordingOptions {
  /** Of the history. */
  readonly folder: string;
  readonly spawner: HistorySpawner;
  readonly settings?: Partial<Settings['history']>;
  /** Ended sessions and lookups that memory holds. */
  readonly held?: number;
  /** Where packets are kept; left out: nowhere. */
  readonly packets?: PacketFolder;
  /** Bytes of packets that memory holds. */
  readonly packetBytes?: number;
  /** Instead of the world's. */
  readonly ports?: Partial<Pick<EnginePorts, 'exportFiles'>>;
}

/** An engine whose clock the test moves, with a real history process. */
export class Recording {
  readonly world: World = new World();
  readonly engine: Engine;
  readonly folder: string;
  readonly processes: HistoryProcess[] = [];
  source: FedSource = new FedSource();
  #status: ReturnType<Engine['service']['streams']['history']>;
  #changed: () => void = () => undefined;

  constructor({ folder, spawner, settings = {}, held, packets, packetBytes, ports = {} }: RecordingOptions) {
    this.folder = folder;
    Object.assign(this.world, ports);
    this.world.history = {
      folder,
      ...(packets !== undefined && { packets }),
      spawner: {
        spawn: () => {
          const process = spawner.spawn();
          this.processes.push(process);
          return process;
        },
      },
    };
    this.engine = createEngine(this.world, {
      version: '1.2.3',
      host: 'headless',
      platform: 'test',
      samplePath: null,
      settings: {
        ...DEFAULT_SETTINGS,
        history: { ...DEFAULT_SETTINGS.history, ...settings },
        viewer: { packet_bytes: packetBytes ?? DEFAULT_SETTINGS.viewer.packet_bytes },
      },
      limits: { ...DEFAULT_VIEWER_LIMITS, ...(held !== undefined && { endedSessions: held, dns: held }) },
    });
    this.#status = this.engine.service.streams.history({}, () => this.#changed());
  }

  async call<K extends CommandName>(name: K, params: CommandParams<K>): Promise<CommandResults[K]> {
    return valueOf(await this.engine.service.commands[name](params, new AbortController().signal));
  }

  async start(): Promise<void> {
    this.source = new FedSource();
    this.world.live = success(this.source);
    await this.call('capture.start', liveParams);
  }

  /** Hands in frames, and answers once they are captured. */
  async capture(frames: readonly SyntheticFrame[]): Promise<void> {
    const packets = (): number => this.engine.service.streams.status({}, () => undefined).take()?.capture.packets ?? 0;
    const before = packets();
    this.source.feed(frames);
    while (packets() < before + frames.length) await turn();
  }

  get status(): HistoryStatusFrame {
    return this.#status.take()!;
  }

  /** Lets time pass, a second at a time, until the status `fits`. */
  async until(fits: (status: HistoryStatusFrame) => boolean): Promise<HistoryStatusFrame> {
    for (;;) {
      const { status } = this;
      if (fits(status)) return status;
      const changed = new Promise<void>((resolve) => {
        this.#changed = resolve;
      });
      await this.world.clock.advance(1000);
      await Promise.race([changed, turn(20)]);
    }
  }

  /** Until everything that was captured by now is on disk. */
  async saved(): Promise<void> {
    const now = this.world.clock.nowUs();
    await this.until(({ savedUntilUs }) => savedUntilUs !== null && savedUntilUs >= now);
  }

  async close(): Promise<void> {
    this.#status.close();
    const closed = this.engine.close();
    let isClosed = false;
    void closed.then(() => {
      isClosed = true;
    });
    // Patience is by the clock that stands still.
    while (!isClosed) {
      await turn(5);
      await this.world.clock.advance(100);
    }
  }
}

/** The streams that views have. */
type Viewed = 'view' | 'overview' | 'groups' | 'dns_summary';

/** One open stream as a viewer has it. */
export class Watched<K extends Viewed> {
  readonly #recording: Recording;
  readonly #stream: ReturnType<Engine['service']['streams'][K]>;
  #told: () => void = () => undefined;

  constructor(recording: Recording, name: K, params: StreamParams<K>) {
    this.#recording = recording;
    const open = recording.engine.service.streams[name] as unknown as (
      params: StreamParams<K>,
      notify: () => void,
    ) => ReturnType<Engine['service']['streams'][K]>;
    this.#stream = open(params, () => this.#told());
  }

  update(params: StreamParams<K>): void {
    (this.#stream as { update(params: StreamParams<K>): void }).update(params);
  }

  /** The next frame that fits; lets time pass until it comes. */
  async frame(fits: (frame: StreamFrames[K]) => boolean = () => true): Promise<StreamFrames[K]> {
    for (;;) {
      const told = new Promise<void>((resolve) => {
        this.#told = resolve;
      });
      const frame = this.#stream.take() as StreamFrames[K] | null;
      if (frame !== null && fits(frame)) return frame;
      await this.#recording.world.clock.advance(100);
      await Promise.race([told, turn(20)]);
    }
  }

  close(): void {
    this.#stream.close();
  }
}

export const turn = (milliseconds: number = 0): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });
