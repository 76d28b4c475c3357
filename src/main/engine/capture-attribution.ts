/**
 * What one capture's sessions are attributed to beyond their packets: processes while it is live, places where there are
 * databases.
 */
import { success, type Result } from '#base/result.ts';
import type { GeoSettings } from '#contract/settings.ts';
import type { EnginePorts } from './engine-ports.ts';
import type { FlowListener } from './flows/flow-listener.ts';
import type { SessionColumns, Slot } from './flows/session-columns.ts';
import type { AddressDatabase } from './store/ports.ts';
import type { SessionAttribution } from './store/session-attribution.ts';
import { SessionPlaces } from './store/session-places.ts';
import { SessionProcesses } from './store/session-processes.ts';

export class CaptureAttribution implements SessionAttribution {
  /** For the flow table whose columns `attach` is then given. */
  readonly listener: FlowListener;
  private readonly processes: SessionProcesses | null;
  private readonly places: SessionPlaces | null;
  private columns: SessionColumns | null = null;
  private changed: (slots: readonly Slot[]) => void = () => undefined;

  constructor({ clock, processes }: EnginePorts, database: AddressDatabase | null, live: boolean) {
    this.places = database === null ? null : new SessionPlaces(database, () => this.columns);
    const found =
      live && processes !== null ? new SessionProcesses(processes, clock, (slots) => this.changed(slots)) : null;
    this.processes = found;
    this.listener = found === null ? {} : { sessionStarted: (slot) => found.started(slot) };
  }

  /** Once, before the first packet. `changed`: sessions were found out about that nothing else happened to. */
  attach(columns: SessionColumns, changed: (slots: readonly Slot[]) => void = () => undefined): void {
    this.columns = columns;
    this.changed = changed;
    this.processes?.attach(columns);
  }

  /** The capture ended: what is known stays. */
  stop(): void {
    this.processes?.stop();
  }

  process(slot: Slot): string | null {
    return this.processes?.process(slot) ?? null;
  }

  pid(slot: Slot): number | null {
    return this.processes?.pid(slot) ?? null;
  }

  country(slot: Slot): string | null {
    return this.places?.of(slot).country ?? null;
  }

  asn(slot: Slot): number | null {
    return this.places?.of(slot).asn ?? null;
  }

  asOrg(slot: Slot): string | null {
    return this.places?.of(slot).asOrg ?? null;
  }
}

/** Null where nothing can be known. Failures are the databases'. */
export async function createAttribution(
  ports: EnginePorts,
  geo: GeoSettings,
  live: boolean,
): Promise<Result<CaptureAttribution | null>> {
  const database = await ports.addressDatabases.open(geo);
  if (!database.ok) return database;
  const isNothing = database.value === null && (!live || ports.processes === null);
  return success(isNothing ? null : new CaptureAttribution(ports, database.value, live));
}
