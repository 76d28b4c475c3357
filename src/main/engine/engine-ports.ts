/** Everything the engine needs from the world. Only entry points (desktop, headless, tests) join these to a host. */
import type { CapturePermission } from '#contract/protocol.ts';
import type { CaptureOpener } from './capture/packet-source.ts';
import type { HistoryPorts, HistorySpawner } from './history/ports.ts';
import type { PipelinePorts } from './pipeline/manager/pipeline-ports.ts';
import type { PluginPorts } from './pipeline/plugins/ports.ts';
import type { QuicCrypto } from './flows/quic-crypto.ts';
import type { Doctor, SettingsHome } from './settings-ports.ts';
import type {
  AddressDatabases,
  Clock,
  ExportFiles,
  InterfaceProbe,
  ProcessProbe,
  ProcessUsage,
} from './store/ports.ts';

export interface EnginePorts {
  readonly clock: Clock;
  /** Cryptographically random bytes: session ids must not be guessable across runs. */
  randomBytes(count: number): Uint8Array;
  readonly opener: CaptureOpener;
  readonly exportFiles: ExportFiles;
  readonly interfaces: InterfaceProbe;
  capturePermission(): Promise<CapturePermission>;
  readonly usage: ProcessUsage;
  readonly quicCrypto: QuicCrypto;
  /** Null where the system's sockets are not looked up. */
  readonly processes: ProcessProbe | null;
  readonly addressDatabases: AddressDatabases;
  /** Left out: an engine without plugins. */
  readonly plugins?: PluginPorts;
  /** Left out: an engine without pipelines. */
  readonly pipelines?: PipelinePorts;
  /** Left out: an engine without a history. */
  readonly history?: HistoryPorts;
  /** For an engine without a history that is to write Parquet and to read exports of other tools; left out: it is not. */
  readonly exchange?: HistorySpawner;
  /** Left out: settings are what the engine was given, and end with it. */
  readonly settings?: SettingsHome;
  /** Left out: nobody can say what works on this machine. */
  readonly doctor?: Doctor;
}
