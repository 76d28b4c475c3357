/** A world for tests of the whole engine: captures that are made up, a clock that stands still, files that are texts. */
import { failure, success, type Failure, type Result } from '#base/result.ts';
import type { ByteSource, CaptureInterface, LiveRequest, PacketSource } from './capture/packet-source.ts';
import { SyntheticSource, type SyntheticFrame } from './capture/synthetic-source.ts';
import { bytesOf, ethernet, ipv4, udp } from './decode/test-frames.ts';
import type { EnginePorts } from './engine-ports.ts';
import type { HistoryPorts } from './history/ports.ts';
import type { PluginPorts } from './pipeline/plugins/ports.ts';
import { ManualClock } from './store/manual-clock.ts';
import type { ExportFile, InterfaceReading } from './store/ports.ts';

export const START: number = 1_700_000_000_000_000;
export const datagram: Uint8Array = bytesOf(ethernet(0x0800), ipv4({ protocol: 17, payload: udp('616263') }));
export const arp: Uint8Array = bytesOf(ethernet(0x0806), '0001080006040001', '00'.repeat(20));

export function frames(count: number, bytes: Uint8Array = datagram): SyntheticFrame[] {
  return Array.from({ length: count }, (_, i) => ({ time: START + i * 1000, bytes }));
}

/** A live source: answers what was put in, waits otherwise, ends when told to. */
export class LiveSource implements PacketSource {
  readonly interfaces: readonly CaptureInterface[] = [{ name: 'eth0', linkType: 1, snaplen: 65_535 }];
  private readonly inner: SyntheticSource;
  private ended = false;
  private wake: (() => void) | null = null;
  closed = false;

  constructor(waiting: readonly SyntheticFrame[]) {
    this.inner = new SyntheticSource(waiting, { interfaces: this.interfaces });
  }

  next(): ReturnType<PacketSource['next']> {
    const answer = this.inner.next();
    if (!('end' in answer) || this.ended) return answer;
    return new Promise((resolve) => {
      this.wake = () => resolve(answer);
    });
  }

  counters(): ReturnType<PacketSource['counters']> {
    return { kernelDrops: 3, interfaceDrops: 1, bytesRead: 0, bytesTotal: null };
  }

  finish(): void {
    this.ended = true;
    this.wake?.();
  }

  async close(): Promise<void> {
    this.finish();
    this.closed = true;
  }
}

function reading(rxBytes: number): InterfaceReading {
  const rest = { description: null, mac: null, mtu: 1500, loopback: false, addresses: [] };
  const zero = { txPackets: 0, rxErrors: 0, txErrors: 0, rxDropped: 0, txDropped: 0 };
  return { info: { name: 'eth0', index: 2, state: 'up', ...rest }, rxBytes, txBytes: 0, rxPackets: 0, ...zero };
}

export class World implements EnginePorts {
  readonly clock: ManualClock = new ManualClock(START);
  live: Result<PacketSource> = success(new SyntheticSource([]));
  file: Result<ByteSource> = failure('not-found', 'There is no file here');
  counted = 0;
  readonly written: Map<string, string> = new Map();
  writeFailure: Failure | null = null;
  plugins?: PluginPorts;
  history?: HistoryPorts;
  aborted = 0;
  private randomness = 0;

  readonly opener: EnginePorts['opener'] = {
    openBytes: async () => this.file,
    find: async () => null,
    openLive: async (_request: LiveRequest) =>
      this.live.ok ? success({ source: this.live.value, backend: 'libpcap' as const, limits: [] }) : this.live,
  };
  readonly exportFiles: EnginePorts['exportFiles'] = {
    create: async (path: string) => success(this.exportFile(path)),
    createForDownload: async (id: string) => success(this.exportFile(id)),
  };
  readonly interfaces: EnginePorts['interfaces'] = {
    read: async () => [reading(this.counted)],
    defaultRoute: async () => 'eth0',
  };
  readonly usage: EnginePorts['usage'] = { rssBytes: () => 1, peakRssBytes: () => 2 };
  /** Opens nothing. */
  readonly quicCrypto: EnginePorts['quicCrypto'] = {
    hmacSha256: () => new Uint8Array(32),
    aes128EcbBlock: () => new Uint8Array(16),
    aes128GcmOpen: () => null,
  };

  processes: EnginePorts['processes'] = null;
  /** Knows nothing, whatever it is given. */
  addressDatabases: EnginePorts['addressDatabases'] = { open: async () => success(null) };

  randomBytes(count: number): Uint8Array {
    return new Uint8Array(count).fill(++this.randomness);
  }

  async capturePermission(): Promise<{ how: 'direct'; program: null; failure: null }> {
    return { how: 'direct', program: null, failure: null };
  }

  private exportFile(path: string): ExportFile {
    let text = '';
    return {
      write: async (chunk) => {
        if (this.writeFailure !== null) return { ok: false, failure: this.writeFailure };
        text += typeof chunk === 'string' ? chunk : new TextDecoder().decode(chunk);
        return success(null);
      },
      commit: async () => {
        this.written.set(path, text);
        return success({ path, bytes: text.length });
      },
      abort: async () => void this.aborted++,
      handOver: async () => failure('unsupported', 'These files are texts in memory'),
    };
  }
}

export const liveParams: LiveRequest = {
  interfaces: ['eth0'],
  bpf: null,
  promiscuous: false,
  snaplen: 65_535,
  bufferBytes: 1 << 20,
};
