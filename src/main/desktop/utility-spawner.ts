/**
 * Processes of plugins as the engine's process has them on the desktop: main forks them when it is asked to, and what passes
 * between the engine and a plugin goes over two ports of their own.
 */
import { messagePortTransport, type PortLike } from '#channel/message-port.ts';
import type { Transport } from '#channel/transport.ts';
import type { PacketDelivery, ToPlugin } from '#contract/plugins/process.ts';
import type { PluginProcess, PluginSpawner, ProcessExit, SpawnRequest } from '#main/engine/pipeline/plugins/ports.ts';
import { notStarted, prepareFolders } from '#main/host/plugins/child-spawner.ts';
import { KeptMessages } from '#main/host/plugins/kept-messages.ts';
import { ProcessEnd } from '#main/host/plugins/process-end.ts';
import { residentBytes } from '#main/host/plugins/resident-memory.ts';
import type { EngineProcessMessage, EngineProcessRequest } from './engine-messages.ts';

type FromMain = Extract<EngineProcessMessage, { readonly kind: 'plugin-spawned' | 'plugin-exited' }>;

export class UtilitySpawner implements PluginSpawner {
  readonly #askMain: (request: EngineProcessRequest) => void;
  readonly #processes: Map<number, UtilityPlugin> = new Map();
  #spawned: number = 0;

  constructor(askMain: (request: EngineProcessRequest) => void) {
    this.#askMain = askMain;
  }

  spawn(request: SpawnRequest): PluginProcess {
    const problem = prepareFolders(request);
    if (problem !== null) return notStarted(problem);
    const spawnId = ++this.#spawned;
    const plugin = new UtilityPlugin(() => this.#askMain({ kind: 'kill-plugin', spawnId }));
    this.#processes.set(spawnId, plugin);
    this.#askMain({ kind: 'spawn-plugin', spawnId, id: request.id, language: request.language });
    return plugin;
  }

  /** What main says of them. */
  handle(message: FromMain, ports: readonly PortLike[]): void {
    const plugin = this.#processes.get(message.spawnId);
    if (message.kind === 'plugin-spawned') {
      const [control, data] = ports;
      if (plugin !== undefined && control !== undefined && data !== undefined) {
        plugin.connected(message.pid, messagePortTransport(control), messagePortTransport(data));
      } else for (const port of ports) port.close();
    } else {
      this.#processes.delete(message.spawnId);
      plugin?.gone(message.code, message.stderr);
    }
  }
}

class UtilityPlugin implements PluginProcess {
  readonly #askToKill: () => void;
  /** Its two ports. */
  readonly #end: ProcessEnd = new ProcessEnd(2, () => this.#closePorts());
  readonly #controlIn: KeptMessages<unknown> = new KeptMessages(() => this.#talksTooMuch());
  readonly #acks: KeptMessages<unknown> = new KeptMessages(() => this.#talksTooMuch());
  #pid: number | null = null;
  #control: Transport | null = null;
  #data: Transport | null = null;
  /** Until the ports are there. */
  #waiting: (() => void)[] = [];

  constructor(askToKill: () => void) {
    this.#askToKill = askToKill;
  }

  get pid(): number | null {
    return this.#pid;
  }

  sendControl(message: ToPlugin): void {
    this.#whenConnected(() => this.#control?.send(message));
  }

  onControl(listener: (message: unknown) => void): void {
    this.#controlIn.listen(listener);
  }

  deliver(delivery: PacketDelivery): void {
    const { frame } = delivery;
    // A view would be sent with everything that lies around it.
    const alone = frame.byteLength === frame.buffer.byteLength ? frame : frame.slice();
    this.#whenConnected(() => this.#data?.send({ ...delivery, frame: alone }));
  }

  onAck(listener: (ack: unknown) => void): void {
    this.#acks.listen(listener);
  }

  onExit(listener: (exit: ProcessExit) => void): void {
    this.#end.onExit(listener);
  }

  kill(): void {
    if (!this.#end.isOver) this.#askToKill();
  }

  async residentBytes(): Promise<number | null> {
    return this.#pid === null || this.#end.isOver ? null : await residentBytes(this.#pid);
  }

  connected(pid: number, control: Transport, data: Transport): void {
    this.#pid = pid;
    this.#control = control;
    this.#data = data;
    this.#receive(control, this.#controlIn);
    this.#receive(data, this.#acks);
    for (const send of this.#waiting.splice(0)) send();
  }

  /** The ports tell last what it said last. */
  gone(code: number | null, stderr: string): void {
    this.#end.wrote(stderr);
    this.#end.gone(code, null);
    if (this.#control !== null) return;
    this.#end.channelClosed();
    this.#end.channelClosed();
  }

  #receive(transport: Transport, messages: KeptMessages<unknown>): void {
    transport.onMessage((message) => {
      if (!this.#end.isOver) messages.push(message);
    });
    transport.onClose(() => this.#end.channelClosed());
  }

  #whenConnected(send: () => void): void {
    if (this.#end.isOver) return;
    if (this.#control === null) this.#waiting.push(send);
    else send();
  }

  #closePorts(): void {
    this.#waiting = [];
    this.#control?.close();
    this.#data?.close();
  }

  #talksTooMuch(): void {
    this.#end.wrote('It was ended: it sent more than anybody would listen to.\n');
    this.kill();
  }
}
