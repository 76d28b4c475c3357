/**
 * Rates of every interface from the operating system's counters, on a monotonic clock. An interface that vanishes stays
 * in the list with its history; a counter that went backwards (reset, wrap, replaced device) gives no rate for that
 * interval rather than a wrong one.
 */
import type { InterfaceSample } from '#contract/protocol.ts';
import type { Milliseconds } from '#base/units.ts';
import type { InterfaceReading } from './ports.ts';

/** Ten minutes at one sample a second. */
const HISTORY_POINTS = 600;

interface Tracked {
  reading: InterfaceReading;
  atMs: Milliseconds;
  present: boolean;
  rates: Rates | null;
  rx: (number | null)[];
  tx: (number | null)[];
  endTimeMs: number;
}

interface Rates {
  readonly rxBytes: number;
  readonly txBytes: number;
  readonly rxPackets: number;
  readonly txPackets: number;
}

export class InterfaceRates {
  private readonly tracked = new Map<string, Tracked>();

  /** `atMs` monotonic; `wallMs` since the epoch, for the axis of the chart only. */
  update(readings: readonly InterfaceReading[], atMs: Milliseconds, wallMs: Milliseconds): void {
    const seen = new Set<string>();
    for (const reading of readings) {
      seen.add(reading.info.name);
      this.add(reading, atMs, wallMs);
    }
    for (const [name, entry] of this.tracked) {
      if (seen.has(name)) continue;
      entry.present = false;
      entry.rates = null;
      pushPoint(entry, null, wallMs);
    }
  }

  /** In the order in which interfaces were first seen. */
  samples(): InterfaceSample[] {
    return [...this.tracked.values()].map(toSample);
  }

  private add(reading: InterfaceReading, atMs: Milliseconds, wallMs: Milliseconds): void {
    const entry = this.tracked.get(reading.info.name);
    if (entry === undefined) {
      const fresh = { reading, atMs, present: true, rates: null, rx: [], tx: [], endTimeMs: wallMs };
      pushPoint(fresh, null, wallMs);
      this.tracked.set(reading.info.name, fresh);
      return;
    }
    const rates = entry.present ? ratesBetween(entry.reading, reading, atMs - entry.atMs) : null;
    entry.reading = reading;
    entry.atMs = atMs;
    entry.present = true;
    entry.rates = rates;
    pushPoint(entry, rates, wallMs);
  }
}

/** Null where no time passed, or where any counter went backwards: then none of them can be trusted. */
function ratesBetween(before: InterfaceReading, after: InterfaceReading, elapsedMs: Milliseconds): Rates | null {
  const rxBytes = after.rxBytes - before.rxBytes;
  const txBytes = after.txBytes - before.txBytes;
  const rxPackets = after.rxPackets - before.rxPackets;
  const txPackets = after.txPackets - before.txPackets;
  const replaced = before.info.index !== after.info.index;
  if (elapsedMs <= 0 || replaced || Math.min(rxBytes, txBytes, rxPackets, txPackets) < 0) return null;
  const perSecond = 1000 / elapsedMs;
  return {
    rxBytes: rxBytes * perSecond,
    txBytes: txBytes * perSecond,
    rxPackets: rxPackets * perSecond,
    txPackets: txPackets * perSecond,
  };
}

function pushPoint(entry: Tracked, rates: Rates | null, wallMs: Milliseconds): void {
  entry.rx.push(rates === null ? null : rates.rxBytes);
  entry.tx.push(rates === null ? null : rates.txBytes);
  entry.endTimeMs = wallMs;
  if (entry.rx.length > HISTORY_POINTS) {
    entry.rx.shift();
    entry.tx.shift();
  }
}

function toSample(entry: Tracked): InterfaceSample {
  const { reading, rates } = entry;
  return {
    info: reading.info,
    present: entry.present,
    rx_bytes: reading.rxBytes,
    tx_bytes: reading.txBytes,
    rx_packets: reading.rxPackets,
    tx_packets: reading.txPackets,
    rx_errors: reading.rxErrors,
    tx_errors: reading.txErrors,
    rx_dropped: reading.rxDropped,
    tx_dropped: reading.txDropped,
    rx_bytes_per_s: rates?.rxBytes ?? null,
    tx_bytes_per_s: rates?.txBytes ?? null,
    rx_packets_per_s: rates?.rxPackets ?? null,
    tx_packets_per_s: rates?.txPackets ?? null,
    history: { endTimeMs: entry.endTimeMs, rx: [...entry.rx], tx: [...entry.tx] },
  };
}
