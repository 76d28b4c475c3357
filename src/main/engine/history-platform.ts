/** Puts the history together: its process, what is recorded, what the settings say of it, and what can be asked of it. */
import { failure, success, type Result } from '#base/result.ts';
import type { Forgotten, HistoryInfo } from '#contract/history/answers.ts';
import type { HistoryStatusFrame } from '#contract/history/commands.ts';
import type { HistoryOpen } from '#contract/history/process.ts';
import { HISTORY_DATASET, type HistoryQuestion, type HistoryQuestions } from '#contract/history/questions.ts';
import type { HistorySettings } from '#contract/settings.ts';
import type { EnginePorts } from './engine-ports.ts';
import { HistoryClient } from './history/client.ts';
import type { HistoryPorts } from './history/ports.ts';
import { createQueries, type CreatedQueries } from './history/queries/create-queries.ts';
import { HistoryRecorder } from './history/recorder.ts';
import type { InterfaceMonitor } from './interface-monitor.ts';
import { ChangeWatchers } from './plugin-commands.ts';
import { addressesOf } from './packet-disk/addresses-of.ts';
import { forgetPackets } from './packet-disk/forget-packets.ts';
import { PacketDisk } from './packet-disk/packet-disk.ts';
import type { SettingsKeeper } from './settings-keeper.ts';
import type { Turns } from './store/slicer.ts';
import type { DatasetOnView, HistoryReader } from './travel/history-reader.ts';

export interface HistorySetup {
  readonly ports: EnginePorts;
  readonly history: HistoryPorts;
  readonly turns: Turns;
  readonly settings: SettingsKeeper;
  readonly monitor: InterfaceMonitor;
  readonly version: string;
}

/** What else the stream `history` tells; whoever has it sets it, and calls `tell` when it changes. */
export type HistoryExtras = Pick<HistoryStatusFrame, 'saved' | 'dataset'>;

/** Of all queries together. */
const MEMORY_BYTES = 512 * 1024 * 1024;
const THREADS = 2;
/** For what is left to be written where nothing more is to be, and for its process to end then. */
const PATIENCE_MS = 5_000;
const CHANCE_STEPS = 2 ** 32;
/** How often the size of the database is asked for while somebody looks. */
const SIZE_EVERY_MS = 10_000;

export class HistoryPlatform implements HistoryReader {
  readonly client: HistoryClient;
  readonly recorder: HistoryRecorder;
  readonly queries: CreatedQueries;
  /** The ring of packets; null: there is no place for one. */
  readonly packets: PacketDisk | null;
  extras: HistoryExtras = { saved: [], dataset: null };
  /** A process has the database open, for the first time or anew: it knows of no imports. */
  onOpened: (() => void) | null = null;
  readonly #parts: HistorySetup;
  readonly #watchers: ChangeWatchers = new ChangeWatchers();
  readonly #unwatchSettings: () => void;
  #settings: HistorySettings;
  /** Rows were written so often. */
  #version: number = 0;
  #bytes: number | null = null;
  #bytesAtMs: number = Number.NEGATIVE_INFINITY;
  /** Something is done that needs the right to write, although nothing is recorded. */
  #isForgetting: boolean = false;
  #isListening: boolean = false;
  #isClosed: boolean = false;
  #stopListening: (() => void) | null = null;

