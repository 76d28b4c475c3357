/** Symbols of one plugin that are open, over all its processes, and over its being switched off or removed and coming back. */
import type { Failure } from '#base/result.ts';
import type { SymbolUse } from '#contract/plugins/status.ts';
import type { SymbolFromPlugin, SymbolOpening } from '#contract/plugins/symbols.ts';
import type { PluginClock } from '../ports.ts';
import { SymbolHandle, type SymbolPort } from './symbol-handle.ts';

export class PluginSymbols {
  private readonly plugin: string;
  private readonly clock: PluginClock;
  private readonly changed: () => void;
  private readonly handles = new Map<number, SymbolHandle>();
  private lastId = 0;
  private port: SymbolPort | null = null;
  /** Why no process will come by itself; null: one serves, or soon will. */
  private reason: Failure | null = null;

  constructor(plugin: string, clock: PluginClock, changed: () => void) {
    this.plugin = plugin;
    this.clock = clock;
    this.changed = changed;
  }

  uses(): readonly SymbolUse[] {
    return [...this.handles.values()].map((handle) => handle.use());
  }

  /** `SymbolHandle.opened` says whether it worked. */
  open(opening: Omit<SymbolOpening, 'id'>): SymbolHandle {
    const id = ++this.lastId;
    const handle = new SymbolHandle({
      plugin: this.plugin,
      opening: { id, ...opening },
      clock: this.clock,
      changed: this.changed,
      gone: () => {
        this.handles.delete(id);
        this.changed();
      },
    });
    this.handles.set(id, handle);
    if (this.port !== null) handle.attach(this.port);
    else if (this.reason !== null) handle.unavailable(this.reason);
    return handle;
  }

  attach(port: SymbolPort): void {
    this.port = port;
    this.reason = null;
    for (const handle of this.all()) handle.attach(port);
  }

  /** Its process is gone; another will come. */
  detach(cause: string): void {
    this.port = null;
    this.reason = null;
    for (const handle of this.all()) handle.detach(cause);
  }

  unavailable(reason: Failure): void {
    this.port = null;
    this.reason = reason;
    for (const handle of this.all()) handle.unavailable(reason);
  }

  /**
   * Before a process is ended that is well: what it has in hand comes to its end and is closed, as far as that takes no longer than
   * `limitMs`. What comes meanwhile waits for the next process.
   */
  async pause(limitMs: number): Promise<void> {
    const { port } = this;
    if (port === null || this.handles.size === 0) return;
    this.port = null;
    let cancel: () => void = () => undefined;
    const late = new Promise<void>((resolve) => {
      cancel = this.clock.after(limitMs, resolve);
    });
    const all = this.all();
    for (const handle of all) handle.hold();
    const done = Promise.all(
      all.map(async (handle) => {
        await handle.whenQuiet();
        await handle.closeInProcess();
      }),
    );
    await Promise.race([done, late]);
    cancel();
    for (const handle of this.all()) handle.detach('The plugin is being replaced');
  }

  /** False: this is nothing that a process of ours says. */
  receive(message: SymbolFromPlugin): boolean {
    const handle = this.handles.get(message.id);
    return handle === undefined ? message.id <= this.lastId : handle.receive(message);
  }

  private all(): readonly SymbolHandle[] {
    return [...this.handles.values()];
  }
}
