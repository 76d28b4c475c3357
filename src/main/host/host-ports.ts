/** Everything that this machine offers the engine, put together for an entry point. */
import { randomBytes } from 'node:crypto';
import { success, type Result } from '#base/result.ts';
import type { CapturePermission } from '#contract/protocol.ts';
import type { CaptureOpener } from '#main/engine/capture/packet-source.ts';
import type { EnginePorts } from '#main/engine/engine-ports.ts';
import type { AddressDatabases, Clock, InterfaceProbe, ProcessProbe, ProcessUsage } from '#main/engine/store/ports.ts';
import { createCaptureOpener } from './capture/opener.ts';
import { loadLibpcap } from './capture/libpcap-library.ts';
import { capturePermission } from './capture/permission.ts';
import { createClock } from './clock.ts';
import { createExportFiles, type HostExportFiles } from './files/export-files.ts';
import { createPrivateFolder, type PrivateFolder } from './files/private-folder.ts';
import { createAddressDatabases } from './geo/address-databases.ts';
import { createInterfaceProbe } from './interfaces.ts';
import { createProcessProbe } from './processes.ts';
import { createQuicCrypto } from './quic-crypto.ts';
import { createProcessUsage } from './usage.ts';

/** Has the shape of the engine's ports, and what hosts need beyond them. */
export interface HostPorts {
  readonly clock: Clock;
  randomBytes(count: number): Uint8Array;
  readonly opener: CaptureOpener;
  readonly exportFiles: HostExportFiles;
  readonly interfaces: InterfaceProbe;
  capturePermission(): Promise<CapturePermission>;
  readonly usage: ProcessUsage;
  readonly quicCrypto: EnginePorts['quicCrypto'];
  readonly processes: ProcessProbe | null;
  readonly addressDatabases: AddressDatabases;
  /** Uploads and downloads; removed when the process ends. */
  readonly privateFolder: PrivateFolder;
  /** The library's own description of itself, or why it cannot be loaded. */
  libpcapVersion(): Promise<Result<string>>;
}

export function createHostPorts(): HostPorts {
  const privateFolder = createPrivateFolder();
  return {
    clock: createClock(),
    randomBytes: (count) => new Uint8Array(randomBytes(count)),
    opener: createCaptureOpener(),
    exportFiles: createExportFiles(privateFolder),
    interfaces: createInterfaceProbe(),
    capturePermission: () => capturePermission(),
    usage: createProcessUsage(),
    quicCrypto: createQuicCrypto(),
    processes: createProcessProbe(),
    addressDatabases: createAddressDatabases(),
    privateFolder,
    async libpcapVersion(): Promise<Result<string>> {
      const library = await loadLibpcap();
      return library.ok ? success(library.value.version) : library;
    },
  };
}
