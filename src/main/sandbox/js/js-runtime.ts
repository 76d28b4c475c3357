/** A plugin that is a JavaScript module, in Node itself. */
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { OBSERVERS_EXPORT } from '#contract/plugins/header-fields.ts';
import type { PluginRequest, PluginStart } from '#contract/plugins/process.ts';
import type { PacketLog } from '#contract/records.ts';
import type { HostApi } from '../api/host-api.ts';
import type { CallMonitor } from '../call-monitor.ts';
import { faulty, type Outcome } from '../outcome.ts';
import type { SymbolOpening } from '#contract/plugins/symbols.ts';
import type {
  FoundExports,
  LogReceiver,
  Observer,
  ObserverSetup,
  PluginRuntime,
  SourceHooks,
  SymbolCode,
} from '../runtime.ts';
import { jsContext } from './js-context.ts';
import { faultOf } from './js-faults.ts';
import { JsObserver } from './js-observer.ts';
import { JsReceiver, type ReceiverFunction } from './js-receiver.ts';
import { JsSymbol } from './js-symbol.ts';
import { placeOfSyntaxError } from './syntax-place.ts';

type Exported = Readonly<Record<string, unknown>>;
type Callable = (...values: readonly unknown[]) => unknown;

/** `import()`; tests have one that no bundler sees. */
export type ImportModule = (url: string) => Promise<unknown>;

export class JsRuntime implements PluginRuntime {
  private readonly importModule: ImportModule;
  private readonly start: PluginStart;
  private readonly monitor: CallMonitor;
  private readonly context: object;
  private module: Exported = {};
  /** An object that is the default export counts as the module. */
  private inner: Exported = {};

  constructor(
    start: PluginStart,
    api: HostApi,
    monitor: CallMonitor,
    importModule: ImportModule = (url) => import(/* @vite-ignore */ url),
  ) {
    this.importModule = importModule;
    this.start = start;
    this.monitor = monitor;
    this.context = jsContext(api, (where, callback) => void this.callBack(where, callback));
  }

  async load(): Promise<Outcome<FoundExports>> {
    const { folder, main } = this.start;
    Object.defineProperty(globalThis, 'netloupe', { value: this.context, configurable: true });
    try {
      this.module = (await this.importModule(pathToFileURL(path.join(folder, main)).href)) as Exported;
    } catch (error) {
      return { ok: false, fault: this.loadFault(error) };
    }
    const { default: inner } = this.module;
    if (typeof inner === 'object' && inner !== null) this.inner = inner as Exported;
    const names = Object.keys(this.module).filter((name) => name !== 'default' || typeof inner === 'function');
    return {
      ok: true,
      value: {
        kindOf: (name) => kindOf(this.findWithin(name)),
        members: (name) => {
          const table = this.find(name);
          return typeof table === 'object' && table !== null ? Object.keys(table) : [];
        },
        names: [...new Set([...names, ...Object.keys(this.inner)])],
      },
    };
  }

  async call(name: 'init' | 'test' | 'cleanup'): Promise<Outcome<unknown>> {
    return this.run(name, name === 'init' ? [this.context] : []);
  }

  request(request: PluginRequest): Promise<Outcome<unknown>> {
    return this.run('request', [request]);
  }

  dns(records: readonly unknown[]): Promise<Outcome<unknown>> {
    const { config } = this.context as { readonly config: unknown };
    return this.run('receiver_dns', this.start.passConfig ? [records, config] : [records]);
  }

  symbol(opening: SymbolOpening, hooks: SourceHooks | null): SymbolCode {
    return new JsSymbol({
      opening,
      hooks,
      clock: this.monitor.clock,
      find: (name) => this.findWithin(name),
      callable: (name) => this.callable(name),
      faultOf: (error) => faultOf(error, this.start.folder),
    });
  }

  receiver(name: LogReceiver['name']): LogReceiver {
    const { start, monitor } = this;
    const { config } = this.context as { readonly config: unknown };
    const called = this.callable(name) as (logs: PacketLog | readonly PacketLog[], config?: unknown) => unknown;
    const call: ReceiverFunction = start.passConfig ? (logs) => called(logs, config) : (logs) => called(logs);
    return new JsReceiver({
      name,
      callMs: start.limits.call_ms,
      monitor,
      call,
      faultOf: (error) => faultOf(error, start.folder),
    });
  }

  observer(setup: ObserverSetup): Observer {
    const observers = this.find(OBSERVERS_EXPORT) as Exported;
    return new JsObserver({
      ...setup,
      callMs: this.start.limits.call_ms,
      monitor: this.monitor,
      chain: (name) => (observers[name] as Callable).bind(observers),
      faultOf: (error) => faultOf(error, this.start.folder),
    });
  }

  heapBytes(): number {
    return process.memoryUsage().heapUsed;
  }

  close(): void {
    // Whatever it holds open ends with the process.
  }

  private find(name: string): unknown {
    return this.module[name] ?? this.inner[name];
  }

  /** `sinks.NAME.collect`, too. */
  private findWithin(path: string): unknown {
    const [name, ...rest] = path.split('.');
    return rest.reduce((value, part) => (value as Exported | undefined | null)?.[part], this.find(name!));
  }

  /** Methods of an exported object are called as such. */
  private callable(name: string): Callable {
    const called = this.find(name) as Callable;
    return this.module[name] === undefined ? called.bind(this.inner) : called;
  }

  private async run(name: string, values: readonly unknown[]): Promise<Outcome<unknown>> {
    try {
      return { ok: true, value: await this.callable(name)(...values) };
    } catch (error) {
      return { ok: false, fault: faultOf(error, this.start.folder) };
    }
  }

  private async callBack(where: string, callback: () => unknown): Promise<void> {
    try {
      await callback();
    } catch (error) {
      this.monitor.fault(where, faultOf(error, this.start.folder));
    }
  }

  private loadFault(error: unknown): Extract<Outcome<never>, { ok: false }>['fault'] {
    const { folder, main } = this.start;
    const fault = faultOf(error, folder);
    if (!(error instanceof SyntaxError)) return fault;
    const place = placeOfSyntaxError(error, folder, main);
    return place === null ? faulty(`${main}: ${fault.message}`).fault : faulty(`${place}: ${fault.message}`).fault;
  }
}

function kindOf(value: unknown): string | null {
  if (value === undefined || value === null) return null;
  if (Array.isArray(value)) return 'array';
  return typeof value;
}
