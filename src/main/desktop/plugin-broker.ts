/**
 * Main's part in plugins: forks their processes for the engine, since only main can, and hands a pair of ports to both ends.
 * One broker for each engine process; it takes all its plugins along when that ends.
 */
import type { PluginLanguage } from '#contract/plugins/manifest.ts';
import type { EngineProcessMessage, EngineProcessRequest } from './engine-messages.ts';

/** More than anybody has plugins, counting those that are being updated: an engine that forks without end is stopped here. */
const MOST_PROCESSES = 128;

export interface PluginChildEvents {
  /** It runs; called once at most. */
  spawned(pid: number): void;
  /** Called once, after everything that it wrote was seen. `spawned` is not called any more. */
  exited(code: number | null, stderr: string): void;
}

export interface PluginChild<Port> {
  /** Hands it its ends of the two channels. */
  connect(control: Port, data: Port): void;
  /** By force. */
  kill(): void;
}

export interface BrokerPorts<Port> {
  fork(id: string, language: PluginLanguage, events: PluginChildEvents): PluginChild<Port>;
  channel(): readonly [Port, Port];
  tellEngine(message: EngineProcessMessage, ports: readonly Port[]): void;
}

export class PluginBroker<Port> {
  readonly #ports: BrokerPorts<Port>;
  readonly #children: Map<number, PluginChild<Port>> = new Map();
  #closed: boolean = false;

  constructor(ports: BrokerPorts<Port>) {
    this.#ports = ports;
  }

  handle(request: EngineProcessRequest): void {
    if (request.kind === 'kill-plugin') this.#children.get(request.spawnId)?.kill();
    else this.#spawn(request.spawnId, request.id, request.language);
  }

  /** The engine is gone. */
  close(): void {
    this.#closed = true;
    for (const child of this.#children.values()) child.kill();
  }

  #spawn(spawnId: number, id: string, language: PluginLanguage): void {
    if (this.#closed) return;
    if (this.#children.has(spawnId) || this.#children.size >= MOST_PROCESSES) {
      const stderr = `Its process was not started: ${this.#children.size} processes of plugins run already`;
      this.#ports.tellEngine({ kind: 'plugin-exited', spawnId, code: null, stderr }, []);
      return;
    }
    const child = this.#ports.fork(id, language, {
      spawned: (pid) => {
        if (!this.#closed) this.#connect(spawnId, pid, child);
      },
      exited: (code, stderr) => {
        this.#children.delete(spawnId);
        if (!this.#closed) this.#ports.tellEngine({ kind: 'plugin-exited', spawnId, code, stderr }, []);
      },
    });
    this.#children.set(spawnId, child);
  }

  #connect(spawnId: number, pid: number, child: PluginChild<Port>): void {
    const [controlHere, controlThere] = this.#ports.channel();
    const [dataHere, dataThere] = this.#ports.channel();
    child.connect(controlThere, dataThere);
    this.#ports.tellEngine({ kind: 'plugin-spawned', spawnId, pid }, [controlHere, dataHere]);
  }
}
