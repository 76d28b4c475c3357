/** `netloupe interfaces`: what there is, with addresses, state and rates over one second. */
import { formatBytes, formatCount, formatRate } from '#base/units-format.ts';
import type { InterfaceInfo, InterfaceSample } from '#contract/protocol.ts';
import { createClock } from '#main/host/clock.ts';
import { createInterfaceProbe } from '#main/host/interfaces.ts';
import { EXIT_DONE } from '../exit-codes.ts';
import { stopSignal } from '../interrupts.ts';
import { textTable } from '../text-table.ts';
import { clearScreen, outputWanted, print, printExact } from '../terminal.ts';

type InterfaceReading = Awaited<ReturnType<ReturnType<typeof createInterfaceProbe>['read']>>[number];

export interface InterfacesOptions {
  readonly json?: boolean;
  readonly watch?: boolean;
}

/** The counters and rates of the view's samples, flat beside the interface's own facts. */
export interface InterfaceRow extends InterfaceInfo, Omit<InterfaceSample, 'info' | 'present' | 'history'> {
  readonly default_route: boolean;
}

const INTERVAL_MS = 1000;

export async function interfacesCommand(options: InterfacesOptions): Promise<number> {
  const probe = createInterfaceProbe();
  const clock = createClock();
  const stop = stopSignal().signal;
  let before = await probe.read();
  let beforeMs = clock.monotonicMs();
  for (;;) {
    await pause(INTERVAL_MS, stop);
    const [now, route] = await Promise.all([probe.read(), probe.defaultRoute()]);
    const nowMs = clock.monotonicMs();
    const rows = interfaceRows(before, now, (nowMs - beforeMs) / 1000, route);
    [before, beforeMs] = [now, nowMs];
    if (stop.aborted && options.watch === true) return EXIT_DONE;
    const redraw = options.watch === true && options.json !== true && process.stdout.isTTY;
    if (redraw) await clearScreen();
    if (options.json === true) await printExact(jsonText(rows, options.watch === true));
    else await print(tableText(rows));
    if (options.watch !== true || stop.aborted || !outputWanted()) return EXIT_DONE;
    if (!redraw && options.json !== true) await print('\n');
  }
}

/** Rates between two readings that are `seconds` apart. */
export function interfaceRows(
  before: readonly InterfaceReading[],
  now: readonly InterfaceReading[],
  seconds: number,
  defaultRoute: string | null,
): InterfaceRow[] {
  return now.map((reading) => {
    const { info } = reading;
    // A new index is a new interface under an old name.
    const old = before.find((other) => other.info.name === info.name && other.info.index === info.index);
    const rate = (key: 'rxBytes' | 'txBytes' | 'rxPackets' | 'txPackets'): number | null => {
      const change = old === undefined ? -1 : reading[key] - old[key];
      return change < 0 || seconds <= 0 ? null : Math.round(change / seconds);
    };
    return {
      ...info,
      default_route: info.name === defaultRoute,
      rx_bytes: reading.rxBytes,
      tx_bytes: reading.txBytes,
      rx_packets: reading.rxPackets,
      tx_packets: reading.txPackets,
      rx_errors: reading.rxErrors,
      tx_errors: reading.txErrors,
      rx_dropped: reading.rxDropped,
      tx_dropped: reading.txDropped,
      rx_bytes_per_s: rate('rxBytes'),
      tx_bytes_per_s: rate('txBytes'),
      rx_packets_per_s: rate('rxPackets'),
      tx_packets_per_s: rate('txPackets'),
    };
  });
}

/** Watching prints one object a line, so that it can be read as it comes. */
function jsonText(rows: readonly InterfaceRow[], oneLine: boolean): string {
  return `${JSON.stringify({ interfaces: rows }, null, oneLine ? 0 : 2)}\n`;
}

const HEADER = ['INTERFACE', 'STATE', 'ADDRESS', 'RECEIVING', 'SENDING', 'RECEIVED', 'SENT', 'LOST', ''];
const RIGHT = [3, 4, 5, 6, 7];

function tableText(rows: readonly InterfaceRow[]): string {
  const lines = rows.flatMap((row) => {
    const addresses = row.addresses.map(({ address, prefixLength }) => `${address}/${prefixLength}`);
    const first = [
      row.name,
      row.state,
      addresses[0] ?? '–',
      rateText(row.rx_bytes_per_s),
      rateText(row.tx_bytes_per_s),
      formatBytes(row.rx_bytes),
      formatBytes(row.tx_bytes),
      formatCount(row.rx_errors + row.tx_errors + row.rx_dropped + row.tx_dropped),
      row.default_route ? 'default route' : (row.description ?? ''),
    ];
    return [first, ...addresses.slice(1).map((address) => ['', '', address])];
  });
  return textTable([HEADER, ...lines], RIGHT);
}

function rateText(rate: number | null): string {
  return rate === null ? '–' : formatRate(rate);
}

function pause(delayMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, delayMs);
    signal.addEventListener(
      'abort',
      () => {
        clearTimeout(timer);
        resolve();
      },
      { once: true },
    );
  });
}
