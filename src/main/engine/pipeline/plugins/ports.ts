/** What the plugin platform needs of the world; the host implements it, tests have their own. */
import type { Failure, Result } from '#base/result.ts';
import type { ApiStatus } from '#contract/plugins/commands.ts';
import type { PluginLanguage, PluginManifest } from '#contract/plugins/manifest.ts';
import type { Json, PacketDelivery, ToPlugin } from '#contract/plugins/process.ts';
import type { PluginInspection, PluginOrigin } from '#contract/plugins/status.ts';

/** Time, as the engine's clock has it. */
export interface PluginClock {
  /** Wall clock, microseconds since the epoch. */
  nowUs(): number;
  monotonicMs(): number;
  after(delayMs: number, callback: () => void): () => void;
}

export interface SpawnRequest {
  readonly id: string;
  readonly language: PluginLanguage;
  /** Absolute; readable by the process. */
  readonly folder: string;
  /** Absolute; made if need be, readable and writable by the process. */
  readonly writableFolders: readonly string[];
  readonly memoryMb: number;
  /** It may reach the network (`permissions.http`, `permissions.network`). */
  readonly network: boolean;
}

export interface ProcessExit {
  readonly code: number | null;
  readonly signal: string | null;
  /** The end of what it wrote to standard error, or why it could not be started; at most 4 KiB. */
  readonly stderr: string;
}

/** One process that runs one version of one plugin. Messages of both channels arrive in order until it exits. */
export interface PluginProcess {
  readonly pid: number | null;
  sendControl(message: ToPlugin): void;
  /** Unchecked. One listener; what came before it was set is kept for it. */
  onControl(listener: (message: unknown) => void): void;
  deliver(delivery: PacketDelivery): void;
  /** Unchecked. */
  onAck(listener: (ack: unknown) => void): void;
  /** Called once, at once where it has exited already. */
  onExit(listener: (exit: ProcessExit) => void): void;
  /** Ends it by force. Idempotent. */
  kill(): void;
  /** Resident memory as the system counts it, or null where it cannot be told. */
  residentBytes(): Promise<number | null>;
}

export interface PluginSpawner {
  /** Never throws: a process that cannot be started exits with the reason in `stderr`. */
  spawn(request: SpawnRequest): PluginProcess;
}

/** A plugin as it is kept, with what the user decided. */
export interface StoredPlugin {
  readonly id: string;
  readonly manifest: PluginManifest;
  readonly origin: PluginOrigin;
  /** Absolute folder of this version. */
  readonly folder: string;
  /** Absolute folder for files of its own; outlives updates. */
  readonly dataFolder: string;
  readonly enabled: boolean;
  /** False: never switched on or off by anybody. */
  readonly decided: boolean;
  /** What the user set, without defaults. */
  readonly config: Readonly<Record<string, unknown>>;
  /** Key of its endpoint where the manifest says `auth: plugin`. */
  readonly apiKey: string | null;
}

export interface BrokenPlugin {
  readonly folder: string;
  readonly failure: Failure;
}

/** A version unpacked beside what is installed. Exactly one of `commit` and `discard` ends it. */
export interface StagedPlugin {
  readonly id: string;
  readonly manifest: PluginManifest;
  readonly folder: string;
  readonly dataFolder: string;
  /** Makes it the installed version; the one before stays on disk until `removeOldVersions`. */
  commit(): Promise<Result<StoredPlugin>>;
  discard(): Promise<void>;
}

/** Plugins on disk. Every write is atomic; failures name file and remedy. */
export interface PluginStorage {
  list(): Promise<{ readonly plugins: readonly StoredPlugin[]; readonly broken: readonly BrokenPlugin[] }>;
  inspect(source: string): Promise<Result<PluginInspection>>;
  stage(source: string): Promise<Result<StagedPlugin>>;
  /** Removes versions that are no longer the installed one. */
  removeOldVersions(id: string): Promise<void>;
  /** Plugins that ship with the program cannot be removed, only switched off. */
  remove(id: string): Promise<Result<null>>;
  setEnabled(id: string, enabled: boolean): Promise<Result<StoredPlugin>>;
  setConfig(id: string, config: Readonly<Record<string, unknown>>): Promise<Result<StoredPlugin>>;
  loadStore(id: string): Promise<Result<Readonly<Record<string, Json>>>>;
  saveStore(id: string, entries: Readonly<Record<string, Json>>): Promise<Result<null>>;
  /** Tells when another process changed what is kept. Returns how to stop. */
  watch(changed: () => void): () => void;
}

/** The local HTTP API, which serves the plugins' endpoints and the verbs of the settings pane. */
export interface ApiSwitch {
  status(): ApiStatus;
  configure(enabled: boolean, port: number): Promise<Result<ApiStatus>>;
}

export interface PluginPorts {
  readonly spawner: PluginSpawner;
  readonly storage: PluginStorage;
  readonly api: ApiSwitch;
  /** See PluginStart. */
  readonly everyLine?: boolean;
}