  constructor(parts: HistorySetup) {
    this.#parts = parts;
    const { ports, history, turns, settings, monitor, version } = parts;
    this.#settings = settings.latest.history;
    this.client = new HistoryClient({
      spawner: history.spawner,
      clock: ports.clock,
      chance: () => new DataView(ports.randomBytes(4).buffer).getUint32(0) / CHANCE_STEPS,
      open: this.#open(),
      changed: () => {
        this.recorder.stateChanged();
        this.tell();
      },
      run: () => this.recorder.run,
      opened: (found) => {
        this.recorder.opened(found);
        if (found.state.kind !== 'locked' && found.state.kind !== 'newer') void this.#listen();
        this.onOpened?.();
      },
    });
    const changed = (): void => this.tell();
    this.packets =
      history.packets === undefined
        ? null
        : new PacketDisk({ folder: history.packets, clock: ports.clock, version, changed }, this.#settings);
    const written = (): void => {
      this.#version++;
      this.tell();
    };
    const { clock } = ports;
    this.recorder = new HistoryRecorder(
      { clock, turns, client: this.client, monitor, version, written },
      this.#settings.enabled,
    );
    this.queries = createQueries({
      ask: (...asked) => this.client.ask(...asked),
      dataset: () => this.extras.dataset?.id ?? HISTORY_DATASET,
      queries: history.folder === null ? undefined : history.queries,
      clock,
      exportFiles: ports.exportFiles,
      mayRun: () => this.hasHistory() && this.client.found !== null,
      changed: () => {
        this.extras = { ...this.extras, saved: this.queries.saved?.list ?? [] };
        this.tell();
      },
    });
    this.#unwatchSettings = settings.watch(({ history: changed }) => void this.#configure(changed));
  }

  /** Where the settings want one, its process is started now, and not when it is needed. */
  start(): void {
    if (this.#settings.enabled) this.client.start();
    this.packets?.start();
    void this.queries.saved?.start();
  }

  /** It can be asked, now or in a moment: where its process is gone for now, what is asked says so. */
  hasHistory(): boolean {
    const { kind } = this.client.state;
    return this.#settings.enabled && kind !== 'locked' && kind !== 'newer';
  }

  /** Another number whenever rows were written, or are gone. */
  version(): number {
    return this.#version;
  }

  dataset(): DatasetOnView | null {
    return this.extras.dataset;
  }

  ask<K extends HistoryQuestion>(
    question: K,
    params: HistoryQuestions[K]['params'],
    signal: AbortSignal,
  ): Promise<Result<HistoryQuestions[K]['answer']>> {
    return this.client.ask(question, params, signal);
  }

  /** What is on view in the place of a capture. */
  show(dataset: DatasetOnView | null): void {
    this.extras = { ...this.extras, dataset };
    this.tell();
  }

  /** Calls back whenever the status is another one. Returns how to stop that. */
  watch(watcher: () => void): () => void {
    return this.#watchers.watch(watcher);
  }

  tell(): void {
    this.#watchers.tell();
  }

  status(): HistoryStatusFrame {
    const { state, found } = this.client;
    this.#measure();
    const kind = state.kind === 'idle' ? 'starting' : state.kind;
    return {
      state: this.#settings.enabled ? kind : 'off',
      failure: this.#settings.enabled && 'failure' in state ? state.failure : null,
      path: this.#parts.history.folder,
      bytes: this.#bytes,
      savedUntilUs: this.recorder.savedUntilUs,
      rowsLost: this.recorder.rowsLost,
      setAside: found?.setAside ?? null,
      packets: this.packets?.status() ?? null,
      ...this.extras,
    };
  }

  info(zone: string, signal: AbortSignal): Promise<Result<HistoryInfo>> {
    return this.client.ask('info', { dataset: HISTORY_DATASET, zone }, signal);
  }

  /** What is still on its way to the history is written before, so that it goes with the rest. */
  async forget(forgotten: Forgotten, signal: AbortSignal): Promise<Result<{ readonly rows: number }>> {
    if (this.#isForgetting) return failure('in-use', 'Something is being forgotten already');
    this.#isForgetting = true;
    if (this.#settings.enabled) await this.recorder.settle(PATIENCE_MS);
    else this.client.configure(this.#open());
    const packets =
      this.packets === null
        ? success(null)
        : await forgetPackets(this.packets, forgotten, (name) => addressesOf(this.client, name, signal));
    const answer = await this.client.ask('forget', forgotten, signal);
    this.#isForgetting = false;
    this.client.configure(this.#open());
    this.#version++;
    this.#bytesAtMs = Number.NEGATIVE_INFINITY;
    this.tell();
    if (!packets.ok) return packets;
    return answer.ok ? success({ rows: answer.value.rows }) : answer;
  }

  /** What was captured is written first, within a time. */
  async close(): Promise<void> {
    this.#unwatchSettings();
    this.#isClosed = true;
    this.#stopListening?.();
    await this.queries.saved?.close();
    await this.recorder.settle(PATIENCE_MS);
    this.recorder.close();
    await this.packets?.close();
    await this.client.close(PATIENCE_MS);
  }

  /** Once we have the database, others cannot open it: they ask us. */
  async #listen(): Promise<void> {
    const { outside, folder } = this.#parts.history;
    if (outside === undefined || folder === null || this.#isListening) return;
    this.#isListening = true;
    const stop = await outside.listen((question, params, signal) => this.client.ask(question, params, signal));
    this.#isListening = stop !== null;
    if (this.#isClosed) stop?.();
    else this.#stopListening = stop;
  }

  #open(): HistoryOpen {
    const { enabled, days, bytes } = this.#settings;
    return {
      folder: this.#parts.history.folder,
      writes: enabled || this.#isForgetting,
      retention: { days, bytes },
      memoryBytes: MEMORY_BYTES,
      threads: THREADS,
      version: this.#parts.version,
    };
  }

  async #configure(settings: HistorySettings): Promise<void> {
    const before = this.#settings;
    if (JSON.stringify(before) === JSON.stringify(settings)) return;
    this.#settings = settings;
    if (before.enabled && !settings.enabled) await this.recorder.setOn(false, PATIENCE_MS);
    // Meanwhile they may have been changed again.
    this.client.configure(this.#open());
    if (this.#settings.enabled) {
      this.client.start();
      await this.recorder.setOn(true, PATIENCE_MS);
    }
    await this.packets?.configure(settings);
    this.tell();
  }

  /** The size of the database, asked for now and then while somebody wants to know the status. */
  #measure(): void {
    const nowMs = this.#parts.ports.clock.monotonicMs();
    if (this.client.state.kind !== 'ready' || nowMs < this.#bytesAtMs + SIZE_EVERY_MS) return;
    this.#bytesAtMs = nowMs;
    void this.client.ask('size', { dataset: HISTORY_DATASET }, new AbortController().signal).then((size) => {
      if (!size.ok || size.value.bytes === this.#bytes) return;
      this.#bytes = size.value.bytes;
      this.tell();
    });
  }
}
