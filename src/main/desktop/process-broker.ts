/**
 * Main's part in the processes of plugins and of the history: forks them for the engine, since only main can, and hands the ends of their channels to both
 * sides. One broker for each engine process; it takes all of them along when that ends.
 */
import {
  CHANNELS,
  type EngineProcessMessage,
  type EngineProcessRequest,
  type ForkedProgram,
} from './engine-messages.ts';

/** More than anybody has plugins, counting those that are being updated: an engine that forks without end is stopped here. */
const MOST_PROCESSES = 128;

export interface ChildEvents {
  /** It runs; called once at most. */
  spawned(pid: number): void;
  /** Called once, after everything that it wrote was seen. `spawned` is not called any more. */
  exited(code: number | null, stderr: string): void;
}

export interface ForkedChild<Port> {
  /** Hands it its ends of the channels. */
  connect(ports: readonly Port[]): void;
  /** By force. */
  kill(): void;
}

export interface BrokerPorts<Port> {
  fork(program: ForkedProgram, events: ChildEvents): ForkedChild<Port>;
  channel(): readonly [Port, Port];
  tellEngine(message: EngineProcessMessage, ports: readonly Port[]): void;
}

export class ProcessBroker<Port> {
  readonly #ports: BrokerPorts<Port>;
  readonly #children: Map<number, ForkedChild<Port>> = new Map();
  #closed: boolean = false;

  constructor(ports: BrokerPorts<Port>) {
    this.#ports = ports;
  }

  handle(request: EngineProcessRequest): void {
    if (request.kind === 'kill') this.#children.get(request.spawnId)?.kill();
    else this.#spawn(request.spawnId, request.program);
  }

  /** The engine is gone. */
  close(): void {
    this.#closed = true;
    for (const child of this.#children.values()) child.kill();
  }

  #spawn(spawnId: number, program: ForkedProgram): void {
    if (this.#closed) return;
    if (this.#children.has(spawnId) || this.#children.size >= MOST_PROCESSES) {
      const stderr = `Its process was not started: ${this.#children.size} processes run already`;
      this.#ports.tellEngine({ kind: 'exited', spawnId, code: null, stderr }, []);
      return;
    }
    const child = this.#ports.fork(program, {
      spawned: (pid) => {
        if (!this.#closed) this.#connect(spawnId, pid, CHANNELS[program.name], child);
      },
      exited: (code, stderr) => {
        this.#children.delete(spawnId);
        if (!this.#closed) this.#ports.tellEngine({ kind: 'exited', spawnId, code, stderr }, []);
      },
    });
    this.#children.set(spawnId, child);
  }

  #connect(spawnId: number, pid: number, channels: number, child: ForkedChild<Port>): void {
    const pairs = Array.from({ length: channels }, () => this.#ports.channel());
    child.connect(pairs.map(([, there]) => there));
    this.#ports.tellEngine(
      { kind: 'spawned', spawnId, pid },
      pairs.map(([here]) => here),
    );
  }
}
