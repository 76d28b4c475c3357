/** What plugins may look at, from the capture on view or being read and from this machine. */
import type { Json } from '#contract/plugins/process.ts';
import type { InterfaceSample } from '#contract/protocol.ts';
import { serialOf } from '#base/session-id.ts';
import type { InterfaceMonitor } from './interface-monitor.ts';
import type { EngineFacts } from './pipeline/plugins/host-calls.ts';
import type { Slot } from './flows/session-columns.ts';
import type { SessionRecords } from './store/session-record.ts';

/** Sessions of one capture, by id. */
export interface SessionLookup {
  readonly records: SessionRecords;
  slotOf(serial: number): Slot;
}

export function findSession(lookup: SessionLookup, id: string): Json {
  const { records } = lookup;
  const serial = serialOf(id);
  const slot = serial === null ? -1 : lookup.slotOf(serial);
  if (slot < 0 || records.id(slot) !== id) return null;
  return { ...records.record(slot) } as unknown as Json;
}

export class PluginFacts implements EngineFacts {
  private readonly monitor: InterfaceMonitor;
  private sessions: () => SessionLookup | null = () => null;
  private unwatch: (() => void) | null = null;
  private waiting: (() => void)[] = [];

  constructor(monitor: InterfaceMonitor) {
    this.monitor = monitor;
  }

  /** From now on sessions are looked up there. */
  lookIn(sessions: () => SessionLookup | null): void {
    this.sessions = sessions;
  }

  session(id: string): Json {
    const lookup = this.sessions();
    return lookup === null ? null : findSession(lookup, id);
  }

  /** Interfaces are sampled from the first question on. */
  async interfaces(): Promise<Json> {
    this.unwatch ??= this.monitor.watch(() => {
      for (const resolve of this.waiting.splice(0)) resolve();
    });
    if (this.monitor.samples() === null) {
      await new Promise<void>((resolve) => {
        this.waiting.push(resolve);
      });
    }
    return (this.monitor.samples() ?? []).filter((sample) => sample.present).map(interfaceFacts);
  }

  close(): void {
    this.unwatch?.();
    for (const resolve of this.waiting.splice(0)) resolve();
  }
}

function interfaceFacts(sample: InterfaceSample): Json {
  const { info } = sample;
  return {
    name: info.name,
    state: info.state,
    loopback: info.loopback,
    mac: info.mac,
    mtu: info.mtu,
    addresses: info.addresses.map(({ family, address, prefixLength }) => ({
      family,
      address,
      prefix_length: prefixLength,
    })),
    rx_bytes: sample.rx_bytes,
    tx_bytes: sample.tx_bytes,
    rx_bytes_per_s: sample.rx_bytes_per_s,
    tx_bytes_per_s: sample.tx_bytes_per_s,
    rx_packets_per_s: sample.rx_packets_per_s,
    tx_packets_per_s: sample.tx_packets_per_s,
  };
}
